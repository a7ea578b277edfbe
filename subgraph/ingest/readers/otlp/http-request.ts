import { bareAddress } from '../../client-address.ts';
import type { IncomingDetection, IncomingHeader, IncomingParameter, IncomingRequest } from '../../incoming.type.ts';
import { finish } from '../finish.ts';
import { announcedSize, header } from '../headers.ts';
import { reject } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { typeOfRule } from '../rule-types.ts';
import { type Attribute, firstText, textOf } from './attributes.ts';

/** Of a span or a log record, with those of its resource. */
export interface HttpFacts {
  id?: string;
  time: Date;
  durationMs: number | null;
  attributes: ReadonlyMap<string, Attribute>;
  resource: ReadonlyMap<string, Attribute>;
  /** Attributes of each event in it. */
  events: readonly ReadonlyMap<string, Attribute>[];
}

/** Whether attributes tell of an HTTP request at all. */
export function isHttp(attributes: ReadonlyMap<string, Attribute>): boolean {
  return attributes.has('http.request.method') || attributes.has('http.method');
}

/**
 * A request by the semantic conventions of OpenTelemetry for HTTP servers: the stable names (1.21 and later), else the older ones.
 * @throws what `reject` does
 */
export function httpRequest(
  { id, time, durationMs, attributes, resource, events }: HttpFacts,
  now: number,
): IncomingRequest {
  const first = (...names: string[]) => firstText(attributes, ...names);
  const method = methodOf(first) ?? reject('http.request.method is missing: it is no HTTP request');
  const target =
    targetOf(first, method) ?? reject('url.path is missing, and so are http.target, url.full and http.url');
  const requestHeaders = headersOf(attributes, 'http.request.header.');
  const responseHeaders = headersOf(attributes, 'http.response.header.');
  const agent = first('user_agent.original', 'http.user_agent');
  if (agent !== null && header(requestHeaders, 'user-agent') === null)
    requestHeaders.push({ name: 'User-Agent', value: agent });
  const status = numberOf(first('http.response.status_code', 'http.status_code'));
  const size = numberOf(first('http.response.body.size', 'http.response_content_length'));
  return finish(
    {
      ...(id !== undefined && { id }),
      time,
      durationMs: durationMs ?? secondsOf(first('http.server.request.duration')),
      method,
      ...target,
      host: hostOf(first) ?? target.host ?? header(requestHeaders, 'host'),
      protocol: first('network.protocol.version', 'http.flavor'),
      status,
      sizeBytes: size ?? announcedSize(method, status, responseHeaders),
      ip: clientOf(first),
      application: firstText(resource, 'service.name'),
      user: first('enduser.id', 'user.id', 'user.name', 'enduser.pseudo.id'),
      role: first('enduser.role', 'user.roles'),
      parameters: sessionOf(first('session.id')),
      detections: [attributes, ...events].flatMap(detectionOf),
      requestHeaders,
      responseHeaders,
    },
    now,
  );
}

type First = (...names: string[]) => string | null;

/** An unusual method is `_OTHER`, with what was sent beside it. */
function methodOf(first: First): string | null {
  const method = first('http.request.method', 'http.method');
  return method === '_OTHER' ? (first('http.request.method_original') ?? method) : method;
}

function targetOf(first: First, method: string) {
  const path = first('url.path');
  if (path !== null) return { ...splitTarget(path, method), query: first('url.query')?.replace(/^\?/, '') ?? null };
  const target = first('http.target', 'url.full', 'http.url');
  return target === null ? null : splitTarget(target, method);
}

function hostOf(first: First): string | null {
  const whole = first('http.host');
  if (whole !== null) return whole;
  const name = first('server.address', 'net.host.name', 'http.server_name');
  const port = first('server.port', 'net.host.port');
  if (name === null) return null;
  return port === null ? name : `${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Conventions also allow a name, or a socket, which say no address. */
function clientOf(first: First): string | null {
  for (const name of [
    'client.address',
    'http.client_ip',
    'network.peer.address',
    'net.sock.peer.addr',
    'net.peer.ip',
  ]) {
    const address = bareAddress(first(name) ?? '');
    if (address !== null) return address;
  }
  return null;
}

/** Values are lists of texts, or one; the older names have `_` for `-`. */
function headersOf(attributes: ReadonlyMap<string, Attribute>, prefix: string): IncomingHeader[] {
  return [...attributes].flatMap(([name, value]) => {
    if (!name.startsWith(prefix)) return [];
    const values = typeof value === 'object' && value !== null ? value : [textOf(value)];
    const called = name.slice(prefix.length).replaceAll('_', '-');
    return values.filter((each) => each !== null).map((each) => ({ name: called, value: each }));
  });
}

/** What the application calls its session. It counts as a header of that name. */
function sessionOf(id: string | null): IncomingParameter[] {
  return id === null ? [] : [{ source: 'REQUEST_HEADER', name: 'session.id', value: id }];
}

/** A rule that matched, on the request itself or an event in it. */
function detectionOf(attributes: ReadonlyMap<string, Attribute>): IncomingDetection[] {
  const first = (name: string) => firstText(attributes, `security_rule.${name}`);
  const [name, category] = [first('name'), first('category')];
  if (name === null && first('uuid') === null) return [];
  const tags = ['name', 'uuid', 'category', 'description', 'ruleset.name', 'reference', 'version']
    .map((key) => ({ key: key === 'name' ? 'rule' : key, value: first(key) }))
    .filter((tag): tag is { key: string; value: string } => tag.value !== null);
  return [
    {
      attackId: null,
      type: typeOfRule(category, name, first('description')),
      payload: null,
      parameter: null,
      tags,
      action: 'MONITORED',
      falsePositive: false,
    },
  ];
}

function numberOf(text: string | null): number | null {
  const number = text === null ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

function secondsOf(text: string | null): number | null {
  const seconds = numberOf(text);
  return seconds === null ? null : seconds * 1_000;
}
