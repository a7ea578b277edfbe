import type pg from 'pg';
import { type Bucket, bucketOf, Histogram, METRICS, type Metric, unitsOf } from '../baselines/histogram.ts';
import { type Outcome, outcomeOf } from '../baselines/outcome.ts';
import { type Column, insertRows } from '../db/batch.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** What a baseline learns from. */
type MeasuredRequest = Pick<StoredRequest, 'endpointId' | 'day' | 'status' | 'blocked' | 'durationMs' | 'sizeBytes'>;

interface BaselineRow {
  endpointId: string;
  outcome: Outcome;
  day: string;
  metric: Metric;
  buckets: Bucket[];
}

const KEY: Column<BaselineRow>[] = [
  { name: 'endpoint_id', type: 'text', value: ({ endpointId }) => endpointId },
  { name: 'outcome', type: 'text', value: ({ outcome }) => outcome },
  { name: 'day', type: 'date', value: ({ day }) => day },
];
const COLUMNS: Column<BaselineRow>[] = [
  ...KEY,
  { name: 'metric', type: 'text', value: ({ metric }) => metric },
  { name: 'samples', type: 'int', value: ({ buckets }) => buckets.reduce((sum, [, count]) => sum + count, 0) },
  { name: 'buckets', type: 'jsonb', value: ({ buckets }) => buckets },
];

/**
 * Adds requests to the histograms of their endpoints and takes others out, and remembers that deviations there are due.
 * Inside a transaction under the tenant's lock: nobody else adds to what is read here.
 * @param removed requests that have another endpoint now, under the one that they had
 */
export async function trainBaselines(
  client: pg.ClientBase,
  tenant: string,
  added: readonly MeasuredRequest[],
  removed: readonly MeasuredRequest[] = [],
): Promise<void> {
  const [more, less] = [rowsOf(added), rowsOf(removed)];
  const touched = [...new Map([...more, ...less]).entries()];
  if (touched.length === 0) return;
  const known = await storedRows(
    client,
    tenant,
    touched.map(([, row]) => row),
  );
  const rows = touched.map(([key, row]) => {
    const histogram = Histogram.of([...(known.get(key)?.buckets ?? []), ...(more.get(key)?.buckets ?? [])]);
    return { ...row, buckets: histogram.minus(Histogram.of(less.get(key)?.buckets ?? [])).buckets() };
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
  // A change of a day that is just being worked off gives it another revision, and it stays due.
  const days = new Map(rows.map((row) => [`${row.endpointId} ${row.outcome} ${row.day}`, row]));
  await insertRows(
    client,
    'baseline_due',
    [ofTenant, ...KEY],
    [...days.values()],
    'ON CONFLICT (tenant, endpoint_id, outcome, day) DO UPDATE SET revision = EXCLUDED.revision',
  );
}

/** The histograms of some requests alone. */
function rowsOf(requests: readonly MeasuredRequest[]): Map<string, BaselineRow> {
  const rows = new Map<string, BaselineRow>();
  for (const request of requests) {
    const outcome = outcomeOf(request);
    if (!outcome) continue;
    const { endpointId, day, durationMs, sizeBytes } = request;
    const values: Record<Metric, number | null> = { DURATION: durationMs, SIZE: sizeBytes };
    for (const metric of METRICS) {
      if (values[metric] === null) continue;
      const units = unitsOf(metric, values[metric]);
      const row: BaselineRow = { endpointId, outcome, day, metric, buckets: [] };
      const known = rows.get(keyOf(row)) ?? row;
      known.buckets.push([bucketOf(units), 1, units]);
      rows.set(keyOf(row), known);
    }
  }
  return rows;
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
