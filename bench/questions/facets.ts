import { asClickHouse, asFilter, asSql, type Condition, during, duringClickHouse, text } from './condition.ts';
import { DIMENSIONS, type DimensionName, sourceOf, VALUE, without } from './dimensions.ts';
import { byGraphql } from './graphql.ts';
import type { Facts, Question } from './question.type.ts';

const SIX: readonly DimensionName[] = ['method', 'status', 'host', 'country', 'type', 'endpoint'];

interface FacetAnswer {
  dimension: string;
  exact: boolean;
  buckets: { key: string | null; count: number }[];
}

/** Sessions per value of six dimensions, the ten most frequent of each. */
export function facets(name: string, title: string, condition: Condition, facts: Facts): Question {
  const { from, to } = facts;
  const isUnfiltered = Object.keys(condition).length === 0;
  const filter = isUnfiltered ? undefined : { requests: [asFilter(condition)] };
  const query = `query ($period: SessionTimeRange, $filter: SessionFilter, $dimensions: [SessionDimension!]!) {
    sessions(period: $period, filter: $filter, first: 1) {
      facets(dimensions: $dimensions, first: 10) { dimension exact buckets { key count } }
    } }`;
  return {
    name,
    title,
    ours: byGraphql(
      facts,
      query,
      { period: { from, to }, filter, dimensions: SIX.map((each) => DIMENSIONS[each].dimension) },
      ({ sessions }) =>
        sessions.facets.flatMap(({ dimension, buckets }: FacetAnswer) =>
          buckets.map(({ key, count }) => [dimension, key, count]),
        ),
      ({ sessions }) => sessions.facets.every(({ exact }: FacetAnswer) => exact),
    ),
    floor: isUnfiltered ? [summed(facts)] : [counted(condition, facts)],
    clickHouse: `SELECT dimension, value, sessions FROM (${SIX.map((each, order) => grouped(each, order, condition, facts)).join(' UNION ALL ')})
      ORDER BY place, sessions DESC, value NULLS LAST`,
  };
}

const ASKED = `(VALUES ${SIX.map((name, order) => `(${order}, ${text(name)}, ${text(DIMENSIONS[name].dimension)})`).join(', ')}) AS asked(place, name, dimension)`;

/** The ten most frequent of each, of rows (name, code, sessions). */
const topTen = (counts: string) => `SELECT asked.dimension, top.value, top.sessions FROM ${ASKED} CROSS JOIN LATERAL (
    SELECT ${VALUE} AS value, of.sessions FROM (${counts}) AS of ORDER BY of.sessions DESC, (${VALUE}) COLLATE "C" NULLS LAST LIMIT 10
  ) AS top ORDER BY asked.place, top.sessions DESC, top.value COLLATE "C" NULLS LAST`;

function summed({ from, to }: Facts): string {
  return topTen(`SELECT asked.name, code, sum(sessions)::int AS sessions FROM bench.facet WHERE tenant = 0 AND facet.dimension = asked.name
    AND day >= ${text(from.slice(0, 10))}::date AND day < ${text(to.slice(0, 10))}::date GROUP BY code`);
}

/** What the dimensions without a condition of their own share is looked for once. */
function counted(condition: Condition, facts: Facts): string {
  const found = (of: Condition) => `n.tenant = 0 AND ${during(facts)} AND ${asSql(of, facts)}`;
  const parts = SIX.map((name) => {
    const of = without(condition, name);
    const isShared = JSON.stringify(of) === JSON.stringify(condition);
    const source = isShared ? sourceOf(name).replace('bench.narrow', 'found') : sourceOf(name);
    return `SELECT DISTINCT ${text(name)} AS name, ${DIMENSIONS[name].column} AS code, n.part FROM ${source}
      ${isShared ? '' : `WHERE ${found(of)}`}`;
  });
  return `WITH found AS MATERIALIZED (SELECT * FROM bench.narrow AS n WHERE ${found(condition)}),
    counted AS MATERIALIZED (SELECT name, code, count(*)::int AS sessions FROM (${parts.join(' UNION ALL ')}) AS parts GROUP BY 1, 2)
    ${topTen('SELECT counted.* FROM counted WHERE counted.name = asked.name')}`;
}

function grouped(name: DimensionName, place: number, condition: Condition, facts: Facts): string {
  const { dimension, clickHouse } = DIMENSIONS[name];
  const where = `${duringClickHouse(facts)} AND ${asClickHouse(without(condition, name))}`;
  return `SELECT * FROM (SELECT ${place} AS place, ${text(dimension)} AS dimension, toNullable(toString(${clickHouse})) AS value, uniqExact(part) AS sessions
    FROM bench.request WHERE ${where} GROUP BY value ORDER BY sessions DESC, value NULLS LAST LIMIT 10)`;
}

/** Users whose name has a text in it, with the sessions of each. */
export function options(name: string, title: string, search: string, facts: Facts): Question {
  const { from, to } = facts;
  const query = `query ($period: SessionTimeRange, $search: String) {
    sessionFilterOptions(dimension: USER, search: $search, period: $period, first: 20) { key count } }`;
  return {
    name,
    title,
    ours: byGraphql(facts, query, { period: { from, to }, search }, ({ sessionFilterOptions }) =>
      sessionFilterOptions.map(({ key, count }: { key: string; count: number }) => [key, count]),
    ),
    floor: [
      `SELECT value, sum(sessions)::int AS sessions FROM bench.facet JOIN bench.code USING (dimension, code)
       WHERE tenant = 0 AND dimension = 'user' AND day >= ${text(from.slice(0, 10))}::date AND day < ${text(to.slice(0, 10))}::date
         AND value ILIKE ${text(`%${search}%`)} GROUP BY value ORDER BY sessions DESC, value LIMIT 20`,
    ],
    clickHouse: `SELECT user, uniqExact(part) AS sessions FROM bench.request WHERE ${duringClickHouse(facts)} AND user ILIKE ${text(`%${search}%`)}
      GROUP BY user ORDER BY sessions DESC, user LIMIT 20`,
  };
}
