/** What to tell clients of a question that was cut off; never the statement. */
export const TIMEOUT = {
  code: 'TIMEOUT',
  message:
    'the database did not answer within the time that this server allows (QUERY_TIMEOUT_MS): ask for a shorter period or with another filter',
};

/** True when PostgreSQL cancelled a statement because it took too long: as the driver tells it, or Prisma. */
export function isTimeout(error: unknown): boolean {
  const { code, meta } = Object(error) as { code?: unknown; meta?: PrismaMeta };
  return code === CANCELLED || meta?.driverAdapterError?.cause?.originalCode === CANCELLED;
}

const CANCELLED = '57014';
type PrismaMeta = { driverAdapterError?: { cause?: { originalCode?: unknown } } };

const PUBLIC_CODES = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'QUERY_TOO_COSTLY',
  'ANSWER_TOO_LARGE',
  'TOO_MANY_REFERENCES',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'TIMEOUT',
  'OVERLOADED',
  'RATE_LIMITED',
  'CLIENT_GONE',
]);

/** True when the message of an error was written for clients; any other is masked, for it may hold SQL or paths. */
export function isPublic(code: unknown): boolean {
  return typeof code === 'string' && PUBLIC_CODES.has(code);
}
