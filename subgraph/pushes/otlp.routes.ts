import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, setRefusalHeaders } from '../auth/refusal.ts';
import { importRequests } from '../ingest/import.ts';
import { DamagedInput } from '../ingest/readers/damage.ts';
import { gunzip } from '../ingest/readers/gunzip.ts';
import { detectFormat, readerFor } from '../ingest/readers/index.ts';
import { pieces } from '../ingest/readers/input.ts';
import type { Json } from '../ingest/readers/json-document.ts';
import { jsonObject } from '../ingest/readers/json-lines.ts';
import { decodeMessage, encodeMessage } from '../ingest/readers/otlp/otlp-proto.ts';
import { otlpRecords, type Signal } from '../ingest/readers/otlp/records.ts';
import type { Reader, ReadRecord } from '../ingest/readers/reader.type.ts';
import { unzstd } from '../ingest/readers/unzstd.ts';
import { createHasher } from '../ingest/session-key/session-key.ts';
import { encodingOf } from './ingest-options.ts';
import type { PushDoor } from './push-door.ts';
import { errorAnswer, PushError } from './push-errors.ts';
import type { TakeOptions } from './take-lines.ts';

/** Of a body, and of what it unpacks to: a message is held as a whole. */
const LIMIT = 16 * 1024 * 1024;

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** What a message and its answer are called, by signal. */
const MESSAGES = {
  logs: { request: 'LogsRequest', response: 'LogsResponse', rejected: 'rejectedLogRecords' },
  traces: { request: 'TracesRequest', response: 'TracesResponse', rejected: 'rejectedSpans' },
} as const;

export type OtlpOptions = Omit<TakeOptions, 'silenceMs' | 'stopping'> & { door: PushDoor };

/**
 * OTLP/HTTP, as exporters of OpenTelemetry and its Collector send it: `POST /v1/logs` and `/v1/traces`, protobuf or JSON. Register it in a scope of its
 * own.
 */
export function registerOtlp(scope: FastifyInstance, options: OtlpOptions): void {
  const { database, door } = options;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([PROTOBUF, JSON_TYPE], { parseAs: 'buffer', bodyLimit: LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  scope.addContentTypeParser('*', (_request, _body, done) => done(notRead(), undefined));
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof Refusal) {
      setRefusalHeaders(reply, error);
      return void answerStatus(request, reply, error.statusCode, error.message);
    }
    const { status, headers, body } = errorAnswer(error, database.outage, 'telemetry was not taken');
    answerStatus(request, reply.headers(headers), status, body.error);
  });
  for (const signal of ['logs', 'traces'] as const) {
    scope.post(`/v1/${signal}`, (request, reply) =>
      door(request, reply, async (tenant) => {
        const message = await messageOf(request, signal);
        const { rejected, reason } = await store(message, tenant, options);
        const { response, rejected: name } = MESSAGES[signal];
        const said = rejected > 0 ? { partialSuccess: { [name]: rejected, errorMessage: reason } } : {};
        if (isProtobuf(request)) return reply.type(PROTOBUF).send(encodeMessage(response, said));
        // 64-bit numbers of JSON are texts.
        return said.partialSuccess ? { partialSuccess: { ...said.partialSuccess, [name]: String(rejected) } } : {};
      }),
    );
  }
}

/** @returns how many HTTP requests were not taken, and why the first was not */
async function store(
  message: Json,
  tenant: string,
  { database, config, places, secret, metrics, settleSoon }: OtlpOptions,
): Promise<{ rejected: number; reason: string }> {
  let reason = '';
  const reader: Reader = {
    ...readerFor('otlp'),
    async *read(): AsyncGenerator<ReadRecord> {
      // What is of no request was sent for others: it is passed over.
      for await (const { isHttp, ...each } of otlpRecords(message, 1, Date.now(), { readerFor, detectFormat }))
        if (isHttp) yield each;
    },
  };
  const { accepted, duplicates, rejected } = await importRequests(database, Readable.from([]), {
    tenant,
    config,
    places,
    hasher: createHasher(secret, tenant),
    reader,
    onRejected: (record) => {
      reason ||= record.rejected;
    },
  });
  metrics.ingested({ accepted, duplicate: duplicates, rejected });
  if (accepted > 0) settleSoon(tenant);
  return { rejected, reason };
}

/** @throws PushError it is none */
async function messageOf(request: FastifyRequest, signal: Signal): Promise<Json> {
  if (!Buffer.isBuffer(request.body)) throw notRead();
  try {
    const bytes = await unpacked(request.body, request.headers['content-encoding']);
    return isProtobuf(request) ? decodeMessage(MESSAGES[signal].request, bytes) : jsonObject(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof PushError) throw error;
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new PushError(400, 'BAD_USER_INPUT', `the body is no OTLP ${signal}: ${why}`);
  }
}

async function unpacked(body: Buffer, header: string | undefined): Promise<Buffer> {
  const encoding = encodingOf(header);
  if (encoding === 'identity') return body;
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of (encoding === 'gzip' ? gunzip : unzstd)(pieces([body] as never))) {
      length += part.length;
      if (length > LIMIT)
        throw new PushError(413, 'TOO_LARGE', `a message must unpack to ${LIMIT} bytes at most: send smaller batches`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof DamagedInput) throw new PushError(400, 'BAD_USER_INPUT', error.message);
    throw error;
  }
  return Buffer.concat(parts);
}

function isProtobuf({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith(PROTOBUF) ?? false;
}

function notRead(): PushError {
  return new PushError(415, 'UNSUPPORTED_CONTENT_TYPE', `send OTLP as ${PROTOBUF} or ${JSON_TYPE}`);
}

/** Codes of google.rpc.Status, by those of HTTP. */
const CODES: Record<number, number> = { 400: 3, 401: 16, 403: 7, 413: 3, 415: 3, 429: 8, 503: 14 };

/** A failure is a message too, in the encoding of the request. */
function answerStatus(request: FastifyRequest, reply: FastifyReply, status: number, message: string): void {
  const said = { code: CODES[status] ?? 13, message };
  reply.code(status);
  if (isProtobuf(request)) reply.type(PROTOBUF).send(encodeMessage('Status', said));
  else reply.send(said);
}
