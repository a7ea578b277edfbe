/** So many endpoints that answered a host may have, and as many that did not, unless `SESSIONS_ENDPOINTS_PER_HOST` says something else. */
export const ENDPOINTS_PER_HOST = 5_000;
