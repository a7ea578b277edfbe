// How long it takes to settle what follows from a whole import (risk scores, deviations), what the list by risk reads, and
// what a new fact of an endpoint costs that every session asks.
//   npx tsx bench/settle-speed.ts [requests = 100000] [session parts = 30000]
// On PostgreSQL (TEST_DATABASE_URL, else a throwaway server from the installed binaries): 100 endpoints, seven days.

import { type Database, openDatabase } from '../subgraph/db/database.ts';
import { settleDeviations } from '../subgraph/settling/settle-deviations.ts';
import { settleRisk } from '../subgraph/settling/settle-risk.ts';
import { type Graph, openGraph } from '../test/support/open-graph.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';
import { pusher } from '../test/support/projections.ts';
import { type Statement, statementsOf } from '../test/support/statements.ts';
import { importLines, type Line } from '../test/support/traffic.ts';

const [requests = 100_000, parts = 30_000] = process.argv.slice(2).map(Number);
const tenant = 'bench';
const DAY = 86_400_000;
const ENDPOINTS = 100;
const TYPES = ['sqli', 'xss', 'rce', 'ptrav', 'scanner', 'brute'];

/** Every session begins at `/login`; one in ten has an attack, one in fifty many errors, one in a hundred two users. */
function line(index: number): Line {
  const session = index % parts;
  const turn = Math.floor(index / parts);
  const day = session % 7;
  // Spread without chance, so that every run has the same rows.
  const mixed = (index * 2_654_435_761) % 2 ** 32;
  const isAttack = session % 10 === 0 && turn % 3 === 1;
  return {
    id: `r${index}`,
    sid: `session ${session}`,
    time: new Date(Date.parse('2024-05-12T00:00:00Z') + day * DAY + (mixed % DAY)).toISOString(),
    method: turn === 0 ? 'POST' : 'GET',
    path: turn === 0 ? '/login' : `/resource-${mixed % (ENDPOINTS - 1)}`,
    host: 'api.example.com',
    status: session % 50 === 7 ? 404 : session % 20 === 3 ? 403 : 200,
    durationMs: mixed % 997 === 0 ? 4_000 : 20 + (mixed % 40),
    sizeBytes: 500 + (mixed % 300),
    ip: `10.${session % 250}.${mixed % 250}.9`,
    user: `user ${session % 100 === 5 ? index : session}`,
    sourceTags: session % 30 === 11 ? ['tor'] : [],
    detections: isAttack ? [{ type: TYPES[session % TYPES.length], attackId: `a${session}` }] : [],
  };
}

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const { user, system } = process.cpuUsage(cpu);
  console.log(`${name}: ${seconds} s, of which Node ${((user + system) / 1e6).toFixed(2)} s ${JSON.stringify(result)}`);
  return result;
}

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}

/** What a statement does, and for how long. */
async function explain({ pool }: Database, { text, values }: Statement): Promise<string> {
  const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const [{ Plan, 'Execution Time': ms }] = rows[0]['QUERY PLAN'];
  const steps = (plan: Plan): string[] => [
    plan['Index Name'] ? `${plan['Node Type']} ${plan['Index Name'].replace(/_\d{8}/, '')}` : plan['Node Type'],
    ...(plan.Plans ?? []).flatMap(steps),
  ];
  return `${Math.round(ms)} ms, ${[...new Set(steps(Plan))].join(' < ')}`;
}

const LISTS = {
  'no filter': '',
  'a status': 'filter: { requests: [{ statuses: [404] }] }',
  'high or medium risk': 'filter: { riskLevels: [HIGH, MEDIUM] }',
  'two days': 'period: { from: "2024-05-13T00:00:00Z", to: "2024-05-15T00:00:00Z" }',
};

async function lists(graph: Graph, database: Database): Promise<void> {
  for (const direction of ['DESC', 'ASC']) {
    for (const [name, filter] of Object.entries(LISTS)) {
      let after = 'null';
      for (let page = 1; page <= 20; page += 1) {
        const list = `sessions(first: 50, after: ${after}, orderBy: { field: RISK, direction: ${direction} } ${filter})`;
        const query = `{ ${list} { nodes { id } pageInfo { endCursor } } }`;
        let cursor: string | null = null;
        const statements = await statementsOf(async () => {
          const answer = await graph.query<{ sessions: { pageInfo: { endCursor: string | null } } }>(tenant, query);
          cursor = answer.sessions.pageInfo.endCursor;
        });
        if (page === 1 || page === 20) {
          console.log(`  ${direction}, ${name}, page ${page}: ${await explain(database, statements[0]!)}`);
        }
        if (cursor === null) break;
        after = JSON.stringify(cursor);
      }
    }
  }
}

async function projection(graph: Graph, database: Database): Promise<void> {
  const { accepted } = pusher(graph.app);
  const login = { method: 'POST', host: 'api.example.com', pathTemplate: '/login' };
  const push = (version: number) =>
    accepted(tenant, 'endpoints', { items: [{ ...login, version, riskScore: 5 + (version % 2) * 4 }] });
  await timed('a new risk of the endpoint that all sessions ask, until it is answered', () => push(1));
  await timed('  and the scores behind it', async () => {
    for (;;) {
      const { rows } = await database.pool.query('SELECT 1 FROM session WHERE risk_score IS NULL LIMIT 1');
      if (rows.length === 0) return {};
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

async function measure(database: Database): Promise<void> {
  const lines = Array.from({ length: requests }, (_, index) => line(index));
  await timed('import', () => importLines(database, tenant, lines));
  await database.pool.query('ANALYZE');
  await timed('all risk scores', () => settleRisk(database, tenant));
  await timed('none to compute', () => settleRisk(database, tenant));
  await timed('all deviations', () => settleDeviations(database, tenant));
  await timed('none to judge', () => settleDeviations(database, tenant));
  await database.pool.query('VACUUM ANALYZE session');
  const graph = await openGraph(database);
  await lists(graph, database);
  await projection(graph, database);
  await graph.app.close();
}

const cluster = process.env.TEST_DATABASE_URL ? null : await startPostgresCluster();
try {
  const database = await openDatabase({ url: process.env.TEST_DATABASE_URL ?? cluster!.url, dataDirectory: null });
  await measure(database);
  await database.close();
} finally {
  await cluster?.stop();
}
