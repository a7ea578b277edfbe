import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/database.ts';
import { poolOf } from '../db/row-security.ts';
import { type Account, importRequests } from '../ingest/import.ts';
import type { Verdict } from '../ingest/import-batch.ts';
import { PlaceIdentity } from '../ingest/line-identity.ts';
import type { Places } from '../ingest/places.ts';
import { readerFor } from '../ingest/readers/index.ts';
import type { Reader, ReadRecord } from '../ingest/readers/reader.type.ts';
import { createHasher } from '../ingest/session-key/session-key.ts';
import type { SessionsConfig } from '../ingest/session-key/sessions-config.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type IngestAnswer, summaryAnswer, verdictsAnswer } from './ingest-answer.ts';
import type { IngestOptions } from './ingest-options.ts';
import { acknowledgeLines, findIngestStream } from './ingest-stream.repository.ts';
import { errorAnswer, PushError } from './push-errors.ts';
import { type Break, PushedBody } from './pushed-body.ts';

/** What the server takes lines with. */
export interface TakeOptions {
  database: Database;
  config: SessionsConfig;
  /** Country and tags of addresses of which the record itself says nothing. */
  places: Places | undefined;
  secret: string | Buffer;
  metrics: Metrics;
  /** How long a sender may be silent, in milliseconds. */
  silenceMs: number;
  /** Aborted when the server is to end. */
  stopping: AbortSignal;
  /** Something new is stored. */
  settleSoon(tenant: string): void;
}

/** How long lines wait at most until they are written with those that came, in milliseconds. */
const EVERY_MS = 1_000;

/** Stores what a request sends while it sends it, and tells it what became of it. */
export async function takeLines(
  request: FastifyRequest,
  reply: FastifyReply,
  tenant: string,
  wanted: IngestOptions,
  options: TakeOptions,
): Promise<FastifyReply> {
  const { database, metrics, silenceMs, settleSoon } = options;
  const { reading, key, offset } = wanted;
  const from = await whereItGoesOn(database, tenant, wanted);
  const failing = new AbortController();
  const patience = { silenceMs, signal: AbortSignal.any([options.stopping, failing.signal]) };
  const body = new PushedBody(request.raw, wanted.encoding, patience);
  const answer = wanted.wantsVerdicts ? verdictsAnswer(reply, patience) : summaryAnswer(reply);
  let acknowledged = Math.max(from, offset);
  const account: Account = {
    everyMs: EVERY_MS,
    async acknowledge(client, line) {
      if (key === null) return;
      await acknowledgeLines(client, tenant, key, { reading: JSON.stringify(reading), acknowledged: line });
    },
    async tell(verdicts, line) {
      acknowledged = Math.max(acknowledged, line);
      metrics.ingested(countsOf(verdicts));
      settleSoon(tenant);
      await answer.tell(verdicts, acknowledged);
    },
    failed: () => failing.abort(),
  };
  try {
    const summary = await importRequests(database, Readable.from(body.read(), { highWaterMark: 1 }), {
      tenant,
      config: options.config,
      places: options.places,
      hasher: createHasher(options.secret, tenant),
      reader: numbered(readerFor(reading.format), offset, body),
      host: reading.host,
      application: reading.application,
      ...(key !== null && { identity: new PlaceIdentity([tenant, reading.host, reading.application, key]) }),
      account,
    });
    if (body.broke === null) return answer.done({ acknowledged, ...summary });
    return refuse(answer, brokenOff(body.broke, acknowledged), database);
  } catch (error) {
    return refuse(answer, error, database, acknowledged);
  }
}

function countsOf(verdicts: readonly Verdict[]) {
  const counts = { accepted: 0, duplicate: 0, rejected: 0 };
  for (const { verdict } of verdicts) counts[verdict] += 1;
  return counts;
}

function refuse(answer: IngestAnswer, error: unknown, { outage }: Database, acknowledged?: number): FastifyReply {
  const { status, headers, body } = errorAnswer(error, outage, 'lines were not taken');
  return answer.failed(status, headers, acknowledged === undefined ? body : { ...body, acknowledged });
}

/** @returns what is acknowledged of the stream already. @throws PushError */
async function whereItGoesOn(
  { pool }: Database,
  tenant: string,
  { key, offset, reading }: IngestOptions,
): Promise<number> {
  if (key === null) return 0;
  const known = await findIngestStream(poolOf(tenant, pool), tenant, key);
  if (known && known.reading !== JSON.stringify(reading)) {
    const problem = `this stream began with format, host and application ${known.reading}: go on so, or name another one by Idempotency-Key`;
    throw new PushError(409, 'STREAM_DIFFERS', problem);
  }
  const acknowledged = known?.acknowledged ?? 0;
  if (offset > acknowledged) {
    const problem = `x-sessions-offset ${offset} leaves lines out: ${acknowledged} lines of this stream are stored, go on there`;
    throw new PushError(409, 'OFFSET_TOO_FAR', problem, { acknowledged });
  }
  return acknowledged;
}

/** Numbers records as those of the whole stream, and ends where a document is broken. */
function numbered(reader: Reader, offset: number, body: PushedBody): Reader {
  return {
    ...reader,
    async *read(input, facts): AsyncGenerator<ReadRecord> {
      for await (const record of reader.read(input, facts)) {
        if ('rejected' in record && record.brokeOff) return body.breakOff('damaged', record.rejected);
        yield { ...record, line: record.line + offset };
      }
    },
  };
}

/** What was whole of it is stored. */
function brokenOff({ kind, reason }: Break, acknowledged: number): PushError {
  const message = `${reason}; what came before is stored`;
  switch (kind) {
    case 'damaged':
    case 'gone':
      return new PushError(400, 'BODY_BROKE_OFF', message, { acknowledged });
    case 'silent':
      return new PushError(408, 'BODY_TIMEOUT', message, { acknowledged, retryable: true });
    case 'stopped':
      return new PushError(503, 'STOPPING', message, { acknowledged, retryable: true }, { 'retry-after': '5' });
  }
}
