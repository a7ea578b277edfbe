import type { GraphClient } from './graph-client.ts';

/** What fetch takes as headers. */
type SentHeaders = NonNullable<RequestInit['headers']>;

/** How the elements reach the graph. Elements that are given the same object share cache and batches. */
export interface Connection {
  /** Address of the GraphQL endpoint. */
  readonly endpoint: string;
  /** Headers of each request, such as an authorization; asked each time, so that a token may change. */
  readonly getHeaders?: () => SentHeaders | Promise<SentHeaders>;
  /** In the place of window.fetch. */
  readonly fetch?: typeof fetch;
  /** The host's own client, such as urql's; what the others say is then its business. */
  readonly client?: GraphClient;
}

const byEndpoint = new Map<string, Connection>();

/** The one connection to an endpoint that needs nothing else. */
export function connectionTo(endpoint: string): Connection {
  const connection = byEndpoint.get(endpoint) ?? { endpoint };
  byEndpoint.set(endpoint, connection);
  return connection;
}
