import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { type Graph, openGraph } from '../support/graph.ts';
import { recordStatements } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// How many SQL statements an operation costs. The number must not depend on how many rows a page has.

let database: Database;
let graph: Graph;
let statements: ReturnType<typeof recordStatements>;
beforeAll(async () => {
  database = await openTestDatabase('embedded');
  graph = await openGraph(database);
  statements = recordStatements(database);
});
afterAll(async () => {
  await graph.app.close();
  await database.close();
});

const PERIOD = '{ from: "2024-05-12T00:00:30Z", to: "2024-05-12T20:00:00Z" }';
const ROW = `id key requestCount attackCount users userCount roles(first: 2) ips { address countryCode tags requestCount share }
  hosts { host requestCount } applications attackTypes { type { label } detectionCount share }
  topEndpoints { summary { method pathTemplate } requestCount share } identifiedBy { name source }`;

const OPERATIONS: Record<string, { query: string; statements: number }> = {
  'a page of the list': { query: `{ sessions { nodes { ${ROW} } } }`, statements: 4 },
  'a page of the list with its number of sessions': {
    query: `{ sessions(period: ${PERIOD}, filter: { requests: [{ methods: ["POST"], statuses: [403] }] }) {
      totalCount { value exact } edges { cursor node { ${ROW} } } pageInfo { hasNextPage hasPreviousPage } } }`,
    statements: 5,
  },
  'the number of all sessions': { query: '{ sessions { totalCount { value exact } } }', statements: 1 },
  'a list with the first requests of each session': {
    query: `{ sessions { nodes { id requests(first: 3, filter: { malicious: true }) { totalCount { value } edges { position node {
      id method path detections { type { code } payload } endpointSummary { pathTemplate } content { requestHeaders { name } } session { id }
    } } pageInfo { hasNextPage } } } } }`,
    statements: 8,
  },
  'the parts of each session': { query: '{ sessions { nodes { id parts { id date requestCount } } } }', statements: 2 },
};

test.each(Object.entries(OPERATIONS))('%s costs as many statements for 40 sessions as for 2', async (_, operation) => {
  const costs: number[] = [];
  for (const sessions of [2, 40]) {
    const tenant = newTenant();
    await importLines(database, tenant, someSessions(sessions));
    const asked = await statements.during(() => graph.query(tenant, operation.query));
    costs.push(asked.length);
  }
  expect(costs).toEqual([operation.statements, operation.statements]);
});

test('the same question asked under several names is looked up once', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, someSessions(3));
  const asked = await statements.during(() =>
    graph.query(tenant, '{ a: request(id: "r0") { id session { id } } b: request(id: "r0") { id session { key } } }'),
  );
  expect(asked).toHaveLength(2);
});

/** Sessions of three requests each, one of them malicious. */
function someSessions(count: number): Line[] {
  return Array.from({ length: count * 3 }, (_, index) => ({
    id: `r${index}`,
    time: `2024-05-12T00:${String(index % 60).padStart(2, '0')}:00Z`,
    sid: `session ${index % count}`,
    method: 'POST',
    path: `/orders/${index}`,
    host: 'api.example',
    status: 403,
    ip: `10.0.0.${index % 250}`,
    user: `user ${index % 5}`,
    role: 'customer',
    application: 'shop',
    detections: index < count ? [{ type: 'sqli', payload: "' OR 1=1" }] : [],
  }));
}
