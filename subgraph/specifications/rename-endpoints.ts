import type pg from 'pg';
import { moveMarks } from '../actions/false-positives/move-marks.ts';
import type { Database } from '../db/database.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import type { EndpointKind } from '../filters/filter.type.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { changeHistograms, HistogramChanges } from '../store/baseline-store.ts';
import { writeEndpoints } from '../store/endpoint-store.ts';
import type { Knowledge, KnowledgeSource } from '../store/knowledge.ts';
import { recallAnswers } from '../store/recall-answers.ts';
import { recomputeParts } from '../store/recompute-parts.ts';
import { trainAll } from '../store/train-arrived.ts';
import { endpointId } from '../values/endpoint-id.ts';

// Requests of one transaction. The embedded database answers nobody else meanwhile, so its batches are smaller.
const BATCH = { server: 20_000, embedded: 4_000 };

/**
 * Gives every stored request the endpoint that specifications and its path say, and makes everything anew that is
 * derived from it. One transaction for each batch of session parts.
 */
export async function renameEndpoints(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  source: KnowledgeSource,
  signal?: AbortSignal,
): Promise<{ moved: number; interrupted: boolean }> {
  const size = embedded ? BATCH.embedded : BATCH.server;
  let place: SessionPart = { key: '', day: '0001-01-01' };
  let moved = 0;
  for (;;) {
    if (signal?.aborted) return { moved, interrupted: true };
    const done = await underTenantLock(pool, tenant, async (client) => {
      const parts = await nextParts(client, tenant, place, size);
      return { last: parts.at(-1), moved: await moveStrays(client, tenant, await source.current(client), parts) };
    });
    if (!done.last) return { moved, interrupted: false };
    place = done.last;
    moved += done.moved;
  }
}

/** The next session parts in the order of their keys: as many as have about the wanted number of requests. */
async function nextParts(
  client: pg.ClientBase,
  tenant: string,
  after: SessionPart,
  size: number,
): Promise<SessionPart[]> {
  const { rows } = await client.query<SessionPart & { requests: number }>(
    `SELECT key, day::text AS day, request_count AS requests FROM session
     WHERE tenant = $1 AND (key, day) > ($2, $3::date) ORDER BY key, day LIMIT 2000`,
    [tenant, after.key, after.day],
  );
  const parts: SessionPart[] = [];
  let sum = 0;
  for (const { key, day, requests } of rows) {
    sum += requests;
    if (sum > size && parts.length > 0) break;
    parts.push({ key, day });
  }
  return parts;
}

interface StoredRow {
  sessionKey: string;
  day: string;
  /** As text: the key of the table, to the last digit. */
  time: string;
  seq: string;
  method: string;
  host: string | null;
  path: string;
  status: number | null;
  blocked: boolean;
  responseKind: EndpointKind | null;
  durationMs: number | null;
  sizeBytes: number | null;
  ownTemplate: boolean | null;
  endpointId: string;
}

type StrayRequest = Omit<StoredRow, 'ownTemplate'> & { pathTemplate: string; formerId: string };

/** @returns how many requests have another endpoint now */
async function moveStrays(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  parts: readonly SessionPart[],
): Promise<number> {
  // What moves has to be in the histogram that it is taken out of.
  await trainAll(client, tenant);
  const touched = new Map<string, SessionPart>();
  let moved = 0;
  await client.query(
    `DECLARE named NO SCROLL CURSOR FOR
     SELECT part.key AS "sessionKey", r.day::text AS day, r.time::text AS time, r.seq::text AS seq, r.method, r.host,
       r.path, r.status, r.blocked, r.response_kind AS "responseKind", r.duration_ms AS "durationMs", r.size_bytes AS "sizeBytes",
       r.own_template AS "ownTemplate", r.endpoint_id AS "endpointId"
     FROM unnest($2::text[], $3::date[]) AS part(key, day)
     JOIN request AS r ON r.tenant = $1 AND r.part = part_of($1, part.key, part.day) AND r.day = part.day
     WHERE r.own_template IS NOT TRUE`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  for (;;) {
    const { rows } = await client.query<StoredRow>('FETCH 5000 FROM named');
    if (rows.length === 0) break;
    const requests = rows.flatMap((row) => strayOf(tenant, knowledge, row));
    await moveRequests(client, tenant, knowledge, requests);
    for (const { sessionKey: key, day } of requests) touched.set(`${key}.${day}`, { key, day });
    moved += requests.length;
  }
  await client.query('CLOSE named');
  if (moved > 0) await moveMarks(client, tenant);
  await recomputeParts(client, tenant, [...touched.values()]);
  return moved;
}

/** The request with the endpoint that it has now; nothing where it is the one that is stored. */
function strayOf(tenant: string, knowledge: Knowledge, { ownTemplate, ...row }: StoredRow): StrayRequest[] {
  const named = knowledge.endpointOf(row);
  const stays = named.endpointId === row.endpointId || (ownTemplate === null && isOwn(tenant, row));
  return stays ? [] : [{ ...row, ...named, formerId: row.endpointId }];
}

/** Of a request that was stored before this was kept: its template is not the one that its path gives. */
function isOwn(tenant: string, { method, host, path, endpointId: stored }: Omit<StoredRow, 'ownTemplate'>): boolean {
  return stored !== endpointId(tenant, method, host, pathTemplate(path));
}

async function moveRequests(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  requests: readonly StrayRequest[],
): Promise<void> {
  if (requests.length === 0) return;
  await writeEndpoints(client, tenant, knowledge, requests);
  await client.query(
    `UPDATE request AS r SET endpoint_id = moved.endpoint_id, own_template = FALSE
     FROM unnest($2::text[], $3::date[], $4::timestamptz[], $5::bigint[], $6::text[])
       AS moved(key, day, time, seq, endpoint_id)
     WHERE r.tenant = $1 AND r.part = part_of($1, moved.key, moved.day) AND r.day = moved.day AND r.time = moved.time AND r.seq = moved.seq`,
    [
      tenant,
      requests.map(({ sessionKey }) => sessionKey),
      requests.map(({ day }) => day),
      requests.map(({ time }) => time),
      requests.map(({ seq }) => seq),
      requests.map(({ endpointId: id }) => id),
    ],
  );
  await recallAnswers(client, tenant, knowledge, [...new Set(requests.map(({ formerId }) => formerId))]);
  const former = requests.map(({ formerId, ...request }) => ({ ...request, endpointId: formerId }));
  await changeHistograms(client, tenant, HistogramChanges.of(requests), HistogramChanges.of(former));
}
