import type pg from 'pg';
import { sql } from '../db/sql.ts';
import type { DueDay } from './judge-deviations.ts';

/** Values that every settling may read again, whatever came: a small store is always exact. */
const ALWAYS = 20_000;
/** And so many for each that came: those of both outcomes are read for each. */
const FOR_EACH = 2;
/** A day is due in earnest when its baseline has gained one value for so many of its own. */
const WORTH = 4;
/** So long a baseline has to stay as it is, before a server judges its day again of its own accord. */
export const QUIET_MINUTES = 10;

/** A day whose baseline changed since all of its requests were judged. */
export interface StaleDay extends DueDay {
  /** Values that have come into its baseline since, or were taken out. */
  gained: number;
  /** Values that are read to judge it: those of the other outcome as well. */
  read: number;
  revision: string;
}

/** @param quiet only those that have not changed for some minutes */
export async function findStaleDays(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  quiet: boolean,
): Promise<StaleDay[]> {
  const since = quiet ? sql`AND due.changed_at < now() - make_interval(mins => ${QUIET_MINUTES}::int)` : sql``;
  const { rows } = await client.query<StaleDay>(
    sql`SELECT due.endpoint_id AS "endpointId", due.outcome, due.day::text AS day, due.gained::float8 AS gained,
        due.revision::text AS revision, coalesce(own.values, 0)::int AS values, coalesce(own.read, 0)::int AS read
      FROM baseline_due AS due
      CROSS JOIN LATERAL (
        SELECT sum(b.samples) AS read, sum(b.samples) FILTER (WHERE b.outcome = due.outcome) AS values
        FROM endpoint_baseline AS b
        WHERE b.tenant = ${tenant} AND b.endpoint_id = due.endpoint_id AND b.outcome IN ('SUCCESS', 'ERROR')
          AND b.day = due.day
      ) AS own
      WHERE due.tenant = ${tenant} ${since} ORDER BY due.endpoint_id, due.outcome, due.day`,
  );
  return rows;
}

/** All days of a tenant that have values. */
export async function findAllDays(client: pg.ClientBase, tenant: string): Promise<DueDay[]> {
  const { rows } = await client.query<DueDay>(
    sql`SELECT endpoint_id AS "endpointId", outcome, day::text AS day, sum(samples)::int AS values
      FROM endpoint_baseline WHERE tenant = ${tenant} 
      GROUP BY endpoint_id, outcome, endpoint_baseline.day ORDER BY endpoint_id, outcome, endpoint_baseline.day`,
  );
  return rows;
}

/**
 * The days that an import judges again: those first whose baseline has gained most beside what they have themselves, so
 * many as cost no more than what came, times a constant, and another constant. Their order stays.
 * @param came values that are new
 */
export function affordable(days: readonly StaleDay[], came: number): StaleDay[] {
  const byStaleness = days.toSorted((one, other) => other.gained * one.values - one.gained * other.values);
  const chosen = new Set<StaleDay>();
  let sum = 0;
  for (const day of byStaleness) {
    const budget = day.gained * WORTH >= day.values ? ALWAYS + FOR_EACH * came : ALWAYS;
    if (sum + day.read > budget) continue;
    sum += day.read;
    chosen.add(day);
  }
  return days.filter((day) => chosen.has(day));
}

/** As many days at a time as have about the wanted number of values. */
export function* pagesOf<Day extends DueDay>(days: readonly Day[], size: number): Generator<Day[]> {
  let page: Day[] = [];
  let sum = 0;
  for (const day of days) {
    if (page.length > 0 && sum + day.values > size) {
      yield page;
      page = [];
      sum = 0;
    }
    page.push(day);
    sum += day.values;
  }
  if (page.length > 0) yield page;
}

/** What changed again meanwhile has another revision, and stays due. Inside the transaction that judged the last of them. */
export async function forgetDays(client: pg.ClientBase, tenant: string, days: readonly StaleDay[]): Promise<void> {
  await client.query(
    `DELETE FROM baseline_due USING unnest($2::text[], $3::text[], $4::date[], $5::bigint[])
       AS done(endpoint_id, outcome, day, revision)
     WHERE baseline_due.tenant = $1 AND baseline_due.endpoint_id = done.endpoint_id AND baseline_due.outcome = done.outcome
       AND baseline_due.day = done.day AND baseline_due.revision = done.revision`,
    [
      tenant,
      days.map(({ endpointId }) => endpointId),
      days.map(({ outcome }) => outcome),
      days.map(({ day }) => day),
      days.map(({ revision }) => revision),
    ],
  );
}
