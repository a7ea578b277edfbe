import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { giveWay } from '../db/give-way.ts';
import { readRetention } from '../db/kept-days.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { log } from '../logging/log.ts';
import { settleSiblings } from '../specifications/settle-siblings.ts';
import { ageProblem } from '../store/age.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import { trainArrived } from '../store/train-arrived.ts';
import { writeBatch } from '../store/write-batch.ts';
import { Batch, type Rejected, type Verdict } from './import-batch.ts';
import type { IncomingRequest } from './incoming.type.ts';
import { LineIdentity, type RecordIdentity } from './line-identity.ts';
import type { AccessLogFacts, Reader } from './readers/reader.type.ts';
import { type Sessioniser, sessionise } from './sessioniser.ts';

/** What became of the records of an import: accepted, duplicates and rejected add up to read. */
export interface ImportSummary {
  /** Records (lines, or entries of a document) that are not blank. */
  read: number;
  /** Requests that the store has now and had not before. */
  accepted: number;
  /** Requests that the store had already. */
  duplicates: number;
  /** Records that are no request; each was reported with its number and reason. */
  rejected: number;
  /** Session parts that did not exist before. */
  sessions: number;
}

export type { Rejected } from './import-batch.ts';

/** A day that was dropped while its requests were on their way. */
const GONE = 'older than what is kept; --keep-old imports it all the same';

/** Told of what is written while it is: a stream may go on for ever. */
export interface Account {
  /** Milliseconds after which what was read is written, however little it is. */
  everyMs: number;
  /** Keeps, in the transaction of a batch, up to which line everything is written with it. */
  acknowledge(client: pg.ClientBase, line: number): Promise<void>;
  /** Told what became of each record of a batch that is written; reading waits for it. */
  tell(verdicts: readonly Verdict[], line: number): Promise<void>;
  /** A batch was not written; reading is to end. */
  failed(error: unknown): void;
}

interface ImportOptions extends Sessioniser {
  reader: Reader;
  /** What is known of the format of an access log; only its reader takes any. */
  facts?: AccessLogFacts | undefined;
  /** What tells equal lines of a file apart, where the file comes in several imports. */
  identity?: RecordIdentity;
  /** Host of records that name none. */
  host?: string | null;
  /** Application of records that name none. */
  application?: string | null;
  /** Whole days by which every time is moved: for the demo traffic. */
  shiftDays?: number;
  /** Imports also what is older than is kept, and keeps it as long as if it were of today. */
  keepOld?: boolean | undefined;
  /** Stops the import after a whole batch. */
  signal?: AbortSignal | undefined;
  onRejected?(record: Rejected): void;
  /** Called for each accepted or known request whose record leaves something open, with the sentence about it. */
  onHint?(hint: string): void;
  /** Properties of a record that its format does not have: what they hold was not read. */
  onUnknown?(names: readonly string[]): void;
  /** Called after each batch. */
  onProgress?(summary: Readonly<ImportSummary>): void;
  /** How far it is and what became of each record, for whoever sends them. */
  account?: Account | undefined;
}

// One transaction each. The embedded database answers nobody else meanwhile, so its batches are smaller.
const BATCH = { server: 5_000, embedded: 1_000 };

/** New requests in an import that goes on, after which the statistics are looked at: then four times as many, and so on. */
const FIRST_LOOK = 20_000;

/** New requests that baselines learn from together, in an import that goes on: what is usual is so much behind at most. */
const TRAINED_AT_ONCE = 50_000;

/** New requests after which siblings are looked at the first time, then four times as many and so on, and so many apart at most. */
const FIRST_SIBLINGS = 2_000;
const MOST_UNSETTLED = 50_000;

export function emptySummary(): ImportSummary {
  return { read: 0, accepted: 0, duplicates: 0, rejected: 0, sessions: 0 };
}

/** Adds what became of other records. */
export function addSummary(sum: ImportSummary, more: Readonly<ImportSummary>): void {
  for (const name of Object.keys(sum) as (keyof ImportSummary)[]) sum[name] += more[name];
}

/**
 * Imports the records of one file. Memory is that of two batches; whole batches are committed, so that an interrupted
 * import is completed by running it again.
 */
