/** What elements ask a client for; each asks again after a failure. */
type RequestPolicy = 'cache-first' | 'cache-only' | 'network-only' | 'cache-and-network';

/** What went wrong with a question: errors that the graph answered with, or none where it gave no answer. */
export interface GraphError extends Error {
  readonly graphQLErrors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[] | undefined;
    readonly extensions?: { readonly [name: string]: unknown };
  }[];
  /** The answer as `fetch` had it. */
  readonly response?: { readonly status: number } | undefined;
}

/** One answer. */
export interface GraphAnswer {
  /** Nothing where the whole question failed. */
  readonly data?: unknown;
  readonly error?: GraphError | undefined;
  /** A newer answer is on its way. */
  readonly stale: boolean;
  /** What was asked, as the client has it: a parsed document. */
  readonly operation: { readonly query: unknown };
}

/** Answers to one question: one, or several as its cache changes. */
export interface GraphAnswers {
  subscribe(onAnswer: (answer: GraphAnswer) => void): { unsubscribe(): void };
  /** The first one that is not stale. */
  toPromise(): Promise<GraphAnswer>;
}

/**
 * A GraphQL client of the host, as far as elements use it. Clients of `@urql/core` 6 are it, and any object that does the same; it
 * need not be of the version that this package brings.
 */
export interface GraphClient {
  query(document: string, variables: object, context?: { requestPolicy?: RequestPolicy }): GraphAnswers;
  mutation(document: string, variables: object): GraphAnswers;
}
