import type pg from 'pg';
import { arrayOf, type Column, from, insertRows, selected } from '../db/batch.ts';
import { judgeAgain } from './baseline-store.ts';
import { aliasGone, forgetAliases, Successors } from './endpoint-aliases.ts';
import {
  type AnsweredEndpoint,
  type Answers,
  areEqual,
  endpointsOf,
  laterOf,
  type NamedRequest,
  type StoredEndpoint,
  writeAnswers,
} from './endpoint-answers.ts';
import type { EndpointFacts, EndpointKey, Knowledge } from './knowledge.ts';
import { factsOf } from './projected-facts.ts';
import { forgetRisksAt } from './risk-store.ts';

/** What the score of a session looks at. */
export type RiskFacts = Pick<EndpointFacts, 'businessFlows' | 'riskScore' | 'rogue'>;

type EndpointRow = StoredEndpoint & { facts: EndpointFacts };

/** Endpoints that are read and written together. */
const PAGE = 5_000;

const FACT_COLUMNS: Column<EndpointRow>[] = [
  { name: 'business_flows', type: 'text[]', value: ({ facts }) => facts.businessFlows },
  { name: 'risk_score', type: 'float8', value: ({ facts }) => facts.riskScore },
  { name: 'risk_reasons', type: 'text[]', value: ({ facts }) => facts.riskReasons },
  { name: 'specified', type: 'bool', value: ({ facts }) => facts.specified },
  { name: 'rogue', type: 'text', value: ({ facts }) => facts.rogue },
  { name: 'protections', type: 'jsonb', value: ({ facts }) => facts.protections },
  { name: 'sensitive_data', type: 'text[]', value: ({ facts }) => facts.sensitiveData },
];
const ID: Column<EndpointRow> = { name: 'id', type: 'text', value: ({ id }) => id };

/**
 * Writes the endpoints of some requests: those that are new with their facts, and of the others that they have answered.
 * @returns what the score of a session looks at, of each
 */
export async function writeEndpoints(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  requests: Iterable<NamedRequest>,
): Promise<Map<string, RiskFacts>> {
  const distinct = endpointsOf(requests);
  const { rows: known } = await client.query<RiskFacts & Answers & { id: string }>(
    `SELECT id, business_flows AS "businessFlows", risk_score AS "riskScore", rogue, answered_on::text AS "answeredOn",
       answered_as AS "answeredAs"
     FROM endpoint WHERE tenant = $1 AND id = ANY($2)`,
    [tenant, [...distinct.keys()]],
  );
  const result = new Map<string, RiskFacts>(known.map((row) => [row.id, row]));
  const missing = [...distinct.values()].filter(({ id }) => !result.has(id));
  const answered = await noteAnswers(client, tenant, knowledge, known, distinct);
  const written = [...answered, ...(await insertEndpoints(client, tenant, knowledge, missing))];
  for (const { id, facts } of written) result.set(id, facts);
  return result;
}

/** @returns those that had not answered before, whose facts have changed with it */
async function noteAnswers(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  known: readonly (Answers & { id: string })[],
  seen: ReadonlyMap<string, AnsweredEndpoint>,
): Promise<EndpointRow[]> {
  const later = known.flatMap((was) => {
    const endpoint = seen.get(was.id)!;
    const now = laterOf(was, endpoint);
    return areEqual(was, now) ? [] : [{ was, now: { ...endpoint, ...now } }];
  });
  await writeAnswers(
    client,
    tenant,
    later.map(({ now }) => now),
  );
  const first = later.filter(({ was, now }) => was.answeredOn === null && now.answeredOn !== null);
  return refreshEndpoints(
    client,
    tenant,
    knowledge,
    first.map(({ now }) => now),
  );
}

async function insertEndpoints(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  endpoints: readonly AnsweredEndpoint[],
): Promise<EndpointRow[]> {
  if (endpoints.length === 0) return [];
  const rows = await withFacts(client, tenant, knowledge, endpoints);
  const columns: Column<EndpointRow & Answers>[] = [
    { name: 'tenant', type: 'text', value: () => tenant },
    ID,
    { name: 'method', type: 'text', value: ({ method }) => method },
    { name: 'host', type: 'text', value: ({ host }) => host },
    { name: 'path_template', type: 'text', value: ({ pathTemplate }) => pathTemplate },
    { name: 'answered_on', type: 'date', value: ({ answeredOn }) => answeredOn },
    { name: 'answered_as', type: 'jsonb', value: ({ answeredAs }) => answeredAs },
    ...FACT_COLUMNS,
  ];
  await insertRows(client, 'endpoint', columns, rows, 'ON CONFLICT DO NOTHING');
  const left = await forgetAliases(
    client,
    tenant,
    rows.map(({ id }) => id),
  );
  await refreshById(client, tenant, knowledge, left);
  return rows;
}

