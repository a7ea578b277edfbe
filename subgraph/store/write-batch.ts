import type pg from 'pg';
import { arrayOf, from, insertRows, selected } from '../db/batch.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { countersOf } from '../filters/part-counters.ts';
import { noteArrival } from './arrived-batches.ts';
import { withJudgements } from './attack-judgements.ts';
import { type Scored, type ScoredPart, scoreParts } from './batch-risk.ts';
import {
  contentColumns,
  detectionColumns,
  MERGE_SESSION,
  requestColumns,
  type SessionToWrite,
  sessionColumns,
  VALUE_COLUMNS,
  type ValueToWrite,
} from './columns.ts';
import { CounterShifts } from './counter-shifts.ts';
import { writeEndpoints } from './endpoint-store.ts';
import { KnowledgeSource } from './knowledge.ts';
import { type SessionTally, tallySessions } from './session-tally.ts';
import { type StoredPart, storedParts } from './stored-parts.ts';
import type { StoredRequest } from './stored-request.type.ts';
import { suppress } from './suppressions.ts';
import { countTimeline } from './timeline-store.ts';

/** What became of a batch. */
interface BatchResult {
  accepted: number;
  /** Requests that the store, or an earlier place of the batch, already had. */
  duplicates: number;
  /** Session parts that did not exist before. */
  newSessions: number;
}

/**
 * Writes requests and everything derived from them in one transaction: a batch is there as a whole or not at all, and
 * a batch written twice changes nothing. Batches of one tenant wait for each other.
 * @param source what names endpoints, kept between the batches of an import
 */
export async function writeBatch(
  pool: pg.Pool,
  tenant: string,
  batch: readonly StoredRequest[],
  source = new KnowledgeSource(tenant),
): Promise<BatchResult> {
  await ensurePartitions(pool, new Set(batch.map(({ day }) => day)));
  return underTenantLock(pool, tenant, async (client) => {
    const requests = await withoutKnown(client, tenant, batch);
    const newSessions = requests.length > 0 ? await writeNew(client, tenant, requests, source) : 0;
    return { accepted: requests.length, duplicates: batch.length - requests.length, newSessions };
  });
}

/** Identity does not depend on the session key: a changed grouping never stores a request a second time. */
async function withoutKnown(
  client: pg.ClientBase,
  tenant: string,
  batch: readonly StoredRequest[],
): Promise<StoredRequest[]> {
  const unique = new Map<string, StoredRequest>();
  for (const request of batch) {
    if (!unique.has(request.id)) unique.set(request.id, request);
  }
  const requests = [...unique.values()];
  const trusted = requests.filter(({ hasTrustedId }) => hasTrustedId).map(({ id }) => id);
  const others = requests.filter(({ hasTrustedId }) => !hasTrustedId);
  // Id by id (`OFFSET 0`): as lists, whole partitions are read as long as that looks cheaper.
  const { rows } = await client.query<{ id: string }>(
    `SELECT known.id FROM unnest($2::text[], $3::date[]) AS given(id, day) CROSS JOIN LATERAL (
       SELECT id FROM request WHERE tenant = $1 AND id = given.id AND day = given.day OFFSET 0) AS known
     UNION ALL SELECT known.id FROM unnest($4::text[]) AS given(id) CROSS JOIN LATERAL (
       SELECT id FROM request WHERE tenant = $1 AND id = given.id OFFSET 0) AS known`,
    [tenant, others.map(({ id }) => id), others.map(({ day }) => day), trusted],
  );
  for (const { id } of rows) unique.delete(id);
  return [...unique.values()];
}

