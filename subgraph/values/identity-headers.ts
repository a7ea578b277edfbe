// Headers that say who asks: of gateways, of who holds several tenants, and of developers where nobody signs in.

export const TENANT_HEADER = 'x-sessions-tenant';
export const ACTOR_HEADER = 'x-sessions-actor';
/** With spaces; gateways send it, and developers where nobody signs in. */
export const SCOPES_HEADER = 'x-sessions-scopes';
