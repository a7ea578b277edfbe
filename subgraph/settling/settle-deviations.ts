import type pg from 'pg';
import type { EndpointDay } from '../baselines/baseline.sql.ts';
import type { Database } from '../db/database.ts';
import { giveWay } from '../db/give-way.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { type ArrivedBatch, arrivedBatches, noteJudged, sizeOf } from '../store/arrived-batches.ts';
import { writeDeviations } from '../store/deviation-store.ts';
import { trainArrived } from '../store/train-arrived.ts';
import { affordable, findStaleDays, forgetDays, pagesOf, QUIET_MINUTES, type StaleDay } from './due-days.ts';
import { judgeArrived, nameOf } from './judge-arrived.ts';
import { FIRST_PLACE, type JudgedValue, type JudgePlace, judgeDays } from './judge-deviations.ts';

// Values of one transaction. The embedded database answers nobody else meanwhile, so its pages are smaller.
const PAGE = { server: 20_000, embedded: 4_000 };

/**
 * How much is judged again: `affordable` what an import may, all new requests and as much else as they are; `quiet` what
 * nobody has added to for some minutes; `everything` all that is due.
 */
export type SettleScope = 'affordable' | 'quiet' | 'everything';

/** What a run did. */
interface SettleResult {
  /** Values of requests that are called something else now. */
  changed: number;
  /** Stopped before everything of its scope was done: any later run goes on. */
  interrupted: boolean;
}

/** Tenants with requests to judge, for the first time or again. */
export async function deviationTenantsDue(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ tenant: string }>(
    'SELECT tenant FROM baseline_due UNION SELECT tenant FROM arrived_batch ORDER BY tenant',
  );
  return rows.map(({ tenant }) => tenant);
}

/**
 * Decides which requests stand out: of days whose baseline changed much all of them, of others the new ones. In whole
 * pages, one transaction each: what is due is forgotten only when it is done, so that a killed run is completed by the
 * next one.
 */
export async function settleDeviations(
  database: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  signal?: AbortSignal,
  scope: SettleScope = 'affordable',
): Promise<SettleResult> {
  const { pool } = database;
  await trainArrived(database, tenant, signal);
  // Before the days are judged as a whole: of those that are, nothing in these batches is left to do.
  const batches = await batchesOf(pool, tenant, scope);
  const stale = await findStaleDays(pool, tenant, scope === 'quiet');
  // Of each request two values at most.
  const values = 2 * batches.reduce((sum, batch) => sum + sizeOf(batch), 0);
  const days = scope === 'affordable' ? affordable(stale, values) : stale;
  const whole = await settleDays(database, tenant, days, signal);
  const done = new Set(days.map(nameOf));
  const isDone = (day: EndpointDay) => done.has(nameOf(day));
  const fresh = whole.interrupted ? whole : await settleBatches(database, tenant, batches, isDone, signal);
  if (!fresh.interrupted) await underTenantLock(pool, tenant, (client) => noteSettled(client, tenant));
  return { changed: whole.changed + (fresh === whole ? 0 : fresh.changed), interrupted: fresh.interrupted };
}

async function batchesOf(pool: pg.Pool, tenant: string, scope: SettleScope): Promise<ArrivedBatch[]> {
  const batches = await arrivedBatches(pool, tenant, true);
  if (scope !== 'quiet') return batches;
  const since = Date.now() - QUIET_MINUTES * 60_000;
  return batches.filter(({ arrivedAt }) => arrivedAt.getTime() < since);
}

async function settleDays(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  days: readonly StaleDay[],
  signal?: AbortSignal,
): Promise<SettleResult> {
  const size = embedded ? PAGE.embedded : PAGE.server;
  let changed = 0;
  for (const page of pagesOf(days, size)) {
    let place: JudgePlace | null = FIRST_PLACE;
    while (place) {
      if (signal?.aborted) return { changed, interrupted: true };
      const from: JudgePlace = place;
      place = await underTenantLock(pool, tenant, async (client) => {
        const { judged, next } = await judgeDays(client, tenant, page, from, size);
        changed += await writeChanges(client, tenant, judged);
        if (!next) await forgetDays(client, tenant, page);
        return next;
      });
      await giveWay({ embedded });
    }
  }
  return { changed, interrupted: false };
}

/** Requests that came since the last settling, where their day was not judged as a whole. */
async function settleBatches(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  batches: readonly ArrivedBatch[],
  isDone: (day: EndpointDay) => boolean,
  signal?: AbortSignal,
): Promise<SettleResult> {
  const size = (embedded ? PAGE.embedded : PAGE.server) / 2;
  let changed = 0;
  for (let at = 0; at < batches.length; ) {
    if (signal?.aborted) return { changed, interrupted: true };
    let [end, sum] = [at, 0];
    do sum += sizeOf(batches[end++]!);
    while (end < batches.length && sum + sizeOf(batches[end]!) <= size);
    const page = batches.slice(at, end);
    changed += await underTenantLock(pool, tenant, async (client) => {
      const judged = await judgeArrived(client, tenant, page, isDone);
      await noteJudged(client, tenant, page);
      return writeChanges(client, tenant, judged);
    });
    at = end;
    await giveWay({ embedded });
  }
  return { changed, interrupted: false };
}

async function writeChanges(client: pg.ClientBase, tenant: string, judged: readonly JudgedValue[]): Promise<number> {
  const changes = judged.filter(({ stored, degree }) => stored !== degree);
  await writeDeviations(client, tenant, changes);
  return changes.reduce((sum, { count }) => sum + count, 0);
}

/** When nothing is due any more, that is the time as of which all deviations are known. */
async function noteSettled(client: pg.ClientBase, tenant: string): Promise<void> {
  await client.query(
    `INSERT INTO baseline_settled (tenant, settled_at)
     SELECT $1, now() WHERE NOT EXISTS (SELECT 1 FROM baseline_due WHERE tenant = $1)
       AND NOT EXISTS (SELECT 1 FROM arrived_batch WHERE tenant = $1)
     ON CONFLICT (tenant) DO UPDATE SET settled_at = EXCLUDED.settled_at`,
    [tenant],
  );
}
