import { isIP } from 'node:net';
import type { IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { type Clock, clfTime, finish, quote, record, reject, rejected, requestLine, unescapeField } from './common.ts';
import { lines } from './input.ts';
import type { Reader } from './reader.type.ts';

/** NCSA common and combined log format, as Apache, nginx, Traefik, LiteSpeed and others write it. */
export function combinedReader(now: Clock = Date.now): Reader {
  return {
    format: 'combined',
    description: 'access log of Apache, nginx and others: common or combined log format',
    detect(head) {
      const sample = head.split('\n', 50).filter((line) => line.trim() !== '');
      const good = sample.filter((line) => LIKELY.test(line)).length;
      return good === 0 ? 0 : 0.4 + (0.5 * good) / sample.length;
    },
    async *read(input) {
      for await (const { number, text, problem, identity } of lines(input))
        yield problem ? rejected(number, text, problem) : record(number, text, () => parse(text, now()), identity);
    },
  };
}

const LIKELY = /^\S+ \S+ [^["]*\[\d{2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4}\] "/;

/**
 * `address identity user [time] `. A user may hold blanks but no bracket. The client chooses it, but not its quotes: servers
 * escape them, so that a name such as `x [01/Jan/2020:00:00:00 +0000] \"GET /` cannot pass for the rest of the line.
 */
const START = /^([^\s[]+) \S+ ([^[]*?) \[([^\]]*)\] /;

/** Up to the quote before the status: a server that does not escape quotes leaves them inside (`"GET /?q="a" HTTP/1.1" 200`). */
const REQUEST = /^"((?:[^"\\]|\\.|"(?! (?:\S{3}|-) ))*)" /su;

function parse(line: string, now: number): IncomingRequest {
  const { vhost, ip, user, time, length } = start(line);
  const [whole, request] = REQUEST.exec(line.slice(length)) ?? [];
  if (whole === undefined || request === undefined)
    return reject('request line should stand in double quotes after the time, with the status after it');
  const [status, size, ...after] = fields(line.slice(length + whole.length));
  if (!status || !/^(?:\d{3}|-)$/.test(status.text) || status.kind !== 'bare')
    return reject(`status ${quote(status?.text ?? '')} should be three digits after the request line`);
  if (!size || !/^(?:\d{1,15}|-)$/.test(size.text) || size.kind !== 'bare')
    return reject(`size ${quote(size?.text ?? '')} should be a number of bytes, or "-", after the status`);
  const target = requestLine(unescapeField(request));
  return finish(
    {
      time: clfTime(time),
      ...target,
      host: target.host ?? vhost,
      // nginx writes 000 for a client that was gone before there was an answer
      status: /^(?:000|-)$/.test(status.text) ? null : Number(status.text),
      // Apache's %b writes "-" for no bytes, other servers for "not known": the line does not say which of them wrote it
      sizeBytes: size.text === '-' ? null : Number(size.text),
      durationMs: duration(after),
      ip,
      user,
      requestHeaders: refererAndAgent(after),
    },
    now,
  );
}

interface Start {
  vhost: string | null;
  ip: string;
  user: string | null;
  time: string;
  length: number;
}

function start(line: string): Start {
  if (/^\s*"[^"]*"\s*$/.test(line))
    reject('the line holds one quoted field only (a user agent?): address, time and request line are missing');
  // Apache's vhost_combined puts `name:port` in front. Without a port it is as clear: no address, but one after it.
  const [one = '', two = ''] = line.split(' ', 2);
  const vhost = isIP(one) === 0 && isIP(two) !== 0 ? one : null;
  const from = vhost === null ? 0 : vhost.length + 1;
  const [whole, ip, user, time] = START.exec(line.slice(from)) ?? [];
  if (whole === undefined || ip === undefined || user === undefined || time === undefined)
    return reject('the line should begin: address identity user [17/May/2015:10:05:03 +0000] "request line"');
  if (isIP(ip) === 0)
    reject(`client ${quote(ip)} should be an IP address; if it is a host name, switch HostnameLookups off`);
  if (user.startsWith('- ')) reject('there should be three fields before the time: address, identity and user');
  const name = user === '-' || user === '""' ? null : unescapeField(user);
  return { vhost, ip, user: name, time, length: from + whole.length };
}

interface Field {
  text: string;
  /** `open`: its closing quote is missing. */
  kind: 'bare' | 'quoted' | 'open';
}

/**
 * Fields between blanks. A quoted one ends at a quote that no backslash escapes and that a blank or the end of the line follows.
 *
 * A quoted field that is never closed goes to the end of the line. The blog log has such a line: a crawler whose agent has no
 * end. Every field before it is whole, so that the request is known; `parse` takes an open field only there, at the end.
 */
function fields(text: string): Field[] {
  const found: Field[] = [];
  const next = /\s*(?:"((?:[^"\\]|\\.|"(?!\s|$))*)("(?=\s|$)|\\?$)|(\S+))/suy;
  for (let m = next.exec(text); m && found.length < MAX_FIELDS; m = next.exec(text)) {
    if (m[1] === undefined) found.push({ text: m[3]!, kind: 'bare' });
    else found.push({ text: m[1], kind: m[2]!.startsWith('"') ? 'quoted' : 'open' });
  }
  return found;
}
const MAX_FIELDS = 64;

/** Combined format has both, in this order. One quoted field alone could be either: it is taken for neither. */
function refererAndAgent([referer, agent]: Field[]): IncomingHeader[] {
  if (referer?.kind !== 'quoted' || agent === undefined || agent.kind === 'bare') return [];
  return [
    { name: 'referer', value: unescapeField(referer.text) },
    { name: 'user-agent', value: unescapeField(agent.text) },
  ].filter(({ value }) => value !== '-' && value !== '');
}

/**
 * Milliseconds, of a number at the very end: `12ms` (Traefik) says its unit. A bare number is a time only where no other bare
 * field follows the size: with a decimal point seconds (nginx `$request_time`), without microseconds (Apache `%D`).
 */
function duration(after: Field[]): number | null {
  const last = after.at(-1);
  if (last?.kind !== 'bare') return null;
  const ms = /^(\d{1,12})ms$/.exec(last.text);
  if (ms) return Number(ms[1]);
  if (after.filter(({ kind }) => kind === 'bare').length > 1) return null;
  if (/^\d{1,9}\.\d{1,9}$/.test(last.text)) return Math.round(Number(last.text) * 1e6) / 1e3;
  return /^\d{1,15}$/.test(last.text) ? Number(last.text) / 1e3 : null;
}
