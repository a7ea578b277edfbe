import { quote, reject } from './record.ts';

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
export function requestLine(line: string): { method: string; protocol: string | null } & Target {
  const [, method, target, protocol = null] =
    /^(\S+) +(\S|\S.*\S) +(HTTP\/\d(?:\.\d)?)$/s.exec(line) ??
    /^(?!.* [A-Za-z]+\/[\d.]*\s*$)([A-Z][A-Z_-]*) ((?:\/|https?:\/\/).*|\*|\S+:\d+)$/s.exec(line) ??
    [];
  if (method === undefined || target === undefined)
    reject(
      line === '' || line === '-'
        ? 'request line is empty: the client sent no request'
        : `request line ${quote(line)} should read METHOD target HTTP/version: this is no HTTP request`,
    );
  return { method, protocol, ...splitTarget(target, method) };
}
