import { addressList, bareAddress, clientAddress, saysNoAddress } from '../../client-address.ts';
import type { IncomingParameter } from '../../incoming.type.ts';
import { unescapeField } from '../escapes.ts';
import { quote, reject } from '../record.ts';

/** What stands in front of the request line. */
interface LineStart {
  host: string | null;
  ip: string | null;
  /** More than one: a list of the client and of proxies. */
  addresses: string[];
  user: string | null;
  parameters: IncomingParameter[];
  /** Not read yet. */
  time: string;
  /** Characters of it, with the blank at its end. */
  length: number;
}

/**
 * One address, or a list of entries without blanks (`203.0.113.4, 10.0.0.1`); in quotes, or not. A list ends with the first blank
 * that no comma precedes: nothing that a user name holds can become a part of it.
 */
const CLIENT = /"([^"\\]*)"|(?:[^\s,"\\]|\\\S)+(?:, ?(?:[^\s,"\\]|\\\S)+)*/y;

/**
 * ` identity user [time] `. A user may hold blanks but no bracket. The client chooses it, but not its quotes: servers escape them, so
 * that a name such as `x [01/Jan/2020:00:00:00 +0000] \"GET /` cannot pass for the rest of the line.
 */
const REST = / (\S+) ([^[]*?) \[([^\]]*)\] /y;

const SHAPE = 'the line should begin: address identity user [17/May/2015:10:05:03 +0000] "request line"';

export function lineStart(line: string): LineStart {
  if (/^\s*"[^"]*"\s*$/.test(line))
    reject('the line holds one quoted field only (a user agent?): address, time and request line are missing');
  const first = clientAt(line, 0) ?? reject(SHAPE);
  // Apache's vhost_combined puts `name:port` in front. Without a port it is as clear: no address, but one after it.
  const second = first.plain ? null : clientAt(line, first.end + 1);
  const behindHost = second?.known === true && line[first.end] === ' ' && first.list.length === 1;
  const client = behindHost ? second : first;
  REST.lastIndex = client.end;
  const [, one, third, time] = REST.exec(line) ?? [];
  if (one === undefined || third === undefined || time === undefined) return reject(SHAPE);
  if (!client.known && !client.list.every(saysNoAddress)) {
    const hint = /^[\w.-]+$/.test(client.text) ? ': if it is a host name, switch HostnameLookups off' : '';
    reject(`client ${quote(client.text)} should be an IP address, or a list of them${hint}`);
  }
  const name = third.trim();
  if (name.startsWith('- ')) reject('there should be three fields before the time: address, identity and user');
  checkUser(name);
  const vhost = behindHost && !saysNoAddress(first.text) ? first.text : null;
  const place = secondField(one, textOf(name), behindHost);
  return {
    ...place,
    host: vhost ?? place.host,
    ip: clientAddress(client.list, []),
    addresses: client.list,
    time,
    length: REST.lastIndex,
  };
}

interface Client {
  text: string;
  list: string[];
  /** Nothing but an address. */
  plain: boolean;
  /** There is an address in it. */
  known: boolean;
  end: number;
}

function clientAt(line: string, at: number): Client | null {
  CLIENT.lastIndex = at;
  const [whole, quoted] = CLIENT.exec(line) ?? [];
  if (whole === undefined) return null;
  const text = unescapeField(quoted ?? whole);
  const list = addressList(text);
  const known = list.some((entry) => bareAddress(entry) !== null);
  return { text, list, plain: known && (list.length > 1 || bareAddress(text) === text), known, end: at + whole.length };
}

/**
 * A client that is logged by a header may hold blanks of its own: `198.51.100.7 - x, 203.0.113.4 - - [...` would make what the client
 * invented its address, and the real one a part of a user name.
 */
export function checkUser(user: string): void {
  if (!/[\s,]/.test(user)) return;
  const words = user.split(/[\s,]+/);
  if (words.length > 1 && words.some((word) => bareAddress(word) !== null))
    reject(`user ${quote(user)} holds an address: it cannot be told whether it is the client's`);
}

/**
 * lighttpd and others write the virtual host where the common format has the identity of identd (RFC 1413). A name with a dot or a
 * port is taken for a host, any other for a user, unless the third field has one. An address could be the server's or a proxy's.
 */
function secondField(
  text: string,
  user: string | null,
  hostIsKnown: boolean,
): Pick<LineStart, 'host' | 'user' | 'parameters'> {
  const value = textOf(text);
  if (value === null || value.toLowerCase() === 'unknown') return { host: null, user, parameters: [] };
  if (!hostIsKnown && HOST.test(value)) return { host: value, user, parameters: [] };
  if (user === null && bareAddress(value) === null && !HOST.test(value))
    return { host: null, user: value, parameters: [] };
  return { host: null, user, parameters: [{ name: 'identity', source: 'CONNECTION', value }] };
}

/** Dots and a last label that begins with a letter, or one label with a port; `localhost`. */
const HOST = /^(?:(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*\.?(?::\d{1,5})?|[a-z0-9_-]+:\d{1,5}|localhost)$/i;

function textOf(field: string): string | null {
  return field === '-' || field === '""' || field === '' ? null : unescapeField(field);
}
