import type { LogField, PlainRole } from './field.ts';

const NGINX: Record<string, PlainRole> = {
  remote_addr: 'client',
  proxy_protocol_addr: 'client',
  remote_user: 'user',
  time_local: 'clfTime',
  time_iso8601: 'isoTime',
  request: 'request',
  request_method: 'method',
  server_protocol: 'protocol',
  request_uri: 'target',
  uri: 'path',
  document_uri: 'path',
  args: 'query',
  query_string: 'query',
  status: 'status',
  body_bytes_sent: 'size',
  host: 'host',
  server_name: 'host',
};

/** A variable of nginx, by its name without the `$`. What tells nothing about a request is ignored. */
export function nginxField(variable: string): LogField {
  const name = `$${variable}`;
  const role = NGINX[variable];
  if (role !== undefined) return { name, role };
  if (variable === 'msec') return { name, role: 'epoch', unit: 's' };
  // the time of the upstream alone is another number
  if (variable === 'request_time') return { name, role: 'duration', unit: 's' };
  const [, kind, rest] = /^(http|sent_http|cookie)_(\w+)$/.exec(variable) ?? [];
  if (kind === 'cookie') return { name, role: 'cookie', key: rest! };
  if (kind === undefined) return { name, role: 'ignored' };
  const key = rest!.replaceAll('_', '-');
  return { name, role: kind === 'http' ? 'requestHeader' : 'responseHeader', key };
}

const APACHE: Record<string, PlainRole> = {
  h: 'client',
  a: 'client',
  l: 'identity',
  u: 'user',
  t: 'clfTime',
  r: 'request',
  m: 'method',
  H: 'protocol',
  U: 'path',
  q: 'query',
  s: 'status',
  b: 'size',
  B: 'size',
  v: 'host',
  V: 'host',
};
const EPOCHS = { sec: 's', msec: 'ms', usec: 'us' } as const;

/**
 * A directive of Apache: `%>s` is letter `s` with modifier `>`, `%{Referer}i` letter `i` with argument `Referer`.
 * @returns a sentence: it cannot be read
 */
export function apacheField(letter: string, argument: string | undefined, written: string): LogField | string {
  const name = written;
  if (letter === 'D') return { name, role: 'duration', unit: 'us' };
  if (letter === 'T') {
    const unit = argument ?? 's';
    return unit === 's' || unit === 'ms' || unit === 'us'
      ? { name, role: 'duration', unit }
      : `${written} has an unknown unit: it should be s, ms or us`;
  }
  if (letter === 't' && argument !== undefined) {
    const unit = EPOCHS[argument.replace(/^(?:begin|end):/, '') as keyof typeof EPOCHS];
    return unit === undefined
      ? `${written} cannot be read: of the times %t, %{sec}t, %{msec}t and %{usec}t can`
      : { name, role: 'epoch', unit };
  }
  if (argument === undefined) return { name, role: APACHE[letter] ?? 'ignored' };
  const key = argument;
  if (letter === 'i') return { name, role: 'requestHeader', key };
  if (letter === 'o') return { name, role: 'responseHeader', key };
  // %{c}a is the peer of the connection, where mod_remoteip has found the client
  return letter === 'C' ? { name, role: 'cookie', key } : { name, role: 'ignored' };
}