async function writeNew(
  client: pg.ClientBase,
  tenant: string,
  unnamed: readonly StoredRequest[],
  source: KnowledgeSource,
): Promise<number> {
  const knowledge = await source.current(client);
  const named = unnamed.map((each) => (each.ownTemplate ? each : { ...each, ...knowledge.endpointOf(each) }));
  const requests = await suppress(client, tenant, await withJudgements(client, tenant, named));
  await noteArrival(client, tenant, requests, () => insertRows(client, 'request', requestColumns(tenant), requests));
  await insertRows(
    client,
    'detection',
    detectionColumns(tenant),
    requests.flatMap((request) =>
      request.detections.map((detection, index) => ({ request, detection, position: index + 1 })),
    ),
  );
  await insertRows(
    client,
    'request_content',
    contentColumns(tenant),
    requests.filter(({ content }) => content),
  );
  const facts = await writeEndpoints(
    client,
    tenant,
    knowledge,
    requests.map(({ endpointId: id, method, host, pathTemplate }) => ({ id, method, host, pathTemplate })),
  );
  await countTimeline(client, tenant, requests);
  const tallies = tallySessions(requests);
  const added = await writeValues(client, tenant, tallies);
  const known = await storedParts(client, tenant, tallies);
  const parts = tallies.map(({ key, day }): ScoredPart => {
    const part = `${key}.${day}`;
    return { key, day, known: known.get(part) ?? null, newUsers: added.get(part)?.get('USER') ?? 0 };
  });
  const risks = await scoreParts(client, tenant, parts, requests, facts);
  return writeSessions(client, tenant, tallies, { added, known, risks });
}

/** Values that a session did not have before: their number per session part and dimension. */
type AddedValues = Map<string, Map<string, number>>;

/** Adds the counts of each value, and one session to the counter of each value that is new to its session. */
async function writeValues(client: pg.ClientBase, tenant: string, tallies: SessionTally[]): Promise<AddedValues> {
  const rows: ValueToWrite[] = tallies.flatMap((tally) =>
    [...tally.values].flatMap(([dimension, values]) =>
      [...values].map(([value, count]) => ({ tally, dimension, value, ...count })),
    ),
  );
  const { rows: added } = await client.query<{ part: string; dimension: string; added: number }>(
    `WITH input AS (SELECT ${selected(VALUE_COLUMNS)} ${from(VALUE_COLUMNS, 2)}),
     written AS (
       INSERT INTO session_value AS known (tenant, session_key, day, dimension, value, requests, detections)
       SELECT $1, session_key, day, dimension, value, requests, detections FROM input
       ON CONFLICT (tenant, session_key, day, dimension, value) DO UPDATE
         SET requests = known.requests + EXCLUDED.requests, detections = known.detections + EXCLUDED.detections
       RETURNING session_key, day, dimension, value, requests
     ),
     -- A sum that equals what was added had nothing before.
     fresh AS (
       SELECT written.* FROM written JOIN input USING (session_key, day, dimension, value)
       WHERE written.requests = input.requests
     ),
     counted AS (
       INSERT INTO facet_count AS known (tenant, day, dimension, value, sessions)
       SELECT $1, day, dimension, value, count(*) FROM fresh GROUP BY day, dimension, value
       ON CONFLICT (tenant, day, dimension, value) DO UPDATE SET sessions = known.sessions + EXCLUDED.sessions
     )
     SELECT session_key || '.' || day AS part, dimension, count(*)::int AS added FROM fresh GROUP BY 1, 2`,
    [tenant, ...VALUE_COLUMNS.map((column) => arrayOf(column, rows))],
  );
  const result: AddedValues = new Map();
  for (const { part, dimension, added: number } of added) {
    result.set(part, (result.get(part) ?? new Map<string, number>()).set(dimension, number));
  }
  return result;
}

/** @returns the number of parts that are new */
async function writeSessions(
  client: pg.ClientBase,
  tenant: string,
  tallies: SessionTally[],
  {
    added,
    known,
    risks,
  }: { added: AddedValues; known: ReadonlyMap<string, StoredPart>; risks: ReadonlyMap<string, Scored> },
): Promise<number> {
  const rows: SessionToWrite[] = tallies.map((tally) => {
    const part = `${tally.key}.${tally.day}`;
    return {
      tally,
      tokens: tally.mergedTokens(known.get(part)?.tokens ?? []),
      added: added.get(part) ?? new Map(),
      risk: risks.get(part) ?? null,
    };
  });
  await insertRows(client, 'session', sessionColumns(tenant), rows, MERGE_SESSION);
  const shifts = new CounterShifts();
  for (const { tally, tokens: now } of rows) {
    const before = known.get(`${tally.key}.${tally.day}`)?.tokens;
    shifts.replace(tally.day, before ? countersOf(before) : [], countersOf(now));
  }
  await shifts.write(client, tenant);
  return tallies.filter(({ key, day }) => !known.has(`${key}.${day}`)).length;
}
