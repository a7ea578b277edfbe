import { GraphQLError } from 'graphql';

/** Stops a command or the server with one clear line for the operator; never carries a stack or a password. */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';
}

/** What a client did wrong in an argument: `path` names the place (`filter.requests[0].statuses`). */
export function badUserInput(path: string, problem: string): GraphQLError {
  return new GraphQLError(`${path}: ${problem}`, { extensions: { code: 'BAD_USER_INPUT', path } });
}

const PUBLIC_CODES = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
]);

/** True when the message of an error was written for clients; any other is masked, for it may hold SQL or paths. */
export function isPublic(code: unknown): boolean {
  return typeof code === 'string' && PUBLIC_CODES.has(code);
}
