// What a new fact of the busiest endpoint costs: until the push is answered, and until all scores that follow are there.
//   npm run bench -- endpoint-fact [requests = 100000]
// On a throwaway PostgreSQL server; risk is decided again for every session that asked the endpoint.

import { openDatabase } from '../subgraph/db/database.ts';
import { type Graph, openGraph } from '../test/support/open-graph.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';
import { pusher } from '../test/support/projections.ts';
import { timed } from './measure/times.ts';
import { importTraffic } from './store/load.ts';
import { tellProgress } from './store/progress.ts';
import { SETTINGS } from './store/server.ts';
import { generatedTraffic } from './store/traffics.ts';

const [requests = 100_000] = process.argv.slice(2).map(Number);
const ROUNDS = 5;

interface Busiest {
  sessionKnownEndpoints: {
    nodes: { sessionCount: number; summary: { method: string; host: string; pathTemplate: string } }[];
  };
}

interface Scored {
  all: { totalCount: { value: number } };
  scored: { totalCount: { value: number } };
}

/** A score that is being computed is in no range. */
async function untilScored(graph: Graph, tenant: string): Promise<void> {
  for (;;) {
    const { all, scored } = await graph.query<Scored>(
      tenant,
      `{ all: sessions(first: 1) { totalCount { value } }
         scored: sessions(first: 1, filter: { riskScore: { gte: 0 } }) { totalCount { value } } }`,
    );
    if (all.totalCount.value === scored.totalCount.value) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const cluster = await startPostgresCluster({ settings: SETTINGS });
try {
  const database = await openDatabase({ url: cluster.url, dataDirectory: null, retentionDays: null });
  const [traffic] = generatedTraffic({ requests, seed: 1, days: 7, tenants: 1 });
  const { tenant } = traffic!;
  await importTraffic(database, traffic!, tellProgress());
  const graph = await openGraph(database);
  const { sessionKnownEndpoints } = await graph.query<Busiest>(
    tenant,
    '{ sessionKnownEndpoints(first: 1) { nodes { sessionCount summary { method host pathTemplate } } } }',
  );
  const { summary, sessionCount } = sessionKnownEndpoints.nodes[0]!;
  console.log(`${sessionCount} sessions asked ${summary.method} ${summary.host}${summary.pathTemplate}`);
  for (let round = 1; round <= ROUNDS; round++) {
    const items = [{ ...summary, version: round, riskScore: round % 2 === 0 ? 5 : 9 }];
    const answered = await timed(() => pusher(graph.app).accepted(tenant, 'endpoints', { items }));
    const scored = await timed(() => untilScored(graph, tenant));
    console.log(`answered after ${Math.round(answered.ms)} ms, all scores after ${Math.round(scored.ms)} ms more`);
  }
  await graph.app.close();
  await database.close();
} finally {
  await cluster.stop();
}
