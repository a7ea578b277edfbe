import { GraphQLError } from 'graphql';

/** What a client did wrong in an argument: `path` names the place (`filter.requests[0].statuses`). */
export function badUserInput(path: string, problem: string): GraphQLError {
  return new GraphQLError(`${path}: ${problem}`, { extensions: { code: 'BAD_USER_INPUT', path } });
}
