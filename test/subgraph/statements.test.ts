import { beforeAll, expect, test } from 'vitest';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { openTestDatabase } from '../support/database.ts';
import { givenGraph, openGraph } from '../support/graph.ts';
import { rowsRead, statementsOf } from '../support/statements.ts';
import { importLines, type Line } from '../support/traffic.ts';

// What the main queries cost: SQL statements, which must not depend on the number of rows of a page, and rows read.
// The snapshot beside this file is what a reviewer looks at when a number changes.

const { database, graph } = givenGraph('embedded');
beforeAll(async () => {
  // Fixed tenants in a database of this file's own: plans, and so the snapshot, are the same at every run.
  for (const sessions of [2, 40]) {
    await changeSpecifications(database, tenantOf(sessions), { load: [ORDERS] });
    await importLines(database, tenantOf(sessions), someSessions(sessions));
  }
  const rules = [{ flow: 'BILLING', path: '/orders' }];
  for (const sessions of [2, 40]) {
    await applyFlows(database.pool, tenantOf(sessions), { flows: [], rules, endpoints: [] });
  }
  await database.pool.query('ANALYZE');
});

const PERIOD = '{ from: "2024-05-12T00:01:30Z", to: "2024-05-12T20:00:00Z" }';
const ROW = `id key requestCount attackCount users userCount roles(first: 2) ips { address countryCode tags requestCount share }
  hosts { host requestCount } applications attackTypes { type { label } detectionCount share }
  topEndpoints { summary { method pathTemplate } requestCount share } identifiedBy { name source }`;
const REQUEST = `id method path detections { type { code } payload } endpointSummary { pathTemplate }
  content { requestHeaders { name } } session { id }`;
const ALL =
  'METHOD, STATUS, STATUS_CLASS, IP, USER, ROLE, HOST, APPLICATION, ATTACK_TYPE, ENDPOINT, BUSINESS_FLOW, ROGUE';

const TIMELINE = 'bucketMs buckets { start requests malicious durationMsP95 }';

const OPERATIONS: Record<string, string> = {
  'a page of the list': `{ sessions { nodes { ${ROW} } } }`,
  'a filtered page with its number of sessions': `{ sessions(period: ${PERIOD}, filter: { requests: [{ methods: ["POST"], statuses: [403] }] }) {
    totalCount { value exact } edges { cursor node { ${ROW} } } pageInfo { hasNextPage hasPreviousPage } } }`,
  'a page that explains its sessions': `{ sessions(period: ${PERIOD}, filter: { requests: [{ attackTypes: ["sqli"] }] }) { edges {
    inPeriod { requestCount attackCount } match { requestCount { value } firstAt lastAt reasons } node { id } } } }`,
  'the number of all sessions': '{ sessions { totalCount { value exact } } }',
  'the facets of a filtered list': `{ sessions(filter: { requests: [{ statuses: [403] }] }) { facets(dimensions: [METHOD, STATUS, ENDPOINT]) {
    total buckets { key label count } } } }`,
  'the values of a filter': '{ sessionFilterOptions(dimension: HOST, search: "api") { key label count } }',
  'the first requests of each session': `{ sessions { nodes { id requests(first: 3, filter: { malicious: true }) {
    totalCount { value } edges { position node { ${REQUEST} } } pageInfo { hasNextPage } } } } }`,
  'the statistics of a session': `{ sessions(first: 1) { nodes { statistics(dimensions: [${ALL}], filter: { methods: ["POST"] }) {
    dimension total valueCount buckets { key label count share visible } } } } }`,
  'the business flows of each session':
    '{ sessions { nodes { businessFlows { flow { code label } requestCount share } } } }',
  'the flows and facts of the first requests of each session': `{ sessions { nodes { requests(first: 3) { nodes {
    businessFlows { label } endpointSummary { riskScore riskLevel rogue protections { name } sensitiveData businessFlows { code } } } } } } }`,
  'the timeline of each session': `{ sessions { nodes { timeline(period: ${PERIOD}, filter: { methods: ["POST"] }) { ${TIMELINE} } } } }`,
  'what is usual over the time of each session':
    '{ sessions { nodes { timeline { buckets { durationMsP95 durationMsExpectedP95 durationMsExpectedCount } } } } }',
  'the marks of each session': `{ sessions { nodes { timeline(period: ${PERIOD}) { marks { detail } markCount } } } }`,
  'the timeline of a filtered list': `{ sessions(period: ${PERIOD}, filter: { requests: [{ statuses: [403] }] }) { timeline { ${TIMELINE} } } }`,
  'the timeline of everything kept': `{ sessions { timeline { ${TIMELINE} } } }`,
  'the parts of each session': '{ sessions { nodes { id parts { id date requestCount } } } }',
  'where targets lead': `{ sessionAvailability(targets: [{ requestId: "r0" }, { attackId: "a1" }, { attackId: "nobody" }]) {
    state sessionCount { value } } }`,
  'the known attacks': `{ sessionKnownAttacks(period: ${PERIOD}) { totalCount { value } pageInfo { hasNextPage }
    nodes { id types { label } detectionCount sessionCount latestRequestId } } }`,
  'the known endpoints that a search finds': `{ sessionKnownEndpoints(search: "POST /orders*", period: ${PERIOD}) {
    totalCount { value } pageInfo { hasNextPage } nodes { summary { id riskLevel } requestCount sessionCount } } }`,
};

