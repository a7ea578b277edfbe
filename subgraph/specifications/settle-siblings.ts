import type pg from 'pg';
import { moveMarks } from '../actions/false-positives/move-marks.ts';
import type { Database } from '../db/database.ts';
import { giveWay } from '../db/give-way.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { OTHER } from '../endpoints/path-template.ts';
import { type AnsweredPath, LEAST_VALUES, siblingPlaces } from '../endpoints/sibling-places.ts';
import type { VariablePlace } from '../endpoints/variable-places.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { Successors } from '../store/endpoint-aliases.ts';
import { removeUnusedEndpoints } from '../store/endpoint-store.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import { BATCH, moveStrays } from './move-strays.ts';
import { mayHaveMoved } from './moved-by-places.ts';

type Store = Pick<Database, 'pool' | 'embedded' | 'endpointsPerHost'>;

/** A host whose siblings have been looked at: what is left is to name its requests. */
interface LookedAt {
  host: string;
  noted: string;
  /** Endpoints that requests may have to leave. */
  endpoints: string[];
  parts: (SessionPart & { requests: number })[];
}

/** Tenants with hosts whose siblings are to be looked at. */
export async function tenantsWithSiblingsDue(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ tenant: string }>('SELECT DISTINCT tenant FROM siblings_due ORDER BY tenant');
  return rows.map(({ tenant }) => tenant);
}

/**
 * Looks at the siblings of hosts of which a path answered for the first time, or answers no more, and gives requests the
 * endpoints that follow. Only these hosts are looked at. Afterwards everything is as if what is stored had come in any other
 * order. Whole batches of sessions are committed; any later run completes one that was stopped.
 */
export async function settleSiblings(
  { pool, embedded, endpointsPerHost }: Store,
  tenant: string,
  signal?: AbortSignal,
): Promise<{ moved: number; interrupted: boolean }> {
  const size = embedded ? BATCH.embedded : BATCH.server;
  const source = new KnowledgeSource(tenant, endpointsPerHost);
  let moved = 0;
  for (;;) {
    if (signal?.aborted) return { moved, interrupted: true };
    const next = await underTenantLock(pool, tenant, (client) => lookAtNext(client, tenant));
    if (!next) return { moved, interrupted: false };
    const successors = new Successors();
    for (const parts of slices(next.parts, size)) {
      if (signal?.aborted) return { moved, interrupted: true };
      moved += await underTenantLock(pool, tenant, async (client) =>
        moveStrays(client, tenant, await source.current(client), parts, successors, next.endpoints),
      );
      await giveWay({ embedded });
    }
    await underTenantLock(pool, tenant, async (client) => {
      if (next.endpoints.length > 0) {
        await removeUnusedEndpoints(client, tenant, await source.current(client), successors);
        await moveMarks(client, tenant);
      }
      await noteDone(client, tenant, next);
    });
  }
}

/** Stores what the next host says of its siblings; null: none is due. */
async function lookAtNext(client: pg.ClientBase, tenant: string): Promise<LookedAt | null> {
  await dismissSmall(client, tenant);
  const { rows: due } = await client.query<{ host: string; noted: string; former: VariablePlace[][] }>(
    'SELECT host, noted::text AS noted, former FROM siblings_due WHERE tenant = $1 ORDER BY host LIMIT 1',
    [tenant],
  );
  const [first] = due;
  if (!first) return null;
  const { host, noted } = first;
  const { rows: paths } = await client.query<AnsweredPath>(
    'SELECT method, path_template AS "pathTemplate" FROM answered_path WHERE tenant = $1 AND host = $2',
    [tenant, host],
  );
  const now = siblingPlaces(paths);
  const was = await readPlaces(client, tenant, host);
  const isSame = canonical(was) === canonical(now);
  if (isSame && first.former.length === 0) return { host, noted, endpoints: [], parts: [] };
  const former = isSame ? first.former : [...first.former, was];
  await writePlaces(client, tenant, host, now);
  await client.query('UPDATE siblings_due SET former = $3 WHERE tenant = $1 AND host = $2', [
    tenant,
    host,
    JSON.stringify(former),
  ]);
  const endpoints = await endpointsToLeave(client, tenant, host, mayHaveMoved(former, now));
  return { host, noted, endpoints, parts: await partsOf(client, tenant, endpoints) };
}

