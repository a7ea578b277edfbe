// biome-ignore-all lint/suspicious/noExplicitAny: answers of queries that are written beside what reads them
import type { Graph } from '../../test/support/open-graph.ts';
import type { Answer, Cell, Facts } from './question.type.ts';

/** Asks the product by GraphQL, and makes rows of its answer. */
export function byGraphql(
  { tenant }: Facts,
  query: string,
  variables: object,
  read: (data: any) => Cell[][],
  isExact: (data: any) => boolean = () => true,
): (graph: Graph) => Promise<Answer> {
  return async (graph) => {
    const data = await graph.query<any>(tenant, query, variables);
    return { rows: read(data), isExact: isExact(data) };
  };
}

/** Milliseconds since 1970. */
export function moment(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
