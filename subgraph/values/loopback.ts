import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** True for a name or address that only this machine reaches: `localhost`, 127.0.0.0/8, `::1`, however they are written. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || (isIP(name) !== 0 && ipaddr.process(name).range() === 'loopback');
}

/** The same of what a request names as its host: with a port, IPv6 in brackets. */
export function isLoopbackHost(header: string): boolean {
  const [, v6, name] = /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::\d*)?$/.exec(header) ?? [];
  return isLoopback(v6 ?? name ?? '') && (v6 === undefined || isIP(v6) === 6);
}
