import type pg from 'pg';
import { moveMarks } from '../actions/false-positives/move-marks.ts';
import type { Database } from '../db/database.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import type { Specification } from '../endpoints/specification.type.ts';
import { refreshFacts, removeUnusedEndpoints } from '../store/endpoint-store.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import { renameEndpoints } from './rename-endpoints.ts';
import { settleSiblings } from './settle-siblings.ts';

/** A specification that is stored. */
export interface StoredSpecification {
  name: string;
  version: string;
  /** False: one of the same name was loaded later. */
  current: boolean;
  operations: number;
  /** `*`: any. */
  hosts: string[];
}

export interface SpecificationChanges {
  /** In this order: of one name the last becomes the current version. */
  load?: readonly Specification[];
  /** Names; all their versions go. */
  remove?: readonly string[];
  /** Leaves everything as it is when all of them are current already and nothing was interrupted. */
  onlyIfNew?: boolean;
  /** Stops after a whole batch; the next run goes on. */
  signal?: AbortSignal | undefined;
}

interface SpecificationResult {
  /** Requests that belong to another endpoint now. */
  moved: number;
  /** Stopped before all requests were looked at. */
  interrupted: boolean;
}

/**
 * Changes the specifications of a tenant, and then names the endpoints of its stored requests anew: afterwards
 * everything is as if the requests had been imported with these specifications. Whole batches of sessions are
 * committed, so that readers and imports go on meanwhile; what was interrupted is completed by any later call.
 */
export async function changeSpecifications(
  database: Database,
  tenant: string,
  { load = [], remove = [], onlyIfNew = false, signal }: SpecificationChanges,
): Promise<SpecificationResult> {
  const { pool } = database;
  const source = new KnowledgeSource(tenant, database.endpointsPerHost);
  const isDone = await underTenantLock(pool, tenant, async (client) => {
    if (onlyIfNew && (await isUpToDate(client, tenant, load))) return true;
    await client.query('DELETE FROM specification WHERE tenant = $1 AND name = ANY($2)', [tenant, remove]);
    for (const specification of load) await store(client, tenant, specification);
    await client.query('INSERT INTO setting (name, value) VALUES ($1, $1) ON CONFLICT DO NOTHING', [pending(tenant)]);
    await refreshFacts(client, tenant, await source.current(client));
    return false;
  });
  if (isDone) return { moved: 0, interrupted: false };
  const { moved, interrupted, successors } = await renameEndpoints(database, tenant, source, signal);
  if (!interrupted) {
    await underTenantLock(pool, tenant, async (client) => {
      await removeUnusedEndpoints(client, tenant, await source.current(client), successors);
      await moveMarks(client, tenant);
      await client.query('DELETE FROM setting WHERE name = $1', [pending(tenant)]);
    });
    // A store of an older release has noted which paths answered only now.
    const settled = await settleSiblings(database, tenant, signal);
    return { moved: moved + settled.moved, interrupted: settled.interrupted };
  }
  return { moved, interrupted };
}

/** The specifications of a tenant, the last loaded first. */
export async function findSpecifications(pool: pg.Pool, tenant: string): Promise<StoredSpecification[]> {
  const { rows } = await pool.query<StoredSpecification>(
    `SELECT name, version, loaded = max(loaded) OVER (PARTITION BY name) AS current,
       jsonb_array_length(operations) AS operations,
       ARRAY(SELECT DISTINCT operation->>'host' FROM jsonb_array_elements(operations) AS operation ORDER BY 1) AS hosts
     FROM specification WHERE tenant = $1 ORDER BY loaded DESC`,
    [tenant],
  );
  return rows;
}

/** How many endpoints of a tenant no current specification knows. */
export async function countRogue(
  pool: pg.Pool,
  tenant: string,
): Promise<{ all: number; shadow: number; zombie: number }> {
  const { rows } = await pool.query<{ all: number; shadow: number; zombie: number }>(
    `SELECT count(*)::int AS all, (count(*) FILTER (WHERE rogue = 'SHADOW'))::int AS shadow,
       (count(*) FILTER (WHERE rogue = 'ZOMBIE'))::int AS zombie FROM endpoint WHERE tenant = $1`,
    [tenant],
  );
  return rows[0]!;
}

/** Remembers, across a crash, that requests may still have endpoints by other specifications. */
const pending = (tenant: string) => `endpoints to be named: ${tenant}`;

async function isUpToDate(client: pg.ClientBase, tenant: string, load: readonly Specification[]): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>(
    `SELECT bool_and(EXISTS (
       SELECT 1 FROM specification AS known
       WHERE known.tenant = $1 AND known.name = wanted.name AND known.version = wanted.version
         AND known.operations = wanted.operations
         AND NOT EXISTS (SELECT 1 FROM specification AS newer
           WHERE newer.tenant = $1 AND newer.name = known.name AND newer.loaded > known.loaded)))
       AND NOT EXISTS (SELECT 1 FROM setting WHERE name = $5) AS same
     FROM unnest($2::text[], $3::text[], $4::jsonb[]) AS wanted(name, version, operations)`,
    [
      tenant,
      load.map(({ name }) => name),
      load.map(({ version }) => version),
      load.map(({ operations }) => JSON.stringify(operations)),
      pending(tenant),
    ],
  );
  return rows[0]?.same ?? true;
}

/** The same version loaded again takes the place of what it was, as the last one loaded. */
async function store(
  client: pg.ClientBase,
  tenant: string,
  { name, version, operations }: Specification,
): Promise<void> {
  await client.query(
    `INSERT INTO specification (tenant, name, version, operations) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, name, version) DO UPDATE SET operations = EXCLUDED.operations, loaded = EXCLUDED.loaded`,
    [tenant, name, version, JSON.stringify(operations)],
  );
}