/** Hosts of too few paths for anything to be variable, and where nothing was: most hosts, where anybody names any. */
async function dismissSmall(client: pg.ClientBase, tenant: string): Promise<void> {
  await client.query(
    `DELETE FROM siblings_due AS due WHERE tenant = $1 AND former = '[]'
       AND NOT EXISTS (SELECT 1 FROM variable_places AS known WHERE known.tenant = $1 AND known.host = due.host)
       AND (SELECT count(*) FROM (SELECT 1 FROM answered_path AS path WHERE path.tenant = $1 AND path.host = due.host
         LIMIT ${LEAST_VALUES}) AS few) < ${LEAST_VALUES}`,
    [tenant],
  );
}

async function readPlaces(client: pg.ClientBase, tenant: string, host: string): Promise<VariablePlace[]> {
  const { rows } = await client.query<{ places: VariablePlace[] }>(
    'SELECT places FROM variable_places WHERE tenant = $1 AND host = $2',
    [tenant, host],
  );
  return rows[0]?.places ?? [];
}

async function writePlaces(
  client: pg.ClientBase,
  tenant: string,
  host: string,
  places: readonly VariablePlace[],
): Promise<void> {
  if (places.length === 0) {
    await client.query('DELETE FROM variable_places WHERE tenant = $1 AND host = $2', [tenant, host]);
    return;
  }
  await client.query(
    `INSERT INTO variable_places (tenant, host, places) VALUES ($1, $2, $3)
     ON CONFLICT (tenant, host) DO UPDATE SET places = EXCLUDED.places`,
    [tenant, host, JSON.stringify(places)],
  );
}

/** jsonb keeps its own order of keys. */
export function canonical(places: readonly VariablePlace[]): string {
  const texts = places.map(({ prefix, suffix, words, extensions }) =>
    JSON.stringify([prefix, suffix, words, extensions]),
  );
  return texts.sort().join('\n');
}

async function endpointsToLeave(
  client: pg.ClientBase,
  tenant: string,
  host: string,
  isConcerned: (template: string) => boolean,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string; pathTemplate: string }>(
    'SELECT id, path_template AS "pathTemplate" FROM endpoint WHERE tenant = $1 AND host IS NOT DISTINCT FROM $2',
    [tenant, host === '' ? null : host],
  );
  // What shares an endpoint may have one now.
  return rows.filter(({ pathTemplate }) => pathTemplate === OTHER || isConcerned(pathTemplate)).map(({ id }) => id);
}

async function partsOf(
  client: pg.ClientBase,
  tenant: string,
  endpoints: readonly string[],
): Promise<LookedAt['parts']> {
  if (endpoints.length === 0) return [];
  const { rows } = await client.query<SessionPart & { requests: number }>(
    `SELECT s.key, s.day::text AS day, s.request_count AS requests
     FROM (SELECT DISTINCT part, day FROM request WHERE tenant = $1 AND endpoint_id = ANY($2)) AS found
     JOIN session AS s ON s.tenant = $1 AND s.part = found.part AND s.day = found.day ORDER BY s.key, s.day`,
    [tenant, endpoints],
  );
  return rows;
}

function* slices(parts: LookedAt['parts'], size: number): Generator<SessionPart[]> {
  let slice: SessionPart[] = [];
  let sum = 0;
  for (const { key, day, requests } of parts) {
    if (slice.length > 0 && (sum + requests > size || slice.length === 2_000)) {
      yield slice;
      [slice, sum] = [[], 0];
    }
    slice.push({ key, day });
    sum += requests;
  }
  if (slice.length > 0) yield slice;
}

/** A path that came meanwhile leaves the host due. */
async function noteDone(client: pg.ClientBase, tenant: string, { host, noted }: LookedAt): Promise<void> {
  await client.query(`UPDATE siblings_due SET former = '[]' WHERE tenant = $1 AND host = $2`, [tenant, host]);
  await client.query('DELETE FROM siblings_due WHERE tenant = $1 AND host = $2 AND noted = $3', [tenant, host, noted]);
}
