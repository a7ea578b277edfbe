import type pg from 'pg';
import { bucketOf, METRICS, type Metric, unitsOf } from '../baselines/histogram.ts';
import { type Outcome, outcomeOf } from '../baselines/outcome.ts';
import { arrayOf, type Column, from, insertRows, selected } from '../db/batch.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** What a baseline learns from. */
export type MeasuredRequest = Pick<
  StoredRequest,
  'endpointId' | 'day' | 'status' | 'blocked' | 'durationMs' | 'sizeBytes'
>;

interface BucketRow {
  endpointId: string;
  outcome: Outcome;
  day: string;
  metric: Metric;
  bucket: number;
  count: number;
  sum: number;
}

const KEY: Column<BucketRow>[] = [
  { name: 'endpoint_id', type: 'text', value: ({ endpointId }) => endpointId },
  { name: 'outcome', type: 'text', value: ({ outcome }) => outcome },
  { name: 'day', type: 'date', value: ({ day }) => day },
];
const COLUMNS: Column<BucketRow>[] = [
  ...KEY,
  { name: 'metric', type: 'text', value: ({ metric }) => metric },
  { name: 'bucket', type: 'int', value: ({ bucket }) => bucket },
  { name: 'count', type: 'int', value: ({ count }) => count },
  { name: 'sum', type: 'bigint', value: ({ sum }) => sum },
];

/** The values of a request by metric; a missing one is none. */
export function measuresOf({ durationMs, sizeBytes }: Pick<MeasuredRequest, 'durationMs' | 'sizeBytes'>) {
  return { DURATION: durationMs, SIZE: sizeBytes } satisfies Record<Metric, number | null>;
}

/**
 * Adds requests that are new to the histograms of their endpoints, and remembers that deviations there are due. Inside a
 * transaction under the tenant's lock.
 */
export async function trainBaselines(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly MeasuredRequest[],
): Promise<void> {
  const rows = bucketsOf(requests);
  await insertRows(
    client,
    'baseline_bucket',
    [{ name: 'tenant', type: 'text', value: () => tenant }, ...COLUMNS],
    rows,
    `ON CONFLICT (tenant, endpoint_id, outcome, day, metric, bucket) DO UPDATE
       SET count = baseline_bucket.count + EXCLUDED.count, sum = baseline_bucket.sum + EXCLUDED.sum`,
  );
  await markDue(client, tenant, rows);
}

/** Takes requests out of the histograms again, likewise: their endpoint is another one now. */
export async function untrainBaselines(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly MeasuredRequest[],
): Promise<void> {
  const rows = bucketsOf(requests);
  await client.query(
    `UPDATE baseline_bucket AS known SET count = known.count - input.count, sum = known.sum - input.sum
     FROM (SELECT ${selected(COLUMNS)} ${from(COLUMNS, 2)}) AS input
     WHERE known.tenant = $1 AND known.endpoint_id = input.endpoint_id AND known.outcome = input.outcome
       AND known.day = input.day AND known.metric = input.metric AND known.bucket = input.bucket`,
    [tenant, ...COLUMNS.map((column) => arrayOf(column, rows))],
  );
  await client.query('DELETE FROM baseline_bucket WHERE tenant = $1 AND endpoint_id = ANY($2) AND count = 0', [
    tenant,
    [...new Set(rows.map(({ endpointId }) => endpointId))],
  ]);
  await markDue(client, tenant, rows);
}

function bucketsOf(requests: readonly MeasuredRequest[]): BucketRow[] {
  const rows = new Map<string, BucketRow>();
  for (const request of requests) {
    const outcome = outcomeOf(request);
    if (!outcome) continue;
    const { endpointId, day } = request;
    for (const metric of METRICS) {
      const value = measuresOf(request)[metric];
      if (value === null) continue;
      const units = unitsOf(metric, value);
      const bucket = bucketOf(units);
      const key = `${endpointId} ${outcome} ${day} ${metric} ${bucket}`;
      const known = rows.get(key);
      if (known) {
        known.count += 1;
        known.sum += units;
      } else rows.set(key, { endpointId, outcome, day, metric, bucket, count: 1, sum: units });
    }
  }
  return [...rows.values()];
}

/** A later change of a day that is worked off has another revision, and stays. */
async function markDue(client: pg.ClientBase, tenant: string, rows: readonly BucketRow[]): Promise<void> {
  const days = new Map(rows.map((row) => [`${row.endpointId} ${row.outcome} ${row.day}`, row]));
  await insertRows(
    client,
    'baseline_due',
    [{ name: 'tenant', type: 'text', value: () => tenant }, ...KEY],
    [...days.values()],
    'ON CONFLICT (tenant, endpoint_id, outcome, day) DO UPDATE SET revision = EXCLUDED.revision',
  );
}
