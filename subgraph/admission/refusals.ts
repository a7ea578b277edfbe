import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { AllConnectionsBusy } from '../db/cancelling.ts';

/** What the same question gets when it is asked again later, and when that has a chance. */
interface Later {
  /** At least so many milliseconds later. */
  retryAfterMs: number;
}

/**
 * 503: the server has as much to do as it takes on. It is not the caller's doing, and nothing of the question was executed: anybody,
 * also a proxy, may ask again.
 */
export function overloaded(later: Later): GraphQLError {
  return refusal(503, 'OVERLOADED', 'the server has more to do than it can: ask again in a while', later);
}

/**
 * 429 and not 503: it is this caller who asks too much, whatever the server has to do. A proxy that sees a 503 asks another server, or takes this
 * one for ill; both would be wrong.
 */
export function rateLimited(perMinute: number, later: Later): GraphQLError {
  const message = `this caller has asked more than ${perMinute} times within a minute (RATE_LIMIT_PER_MINUTE): ask less often`;
  return refusal(429, 'RATE_LIMITED', message, later);
}

/** 429 likewise: somebody there tries what fails. */
export function tooManyFailures(later: Later): GraphQLError {
  return refusal(429, 'RATE_LIMITED', 'too many sign-ins from this address have failed: try again later', later);
}

/** After ten seconds without a free connection, when one may be there. */
const BUSY_MS = 2_000;

/** What to tell a caller of an error that says to come again later; null: it does not. */
export function laterOf(
  error: unknown,
): { status: number; message: string; headers: Record<string, string>; extensions: object } | null {
  const refused = error instanceof AllConnectionsBusy ? overloaded({ retryAfterMs: BUSY_MS }) : error;
  if (!(refused instanceof Refused)) return null;
  const { http, ...extensions } = refused.extensions;
  return { status: http.status, message: refused.message, headers: Object.fromEntries(http.headers), extensions };
}

/** For a question or a file that is not begun, or not gone on with. */
class Refused extends GraphQLError {
  declare readonly extensions: GraphQLErrorExtensions & { http: { status: number; headers: HeaderMap } };
}

function refusal(status: number, code: string, message: string, { retryAfterMs }: Later): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(Math.ceil(retryAfterMs / 1_000))]]);
  return new Refused(message, {
    extensions: { code, retryable: true, retryAfterMs: Math.ceil(retryAfterMs), http: { status, headers } },
  });
}
