import type pg from 'pg';
import { isInWindow } from '../baselines/baseline.sql.ts';
import { BASELINE_DAYS } from '../baselines/outcome.ts';
import type { Database } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { writeDeviations } from '../store/deviation-store.ts';
import { type DueDay, type JudgePlace, judgeDays } from './judge-deviations.ts';

// Values of one transaction. The embedded database answers nobody else meanwhile, so its pages are smaller.
const PAGE = { server: 20_000, embedded: 4_000 };
/** Changed days that are worked off at a time. */
const DUE = 500;

/** A day of which the histograms changed. */
interface Due {
  endpointId: string;
  outcome: DueDay['outcome'];
  day: string;
  revision: string;
}

/** What a run did. */
interface SettleResult {
  /** Values of requests that are called something else now. */
  changed: number;
  /** Stopped before everything that was due was done: any later run goes on. */
  interrupted: boolean;
}

/** Tenants with baselines that changed. */
export async function deviationTenantsDue(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ tenant: string }>('SELECT DISTINCT tenant FROM baseline_due ORDER BY tenant');
  return rows.map(({ tenant }) => tenant);
}

/**
 * Decides anew which requests stand out, for all days of endpoints whose baseline changed. In whole pages, one
 * transaction each: what is due is forgotten only when it is done, so that a killed run is completed by the next one.
 */
export async function settleDeviations(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  signal?: AbortSignal,
): Promise<SettleResult> {
  const size = embedded ? PAGE.embedded : PAGE.server;
  let changed = 0;
  for (;;) {
    const due = await nextDue(pool, tenant);
    if (due.length === 0) break;
    for (const page of pagesOf(await affectedDays(pool, tenant, due), size)) {
      let place: JudgePlace | null = { n: 0, sessionKey: '' };
      while (place) {
        if (signal?.aborted) return { changed, interrupted: true };
        const done = await settlePage(pool, tenant, page, place, size);
        changed += done.changed;
        place = done.next;
      }
    }
    await forget(pool, tenant, due);
  }
  await underTenantLock(pool, tenant, (client) => noteSettled(client, tenant));
  return { changed, interrupted: false };
}

async function nextDue(pool: pg.Pool, tenant: string): Promise<Due[]> {
  const { rows } = await pool.query<Due>(
    `SELECT endpoint_id AS "endpointId", outcome, day::text AS day, revision::text AS revision FROM baseline_due
     WHERE tenant = $1 ORDER BY endpoint_id, outcome, day LIMIT ${DUE}`,
    [tenant],
  );
  return rows;
}

/**
 * The days whose requests may be judged otherwise: those that changed and the six after each, as far as they have
 * requests.
 * @param due null: all days of the tenant
 */
export async function affectedDays(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  due: readonly Omit<Due, 'revision'>[] | null,
): Promise<DueDay[]> {
  const affected = due
    ? sql`SELECT DISTINCT due.endpoint_id, due.outcome, due.day + later AS day
        FROM unnest(${due.map(({ endpointId }) => endpointId)}::text[], ${due.map(({ outcome }) => outcome)}::text[],
          ${due.map(({ day }) => day)}::date[]) AS due(endpoint_id, outcome, day)
        CROSS JOIN generate_series(0, ${BASELINE_DAYS - 1}::int) AS later`
    : sql`SELECT DISTINCT endpoint_id, outcome, day FROM endpoint_baseline WHERE tenant = ${tenant}`;
  const ofEndpoint = sql`b.tenant = ${tenant} AND b.endpoint_id = u.endpoint_id AND b.outcome = u.outcome`;
  const { rows } = await client.query<DueDay>(
    sql`SELECT u.endpoint_id AS "endpointId", u.outcome, u.day::text AS day, own.values::int AS values,
        taught.samples::int AS samples
      FROM (${affected}) AS u
      CROSS JOIN LATERAL (SELECT sum(b.samples) AS values FROM endpoint_baseline AS b
        WHERE ${ofEndpoint} AND b.day = u.day) AS own
      CROSS JOIN LATERAL (SELECT max(of_metric.samples) AS samples FROM (
        SELECT sum(b.samples) AS samples FROM endpoint_baseline AS b
        WHERE ${ofEndpoint} AND ${isInWindow(sql`b.day`, sql`u.day`)} GROUP BY b.metric) AS of_metric) AS taught
      WHERE own.values IS NOT NULL ORDER BY u.endpoint_id, u.outcome, u.day`,
  );
  return rows;
}

/** As many days at a time as have about the wanted number of values. */
export function* pagesOf(days: readonly DueDay[], size: number): Generator<DueDay[]> {
  let page: DueDay[] = [];
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

function settlePage(pool: pg.Pool, tenant: string, page: readonly DueDay[], place: JudgePlace, size: number) {
  return underTenantLock(pool, tenant, async (client) => {
    const { judged, next } = await judgeDays(client, tenant, page, place, size);
    const changes = judged.filter(({ stored, degree }) => stored !== degree);
    await writeDeviations(client, tenant, changes);
    return { changed: changes.reduce((sum, { count }) => sum + count, 0), next };
  });
}

/**
 * What changed again meanwhile has another revision, and stays due. When nothing does, that is noted at once: a run that
 * is killed after this leaves nothing that a later one would find.
 */
function forget(pool: pg.Pool, tenant: string, due: readonly Due[]): Promise<void> {
  return underTenantLock(pool, tenant, async (client) => {
    await client.query(
      `DELETE FROM baseline_due USING unnest($2::text[], $3::text[], $4::date[], $5::bigint[])
         AS done(endpoint_id, outcome, day, revision)
       WHERE baseline_due.tenant = $1 AND baseline_due.endpoint_id = done.endpoint_id AND baseline_due.outcome = done.outcome
         AND baseline_due.day = done.day AND baseline_due.revision = done.revision`,
      [
        tenant,
        due.map(({ endpointId }) => endpointId),
        due.map(({ outcome }) => outcome),
        due.map(({ day }) => day),
        due.map(({ revision }) => revision),
      ],
    );
    await noteSettled(client, tenant);
  });
}

async function noteSettled(client: pg.ClientBase, tenant: string): Promise<void> {
  await client.query(
    `INSERT INTO baseline_settled (tenant, settled_at)
     SELECT $1, now() WHERE NOT EXISTS (SELECT 1 FROM baseline_due WHERE tenant = $1)
     ON CONFLICT (tenant) DO UPDATE SET settled_at = EXCLUDED.settled_at`,
    [tenant],
  );
}