/**
 * Brings the facts of all stored endpoints up to date. Requests keep their endpoint: none is rewritten. The risk of
 * sessions that touched one that changed is to be computed then.
 */
export async function refreshFacts(client: pg.ClientBase, tenant: string, knowledge: Knowledge): Promise<void> {
  for await (const endpoints of endpointPages(client, tenant)) {
    await refreshEndpoints(client, tenant, knowledge, endpoints);
  }
}

/** The same, of some endpoints; when they answered is stored already. */
export async function refreshEndpoints(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  endpoints: readonly StoredEndpoint[],
): Promise<EndpointRow[]> {
  if (endpoints.length === 0) return [];
  const columns = [ID, ...FACT_COLUMNS];
  const names = FACT_COLUMNS.map(({ name }) => name);
  const rows = await withFacts(client, tenant, knowledge, endpoints);
  const { rows: changed } = await client.query<{ id: string; concernsRisk: boolean; concernsBaselines: boolean }>(
    `UPDATE endpoint AS known SET ${names.map((name) => `${name} = input.${name}`).join(', ')}
     FROM (SELECT ${selected(columns)} ${from(columns, 2)}) AS input, endpoint AS was
     WHERE known.tenant = $1 AND known.id = input.id AND was.tenant = known.tenant AND was.id = known.id
       AND (${names.map((name) => `known.${name}`).join(', ')})
         IS DISTINCT FROM (${names.map((name) => `input.${name}`).join(', ')})
     RETURNING known.id, (known.business_flows, known.risk_score, known.rogue)
       IS DISTINCT FROM (was.business_flows, was.risk_score, was.rogue) AS "concernsRisk",
       known.confirmed <> was.confirmed AS "concernsBaselines"`,
    [tenant, ...columns.map((column) => arrayOf(column, rows))],
  );
  const idsOf = (reason: 'concernsRisk' | 'concernsBaselines') =>
    changed.filter((row) => row[reason]).map(({ id }) => id);
  await forgetRisksAt(client, tenant, idsOf('concernsRisk'));
  await judgeAgain(client, tenant, idsOf('concernsBaselines'));
  return rows;
}

async function withFacts<Endpoint extends StoredEndpoint>(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  endpoints: readonly Endpoint[],
): Promise<(Endpoint & { facts: EndpointFacts })[]> {
  const facts = await factsOf(client, tenant, knowledge, endpoints);
  return endpoints.map((endpoint, index) => ({ ...endpoint, facts: facts[index]! }));
}

/** Endpoints that have lost their last request, to another one whose former id theirs is then, or with the days that were dropped. */
export async function removeUnusedEndpoints(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  successors = new Successors(),
): Promise<void> {
  const { rows } = await client.query<EndpointKey & { id: string }>(
    `DELETE FROM endpoint WHERE tenant = $1 AND NOT EXISTS (
       SELECT 1 FROM (SELECT DISTINCT value FROM facet_count WHERE tenant = $1 AND dimension = 'ENDPOINT') AS used
       WHERE used.value = endpoint.id)
     RETURNING id, method, host, path_template AS "pathTemplate"`,
    [tenant],
  );
  const led = await aliasGone(client, tenant, knowledge, rows, successors);
  await refreshById(client, tenant, knowledge, led);
}

/** The facts of some endpoints, those that exist. */
async function refreshById(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  ids: readonly string[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE) {
    const { rows } = await client.query<StoredEndpoint>(
      `SELECT id, method, host, path_template AS "pathTemplate", answered_on::text AS "answeredOn" FROM endpoint
       WHERE tenant = $1 AND id = ANY($2)`,
      [tenant, ids.slice(at, at + PAGE)],
    );
    await refreshEndpoints(client, tenant, knowledge, rows);
  }
}

/** All endpoints of a tenant, page by page. */
export async function* endpointPages<Row extends StoredEndpoint>(
  client: pg.ClientBase,
  tenant: string,
  columns = '',
): AsyncGenerator<Row[]> {
  let after = '';
  for (;;) {
    const { rows } = await client.query<Row>(
      `SELECT id, method, host, path_template AS "pathTemplate", answered_on::text AS "answeredOn" ${columns}
       FROM endpoint WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT ${PAGE}`,
      [tenant, after],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}