export async function importRequests(
  database: Database,
  input: Readable,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { tenant, reader } = options;
  const summary = emptySummary();
  const identity = options.identity ?? identityOf(options);
  const knowledge = new KnowledgeSource(tenant, database.endpointsPerHost);
  const size = database.embedded ? BATCH.embedded : BATCH.server;
  let retention = await readRetention(database.pool);
  const reject = (record: Rejected) => {
    summary.rejected += 1;
    options.onRejected?.(record);
  };
  const { account } = options;
  const write = async (written: Batch) => {
    const { read, rejects, to } = written;
    const alongside = account && ((client: pg.ClientBase) => account.acknowledge(client, to));
    const result = await writeBatch(database.pool, tenant, [...read.keys()], knowledge, options.keepOld, alongside);
    // Midnight has passed since it was read, or somebody has said meanwhile that less is kept.
    if (result.expired.length > 0) retention = await readRetention(database.pool);
    for (const each of result.expired) {
      const expired = { ...read.get(each)!, rejected: ageProblem(each, retention) ?? GONE };
      read.delete(each);
      rejects.push(expired);
      reject(expired);
    }
    for (const [host, requests] of result.shared) sayShared(host, requests);
    summary.accepted += result.accepted;
    summary.duplicates += result.duplicates;
    summary.sessions += result.newSessions;
    options.onProgress?.(summary);
    await account?.tell(written.verdicts(result.written), to);
    await giveWay(database);
    untrained += result.accepted;
    if (untrained >= TRAINED_AT_ONCE) {
      untrained = 0;
      await trainArrived(database, tenant);
    }
    if (summary.accepted >= nextSiblings) {
      nextSiblings = summary.accepted + Math.min(summary.accepted * 3, MOST_UNSETTLED);
      await settleSiblings(database, tenant, options.signal);
    }
    if (summary.accepted < nextLook) return;
    nextLook = summary.accepted * 4;
    await keepStatistics(database.pool);
  };
  const said = new Set<string>();
  const sayShared = (host: string, requests: number) => {
    const sentence = `the endpoint is /{other}: ${host || 'what names no host'} has the ${database.endpointsPerHost} that SESSIONS_ENDPOINTS_PER_HOST allows`;
    for (let n = 0; options.onHint && n < requests; n += 1) options.onHint(sentence);
    if (!options.onHint && !said.has(host)) log.warn(sentence);
    said.add(host);
  };
  let nextLook = FIRST_LOOK;
  let untrained = 0;
  let nextSiblings = FIRST_SIBLINGS;
  let batch = new Batch();
  // One batch is written while the next is read. Its failure is thrown where it is waited for.
  let writing = Promise.resolve();
  let isWriting = false;
  const begin = () => {
    isWriting = true;
    writing = write(batch).finally(() => {
      isWriting = false;
    });
    writing.catch((error) => account?.failed(error));
    batch = new Batch();
  };
  const flush = async () => {
    await writing;
    if (!batch.isEmpty) begin();
  };
  // Whoever sends little hears of it all the same.
  const timer = account && setInterval(() => !isWriting && !batch.isEmpty && begin(), account.everyMs);
  try {
    for await (const record of reader.read(input, options.facts)) {
      summary.read += 1;
      batch.hold(record);
      if ('rejected' in record) {
        reject(record);
        if (account) batch.rejects.push(record);
      } else {
        const { line, raw } = record;
        const request = completed(record.request, options);
        // Also of what is not kept: which of equal lines a line is does not depend on the day of the import.
        const id = request.id ?? identity.idOf(record.identity ?? raw, request.time, line);
        const stored = sessionise(request, id, options);
        const problem = options.keepOld ? null : ageProblem(stored, retention);
        if (problem !== null) {
          reject({ line, raw, rejected: problem });
          if (account) batch.rejects.push({ line, raw, rejected: problem });
        } else {
          if (record.hint !== undefined) options.onHint?.(record.hint);
          if (record.unknown) options.onUnknown?.(record.unknown);
          batch.read.set(stored, { line, raw });
        }
      }
      if (batch.isFull(size)) await flush();
      if (options.signal?.aborted) break;
    }
    await flush();
    await writing;
  } finally {
    clearInterval(timer);
  }
  await trainArrived(database, tenant);
  await settleSiblings(database, tenant, options.signal);
  if (summary.accepted > 0) await keepStatistics(database.pool);
  return summary;
}

/** What the import says of all records is part of what they are: equal lines of two hosts are two requests. */
export function identityOf({
  tenant,
  host = null,
  application = null,
}: Pick<ImportOptions, 'tenant' | 'host' | 'application'>): LineIdentity {
  return new LineIdentity([tenant, host, application]);
}

function completed(request: IncomingRequest, { host, application, shiftDays = 0 }: ImportOptions): IncomingRequest {
  return {
    ...request,
    host: request.host ?? host ?? null,
    application: request.application ?? application ?? null,
    time: shiftDays === 0 ? request.time : new Date(request.time.getTime() + shiftDays * 86_400_000),
  };
}
