import type pg from 'pg';
import { type Bucket, bucketOf, Histogram, METRICS, type Metric, unitsOf } from '../baselines/histogram.ts';
import { BASELINE_DAYS, type Outcome, outcomeOf } from '../baselines/outcome.ts';
import { type Column, insertRows } from '../db/batch.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** What a baseline learns from. */
type MeasuredRequest = Pick<StoredRequest, 'endpointId' | 'day' | 'status' | 'blocked' | 'durationMs' | 'sizeBytes'>;

/** What is stored of a metric of an endpoint's responses of one day. */
export interface BaselineRow {
  endpointId: string;
  outcome: Outcome;
  day: string;
  metric: Metric;
  buckets: Bucket[];
}

const COLUMNS: Column<BaselineRow>[] = [
  { name: 'endpoint_id', type: 'text', value: ({ endpointId }) => endpointId },
  { name: 'outcome', type: 'text', value: ({ outcome }) => outcome },
  { name: 'day', type: 'date', value: ({ day }) => day },
  { name: 'metric', type: 'text', value: ({ metric }) => metric },
  { name: 'samples', type: 'int', value: ({ buckets }) => buckets.reduce((sum, [, count]) => sum + count, 0) },
  { name: 'buckets', type: 'jsonb', value: ({ buckets }) => buckets },
];

/** The histograms of some requests alone, by endpoint, outcome, day and metric. */
export class HistogramChanges {
  readonly rows = new Map<string, BaselineRow>();

  /** @param requests what is to be added, or taken out */
  static of(requests: readonly MeasuredRequest[]): HistogramChanges {
    const changes = new HistogramChanges();
    for (const request of requests) {
      const outcome = outcomeOf(request);
      if (!outcome) continue;
      const { endpointId, day, durationMs, sizeBytes } = request;
      const values: Record<Metric, number | null> = { DURATION: durationMs, SIZE: sizeBytes };
      for (const metric of METRICS) {
        if (values[metric] === null) continue;
        const units = unitsOf(metric, values[metric]);
        changes.add({ endpointId, outcome, day, metric }, [bucketOf(units), 1, units]);
      }
    }
    return changes;
  }

  add(place: Omit<BaselineRow, 'buckets'>, bucket: Bucket): void {
    const key = keyOf(place);
    const known = this.rows.get(key);
    if (known) known.buckets.push(bucket);
    else this.rows.set(key, { ...place, buckets: [bucket] });
  }
}

/**
 * Adds to histograms and takes out of them, and remembers which days are to be judged again as a whole. Inside a
 * transaction under the tenant's lock: nobody else adds to what is read here.
 */
export async function changeHistograms(
  client: pg.ClientBase,
  tenant: string,
  more: HistogramChanges,
  less = new HistogramChanges(),
): Promise<void> {
  const touched = [...new Map([...more.rows, ...less.rows]).entries()];
  if (touched.length === 0) return;
  const known = await storedRows(
    client,
    tenant,
    touched.map(([, row]) => row),
  );
  const rows = touched.map(([key, row]) => {
    const histogram = Histogram.of([...(known.get(key)?.buckets ?? []), ...(more.rows.get(key)?.buckets ?? [])]);
    return { ...row, buckets: histogram.minus(Histogram.of(less.rows.get(key)?.buckets ?? [])).buckets() };
  });
  const ofTenant: Column<BaselineRow> = { name: 'tenant', type: 'text', value: () => tenant };
  await insertRows(
    client,
    'endpoint_baseline',
    [ofTenant, ...COLUMNS],
    rows.filter(({ buckets }) => buckets.length > 0),
    `ON CONFLICT (tenant, endpoint_id, outcome, day, metric) DO UPDATE
       SET samples = EXCLUDED.samples, buckets = EXCLUDED.buckets`,
  );
  await removeRows(
    client,
    tenant,
    rows.filter(({ buckets }) => buckets.length === 0),
  );
  await noteDue(client, tenant, [...more.rows.values(), ...less.rows.values()]);
}

/** Takes out all that is known of some days, which are to be learnt anew. Inside a transaction under the tenant's lock. */
export async function forgetHistograms(client: pg.ClientBase, tenant: string, days: readonly string[]): Promise<void> {
  const { rows } = await client.query<BaselineRow>(
    `SELECT endpoint_id AS "endpointId", outcome, day::text AS day, metric, buckets FROM endpoint_baseline
     WHERE tenant = $1 AND day = ANY($2::date[])`,
    [tenant, days],
  );
  const less = new HistogramChanges();
  for (const { buckets, ...place } of rows) for (const bucket of buckets) less.add(place, bucket);
  await changeHistograms(client, tenant, new HistogramChanges(), less);
}

