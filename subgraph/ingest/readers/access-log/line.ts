import type { IncomingHeader } from '../../incoming.type.ts';
import { unescapeField } from '../escapes.ts';
import { finish } from '../finish.ts';
import type { ReadRequest } from '../reader.type.ts';
import { quote, reject } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { clfTime } from '../times.ts';
import { type DurationUnit, durationOf } from './duration.ts';
import { lineStart } from './line-start.ts';

/** Up to the quote before the status: a server that does not escape quotes leaves them inside (`"GET /?q="a" HTTP/1.1" 200`). */
const REQUEST = /^"((?:[^"\\]|\\.|"(?! (?:\S{3}|-) ))*)" /su;

/** A line in the common or combined format, or what is commonly made of them. */
export function parseAccessLine(text: string, now: number, unit: DurationUnit | undefined): ReadRequest {
  const line = unwrapped(text);
  const start = lineStart(line);
  const [whole, request] = REQUEST.exec(line.slice(start.length)) ?? [];
  if (whole === undefined || request === undefined)
    return reject('request line should stand in double quotes after the time, with the status after it');
  const [status, size, ...after] = fields(line.slice(start.length + whole.length));
  if (!status || !/^(?:\d{3}|-)$/.test(status.text) || status.kind !== 'bare')
    return reject(`status ${quote(status?.text ?? '')} should be three digits after the request line`);
  if (!size || !/^(?:\d{1,15}|-)$/.test(size.text) || size.kind !== 'bare')
    return reject(`size ${quote(size?.text ?? '')} should be a number of bytes, or "-", after the status`);
  const target = requestLine(unescapeField(request));
  const bare = after.filter(({ kind }) => kind === 'bare').map((field) => field.text);
  const { durationMs, hint } = durationOf(bare, after.at(-1)?.kind === 'bare' ? bare.at(-1)! : null, unit);
  const found = finish(
    {
      time: clfTime(start.time),
      method: target.method,
      protocol: target.protocol,
      path: target.path,
      query: target.query,
      host: target.host ?? start.host,
      // nginx writes 000 for a client that was gone before there was an answer
      status: /^(?:000|-)$/.test(status.text) ? null : Number(status.text),
      // Apache's %b writes "-" for no bytes, other servers for "not known": the line does not say which of them wrote it
      sizeBytes: size.text === '-' ? null : Number(size.text),
      durationMs,
      ip: start.ip,
      addresses: start.addresses.length > 1 ? start.addresses : undefined,
      user: start.user,
      parameters: start.parameters,
      requestHeaders: refererAndAgent(after),
    },
    now,
  );
  return hint === undefined ? { request: found } : { request: found, hint };
}

/**
 * A line that some tool has put into quotes as a whole: with the quotes inside as they were, doubled as in CSV, or escaped as in JSON.
 * A quoted first field ends before the time, and a line that is one quoted field has none.
 */
function unwrapped(line: string): string {
  if (!line.trimStart().startsWith('"')) return line;
  const [, inside, quotes] = /^\s*"([^"]*\[[^\]"]*\] (""|"|\\").*)"\s*$/s.exec(line) ?? [];
  if (inside === undefined) return line;
  if (quotes === '\\"') return inside.replace(/\\(["\\])/g, '$1');
  // ("" also stands for an empty request line)
  return quotes === '""' && !/\] "" /.test(inside) ? inside.replaceAll('""', '"') : inside;
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
 * end. Every field before it is whole, so that the request is known; `parseAccessLine` takes an open field only there, at the end.
 */
function fields(text: string): Field[] {
  const found: Field[] = [];
  const next = /(\s*)(?:"((?:[^"\\]|\\.|"(?!\s|$))*)("(?=\s|$)|\\?$)|(\S+))/suy;
  for (let m = next.exec(text); m && found.length < MAX_FIELDS; m = next.exec(text)) {
    // no server writes one there: what follows is another line, of a file whose other lines end with LF
    if (m[1]!.includes('\r')) reject('a carriage return stands between fields: lines should end with LF or CRLF');
    if (m[2] === undefined) found.push({ text: m[4]!, kind: 'bare' });
    else found.push({ text: m[2], kind: m[3]!.startsWith('"') ? 'quoted' : 'open' });
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
