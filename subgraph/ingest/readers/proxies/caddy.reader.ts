import { finish } from '../finish.ts';
import { headersOf, type Json, number, object, statusOf, text } from '../json-document.ts';
import { jsonLinesReader } from '../json-lines.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { isoTime } from '../times.ts';

/** The JSON access log of Caddy 2 (`log` without another format). */
export function caddyReader(now?: Clock): Reader {
  return jsonLinesReader(
    {
      format: 'caddy',
      isEntry: (entry) => 'ts' in entry && 'uri' in object(entry.request),
      parse: (entry, at) => ({ request: parse(entry, at) }),
    },
    now,
  );
}

function parse(entry: Json, now: number) {
  const request = object(entry.request);
  if (request.uri === undefined)
    reject(`${quote(text(entry.msg) || text(entry.logger))} is a message of Caddy and no request`);
  const method = text(request.method);
  const target = splitTarget(text(request.uri), method);
  return finish(
    {
      time: timeOf(entry.ts),
      method,
      ...target,
      host: target.host ?? (text(request.host) || null),
      protocol: text(request.proto) || null,
      status: statusOf(entry.status),
      durationMs: durationOf(entry.duration),
      sizeBytes: number(entry.size),
      // The address that Caddy found behind the proxies that it trusts; old versions have none.
      ip: text(request.client_ip) || text(request.remote_ip) || text(request.remote_addr) || null,
      user: text(entry.user_id) || null,
      requestHeaders: headersOf(request.headers),
      responseHeaders: headersOf(entry.resp_headers),
    },
    now,
  );
}

/** Seconds since 1970, or as `time_format` has it. */
function timeOf(value: unknown): Date {
  const seconds = number(value);
  return seconds === null ? isoTime(text(value)) : new Date(Math.floor(seconds * 1000));
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Seconds, or a text with its unit (`duration_format string`: `1.5ms`). */
function durationOf(value: unknown): number | null {
  if (typeof value === 'number') return Math.round(value * 1e9) / 1e6;
  const parts = [...text(value).matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gy)];
  return parts.length === 0 ? null : parts.reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit!]!, 0);
}
