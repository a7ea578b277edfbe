import type { IncomingHeader } from '../../incoming.type.ts';
import { finish } from '../finish.ts';
import { type Json, number, statusOf, text } from '../json-document.ts';
import { jsonLinesReader } from '../json-lines.ts';
import { listedClient } from '../listed-client.ts';
import type { Reader } from '../reader.type.ts';
import type { Clock } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { isoTime } from '../times.ts';

/** The JSON access log of Traefik 2 and 3 (`accessLog.format: json`). */
export function traefikReader(now?: Clock): Reader {
  return jsonLinesReader(
    {
      format: 'traefik',
      isEntry: (entry) => 'RequestMethod' in entry && 'DownstreamStatus' in entry,
      parse: (entry, at) => ({ request: parse(entry, at) }),
    },
    now,
  );
}

const NANOSECONDS_PER_MS = 1e6;

function parse(entry: Json, now: number) {
  const method = text(entry.RequestMethod);
  const target = splitTarget(text(entry.RequestPath), method);
  const duration = number(entry.Duration);
  return finish(
    {
      time: isoTime(text(entry.StartUTC) || text(entry.time)),
      method,
      ...target,
      host: target.host ?? known(entry.RequestHost) ?? known(entry.RequestAddr),
      protocol: known(entry.RequestProtocol),
      status: statusOf(entry.DownstreamStatus),
      durationMs: duration === null ? null : duration / NANOSECONDS_PER_MS,
      sizeBytes: number(entry.DownstreamContentSize),
      ...listedClient(known(entry.ClientHost)),
      user: known(entry.ClientUsername),
      requestHeaders: headers(entry, 'request_'),
      responseHeaders: headers(entry, 'downstream_'),
    },
    now,
  );
}

const known = (value: unknown) => text(value).replace(/^-$/, '') || null;

/** Headers that the log was told to keep: `request_User-Agent`. */
function headers(entry: Json, prefix: string): IncomingHeader[] {
  return Object.entries(entry).flatMap(([property, value]) =>
    property.startsWith(prefix) ? [{ name: property.slice(prefix.length), value: text(value) }] : [],
  );
}
