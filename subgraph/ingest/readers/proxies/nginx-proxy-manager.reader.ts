import { unescapeField } from '../escapes.ts';
import { finish } from '../finish.ts';
import { lineRecords } from '../line-records.ts';
import type { Reader, ReadRequest } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { shareOfLines } from '../share-of-lines.ts';
import { clfTime } from '../times.ts';

/** Access logs of Nginx Proxy Manager, of proxied hosts (`proxy`) and of all others (`standard`), as it configures nginx to write them. */
export function nginxProxyManagerReader(now: Clock = Date.now): Reader {
  return {
    format: 'nginx-proxy-manager',
    byLine: true,
    detect: (head) => shareOfLines(head, (line) => LINE.test(line)),
    read: (input) => lineRecords(input, (line) => parse(line, now())),
  };
}

/**
 * `[time] cache upstream-statuses status - METHOD scheme host "uri" [Client address] [Length bytes] [Gzip ratio] [Sent-to server] "agent"
 * "referer"`, after `log_format` in its `nginx.conf`; cache, statuses of upstreams and server are of proxied hosts alone. nginx writes quotes
 * of clients as `\x22`, so that a quoted field ends at the next one.
 */
const LINE =
  /^\[([^\]]+)\] (?:[-A-Z]+ [-\d,: ]+ )?(\d{3}) - (\S+) \S+ (\S+) "([^"]*)" \[Client (\S+)\] \[Length (\d{1,15})\] \[Gzip [-\d.]+\](?: \[Sent-to [^"]*\])? "([^"]*)" "([^"]*)"$/;

function parse(line: string, now: number): ReadRequest {
  const m = LINE.exec(line);
  if (!m)
    return reject(
      `${quote(line)} should read [time] ... status - METHOD scheme host "path" [Client address] [Length bytes] [Gzip ratio] ... "agent" "referer"`,
    );
  const [, time, status, method, host, target, client, size, agent, referer] = m;
  if (method === '-') return reject('method is empty: the client sent no request');
  const headers = [
    { name: 'User-Agent', value: unescapeField(agent!) },
    { name: 'Referer', value: unescapeField(referer!) },
  ];
  return {
    request: finish(
      {
        time: clfTime(time!),
        method: method!,
        ...splitTarget(unescapeField(target!), method),
        host: host === '-' ? null : host!,
        ip: client!,
        status: Number(status) || null,
        sizeBytes: Number(size),
        requestHeaders: headers.filter(({ value }) => value !== '-' && value !== ''),
      },
      now,
    ),
  };
}
