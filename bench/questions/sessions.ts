import { asClickHouse, asFilter, asSql, type Condition, text } from './condition.ts';
import { DIMENSIONS, type DimensionName, sourceOf, VALUE, without } from './dimensions.ts';
import { byGraphql, moment } from './graphql.ts';
import type { Cell, Facts, Question } from './question.type.ts';

const SHOWN: readonly DimensionName[] = ['method', 'status', 'host', 'ip', 'endpoint', 'type'];

/** ClickHouse finds a part by its day. */
const inLargest = ({ largest }: Facts) => `tenant = 0 AND day = ${text(largest.day)} AND part = ${largest.part}`;

interface StatisticsAnswer {
  dimension: string;
  buckets: { key: string | null; count: number; visible: number }[];
}

/** How the requests of the largest session spread: N of the session, and what the filter leaves visible. */
export function statistics(name: string, title: string, condition: Condition, facts: Facts): Question {
  const isPlain = Object.keys(condition).length === 0;
  const query = `query ($id: ID!, $dimensions: [SessionDimension!]!, $filter: SessionRequestFilter) {
    session(id: $id) { statistics(dimensions: $dimensions, first: 10, filter: $filter) { dimension buckets { key count visible } } } }`;
  const dimensions = SHOWN.map((each) => DIMENSIONS[each].dimension);
  const filter = isPlain ? undefined : asFilter(condition);
  return {
    name,
    title,
    ours: byGraphql(facts, query, { id: facts.largest.id, dimensions, filter }, ({ session }) =>
      session.statistics.flatMap(({ dimension, buckets }: StatisticsAnswer) =>
        buckets.map(({ key, count, visible }) => [dimension, key, count, visible]),
      ),
    ),
    floor: isPlain ? [summed(facts)] : [counted(condition, facts), countedOnce(condition, facts)],
    clickHouse: `SELECT dimension, value, requests, visible FROM (${SHOWN.map((each, place) => grouped(each, place, condition, facts)).join(' UNION ALL ')})
      ORDER BY place, requests DESC, value NULLS LAST`,
  };
}

const ASKED = `(VALUES ${SHOWN.map((name, order) => `(${order}, ${text(name)}, ${text(DIMENSIONS[name].dimension)})`).join(', ')}) AS asked(place, name, dimension)`;

const topTen = (
  counts: string,
) => `SELECT asked.dimension, top.value, top.requests, top.visible FROM ${ASKED} CROSS JOIN LATERAL (
    SELECT ${VALUE} AS value, of.requests, of.visible FROM (${counts}) AS of ORDER BY of.requests DESC, (${VALUE}) COLLATE "C" NULLS LAST LIMIT 10
  ) AS top ORDER BY asked.place, top.requests DESC, top.value COLLATE "C" NULLS LAST`;

/** From what is counted per part and value: the cost is the number of values. */
function summed({ largest }: Facts): string {
  return topTen(`SELECT asked.name, code, requests, requests AS visible FROM bench.value
    WHERE part = ${largest.part} AND value.dimension = asked.name`);
}

const NARROW = 'n.method, n.status, n.host, n.ip, n.endpoint, n.types, n.detections, n.country, n.user_name';

/** Every grouping goes through all requests. */
function counted(condition: Condition, facts: Facts): string {
  return groupings(condition, facts, '1', `SELECT ${NARROW}`, '');
}

/** Requests that are alike in everything are counted first: of a bot, these are few. */
function countedOnce(condition: Condition, facts: Facts): string {
  return groupings(condition, facts, 'alike', `SELECT ${NARROW}, count(*) AS alike`, `GROUP BY ${NARROW}`);
}

function groupings(condition: Condition, facts: Facts, each: string, select: string, groupBy: string): string {
  const parts = SHOWN.map((name) => {
    const visible = asSql(without(condition, name), facts);
    return `SELECT ${text(name)} AS name, ${DIMENSIONS[name].column} AS code, sum(${each})::int AS requests,
        coalesce(sum(${each}) FILTER (WHERE ${visible}), 0)::int AS visible
      FROM ${sourceOf(name).replace('bench.narrow', 'own')} GROUP BY 2`;
  });
  return `WITH own AS MATERIALIZED (${select} FROM bench.narrow AS n WHERE n.part = ${facts.largest.part} ${groupBy}),
    counted AS MATERIALIZED (${parts.join(' UNION ALL ')})
    ${topTen('SELECT counted.* FROM counted WHERE counted.name = asked.name')}`;
}

function grouped(name: DimensionName, place: number, condition: Condition, facts: Facts): string {
  const { dimension, clickHouse } = DIMENSIONS[name];
  const from = name === 'type' ? 'bench.request ARRAY JOIN types AS one' : 'bench.request';
  const value = name === 'type' ? 'one' : clickHouse;
  return `SELECT * FROM (SELECT ${place} AS place, ${text(dimension)} AS dimension, toNullable(toString(${value})) AS value, count() AS requests,
      countIf(${asClickHouse(without(condition, name)).replace(/^true$/, '1')}) AS visible
    FROM ${from} WHERE ${inLargest(facts)} GROUP BY value ORDER BY requests DESC, value NULLS LAST LIMIT 10)`;
}

const REQUEST = 'id time method path status durationMs sizeBytes';
interface RequestAnswer {
  id: string;
  time: string;
  method: string;
  path: string;
  status: number | null;
  durationMs: number | null;
  sizeBytes: number | null;
}

/** Columns of a request, as `REQUEST` has them. */
const SQL_REQUEST = `id, extract(epoch FROM time) * 1000, method, path, status, duration_ms, size_bytes`;
const CLICKHOUSE_REQUEST = 'id, toUnixTimestamp64Milli(time), method, path, status, duration, size';

function requestRow(each: RequestAnswer): Cell[] {
  return [each.id, moment(each.time), each.method, each.path, each.status, each.durationMs, each.sizeBytes];
}

/** The first page of an open session. */
export function requests(name: string, title: string, facts: Facts): Question {
  const query = `query ($id: ID!) { session(id: $id) { requests(first: 50) { nodes { ${REQUEST} } } } }`;
  return {
    name,
    title,
    ours: byGraphql(facts, query, { id: facts.largest.id }, ({ session }) => session.requests.nodes.map(requestRow)),
    floor: [
      `SELECT ${SQL_REQUEST} FROM bench.request WHERE tenant = 0 AND part = ${facts.largest.part} ORDER BY time DESC, seq DESC LIMIT 50`,
    ],
    clickHouse: `SELECT ${CLICKHOUSE_REQUEST} FROM bench.request WHERE ${inLargest(facts)} ORDER BY time DESC, seq DESC LIMIT 50`,
  };
}

/** A request by its id. */
export function request(name: string, title: string, facts: Facts): Question {
  const query = `query ($id: ID!) { request(id: $id) { ${REQUEST} } }`;
  const where = `WHERE tenant = 0 AND id = ${text(facts.requestId)}`;
  return {
    name,
    title,
    ours: byGraphql(facts, query, { id: facts.requestId }, (data) => [requestRow(data.request)]),
    floor: [`SELECT ${SQL_REQUEST} FROM bench.request ${where}`],
    clickHouse: `SELECT ${CLICKHOUSE_REQUEST} FROM bench.request ${where}`,
  };
}
