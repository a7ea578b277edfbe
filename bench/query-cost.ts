// Whether the cost that is counted before execution is true: a query within the budget must not cost more than 20 times our most
// expensive own operation, in CPU or in heap.
//   npm run bench -- query-cost [queries = 1000] [seed = 1]
// On the demo traffic: the operations of the elements and of the cookbook, then generated queries of the schema.

// biome-ignore-all lint/suspicious/noExplicitAny: answers of queries that are written here
import { readFileSync } from 'node:fs';
import { type OperationDefinitionNode, parse } from 'graphql';
import { openDatabase } from '../subgraph/db/database.ts';
import { decideDemo, importDemo } from '../subgraph/ingest/demo.ts';
import { createSchema } from '../subgraph/schema.ts';
import { generateQuery, type Ids } from '../test/support/generated-query.ts';
import { openGraph } from '../test/support/open-graph.ts';
import { TEST_SECRET } from '../test/support/traffic.ts';
import * as documents from '../web-components/data/documents.generated.ts';

const [queries = 1000, firstSeed = 1] = process.argv.slice(2).map(Number);
const collect = globalThis.gc;
if (!collect)
  throw new Error('node --expose-gc is needed, as npm run bench gives it: heap is measured from a clean one');

interface Spent {
  name: string;
  cost: number;
  /** Milliseconds from asking to the answer. */
  time: number;
  /** Milliseconds of all threads, the embedded database among them. */
  cpu: number;
  /** MB above the heap before, at its highest. */
  heap: number;
  code: string;
  bytes: number;
}

const database = await openDatabase({ url: null, dataDirectory: null });
const graph = await openGraph(database);
await decideDemo(database, true, new Date('2024-05-19T00:00:00Z'));
await importDemo(database, 'default', TEST_SECRET);
const schema = await createSchema('standalone');

async function spend(name: string, query: string, variables: object = {}): Promise<Spent> {
  collect!();
  const before = process.memoryUsage().heapUsed;
  let highest = before;
  const look = () => {
    highest = Math.max(highest, process.memoryUsage().heapUsed);
  };
  let isOver = false;
  const watch = () => {
    look();
    if (!isOver) setTimeout(watch, 5);
  };
  watch();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const response = await graph.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'x-sessions-cost': '1' },
    payload: { query, variables },
  });
  const { user, system } = process.cpuUsage(cpu);
  look();
  isOver = true;
  const { errors, extensions } = response.json();
  return {
    name,
    cost: extensions?.cost?.requested ?? errors?.[0]?.extensions?.cost?.requested ?? 0,
    time: Math.round(performance.now() - start),
    cpu: Math.round((user + system) / 1_000),
    heap: Math.round((highest - before) / 2 ** 20),
    code: errors?.[0]?.extensions?.code ?? '',
    bytes: response.body.length,
  };
}

async function find(query: string): Promise<any> {
  return graph.query('default', query);
}

const list = await find(
  '{ sessions(first: 200) { nodes { id key requests(first: 2) { nodes { id } } topEndpoints { endpoint { id } } } } sessionKnownAttacks(first: 200) { nodes { id } } }',
);
const nodes: any[] = list.sessions.nodes;
const attacks: string[] = list.sessionKnownAttacks.nodes.map((each: any) => each.id);
const busiest = (
  await find('{ sessions(first: 3, orderBy: { field: REQUEST_COUNT, direction: DESC }) { nodes { id } } }')
).sessions.nodes;
const ids: Ids = {
  id: [...busiest, ...nodes].map((each) => each.id),
  sessionId: [...busiest, ...nodes].map((each) => each.id),
  key: nodes.map((each) => each.key),
  requestId: nodes.flatMap((each) => each.requests.nodes.map((request: any) => request.id)),
  attackId: attacks,
};

