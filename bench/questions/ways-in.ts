// biome-ignore-all lint/suspicious/noExplicitAny: answers of queries that are written beside what reads them
import type { Graph } from '../../test/support/open-graph.ts';
import { text } from './condition.ts';
import { byGraphql, moment } from './graphql.ts';
import { CLICKHOUSE_ID } from './pages.ts';
import type { Cell, Facts, Question } from './question.type.ts';

// How other systems lead to sessions.

/** What the server of the bench wants of a gateway. */
export const GATEWAY_SECRET = 'the secret of the gateway of the bench';

const SQL_ID = `s.key || '.' || to_char(s.day, 'YYYYMMDD')`;

/** From a request to its session. */
export function sessionForRequest(name: string, title: string, facts: Facts): Question {
  const query = `query ($id: ID!) { sessionForRequest(requestId: $id) { ... on SessionHit { session { id requestCount } request { id } } } }`;
  return {
    name,
    title,
    ours: byGraphql(facts, query, { id: facts.requestId }, ({ sessionForRequest: { session, request } }) => [
      [session.id, session.requestCount, request.id],
    ]),
    floor: [
      `SELECT ${SQL_ID}, s.requests, r.id FROM bench.request AS r JOIN bench.session AS s USING (part)
         WHERE r.tenant = 0 AND r.id = ${text(facts.requestId)}`,
    ],
    clickHouse: `SELECT ${CLICKHOUSE_ID}, count(), ${text(facts.requestId)} FROM bench.request WHERE tenant = 0 AND (day, part) IN (
      SELECT day, part FROM bench.request WHERE tenant = 0 AND id = ${text(facts.requestId)}) GROUP BY key, day`,
  };
}

/** From a session's id to its row. */
export function session(name: string, title: string, { largest, ...facts }: Facts): Question {
  const query = `query ($id: ID!) { session(id: $id) { id startedAt lastSeenAt requestCount attackCount } }`;
  const [key = '', day = ''] = largest.id.split('.');
  const where = `tenant = 0 AND day = ${text(largest.day)} AND key = ${text(key)}`;
  return {
    name,
    title,
    ours: byGraphql({ largest, ...facts }, query, { id: largest.id }, ({ session: each }) => [
      [each.id, moment(each.startedAt), moment(each.lastSeenAt), each.requestCount, each.attackCount],
    ]),
    floor: [
      `SELECT ${SQL_ID}, extract(epoch FROM started) * 1000, extract(epoch FROM last_seen) * 1000, requests, attacks
         FROM bench.session AS s WHERE ${where}`,
    ],
    clickHouse: `SELECT ${text(`${key}.${day}`)}, toUnixTimestamp64Milli(min(time)), toUnixTimestamp64Milli(max(time)), count(), sum(detections)
      FROM bench.request WHERE ${where}`,
  };
}

/** From an attack to its sessions. */
export function sessionsForAttack(name: string, title: string, facts: Facts): Question {
  const query = `query ($id: ID!) { sessionsForAttack(attackId: $id, first: 50) { nodes { id lastSeenAt requestCount } } }`;
  const id = text(facts.attackId);
  return {
    name,
    title,
    ours: byGraphql(facts, query, { id: facts.attackId }, ({ sessionsForAttack: { nodes } }) =>
      nodes.map((each: any) => [each.id, moment(each.lastSeenAt), each.requestCount]),
    ),
    floor: [
      `SELECT ${SQL_ID}, extract(epoch FROM last_seen) * 1000, requests FROM bench.session AS s WHERE part IN (
         SELECT part FROM bench.request WHERE tenant = 0 AND attacks @> ARRAY[${id}] AND detections > 0)
       ORDER BY last_seen DESC, key DESC, day DESC LIMIT 50`,
    ],
    clickHouse: `SELECT ${CLICKHOUSE_ID}, toUnixTimestamp64Milli(max(time)) AS last, count() FROM bench.request
      WHERE tenant = 0 AND (day, part) IN (SELECT day, part FROM bench.request WHERE tenant = 0 AND has(attacks, ${id}))
      GROUP BY key, day ORDER BY last DESC, key DESC, day DESC LIMIT 50`,
  };
}

/** The newest ten sessions of each of many, as a gateway asks for them: `_entities` of the federated schema. */
export function entities(
  name: string,
  title: string,
  {
    type,
    ids,
    floor,
    clickHouse,
  }: { type: 'Endpoint' | 'Attack'; ids: readonly string[]; floor: string; clickHouse: string },
  facts: Facts,
): Question {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on ${type} { id sessions(first: 10) { nodes { id } } } } }`;
  const variables = { representations: ids.map((id) => ({ __typename: type, id })) };
  return {
    name,
    title,
    ours: async (graph) => {
      const found: any[] = await askSubgraph(graph, facts.tenant, query, variables);
      const rows = found.flatMap(({ id, sessions }): Cell[][] => sessions.nodes.map((node: any) => [id, node.id]));
      return { rows, isExact: true };
    },
    floor: [
      `SELECT asked.id, ${SQL_ID} FROM unnest(${array(ids)}) WITH ORDINALITY AS asked(id, place) CROSS JOIN LATERAL (
         SELECT * FROM bench.session WHERE tenant = 0 AND part IN (${floor})
         ORDER BY last_seen DESC, key DESC, day DESC LIMIT 10) AS s ORDER BY place, s.last_seen DESC, s.key DESC, s.day DESC`,
    ],
    clickHouse: `SELECT asked, ${CLICKHOUSE_ID} FROM (
        SELECT part, key, day, max(time) AS last FROM bench.request WHERE tenant = 0 GROUP BY part, key, day) AS parts
      JOIN (${clickHouse}) AS found ON found.part = parts.part
      ORDER BY indexOf(${array(ids).replace('ARRAY', '')}, asked), last DESC, key DESC, day DESC LIMIT 10 BY asked`,
  };
}

export function endpoints(name: string, title: string, facts: Facts): Question {
  const codes = facts.endpointIds.map((id) => facts.code('endpoint', id));
  const codeOf = `(ARRAY[${codes.join(', ')}])[asked.place]`;
  return entities(
    name,
    title,
    {
      type: 'Endpoint',
      ids: facts.endpointIds,
      floor: `SELECT part FROM bench.narrow WHERE tenant = 0 AND endpoint = ${codeOf}`,
      clickHouse: `SELECT DISTINCT endpoint AS asked, part FROM bench.request WHERE tenant = 0 AND endpoint IN (${facts.endpointIds.map(text).join(', ')})`,
    },
    facts,
  );
}

export function attacks(name: string, title: string, facts: Facts): Question {
  return entities(
    name,
    title,
    {
      type: 'Attack',
      ids: facts.attackIds,
      floor: `SELECT part FROM bench.request WHERE tenant = 0 AND attacks @> ARRAY[asked.id] AND detections > 0`,
      clickHouse: `SELECT DISTINCT arrayJoin(attacks) AS asked, part FROM bench.request WHERE tenant = 0 AND detections > 0
        AND has([${facts.attackIds.map(text).join(', ')}], asked)`,
    },
    facts,
  );
}

const array = (values: readonly string[]) => `ARRAY[${values.map(text).join(', ')}]`;

async function askSubgraph({ app }: Graph, tenant: string, query: string, variables: object): Promise<any[]> {
  const response = await app.inject({
    method: 'POST',
    url: '/subgraph',
    headers: { 'x-sessions-gateway-secret': GATEWAY_SECRET, 'x-sessions-tenant': tenant },
    payload: { query, variables },
  });
  const { data, errors } = response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data._entities;
}
