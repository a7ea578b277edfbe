import { Client, type CombinedError, cacheExchange, fetchExchange } from '@urql/core';
import type { Connection } from './connection.ts';
import { fetchOf } from './fetch-of.ts';
import { wantsSignIn } from './sign-in.ts';

const clients = new WeakMap<Connection, Client>();

/** The client of a connection: the host's own, or one with a document cache that is made once. */
export function clientOf(connection: Connection): Client {
  // We use no more of it than its type says.
  if (connection.client) return connection.client as Client;
  const known = clients.get(connection);
  if (known) return known;
  const client = new Client({
    url: connection.endpoint,
    fetch: fetchOf(connection),
    exchanges: [cacheExchange, fetchExchange],
    // Queries by GET are refused as possible cross-site requests (by Apollo Server, without a header of its own).
    preferGetMethod: false,
  });
  clients.set(connection, client);
  return client;
}

/** What to say of a failed query, and what to offer. */
export type FailureKind =
  /** It is not to be reached now, or has too much to do; it is asked again without anybody's doing. */
  | 'away'
  /** The server was not reached, or its answer was none. */
  | 'network'
  /** It wants to know who is asking. */
  | 'auth'
  /** It says what is wrong with the question. */
  | 'input'
  /** Anything else that it says. */
  | 'server';

export interface Failure {
  readonly kind: FailureKind;
  /** The server's own words, where they were written for people. */
  readonly detail?: string;
}

/** When to ask again; null: it would be of no use. */
export function againAfterMs({ graphQLErrors, response }: CombinedError): number | null {
  const status = (response as Response | undefined)?.status ?? 503;
  if (graphQLErrors.length === 0) return status >= 500 || status === 429 ? 0 : null;
  const again = graphQLErrors.filter(({ extensions }) => extensions?.retryable);
  const waits = again.map(({ extensions }) => Number(extensions.retryAfterMs) || 0);
  return again.length > 0 ? Math.max(...waits) : null;
}

/** Of one question; who asks it again by itself says `away` in place of it. */
export function failureOf(error: CombinedError): Failure & { readonly kind: Exclude<FailureKind, 'away'> } {
  const status = (error.response as Response | undefined)?.status;
  const codes = error.graphQLErrors.map(({ extensions }) => extensions?.code);
  if (wantsSignIn(status, codes)) return { kind: 'auth' };
  const [first] = error.graphQLErrors;
  if (!first) return { kind: 'network' };
  const { code } = first.extensions ?? {};
  return { kind: code === 'BAD_USER_INPUT' || code === 'FORBIDDEN' ? 'input' : 'server', detail: first.message };
}
