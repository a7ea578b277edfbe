import type { Connection } from '../../../web-components/data/connection.ts';

type Variables = Record<string, unknown>;
/** What an operation is answered with: data, or a whole answer with `errors`, or an HTTP status. */
export type Answer = { data?: unknown; errors?: unknown[] } | Response;
// Each names the variables of its operation; what was asked in words comes with them.
type Resolver = (variables: never, query: string) => Answer | Promise<Answer>;

export interface Asked {
  readonly operation: string;
  readonly query: string;
  readonly variables: Variables;
  readonly headers: Headers;
  /** Taken back by the element before it was answered. */
  aborted: boolean;
}

/**
 * A graph for the tests of one element: answers each operation by its name, and remembers what it was asked. Only
 * what a test names is answered; anything else fails loudly.
 */
export function openFakeGraph(answers: Record<string, Resolver>) {
  const asked: Asked[] = [];
  const connection: Connection = {
    endpoint: '/graphql-of-a-test',
    fetch: async (_input, init) => {
      const { query, variables = {} } = JSON.parse(String(init?.body)) as { query: string; variables?: Variables };
      const operation = /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '?';
      const question: Asked = { operation, query, variables, headers: new Headers(init?.headers), aborted: false };
      asked.push(question);
      const aborted = new Promise<never>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          question.aborted = true;
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
      aborted.catch(() => {});
      const answer = answers[operation];
      if (!answer) throw new Error(`no answer for the operation ${operation}`);
      const result = await Promise.race([Promise.resolve(answer(variables as never, query)), aborted]);
      if (result instanceof Response) return result;
      return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
    },
  };
  return {
    connection,
    asked,
    /** The questions by one name, oldest first. */
    askedFor: (operation: string) => asked.filter((question) => question.operation === operation),
  };
}
