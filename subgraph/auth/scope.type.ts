/** What an identity may do, as tokens and claims name it. */
export const SCOPES = [
  'sessions:read',
  'sessions:content',
  'attacks:write',
  'rules:write',
  'denylist:write',
  'sessions:export',
  'ingest:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];
