import { normaliseHost } from '../../values/hosts.ts';
import { bareAddress } from '../client-address.ts';
import type { IncomingBody, IncomingDetection, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { losslessText, shownText } from './bytes.ts';
import type { ReadRecord } from './reader.type.ts';

/** The time of day; tests put their own. */
export type Clock = () => number;

/** So that no single record can fill the store. Characters, unless it says otherwise. */
export const LIMITS = {
  method: 32,
  host: 255,
  path: 8192,
  query: 16_384,
  user: 256,
  sourceTags: 20,
  sourceTag: 100,
  headers: 200,
  headerName: 256,
  headerValue: 16_384,
  parameters: 200,
  parameterValue: 8192,
  detections: 100,
  attackType: 64,
  payload: 8192,
  detectionParameter: 1024,
  detectionTags: 50,
  tagValue: 1024,
  /** Bytes of a body that are kept. */
  body: 65_536,
  /** Bytes of one line. */
  line: 1_048_576,
  /** What `--rejects` gets to see of a record that is too long to be kept. */
  rejectedRaw: 4096,
} as const;

const EARLIEST = Date.UTC(1990, 0, 1);
const DAY_MS = 86_400_000;

/** Why a record is not accepted, in words for the person who made the file. Caught by {@link record}. */
class Rejection extends Error {
  override readonly name = 'Rejection';
}

export function reject(reason: string): never {
  throw new Rejection(reason);
}

/**
 * Makes the record of one piece of the file: accepted, or rejected for the reason that `read` throws.
 * @param identity its text without loss, where `raw` only shows bytes that are no UTF-8
 */
export function record(line: number, raw: string, read: () => IncomingRequest, identity?: string): ReadRecord {
  try {
    const request = read();
    // no log line begins so: it is the identity of no other one
    const bytes = identity === undefined ? {} : { identity: `bytes ${JSON.stringify(identity)}` };
    return { line, raw: clean(raw), ...bytes, request };
  } catch (error) {
    if (error instanceof Rejection) return rejected(line, raw, error.message);
    throw error;
  }
}

export function rejected(line: number, raw: string, reason: string): ReadRecord {
  return { line, raw: clean(raw), rejected: clean(reason) };
}

/** The part of a value that fits into a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

/** What a reader found; everything else is unknown. */
type Found = Partial<IncomingRequest> & Pick<IncomingRequest, 'time' | 'method' | 'path'>;

/**
 * The one place where the rules for a request stand, whatever its format. What identifies or places a request is never cut but
 * rejected when it is too long; what describes it (header values, payloads, lists) is cut to {@link LIMITS}.
 */
export function finish(found: Found, now: number): IncomingRequest {
  const { time, method, path } = found;
  checkTime(time, now);
  if (method.length > LIMITS.method || !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(method))
    reject(`method ${quote(method)} should be an HTTP method such as GET, of at most ${LIMITS.method} characters`);
  if (!path.startsWith('/') && path !== '*') reject(`path ${quote(path)} should begin with "/", or be "*"`);
  const request: IncomingRequest = {
    time,
    method,
    host: within('host', normaliseHost(found.host ?? ''), LIMITS.host),
    path: within('path', path, LIMITS.path) ?? '*',
    query: queryWithin(found.query),
    status: checkStatus(found.status ?? null),
    durationMs: measure(found.durationMs),
    sizeBytes: wholeBytes(found.sizeBytes),
    ip: address(found.ip ?? ''),
    countryCode: found.countryCode ?? null,
    sourceTags: (found.sourceTags ?? []).slice(0, LIMITS.sourceTags).map((tag) => cut(tag, LIMITS.sourceTag)),
    application: within('application', found.application, LIMITS.user),
    user: within('user', found.user, LIMITS.user),
    role: within('role', found.role, LIMITS.user),
    blocked: found.blocked ?? false,
    detections: (found.detections ?? []).slice(0, LIMITS.detections).map(cutDetection),
    parameters: (found.parameters ?? []).slice(0, LIMITS.parameters).map(({ name, source, value }) => ({
      name: cut(name, LIMITS.headerName),
      source,
      value: cut(value, LIMITS.parameterValue),
    })),
    pathTemplate: within('pathTemplate', found.pathTemplate, LIMITS.path),
    requestHeaders: cutHeaders(found.requestHeaders),
    requestBody: cleanBody(found.requestBody),
    responseHeaders: cutHeaders(found.responseHeaders),
    responseBody: cleanBody(found.responseBody),
  };
  if (found.id !== undefined) request.id = found.id;
  if (found.addresses !== undefined) request.addresses = found.addresses.map(clean);
  return request;
}

/** A query may be empty: `/a?` is not `/a`, and both are shown as they were sent. */
function queryWithin(query: string | null | undefined): string | null {
  return query === '' ? '' : within('query', query, LIMITS.query);
}

/** A text that is rejected when it is too long; empty is not known. */
function within(name: string, text: string | null | undefined, limit: number): string | null {
  if (!text) return null;
  // as JSON Schema counts: a character outside the basic plane is one, though JavaScript has two units for it
  const length = text.length > limit ? [...text].length : text.length;
  if (length > limit) reject(`${name} has ${length} characters, it should have at most ${limit}`);
  return clean(text);
}

function checkStatus(status: number | null): number | null {
  if (status === null || (Number.isInteger(status) && status >= 100 && status <= 599)) return status;
  return reject(`status ${status} should be a whole number from 100 to 599`);
}

function cleanBody(body: IncomingBody | null | undefined): IncomingBody | null {
  if (!body) return null;
  const mediaType = body.mediaType === null ? null : cut(body.mediaType, LIMITS.headerName);
  const facts = { mediaType, sizeBytes: wholeBytes(body.sizeBytes) ?? 0, truncated: body.truncated };
  return body.text === undefined ? { ...facts, base64: body.base64 ?? '' } : { ...facts, text: clean(body.text) };
}

function checkTime(time: Date, now: number): void {
  const at = time.getTime();
  if (Number.isNaN(at)) reject('time is not a time');
  if (at < EARLIEST) reject(`time ${time.toISOString()} should not be before 1990`);
  if (at > now + DAY_MS) reject(`time ${time.toISOString()} should not be more than a day in the future`);
}

/** A negative or endless number says that the value is not known (HAR writes -1). */
function measure(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function wholeBytes(value: number | null | undefined): number | null {
  const size = measure(value);
  return size === null || size > Number.MAX_SAFE_INTEGER ? null : Math.round(size);
}

function cutHeaders(headers: IncomingHeader[] = []): IncomingHeader[] {
  return headers.slice(0, LIMITS.headers).map(({ name, value }) => ({
    name: cut(name, LIMITS.headerName),
    value: cut(/^cookie$/i.test(name) ? wholeCookies(value) : value, LIMITS.headerValue),
  }));
}

/** Half a cookie would be another value, and so another session. */
function wholeCookies(cookies: string): string {
  if (cookies.length <= LIMITS.headerValue) return cookies;
  const end = cookies.lastIndexOf(';', LIMITS.headerValue);
  return end < 0 ? cookies : cookies.slice(0, end);
}

function cutDetection(d: IncomingDetection): IncomingDetection {
  return {
    attackId: d.attackId === null ? null : cut(d.attackId, LIMITS.headerName),
    type: cut(d.type, LIMITS.attackType),
    payload: d.payload === null ? null : cut(d.payload, LIMITS.payload),
    parameter: d.parameter === null ? null : cut(d.parameter, LIMITS.detectionParameter),
    tags: d.tags
      .slice(0, LIMITS.detectionTags)
      .map(({ key, value }) => ({ key: cut(key, LIMITS.headerName), value: cut(value, LIMITS.tagValue) })),
    action: d.action,
    falsePositive: d.falsePositive,
  };
}

/** Half of a surrogate pair that the cut leaves is cleaned away like any other. */
function cut(text: string, length: number): string {
  return clean(text.length <= length ? text : text.slice(0, length));
}

/** PostgreSQL text holds neither U+0000 nor lone surrogates: both become U+FFFD. */
export function clean(text: string): string {
  // the plain class is quick and also finds whole pairs; the one with the flag finds lone surrogates only
  return /[\0\ud800-\udfff]/.test(text) ? text.replace(/\0|\p{Surrogate}/gu, '\ufffd') : text;
}

/** Checks an address. Brackets, a port and an IPv6 zone are dropped. */
function address(text: string): string | null {
  const written = text.trim();
  if (written === '' || written === '-') return null;
  return bareAddress(written) ?? reject(`ip ${quote(text)} should be an IPv4 or IPv6 address`);
}

/** What a request line or a URL says about the place of a request. */
export interface Target {
  host: string | null;
  path: string;
  query: string | null;
}

/**
 * Origin form (`/a?b`), absolute form (`http://host/a?b`), `*`. The authority form of CONNECT (`host:443`) has no path: it is
 * given as host and path `*`, like the other request that asks the server itself. Nothing is decoded.
 */
export function splitTarget(target: string, method?: string): Target {
  if (target === '*') return { host: null, path: '*', query: null };
  if (method === 'CONNECT' && /^[^/?#@\s]+:\d+$/.test(target)) return { host: target, path: '*', query: null };
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is.exec(target);
  const host = absolute ? absolute[1]!.replace(/^.*@/s, '') || null : null;
  let rest = absolute ? absolute[2]! : target;
  if (absolute && !rest.startsWith('/')) rest = `/${rest}`;
  if (!rest.startsWith('/'))
    reject(`request target ${quote(target)} should be a path that begins with "/", a whole URL, or "*"`);
  const mark = rest.indexOf('?');
  return mark < 0
    ? { host, path: rest, query: null }
    : { host, path: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

/**
 * `METHOD SP target SP HTTP/x`. Attackers put raw blanks into targets: they stay. The version may be missing: HTTP/0.9 has none, and
 * servers cut off what is longer than they take (414). What another protocol ends with (`RTSP/1.0`) is no part of a target.
 */
export function requestLine(line: string): { method: string } & Target {
  const [, method, target] =
    /^(\S+) +(\S|\S.*\S) +HTTP\/\d(?:\.\d)?$/s.exec(line) ??
    /^(?!.* [A-Za-z]+\/[\d.]*\s*$)([A-Z][A-Z_-]*) ((?:\/|https?:\/\/).*|\*|\S+:\d+)$/s.exec(line) ??
    [];
  if (method === undefined || target === undefined)
    reject(
      line === '' || line === '-'
        ? 'request line is empty: the client sent no request'
        : `request line ${quote(line)} should read METHOD target HTTP/version: this is no HTTP request`,
    );
  return { method, ...splitTarget(target, method) };
}

export function header(headers: readonly IncomingHeader[], name: string): string | null {
  const lower = name.toLowerCase();
  return headers.find((h) => h.name.toLowerCase() === lower)?.value ?? null;
}

/** Size of a response by its headers: not that of HEAD, 204 and 304, which have no body whatever they announce. */
export function announcedSize(
  method: string,
  status: number | null,
  headers: readonly IncomingHeader[],
): number | null {
  if (method === 'HEAD' || status === 204 || status === 304) return null;
  const value = header(headers, 'content-length')?.trim() ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 1 to 12; 0: no month. Servers write English names whatever their locale. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

/**
 * `17/May/2015:10:05:03 +0000`, with a fraction of a second or without. Some builds of ModSecurity write a negative zone with
 * two signs (`--0400`): it is read as `-0400`, the zone of the machine that the sample came from.
 */
export function clfTime(text: string): Date {
  const m = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(\.\d+)? (\+|--?)(\d{2})(\d{2})$/.exec(text);
  if (!m) return reject(`time ${quote(text)} should read like 17/May/2015:10:05:03 +0000`);
  return dateOf(text, [m[3]!, monthNumber(m[2]!), m[1]!, m[4]!, m[5]!, m[6]!], m[7], m[8], m[9], m[10]);
}

/** RFC 3339; the colon of the zone may be missing (`+0200`), as some tools leave it out. */
export function isoTime(text: string): Date {
  const m = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})([.,]\d+)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/.exec(text);
  if (!m) return reject(`time ${quote(text)} should read like 2026-01-31T12:00:00Z (RFC 3339, with its time zone)`);
  return dateOf(text, [m[1]!, m[2]!, m[3]!, m[4]!, m[5]!, m[6]!], m[7], m[8], m[9], m[10]);
}

/** Rejects what no calendar has (30 February, month 13, 24:00); a leap second (:60) is the first one of the next minute. */
export function dateOf(
  text: string,
  [year, month, day, hour, minute, second]: readonly (string | number)[],
  fraction = '.0',
  sign = '+',
  zoneHours = '00',
  zoneMinutes = '00',
): Date {
  const days = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = days.getUTCMonth() === Number(month) - 1 && days.getUTCDate() === Number(day);
  const inDay = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!real || !inDay || Number(zoneHours) > 18 || Number(zoneMinutes) > 59)
    reject(`time ${quote(text)} is in no calendar: check day, month, hour, minute, second and zone`);
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign.startsWith('-') ? -1 : 1);
  const seconds = Number(hour) * 3600 + (Number(minute) - zone) * 60 + Number(second);
  return new Date(days.getTime() + seconds * 1000 + Math.floor(Number(`0.${fraction.slice(1)}`) * 1000 + 1e-6));
}

/**
 * Undoes what web servers do to a quoted field: `\"`, `\\`, `\n`, `\t` ... and `\xHH`, a byte. Neighbouring bytes are decoded
 * together as UTF-8; one that is none becomes `%HH`. A backslash before any other character is one that the client sent.
 */
export function unescapeField(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\(["\\nrtvbf])/g, (whole, letter: string | undefined) =>
    letter === undefined ? shownText(losslessText(Buffer.from(whole.replaceAll('\\x', ''), 'hex'))) : ESCAPES[letter]!,
  );
}
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  b: '\b',
  f: '\f',
};
