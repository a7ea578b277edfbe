import type { Database } from '../../subgraph/db/database.ts';

interface QueryEvents {
  $on(event: 'query', listener: (event: { query: string }) => void): void;
}

/** Listens to the statements of a database; `during` gives those of one piece of work, in their order. */
export function recordStatements(database: Database): { during(work: () => Promise<unknown>): Promise<string[]> } {
  let statements: string[] = [];
  (database.prisma as unknown as QueryEvents).$on('query', ({ query }) => statements.push(query));
  return {
    async during(work) {
      statements = [];
      await work();
      return statements;
    },
  };
}

/** A statement by its shape: white space folded, parameters without their numbers. */
export function shapeOf(statement: string): string {
  return statement.replace(/\s+/g, ' ').replace(/\$\d+/g, '?').trim();
}
