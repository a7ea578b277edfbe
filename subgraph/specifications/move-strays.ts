import type pg from 'pg';
import { moveMarks } from '../actions/false-positives/move-marks.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import type { EndpointKind } from '../filters/filter.type.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { noteAnsweredPaths } from '../store/answered-paths.ts';
import { changeHistograms, HistogramChanges } from '../store/baseline-store.ts';
import type { Successors } from '../store/endpoint-aliases.ts';
import { capEndpoints } from '../store/endpoint-cap.ts';
import { writeEndpoints } from '../store/endpoint-store.ts';
import type { Knowledge } from '../store/knowledge.ts';
import { recallAnswers } from '../store/recall-answers.ts';
import { recomputeParts } from '../store/recompute-parts.ts';
import { trainAll } from '../store/train-arrived.ts';
import { endpointId } from '../values/endpoint-id.ts';

/** Requests of one transaction. The embedded database answers nobody else meanwhile, so its batches are smaller. */
export const BATCH = { server: 20_000, embedded: 4_000 };

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

/**
 * Gives the requests of some session parts the endpoints that they have now, and makes everything anew that is derived from
 * those that move. Inside a transaction under the tenant's lock.
 * @param endpoints only requests that have one of these; without it, all, and the paths that answered are noted
 * @returns how many requests have another endpoint now
 */
export async function moveStrays(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  parts: readonly SessionPart[],
  successors: Successors,
  endpoints: readonly string[] | null = null,
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
     WHERE r.own_template IS NOT TRUE AND ($4::text[] IS NULL OR r.endpoint_id = ANY($4))`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day), endpoints],
  );
  for (;;) {
    const { rows } = await client.query<StoredRow>('FETCH 5000 FROM named');
    if (rows.length === 0) break;
    const requests = await straysOf(client, tenant, knowledge, rows);
    await moveRequests(client, tenant, knowledge, requests);
    if (!endpoints) await noteAnsweredPaths(client, tenant, [...rows.filter(isNamedByPath), ...requests]);
    for (const { sessionKey: key, day, formerId, endpointId: id } of requests) {
      touched.set(`${key}.${day}`, { key, day });
      successors.note(formerId, id);
    }
    moved += requests.length;
  }
  await client.query('CLOSE named');
  if (moved > 0) await moveMarks(client, tenant);
  await recomputeParts(client, tenant, [...touched.values()]);
  return moved;
}

/** Null in a row of before this was kept: it is not known. */
const isNamedByPath = ({ ownTemplate }: StoredRow) => ownTemplate === false;

/** What has room nowhere else stays with what shares an endpoint. */
async function straysOf(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  rows: readonly StoredRow[],
): Promise<StrayRequest[]> {
  const strays = rows.flatMap((row) => strayOf(tenant, knowledge, row));
  const capped = await capEndpoints(client, tenant, knowledge, strays);
  return capped.filter(({ endpointId: id, formerId }) => id !== formerId);
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
