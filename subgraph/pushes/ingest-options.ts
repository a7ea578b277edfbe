import type { FastifyRequest } from 'fastify';
import { readerFor } from '../ingest/readers/index.ts';
import { FORMATS, type Format } from '../ingest/readers/reader.type.ts';
import { PushError } from './push-errors.ts';

/** How the lines of a stream are read. A part of what each line is. */
export interface Reading {
  format: Format;
  /** Host and application of records that name none. */
  host: string | null;
  application: string | null;
}

export type Encoding = 'identity' | 'gzip' | 'zstd';

/** What a request says of the lines that it sends. */
export interface IngestOptions {
  reading: Reading;
  encoding: Encoding;
  /** Names the stream, so that it can go on; null: it is sent in one piece. */
  key: string | null;
  /** Lines of the stream before the first one here. */
  offset: number;
  /** A verdict for each line while they are written, in place of a summary. */
  wantsVerdicts: boolean;
}

/** None that a page of another site may send without leave of the server. */
export const CONTENT_TYPES = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/json',
  'application/octet-stream',
];

/** Of which each record is a line. */
const LINE_FORMATS = FORMATS.filter((format) => readerFor(format).byLine);

/** @throws PushError that names what is wrong */
export function readIngestOptions({ query, headers }: FastifyRequest): IngestOptions {
  const given = query as Record<string, string | string[]>;
  const unknown = Object.keys(given).find((name) => !['format', 'host', 'application'].includes(name));
  if (unknown !== undefined) bad(`${quoted(unknown)} is no parameter: there are format, host and application`);
  const key = idempotencyKey(headers['idempotency-key']);
  const offset = headers['x-sessions-offset'];
  if (offset !== undefined && key === null)
    bad('x-sessions-offset needs an Idempotency-Key, which names the stream that goes on');
  return {
    reading: {
      format: formatOf(given.format),
      host: text('host', given.host),
      application: text('application', given.application),
    },
    encoding: encodingOf(headers['content-encoding']),
    key,
    offset: offset === undefined ? 0 : lineNumber(String(offset)),
    wantsVerdicts: (headers.accept ?? '').includes('application/x-ndjson'),
  };
}

/** As the draft of the header has it, in quotes, or without. @throws PushError */
export function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const [, key] = /^"?([\w.:~/+=@-]{1,128})"?$/.exec(String(header).trim()) ?? [];
  return key ?? bad('the header Idempotency-Key must be 1 to 128 letters, digits or any of . : ~ / + = @ _ -');
}

function formatOf(given: string | string[] | undefined): Format {
  if (given === undefined) return 'ndjson';
  return LINE_FORMATS.find((format) => format === given) ?? bad(`format must be one of ${LINE_FORMATS.join(', ')}`);
}

function text(name: string, given: string | string[] | undefined): string | null {
  if (given === undefined) return null;
  if (typeof given === 'string' && given !== '' && given.length <= 255) return given;
  return bad(`${name} must be a text of 1 to 255 characters, once`);
}

/** @throws PushError */
export function encodingOf(header: string | undefined): Encoding {
  switch (header?.trim().toLowerCase()) {
    case undefined:
    case 'identity':
      return 'identity';
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'zstd':
      return 'zstd';
    default:
      throw new PushError(
        415,
        'UNSUPPORTED_ENCODING',
        `content-encoding ${quoted(header!)} is not read: send gzip, zstd, or lines as they are`,
        {},
        { 'accept-encoding': 'gzip, zstd' },
      );
  }
}

function lineNumber(text: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number)
    ? number
    : bad('x-sessions-offset must be the number of lines of the stream before the first one here, such as 5000');
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

function bad(message: string): never {
  throw new PushError(400, 'BAD_USER_INPUT', message);
}
