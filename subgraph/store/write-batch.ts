import type pg from 'pg';
import { insertRows } from '../db/batch.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { OTHER } from '../endpoints/path-template.ts';
import { countersOf } from '../filters/part-counters.ts';
import { isRequest } from '../filters/request-rows.sql.ts';
import { splitByAge } from './age.ts';
import { noteAnsweredPaths } from './answered-paths.ts';
import { noteArrival } from './arrived-batches.ts';
import { withJudgements } from './attack-judgements.ts';
import { type ScoredPart, scoreParts } from './batch-risk.ts';
import {
  contentColumns,
  detectionColumns,
  MERGE_SESSION,
  type RequestToWrite,
  requestColumns,
  type SessionToWrite,
  sessionColumns,
} from './columns.ts';
import { CounterShifts } from './counter-shifts.ts';
import { capEndpoints } from './endpoint-cap.ts';
import { type RiskFacts, writeEndpoints } from './endpoint-store.ts';
import { KnowledgeSource } from './knowledge.ts';
import { codesOfParameters } from './parameter-sets.ts';
import { tallySessions } from './session-tally.ts';
import { type StoredPart, storedParts } from './stored-parts.ts';
import type { StoredRequest } from './stored-request.type.ts';
import { suppress } from './suppressions.ts';
import { countTimeline } from './timeline-store.ts';
import { type ChangedPart, writeValues } from './value-store.ts';

/** What became of a batch. */
interface BatchResult {
  accepted: number;
  /** Those that were accepted, as they were given. */
  written: ReadonlySet<StoredRequest>;
  /** Requests that the store, or an earlier place of the batch, already had. */
  duplicates: number;
  /** Session parts that did not exist before. */
  newSessions: number;
  /** Requests that are older than what is kept: they were not written. */
  expired: readonly StoredRequest[];
  /** How many requests to each host share an endpoint, for it has as many as it may; empty: one without a name. */
  shared: ReadonlyMap<string, number>;
}

/**
 * Writes requests and everything derived from them in one transaction: a batch is there as a whole or not at all, and
 * a batch written twice changes nothing. Batches of one tenant wait for each other.
 * @param source what names endpoints, kept between the batches of an import
 * @param keepOld also what is older than is kept, as long as if it were of today
 * @param alongside written in the same transaction
 */
export async function writeBatch(
  pool: pg.Pool,
  tenant: string,
  batch: readonly StoredRequest[],
  source = new KnowledgeSource(tenant),
  keepOld = false,
  alongside: (client: pg.ClientBase) => Promise<void> = async () => {},
): Promise<BatchResult> {
  await ensurePartitions(pool, new Set(batch.map(({ day }) => day)));
  return underTenantLock(pool, tenant, async (client) => {
    const { kept, expired } = await splitByAge(client, tenant, batch, keepOld);
    const requests = await withoutKnown(client, tenant, kept);
    const shared = new Map<string, number>();
    const newSessions = requests.length > 0 ? await writeNew(client, tenant, requests, source, shared) : 0;
    await alongside(client);
    const [accepted, duplicates] = [requests.length, kept.length - requests.length];
    return { accepted, duplicates, newSessions, expired, shared, written: new Set(requests) };
  });
}

const SAME_ID = isRequest('$1', 'given.id');

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
       SELECT id FROM request WHERE ${SAME_ID} AND day = given.day OFFSET 0) AS known
     UNION ALL SELECT known.id FROM unnest($4::text[]) AS given(id) CROSS JOIN LATERAL (
       SELECT id FROM request WHERE ${SAME_ID} OFFSET 0) AS known`,
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
  shared: Map<string, number>,
): Promise<number> {
  const knowledge = await source.current(client);
  const own = unnamed.map((each) => (each.ownTemplate ? each : { ...each, ...knowledge.endpointOf(each) }));
  const named = await capEndpoints(client, tenant, knowledge, own);
  for (const { host, pathTemplate } of named) {
    if (pathTemplate === OTHER) shared.set(host ?? '', (shared.get(host ?? '') ?? 0) + 1);
  }
  const requests = await suppress(client, tenant, await withJudgements(client, tenant, named));
  const codes = await codesOfParameters(client, tenant, requests);
  const rows = requests.map((request, index): RequestToWrite => ({ ...request, parameterSet: codes[index]! }));
  await noteArrival(client, tenant, requests, () => insertRows(client, 'request', requestColumns(tenant), rows));
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
  await noteAnsweredPaths(
    client,
    tenant,
    requests.filter(({ ownTemplate }) => !ownTemplate),
  );
  const facts = await writeEndpoints(client, tenant, knowledge, requests);
  await countTimeline(client, tenant, requests);
  return writeParts(client, tenant, requests, facts);
}

/** @returns the number of session parts that are new */
async function writeParts(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly StoredRequest[],
  facts: ReadonlyMap<string, RiskFacts>,
): Promise<number> {
  const tallies = tallySessions(requests);
  const stored = await storedParts(client, tenant, tallies);
  const parts = tallies.map((tally): ChangedPart & { name: string; known: StoredPart | null } => {
    const name = `${tally.key}.${tally.day}`;
    const known = stored.get(name) ?? null;
    return { name, tally, known, kept: tally.kept(known) };
  });
  const shifts = new CounterShifts();
  const added = await writeValues(client, tenant, parts, shifts);
  const scored = parts.map(
    ({ name, tally: { key, day }, known }): ScoredPart => ({
      key,
      day,
      known,
      newUsers: added.get(name)?.get('USER') ?? 0,
    }),
  );
  const risks = await scoreParts(client, tenant, scored, requests, facts);
  await insertRows(
    client,
    'session',
    sessionColumns(tenant),
    parts.map(({ name, tally, kept }): SessionToWrite => {
      return { tally, kept, added: added.get(name) ?? new Map(), risk: risks.get(name) ?? null };
    }),
    MERGE_SESSION,
  );
  for (const { tally, known, kept } of parts) {
    shifts.replace(tally.day, known ? countersOf(known.tokens) : [], countersOf(kept.tokens));
  }
  await shifts.write(client, tenant);
  return parts.filter(({ known }) => !known).length;
}
