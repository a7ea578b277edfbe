import { asClickHouse, asFilter, asSql, type Condition, during, duringClickHouse } from './condition.ts';
import { byGraphql } from './graphql.ts';
import { CLICKHOUSE_NEWEST, CLICKHOUSE_ROWS, COLUMNS, list, NEWEST } from './pages.ts';
import type { Facts, Question } from './question.type.ts';

/** A request that meets the first condition, and after it, so soon, another that meets the second. */
export interface Followed {
  first: Condition;
  second: Condition;
  withinMs: number;
}

/** The first page of sessions with such a chain. */
export function pageSequence(name: string, title: string, asked: Followed, facts: Facts): Question {
  return {
    name,
    title,
    ours: list(facts, facts, filterOf(asked)),
    floor: [
      `SELECT ${COLUMNS} FROM bench.session AS s WHERE s.tenant = 0 AND ${during(facts, 's.last_seen')}
         AND EXISTS (SELECT FROM (${chains(asked, facts)}) AS n WHERE n.part = s.part) ${NEWEST}`,
      `WITH found AS MATERIALIZED (SELECT DISTINCT part FROM (${chains(asked, facts)}) AS n)
       SELECT ${COLUMNS} FROM bench.session AS s JOIN found USING (part) ${NEWEST}`,
      `WITH found AS MATERIALIZED (${inOnePass(asked, facts)})
       SELECT ${COLUMNS} FROM bench.session AS s JOIN found USING (part) ${NEWEST}`,
    ],
    clickHouse: `${CLICKHOUSE_ROWS} FROM bench.request WHERE ${duringClickHouse(facts)}
      AND part IN (${funnel(asked, facts)}) ${CLICKHOUSE_NEWEST}`,
  };
}

/** How many sessions have one. */
export function totalSequence(name: string, title: string, asked: Followed, facts: Facts): Question {
  const query = `query ($period: SessionTimeRange, $filter: SessionFilter) {
    sessions(period: $period, filter: $filter, first: 1) { totalCount { value exact } } }`;
  const { from, to } = facts;
  return {
    name,
    title,
    ours: byGraphql(
      facts,
      query,
      { period: { from, to }, filter: filterOf(asked) },
      ({ sessions }) => [[sessions.totalCount.value]],
      ({ sessions }) => sessions.totalCount.exact,
    ),
    floor: [
      `SELECT count(DISTINCT part) FROM (${chains(asked, facts)}) AS n`,
      `SELECT count(*) FROM (${inOnePass(asked, facts)}) AS found`,
    ],
    clickHouse: `SELECT count() FROM (${funnel(asked, facts)})`,
  };
}

function filterOf({ first, second, withinMs }: Followed): object {
  return { sequence: [{ request: asFilter(first) }, { request: asFilter(second), withinMs }] };
}

/** Firsts with a second, by a look-up for each. */
function chains({ first, second, withinMs }: Followed, facts: Facts): string {
  const next = asSql(second, facts).replaceAll('n.', 'next.');
  return `SELECT n.part FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(first, facts)}
    AND EXISTS (SELECT FROM bench.narrow AS next WHERE next.part = n.part AND next.time >= n.time
      AND next.time <= n.time + interval '${withinMs} milliseconds' AND next.time < '${facts.to}'
      AND (next.time, next.seq) > (n.time, n.seq) AND ${next})`;
}

/** One pass over all that meet either. */
function inOnePass({ first, second, withinMs }: Followed, facts: Facts): string {
  const [one, other] = [asSql(first, facts), asSql(second, facts)];
  return `SELECT DISTINCT part FROM (
    SELECT part, time, ${other} AS is_second, max(time) FILTER (WHERE ${one}) OVER (
      PARTITION BY part ORDER BY time, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest
    FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND (${one} OR ${other})
  ) AS passed WHERE is_second AND time <= latest + interval '${withinMs} milliseconds'`;
}

/** It orders equal times as they stand, which is not ours; the traffic has few. */
function funnel({ first, second, withinMs }: Followed, facts: Facts): string {
  return `SELECT part FROM bench.request WHERE ${duringClickHouse(facts)} GROUP BY part
    HAVING windowFunnel(${withinMs})(toUInt64(toUnixTimestamp64Milli(time)), ${asClickHouse(first)}, ${asClickHouse(second)}) = 2`;
}
