import type { Readable } from 'node:stream';
import type { Database } from '../db/database.ts';
import { analyzeTables } from '../db/partitions.ts';
import type { IncomingRequest } from './incoming.type.ts';
import { KnowledgeSource } from './knowledge.ts';
import { LineIdentity } from './line-identity.ts';
import type { Reader, ReadRecord } from './readers/reader.type.ts';
import { type Sessioniser, sessionise } from './sessioniser.ts';
import { writeBatch } from './store.ts';
import type { StoredRequest } from './stored-request.type.ts';

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

export type Rejected = Extract<ReadRecord, { rejected: string }>;

export interface ImportOptions extends Sessioniser {
  reader: Reader;
  /** Host of records that name none. */
  host?: string | null;
  /** Application of records that name none. */
  application?: string | null;
  /** Whole days by which every time is moved: for the demo traffic. */
  shiftDays?: number;
  /** Stops the import behind a whole batch. */
  signal?: AbortSignal | undefined;
  onRejected?(record: Rejected): void;
  /** Properties of a record that its format does not have: what they hold was not read. */
  onUnknown?(names: readonly string[]): void;
  /** Called after each batch. */
  onProgress?(summary: Readonly<ImportSummary>): void;
}

// One transaction each. The embedded database answers nobody else meanwhile, so its batches are smaller.
const BATCH = { server: 5_000, embedded: 2_000 };

/** New requests of an import, from which on the plans of queries may have become wrong ones. */
const WORTH_ANALYZING = 500;

export function emptySummary(): ImportSummary {
  return { read: 0, accepted: 0, duplicates: 0, rejected: 0, sessions: 0 };
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
  const { tenant, reader, host = null, application = null } = options;
  const summary = emptySummary();
  // What the import says of all records is part of what they are: equal lines of two hosts are two requests.
  const identity = new LineIdentity([tenant, host, application]);
  const knowledge = new KnowledgeSource(tenant);
  const size = database.embedded ? BATCH.embedded : BATCH.server;
  const write = async (requests: readonly StoredRequest[]) => {
    const result = await writeBatch(database.pool, tenant, requests, knowledge);
    summary.accepted += result.accepted;
    summary.duplicates += result.duplicates;
    summary.sessions += result.newSessions;
    options.onProgress?.(summary);
  };
  let batch: StoredRequest[] = [];
  // One batch is written while the next is read. Its failure is thrown where it is waited for.
  let writing = Promise.resolve();
  const flush = async () => {
    await writing;
    if (batch.length === 0) return;
    writing = write(batch);
    writing.catch(() => {});
    batch = [];
  };
  for await (const record of reader.read(input)) {
    summary.read += 1;
    if ('rejected' in record) {
      summary.rejected += 1;
      options.onRejected?.(record);
    } else {
      if (record.unknown) options.onUnknown?.(record.unknown);
      const request = completed(record.request, options);
      batch.push(sessionise(request, request.id ?? identity.idOf(record.raw, request.time), options));
    }
    if (batch.length >= size) await flush();
    if (options.signal?.aborted) break;
  }
  await flush();
  await writing;
  if (database.embedded && summary.accepted >= WORTH_ANALYZING) await analyzeTables(database.pool);
  return summary;
}

function completed(request: IncomingRequest, { host, application, shiftDays = 0 }: ImportOptions): IncomingRequest {
  return {
    ...request,
    host: request.host ?? host ?? null,
    application: request.application ?? application ?? null,
    time: shiftDays === 0 ? request.time : new Date(request.time.getTime() + shiftDays * 86_400_000),
  };
}