test.each(Object.keys(OPERATIONS))('%s costs as many statements for 40 sessions as for 2', async (name) => {
  const [few, many] = [await cost(name, 2), await cost(name, 40)];
  expect(many.length).toBe(few.length);
});

test('the attacks and endpoints of a page of requests cost as many statements for 25 x 50 as for 5 x 5', async () => {
  // In a database of its own: the plans of the others are those of their rows.
  const apart = await openTestDatabase('embedded');
  const wide = await openGraph(apart);
  await importLines(apart, 'wide', attacksEverywhere());
  const list = 'nodes { id } totalCount { value }';
  const ask = (sessions: number, requests: number) =>
    statementsOf(() =>
      wide.query(
        'wide',
        `query ($sessions: Int!, $requests: Int!) { sessions(first: $sessions) { nodes { requests(first: $requests) { nodes {
          detections { attack { id types { code } detectionCount sessions(first: 2) { ${list} } sessionRequests(first: 2) { ${list} } } }
          endpoint { id riskLevel sessions(first: 2) { ${list} } } } } } } }`,
        { sessions, requests },
      ),
    );
  const [few, many] = [await ask(5, 5), await ask(25, 50)];
  // Sessions, requests, detections; four of lists and two of facts of attacks; two of lists and one of facts of endpoints.
  expect(few).toHaveLength(3 + 6 + 3);
  expect(many).toHaveLength(few.length);
  await wide.app.close();
  await apart.close();
});

test('the cost of each is the one that was agreed', async () => {
  const lines: string[] = [];
  for (const name of Object.keys(OPERATIONS)) {
    const statements = await cost(name, 40);
    const rows: number[] = [];
    for (const statement of statements) rows.push(await rowsRead(database, statement));
    lines.push(`${name}: ${rows.length} statements, ${rows.join(' + ')} rows`);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('statements.snapshot.txt');
});

test('the same question asked under several names is looked up once', async () => {
  const asked = await statementsOf(() =>
    graph.query(
      tenantOf(2),
      '{ a: request(id: "r0") { id session { id } } b: request(id: "r0") { id session { key } } }',
    ),
  );
  expect(asked).toHaveLength(2);
});

function cost(name: string, sessions: number) {
  return statementsOf(() => graph.query(tenantOf(sessions), OPERATIONS[name]!));
}

function tenantOf(sessions: number): string {
  return `sessions-${sessions}`;
}

/** Knows the endpoint, which is refused to all: it would be no endpoint to speak of otherwise. */
const ORDERS = {
  name: 'Orders',
  version: '1',
  operations: [{ method: 'POST', host: 'api.example', path: '/orders/{int}', tags: [] }],
};

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
    durationMs: 20 + (index % 7),
    ip: `10.0.0.${index % 250}`,
    user: `user ${index % 5}`,
    role: 'customer',
    application: 'shop',
    detections: index >= count * 2 ? [{ type: 'sqli', attackId: 'a1', payload: "' OR 1=1" }] : [],
  }));
}

/** 25 sessions of 50 requests each, 40 attacks and 30 endpoints among them. */
function attacksEverywhere(): Line[] {
  return Array.from({ length: 25 * 50 }, (_, index) => ({
    time: new Date(Date.UTC(2024, 4, 12) + index * 1_000).toISOString(),
    sid: `session ${index % 25}`,
    path: `/orders/${'abcdefghijklmnopqrstuvwxyzäöüß'[index % 30]}`,
    detections: [{ type: 'sqli', attackId: `a${index % 40}` }],
  }));
}
