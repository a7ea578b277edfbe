import type { IncomingBody, IncomingHeader, IncomingRequest } from '../../incoming.type.ts';
import { textBody } from '../body.ts';
import { finish } from '../finish.ts';
import { firstObject } from '../first-object.ts';
import { announcedSize, header } from '../headers.ts';
import { type Elements, headersOf, type Json, number, readElements, statusOf, text } from '../json-document.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { isoTime } from '../times.ts';
import { unknownProperties } from '../unknown-properties.ts';

/** An array of request and response pairs, as traffic recorders in front of an API write them. A record is a pair, counted from 1. */
export function recordedReader(now: Clock = Date.now): Reader {
  return {
    format: 'recorded',
    byLine: false,
    detect(head) {
      const { inList, properties } = firstObject(head) ?? {};
      if (!inList) return 0;
      return ['method', 'path', 'requestHeaders', 'statusCode'].filter((name) => properties?.has(name)).length / 4;
    },
    read: (input) => readElements(input, PAIRS, (pair) => parse(pair, now())),
  };
}

/** Properties of a pair that our own NDJSON has not at this place. */
export const RECORDED_ONLY = ['statusCode', 'requestHeaders', 'responseHeaders', 'requestPayload', 'responsePayload'];
const KNOWN = new Set([...RECORDED_ONLY, 'path', 'method', 'time', 'ip']);

const PAIRS: Elements = {
  elements: '$.*',
  opens: '[',
  shape: 'an array of request and response pairs',
  unknown: (pair) => unknownProperties(pair, KNOWN),
};

function parse(pair: Json, now: number): IncomingRequest {
  const requestHeaders = headersOf(decoded(pair.requestHeaders));
  const responseHeaders = headersOf(decoded(pair.responseHeaders));
  const method = text(pair.method);
  const target = splitTarget(text(pair.path), method);
  const status = statusOf(pair.statusCode);
  return finish(
    {
      time: time(pair.time),
      method,
      ...target,
      host: target.host ?? header(requestHeaders, 'host'),
      status,
      sizeBytes: announcedSize(method, status, responseHeaders),
      ip: text(pair.ip) || null,
      requestHeaders,
      requestBody: body(pair.requestPayload, requestHeaders),
      responseHeaders,
      responseBody: body(pair.responsePayload, responseHeaders),
    },
    now,
  );
}

/** Seconds since 1970, as a number or a text; milliseconds where seconds would lie beyond the year 5000; or RFC 3339. */
function time(value: unknown): Date {
  const epoch = number(value);
  if (epoch === null) return isoTime(text(value));
  const at = new Date(epoch < 1e11 ? epoch * 1000 : epoch);
  return Number.isNaN(at.getTime()) ? reject(`time ${quote(text(value))} should be seconds since 1970`) : at;
}

/** Some recorders write the headers as JSON inside a string. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return reject('headers should be a JSON object of names and values');
  }
}

/**
 * A body that was JSON is stored as the value itself: written out again, it may differ in blanks from what was sent, so that its
 * size is that of Content-Length.
 */
function body(payload: unknown, headers: IncomingHeader[]): IncomingBody | null {
  if (payload === undefined || payload === null || payload === '') return null;
  const length = header(headers, 'content-length') ?? '';
  return textBody(typeof payload === 'string' ? payload : JSON.stringify(payload), {
    mediaType: header(headers, 'content-type'),
    sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : null,
  });
}
