import { asClickHouse, asFilter, asSql, type Condition, during, duringClickHouse, text } from './condition.ts';
import { byGraphql, moment } from './graphql.ts';
import type { Facts, Question, Rows } from './question.type.ts';

const QUERY = `query ($period: SessionTimeRange, $filter: SessionFilter) {
  sessions(period: $period, filter: $filter, first: 1) {
    timeline(buckets: 60) { buckets { start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 } }
  }
}`;

interface Bucket {
  start: string;
  requests: number;
  malicious: number;
  blocked: number;
  clientErrors: number;
  serverErrors: number;
  durationMsCount: number;
  durationMsP95: number | null;
}

/** Widths of hours and days that a timeline may have. */
const WIDTHS = [1, 2, 3, 6, 12, 24, 48];

/** Hours of a bucket, where a timeline of so many days has 60 at most. */
export function bucketHours(days: number): number {
  return WIDTHS.find((hours) => (days * 24) / hours <= 60) ?? 168;
}

/** Requests of the list's sessions over time: 60 buckets at most. */
export function timeline(name: string, title: string, condition: Condition, facts: Facts): Question {
  const { from, to } = facts;
  const isUnfiltered = Object.keys(condition).length === 0;
  const filter = isUnfiltered ? undefined : { requests: [asFilter(condition)] };
  const width = bucketHours(facts.days);
  return {
    name,
    title,
    ours: byGraphql(
      facts,
      QUERY,
      { period: { from, to }, filter },
      ({ sessions }) => rowsOf(sessions.timeline.buckets) as never,
    ),
    floor: isUnfiltered ? [summed(facts)] : [grouped(condition, facts, width), sorted(condition, facts, width)],
    // The least value that 95 % do not exceed, also where 95 % of them are a whole number of values.
    clickHouse: `SELECT toUnixTimestamp(toStartOfInterval(time, INTERVAL ${width} HOUR)) * 1000 AS bucket, count(), countIf(detections > 0), countIf(blocked),
        countIf(status >= 400 AND status < 500), countIf(status >= 500), count(duration), quantileExact(0.949999999)(duration)
      FROM bench.request WHERE ${duringClickHouse(facts)} AND ${asClickHouse(condition)} GROUP BY bucket ORDER BY bucket`,
    near: [7],
  };
}

/** Empty buckets are those that peers have no rows for. */
function rowsOf(buckets: readonly Bucket[]): Rows {
  return buckets
    .filter(({ requests }) => requests > 0)
    .map((each) => [
      moment(each.start),
      each.requests,
      each.malicious,
      each.blocked,
      each.clientErrors,
      each.serverErrors,
      each.durationMsCount,
      each.durationMsP95,
    ]);
}

const bin = (width: number, column: string, { from }: Facts) => `date_bin('${width} hours', ${column}, ${text(from)})`;
const MOMENT = 'extract(epoch FROM bucket) * 1000';

/** Percentiles of values that are counted: the first at which 95 % are reached. */
const OF_COUNTED = `, reached AS (
  SELECT *, sum(requests) FILTER (WHERE duration IS NOT NULL) OVER (PARTITION BY bucket ORDER BY duration NULLS LAST) AS until,
    sum(requests) FILTER (WHERE duration IS NOT NULL) OVER (PARTITION BY bucket) AS known FROM counted
)
SELECT ${MOMENT}, sum(requests), sum(malicious), sum(blocked), sum(client), sum(server), coalesce(max(known), 0),
  min(duration) FILTER (WHERE until >= ceil(known * 0.95)) FROM reached GROUP BY bucket ORDER BY bucket`;

/** What is counted once and for all. */
function summed(facts: Facts): string {
  return `SELECT ${MOMENT}, requests, malicious, blocked, client, server, known, p95 FROM bench.bucket
    WHERE tenant = 0 AND ${during(facts, 'bucket')} ORDER BY bucket`;
}

const COUNTS = `count(*) AS requests, count(*) FILTER (WHERE n.detections > 0) AS malicious, count(*) FILTER (WHERE n.blocked) AS blocked,
  count(*) FILTER (WHERE n.status BETWEEN 400 AND 499) AS client, count(*) FILTER (WHERE n.status >= 500) AS server`;

function grouped(condition: Condition, facts: Facts, width: number): string {
  return `WITH counted AS (SELECT ${bin(width, 'n.time', facts)} AS bucket, n.duration, ${COUNTS}
    FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(condition, facts)} GROUP BY 1, 2)${OF_COUNTED}`;
}

function sorted(condition: Condition, facts: Facts, width: number): string {
  return `SELECT ${MOMENT}, requests, malicious, blocked, client, server, known, p95 FROM (
    SELECT ${bin(width, 'n.time', facts)} AS bucket, ${COUNTS}, count(n.duration) AS known, percentile_disc(0.95) WITHIN GROUP (ORDER BY n.duration) AS p95
    FROM bench.narrow AS n WHERE n.tenant = 0 AND ${during(facts)} AND ${asSql(condition, facts)} GROUP BY 1) AS buckets ORDER BY bucket`;
}
