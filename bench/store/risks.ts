import type pg from 'pg';
import type { Graph } from '../../test/support/open-graph.ts';
import type { ClickHouse } from './clickhouse.ts';

const PAGE = 200;
const QUERY = `query ($after: String) { sessions(first: ${PAGE}, after: $after) {
  nodes { id risk { score } } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  sessions: {
    nodes: { id: string; risk: { score: number } | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

/** Copies the scores of all sessions to the peers: only the product can say what they are. */
export async function copyRisks(graph: Graph, tenant: string, pool: pg.Pool, clickHouse: ClickHouse | null) {
  clickHouse?.createRisks();
  for (let after: string | null = null; ; ) {
    const { sessions }: Page = await graph.query<Page>(tenant, QUERY, { after });
    const ids = sessions.nodes.map(({ id }) => id);
    const scores = sessions.nodes.map(({ risk }) => risk?.score ?? null);
    await pool.query(
      `UPDATE bench.session AS s SET risk = found.score FROM unnest($1::text[], $2::int[]) AS found(id, score)
       WHERE s.tenant = 0 AND s.key = split_part(found.id, '.', 1) COLLATE "C" AND s.day = split_part(found.id, '.', 2)::date`,
      [ids, scores],
    );
    clickHouse?.insertRisks(ids.map((id, index) => ({ id, score: scores[index]! })));
    if (!sessions.pageInfo.hasNextPage) break;
    after = sessions.pageInfo.endCursor;
  }
  await pool.query('CREATE INDEX ON bench.session (tenant, risk DESC, key DESC, day DESC)');
}