/**
 * What a day learns changes what its own requests are compared with, and those of the six days after it. A change of a day
 * that is just being judged gives it another revision, and it stays due.
 */
async function noteDue(client: pg.ClientBase, tenant: string, changes: readonly BaselineRow[]): Promise<void> {
  const days = changes.map(({ day }) => day).toSorted();
  await client.query(
    `INSERT INTO baseline_due AS known (tenant, endpoint_id, outcome, day, gained)
     SELECT $1, judged.endpoint_id, judged.outcome, judged.day, sum(changed.gained)
     FROM (SELECT endpoint_id, outcome, day, sum(gained) AS gained
       FROM unnest($2::text[], $3::text[], $4::date[], $5::bigint[]) AS change(endpoint_id, outcome, day, gained)
       GROUP BY 1, 2, 3) AS changed
     JOIN (SELECT DISTINCT endpoint_id, outcome, day FROM endpoint_baseline
       WHERE tenant = $1 AND endpoint_id = ANY($2::text[]) AND day BETWEEN $6::date AND $7::date + ${BASELINE_DAYS - 1}
     ) AS judged ON judged.endpoint_id = changed.endpoint_id AND judged.outcome = changed.outcome
       AND judged.day BETWEEN changed.day AND changed.day + ${BASELINE_DAYS - 1}
     GROUP BY 2, 3, 4
     ON CONFLICT (tenant, endpoint_id, outcome, day) DO UPDATE SET gained = known.gained + EXCLUDED.gained,
       changed_at = EXCLUDED.changed_at, revision = EXCLUDED.revision`,
    [
      tenant,
      changes.map(({ endpointId }) => endpointId),
      changes.map(({ outcome }) => outcome),
      changes.map(({ day }) => day),
      changes.map(({ buckets }) => buckets.reduce((sum, [, count]) => sum + count, 0)),
      days[0],
      days.at(-1),
    ],
  );
}

/** Lets all requests to some endpoints be judged again, after these were confirmed or are so no more. */
export async function judgeAgain(client: pg.ClientBase, tenant: string, endpointIds: readonly string[]): Promise<void> {
  if (endpointIds.length === 0) return;
  await client.query(
    `INSERT INTO baseline_due AS known (tenant, endpoint_id, outcome, day, gained)
     SELECT $1, endpoint_id, outcome, day, sum(samples) FROM endpoint_baseline
     WHERE tenant = $1 AND endpoint_id = ANY($2) GROUP BY 2, 3, 4
     ON CONFLICT (tenant, endpoint_id, outcome, day) DO UPDATE SET gained = known.gained + EXCLUDED.gained,
       changed_at = EXCLUDED.changed_at, revision = EXCLUDED.revision`,
    [tenant, endpointIds],
  );
}

function keyOf({ endpointId, outcome, day, metric }: Omit<BaselineRow, 'buckets'>): string {
  return `${endpointId} ${outcome} ${day} ${metric}`;
}

async function storedRows(
  client: pg.ClientBase,
  tenant: string,
  rows: readonly BaselineRow[],
): Promise<Map<string, BaselineRow>> {
  const { rows: found } = await client.query<BaselineRow>(
    `SELECT known.endpoint_id AS "endpointId", known.outcome, known.day::text AS day, known.metric, known.buckets
     FROM unnest($2::text[], $3::text[], $4::date[], $5::text[]) AS input(endpoint_id, outcome, day, metric)
     JOIN endpoint_baseline AS known USING (endpoint_id, outcome, day, metric) WHERE known.tenant = $1`,
    [tenant, ...keysOf(rows)],
  );
  return new Map(found.map((row) => [keyOf(row), row]));
}

async function removeRows(client: pg.ClientBase, tenant: string, rows: readonly BaselineRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `DELETE FROM endpoint_baseline AS known
     USING unnest($2::text[], $3::text[], $4::date[], $5::text[]) AS gone(endpoint_id, outcome, day, metric)
     WHERE known.tenant = $1 AND known.endpoint_id = gone.endpoint_id AND known.outcome = gone.outcome
       AND known.day = gone.day AND known.metric = gone.metric`,
    [tenant, ...keysOf(rows)],
  );
}

function keysOf(rows: readonly BaselineRow[]): unknown[][] {
  return [
    rows.map(({ endpointId }) => endpointId),
    rows.map(({ outcome }) => outcome),
    rows.map(({ day }) => day),
    rows.map(({ metric }) => metric),
  ];
}
