import {
  asClickHouse,
  asFilter,
  asSql,
  type Condition,
  during,
  duringClickHouse,
  type Period,
  text,
} from './condition.ts';
import { byGraphql, moment } from './graphql.ts';
import type { Facts, Question } from './question.type.ts';

const DAY = 86_400_000;

/** A row of a list of sessions: id, last activity, requests and detections of the whole part. */
export const COLUMNS = `s.key || '.' || to_char(s.day, 'YYYYMMDD'), extract(epoch FROM s.last_seen) * 1000, s.requests, s.attacks`;
export const NEWEST = 'ORDER BY s.last_seen DESC, s.key DESC, s.day DESC LIMIT 50';
export const CLICKHOUSE_ID = `concat(key, '.', formatDateTime(day, '%Y%m%d'))`;
export const CLICKHOUSE_ROWS = `SELECT ${CLICKHOUSE_ID}, toUnixTimestamp64Milli(max(time)) AS last, count(), sum(detections)`;
export const CLICKHOUSE_NEWEST = 'GROUP BY key, day ORDER BY last DESC, key DESC, day DESC LIMIT 50';

const LIST = `query ($period: SessionTimeRange, $filter: SessionFilter) {
  sessions(period: $period, filter: $filter, first: 50) { nodes { id lastSeenAt requestCount attackCount } }
}`;

/** The first page of the list under conditions that one request must meet. */
export function page(name: string, title: string, period: Period, condition: Condition, facts: Facts): Question {
  const filter = Object.keys(condition).length > 0 ? { requests: [asFilter(condition)] } : undefined;
  return { name, title, ours: list(facts, period, filter), ...peers(period, condition, facts) };
}

/** The first page of sessions without such a request. */
export function pageWithout(name: string, title: string, condition: Condition, facts: Facts): Question {
  const matching = `SELECT part FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(condition, facts)}`;
  return {
    name,
    title,
    ours: list(facts, facts, { noRequests: [asFilter(condition)] }),
    floor: [
      `SELECT ${COLUMNS} FROM bench.session AS s WHERE s.tenant = 0 AND ${during(facts, 's.last_seen')}
         AND NOT EXISTS (${matching} AND n.part = s.part) ${NEWEST}`,
    ],
    clickHouse: `${CLICKHOUSE_ROWS} FROM bench.request WHERE ${duringClickHouse(facts)}
      AND part NOT IN (SELECT part FROM bench.request WHERE ${duringClickHouse(facts)} AND ${asClickHouse(condition)}) ${CLICKHOUSE_NEWEST}`,
  };
}

export function list(facts: Facts, { from, to }: Period, filter?: object) {
  return byGraphql(facts, LIST, { period: { from, to }, filter }, ({ sessions }) =>
    sessions.nodes.map((node: { id: string; lastSeenAt: string; requestCount: number; attackCount: number }) => [
      node.id,
      moment(node.lastSeenAt),
      node.requestCount,
      node.attackCount,
    ]),
  );
}

function peers(period: Period, condition: Condition, facts: Facts): Pick<Question, 'floor' | 'clickHouse'> {
  const asksAll = Object.keys(condition).length === 0 && period.from.endsWith('T00:00:00.000Z');
  if (asksAll) {
    return {
      floor: [
        `SELECT ${COLUMNS} FROM bench.session AS s WHERE s.tenant = 0 AND ${during(period, 's.last_seen')} ${NEWEST}`,
      ],
      clickHouse: `${CLICKHOUSE_ROWS} FROM bench.request WHERE ${duringClickHouse(period)} ${CLICKHOUSE_NEWEST}`,
    };
  }
  // A part is over at midnight.
  const midnight = new Date(Math.ceil(Date.parse(period.to) / DAY) * DAY).toISOString();
  const found = `n.tenant = 0 AND ${during(period)} AND ${asSql(condition, facts)}`;
  return {
    floor: [
      `SELECT ${COLUMNS} FROM bench.session AS s WHERE s.tenant = 0 AND ${during({ from: period.from, to: midnight }, 's.last_seen')}
         AND EXISTS (SELECT FROM bench.narrow AS n WHERE ${found} AND n.part = s.part) ${NEWEST}`,
      `WITH found AS MATERIALIZED (SELECT DISTINCT n.part FROM bench.narrow AS n WHERE ${found})
       SELECT ${COLUMNS} FROM bench.session AS s JOIN found USING (part) ${NEWEST}`,
    ],
    clickHouse: `${CLICKHOUSE_ROWS} FROM bench.request
      WHERE tenant = 0 AND day >= ${text(period.from.slice(0, 10))} AND day < ${text(midnight.slice(0, 10))}
        AND part IN (SELECT part FROM bench.request WHERE ${duringClickHouse(period)} AND ${asClickHouse(condition)}) ${CLICKHOUSE_NEWEST}`,
  };
}

/** How many sessions a list has. */
export function total(name: string, title: string, condition: Condition, facts: Facts): Question {
  const query = `query ($period: SessionTimeRange, $filter: SessionFilter) {
    sessions(period: $period, filter: $filter, first: 1) { totalCount { value exact } } }`;
  const { from, to } = facts;
  const filter = { requests: [asFilter(condition)] };
  return {
    name,
    title,
    ours: byGraphql(
      facts,
      query,
      { period: { from, to }, filter },
      ({ sessions }) => [[sessions.totalCount.value]],
      ({ sessions }) => sessions.totalCount.exact,
    ),
    floor: [
      `SELECT count(DISTINCT n.part) FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(condition, facts)}`,
      `SELECT count(*) FROM (SELECT DISTINCT n.part FROM bench.narrow AS n
         WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(condition, facts)}) AS found`,
    ],
    clickHouse: `SELECT uniqExact(part) FROM bench.request WHERE ${duringClickHouse(facts)} AND ${asClickHouse(condition)}`,
  };
}

/** The worst first. The score is the product's own: it is read from it once, and its peers sort it. */
export function riskiest(name: string, title: string, facts: Facts): Question {
  const query = `query ($period: SessionTimeRange) { sessions(period: $period, first: 50, orderBy: { field: RISK, direction: DESC }) {
    nodes { id risk { score } } } }`;
  const { from, to } = facts;
  return {
    name,
    title,
    ours: byGraphql(facts, query, { period: { from, to } }, ({ sessions }) =>
      sessions.nodes.map((node: { id: string; risk: { score: number } }) => [node.id, node.risk.score]),
    ),
    floor: [
      `SELECT s.key || '.' || to_char(s.day, 'YYYYMMDD'), s.risk FROM bench.session AS s
         WHERE s.tenant = 0 AND ${during(facts, 's.last_seen')} ORDER BY s.risk DESC, s.key DESC, s.day DESC LIMIT 50`,
    ],
    clickHouse: `SELECT id, score FROM bench.risk ORDER BY score DESC, id DESC LIMIT 50`,
  };
}
