import { normaliseHost } from '../../values/hosts.ts';
import { bareAddress } from '../client-address.ts';
import type { IncomingBody, IncomingDetection, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { LIMITS } from './limits.ts';
import { clean, quote, reject } from './record.ts';

const EARLIEST = Date.UTC(1990, 0, 1);
const DAY_MS = 86_400_000;

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
    protocol: protocolOf(found.protocol),
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

/** `HTTP/2.0`, `h2` and `h2c` are HTTP/2, a bare `1.1` is HTTP/1.1. What is no version of HTTP stays as it was sent. */
function protocolOf(written: string | null | undefined): string | null {
  const text = written?.trim() ?? '';
  if (/^(?:-|unknown)?$/i.test(text)) return null;
  const [, version] = /^(?:HTTP\/)?(1\.[01]$|[23](?=(?:\.0)?$))/i.exec(text) ?? /^h(2(?=c?$)|3$)/i.exec(text) ?? [];
  return version === undefined ? cut(text, LIMITS.protocol) : `HTTP/${version}`;
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

/** Checks an address. Brackets, a port and an IPv6 zone are dropped. */
function address(text: string): string | null {
  const written = text.trim();
  if (written === '' || written === '-') return null;
  return bareAddress(written) ?? reject(`ip ${quote(text)} should be an IPv4 or IPv6 address`);
}
