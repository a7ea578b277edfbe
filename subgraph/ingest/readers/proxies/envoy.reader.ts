import type { IncomingHeader } from '../../incoming.type.ts';
import { finish } from '../finish.ts';
import { type Json, number, statusOf, text } from '../json-document.ts';
import { jsonLinesReader } from '../json-lines.ts';
import { listedClient } from '../listed-client.ts';
import type { Reader } from '../reader.type.ts';
import type { Clock } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { isoTime } from '../times.ts';

/**
 * The access log of Envoy: the text that it writes by default, and JSON with the property names that Envoy Gateway, Istio and the examples of Envoy's own
 * documentation give its command operators (`%START_TIME%` is `start_time`, `%REQ(:AUTHORITY)%` is `:authority` or `authority`).
 */
export function envoyReader(now?: Clock): Reader {
  return jsonLinesReader(
    {
      format: 'envoy',
      isEntry: (entry) => 'response_code' in entry && 'start_time' in entry,
      parse: (entry, at) => ({ request: parse(entry, at) }),
      text: {
        isEntry: (line) => TEXT.test(line),
        parse: (line, at) => ({ request: parse(propertiesOf(line), at) }),
      },
    },
    now,
  );
}

/** The headers of a request that the log names. */
const HEADERS: readonly [name: string, ...properties: string[]][] = [
  ['User-Agent', 'user-agent', 'user_agent'],
  ['X-Forwarded-For', 'x-forwarded-for', 'x_forwarded_for'],
  ['X-Request-Id', 'x-request-id', 'request_id'],
  ['Referer', 'referer'],
];

function parse(entry: Json, now: number) {
  const method = first(entry, 'method', ':method') ?? '';
  const target = splitTarget(first(entry, 'x-envoy-origin-path', 'path', ':path') ?? '', method);
  return finish(
    {
      time: isoTime(text(entry.start_time)),
      method,
      ...target,
      host: target.host ?? first(entry, ':authority', 'authority'),
      protocol: first(entry, 'protocol'),
      status: statusOf(entry.response_code),
      durationMs: number(entry.duration),
      sizeBytes: number(entry.bytes_sent),
      ...clientOf(entry),
      blocked: isBlocked(entry),
      requestHeaders: HEADERS.flatMap(([name, ...properties]): IncomingHeader[] => {
        const value = first(entry, ...properties);
        return value === null ? [] : [{ name, value }];
      }),
    },
    now,
  );
}

/** The address of the connection; a text without it has the list of the proxies in its place. */
function clientOf(entry: Json) {
  const connection = first(entry, 'downstream_remote_address');
  return listedClient(connection ?? first(entry, 'x-forwarded-for'));
}

/**
 * The text that Envoy writes when nobody tells it otherwise, and that of Istio, which has more fields at three places. An agent may
 * have quotes in it: the three fields after it end the line.
 */
const TEXT =
  /^\[(\d{4}-\d\d-\d\dT[^\]\s]+)\] "(\S+) (.*?) (HTTP\/[\d.]+|-)" (\d{1,3}) (\S+) (?:(\S+) \S+ "[^"]*" )?(\d+) (\d+) (\d+) \S+ "([^"]*)" "(.*)" "([^"]*)" "([^"]*)" "[^"]*"(?: \S+ \S+ \S+ (\S+).*)?$/;

function propertiesOf(line: string): Json {
  const [, time, method, path, protocol, code, flags, details, , sent, duration, list, agent, id, authority, remote] =
    TEXT.exec(line)!;
  return {
    start_time: time,
    method,
    path,
    protocol,
    response_code: code,
    response_flags: flags,
    response_code_details: details,
    bytes_sent: sent,
    duration,
    'x-forwarded-for': list,
    'user-agent': agent,
    'x-request-id': id,
    authority,
    downstream_remote_address: remote,
  };
}

/** Refused by an external authorisation (UAEX), a rate limit (RL) or a rule (RBAC), before it reached anything. */
function isBlocked({ response_flags: flags, response_code_details: details }: Json): boolean {
  return (
    text(flags)
      .split(',')
      .some((flag) => ['UAEX', 'RL', 'UnauthorizedExternalService', 'RateLimited'].includes(flag)) ||
    /^(?:rbac_access_denied|ext_authz_denied)/.test(text(details))
  );
}

function first(entry: Json, ...names: string[]): string | null {
  for (const name of names) {
    const value = text(entry[name]);
    if (value !== '' && value !== '-') return value;
  }
  return null;
}
