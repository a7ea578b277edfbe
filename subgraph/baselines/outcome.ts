/** Successes (2xx, 3xx) and errors (4xx, 5xx) of one endpoint are compared apart. */
export type Outcome = 'SUCCESS' | 'ERROR';

/** Days that a baseline looks at: that of the request and those before it. */
export const BASELINE_DAYS = 7;

/**
 * What a request is compared with. Null: with nothing, and nothing with it. It was blocked, so that what answered is not
 * the endpoint; there was no response; or an informational one (1xx), which ends no request.
 */
export function outcomeOf({ status, blocked }: { status: number | null; blocked: boolean }): Outcome | null {
  if (blocked || status === null || status < 200 || status > 599) return null;
  return status < 400 ? 'SUCCESS' : 'ERROR';
}