/** What the elements ask with, at their largest. */
const variables: Record<string, unknown> = {
  id: busiest[0].id,
  ids: ids.requestId!.slice(0, 200),
  first: 200,
  buckets: 120,
  dimension: 'ENDPOINT',
  dimensions: [
    'METHOD',
    'STATUS',
    'STATUS_CLASS',
    'IP',
    'USER',
    'ROLE',
    'HOST',
    'APPLICATION',
    'ATTACK_TYPE',
    'ENDPOINT',
    'BUSINESS_FLOW',
    'ROGUE',
  ],
  targets: [...attacks.map((attackId) => ({ attackId })), ...nodes.map(({ id }) => ({ sessionId: id }))].slice(0, 100),
};

function variablesOf(text: string): Record<string, unknown> | null {
  const [operation] = parse(text).definitions as [OperationDefinitionNode];
  if (operation.operation !== 'query') return null;
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const given = Object.fromEntries(names.filter((name) => name in variables).map((name) => [name, variables[name]]));
  if (operation.name?.value === 'RequestDetail') given.id = ids.requestId![0];
  if (names.includes('input')) given.input = { sessionId: busiest[0].id };
  if (names.includes('before') && text.includes('$before:String!')) return null;
  return given;
}

const own: [string, string, object][] = [];
for (const [name, text] of Object.entries(documents)) {
  if (typeof text !== 'string') continue;
  const given = variablesOf(text);
  if (given) own.push([name, text, given]);
}
for (const section of readFileSync('docs/cookbook.md', 'utf8').split(/^## /m).slice(1)) {
  own.push([section.split('\n')[0]!, /```graphql\n([\s\S]*?)```/.exec(section)![1]!, {}]);
}
own.push([
  'facets of the list',
  `{ sessions { facets(dimensions: [${(variables.dimensions as string[]).join(' ')}], first: 10) { dimension total buckets { key label count } } } }`,
  {},
]);
own.push([
  'attacks and endpoints of 25 x 50 requests',
  `{ sessions(first: 25) { nodes { requests(first: 50) { nodes { detections { attack { id types { code } sessions(first: 2) { nodes { id } totalCount { value } }
    sessionRequests(first: 2) { nodes { id } totalCount { value } } } } endpoint { id riskLevel sessions(first: 2) { nodes { id } totalCount { value } } } } } } } }`,
  {},
]);

const row = ({ name, cost, time, cpu, heap, bytes, code }: Spent) =>
  `${String(cost).padStart(7)} ${String(cpu).padStart(6)} ms ${String(time).padStart(6)} ms ${String(heap).padStart(5)} MB ${String(bytes).padStart(9)} B  ${name} ${code}`;

const extra = process.env.QUERIES
  ? (JSON.parse(readFileSync(process.env.QUERIES, 'utf8')) as [string, string][])
  : null;
console.log('   cost       CPU      time     heap      answer');
const ownSpent: Spent[] = [];
for (const [name, text, given] of own) {
  await spend(name, text, given);
  ownSpent.push(await spend(name, text, given));
}
for (const spent of ownSpent.toSorted((a, b) => b.cpu - a.cpu)) console.log(row(spent));
if (extra) {
  for (const [name, text] of extra) {
    await spend(name, text);
    console.log(row(await spend(name, text)));
  }
  process.exit(0);
}
const most = { cpu: Math.max(...ownSpent.map(({ cpu }) => cpu)), heap: Math.max(...ownSpent.map(({ heap }) => heap)) };

const answered: Spent[] = [];
const refused: Record<string, number> = {};
function tell(): void {
  console.log(`\n${answered.length} generated queries within the budget; refused before: ${JSON.stringify(refused)}`);
  for (const measure of ['cpu', 'heap'] as const) {
    console.log(`the worst in ${measure}:`);
    for (const spent of answered.toSorted((a, b) => b[measure] - a[measure]).slice(0, 8)) {
      console.log(`${row(spent)}  ${(spent[measure] / most[measure]).toFixed(1)} times our own`);
    }
  }
}

for (let seed = firstSeed; answered.length < queries; seed += 1) {
  const spent = await spend(`seed ${seed}`, generateQuery(schema, seed, ids));
  if (['QUERY_TOO_COSTLY', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'].includes(spent.code))
    refused[spent.code] = (refused[spent.code] ?? 0) + 1;
  else answered.push(spent);
  if (seed % 100 === 0) tell();
}
tell();
await graph.app.close();
await database.close();
process.exit(0);
