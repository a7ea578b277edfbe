import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { canonicalCidr, canonicalIp } from '../values/addresses.ts';
import type { IncomingRequest } from './incoming.type.ts';

/** Networks of the proxies in front of the API. What they write into a list of addresses is believed. */
export type TrustedProxies = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

/** The network that an address (`10.0.0.1`) or a CIDR (`10.0.0.0/8`) names; null: it is neither. */
export function trustedProxy(text: string): TrustedProxies[number] | null {
  const network = canonicalCidr(text);
  if (network !== null) return ipaddr.parseCIDR(network);
  const ip = canonicalIp(text);
  return ip === null ? null : ipaddr.parseCIDR(`${ip}/${isIP(ip) === 6 ? 128 : 32}`);
}

/**
 * The address in what servers and proxies write for one: `192.0.2.1`, `192.0.2.1:51234`, `2001:db8::1`, `[2001:db8::1]:443`,
 * `fe80::1%eth0` (a zone has a meaning on that machine only). As it was spelt, without brackets, port and zone; null: none.
 */
export function bareAddress(text: string): string | null {
  // nearly every log line, and quicker than the rest
  if (isIP(text) !== 0 && !text.includes('%')) return text;
  const written = text.trim();
  const [, inner] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(written) ?? /^([\d.]+):\d{1,5}$/.exec(written) ?? [];
  const bare = (inner ?? written).replace(/^([^%]*:[^%]*)%[\w.~-]*$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}

/** Entries of `X-Forwarded-For`, or of `Forwarded` (RFC 7239: `for="[2001:db8::1]:4711";proto=https`), the farthest first. */
export function addressList(text: string): string[] {
  if (isIP(text) !== 0) return [text];
  return text.split(',').map((entry) => {
    const [, node] = /(?:^|;)\s*for\s*=\s*\\?"?([^";\\]*)/i.exec(entry) ?? [];
    return (node ?? entry).trim();
  });
}

/** The `for` of each element of a header `Forwarded` (RFC 7239), the farthest first; empty: it has none. What stands in quotes, a host that a client chose, separates nothing. */
function forwardedList(text: string): string[] {
  return (text.match(ELEMENTS) ?? []).map((element) => {
    const pairs = (element.match(PAIRS) ?? []).map((pair) => /^\s*for\s*=\s*(.*?)\s*$/is.exec(pair)?.[1]);
    return (pairs.find((value) => value !== undefined) ?? '').replace(/^"(.*)"$/s, '$1');
  });
}

const ELEMENTS = /(?:[^,"]|"(?:[^"\\]|\\.?)*(?:"|$))+/gs;
const PAIRS = /(?:[^;"]|"(?:[^"\\]|\\.?)*(?:"|$))+/gs;

/** Says in so many words that an address is not known: `-`, and `unknown` and `_name` of RFC 7239; `unix:` is a local socket. */
export function saysNoAddress(entry: string): boolean {
  return /^(?:-|unknown|_[\w.-]*|unix:)?$/i.test(entry);
}

/**
 * The client of a request, by a list of addresses of which each proxy added the last one that it saw. Whoever sent the request
 * chose what stands to the left of that: so the list is read from its right end.
 *
 * With trusted proxies it is the first from the right that is none of them (all of them are: the leftmost); where that entry is no
 * address, the client is not known. Without, it is the rightmost public address, else the rightmost one.
 */
export function clientAddress(list: readonly string[], trusted: TrustedProxies): string | null {
  const addresses = list.map(bareAddress);
  if (trusted.length > 0) {
    const first = addresses.findLastIndex((address) => address === null || !isOf(address, trusted));
    return addresses[Math.max(first, 0)] ?? null;
  }
  if (addresses.length === 1) return addresses[0] ?? null;
  return (
    addresses.findLast((address) => address !== null && isPublic(address)) ??
    addresses.findLast((address) => address !== null) ??
    null
  );
}

/**
 * The client of a request, canonical, and the whole list that it was found in; null: there was one address at most. A header
 * `X-Forwarded-For`, else `Forwarded`, counts where the address of the connection is a trusted proxy: anybody else can send one.
 */
export function clientOf(
  { ip, addresses, requestHeaders }: Pick<IncomingRequest, 'ip' | 'addresses' | 'requestHeaders'>,
  trusted: TrustedProxies,
): { ip: string | null; forwarded: string | null } {
  let list = addresses ?? (ip === null ? [] : [ip]);
  let client = ip;
  if (trusted.length > 0 && list.length > 0) {
    const of = (header: string) =>
      requestHeaders.filter(({ name }) => name.toLowerCase() === header).map(({ value }) => value);
    const sent = of('x-forwarded-for');
    const told = sent.length > 0 ? sent.flatMap(addressList) : of('forwarded').flatMap(forwardedList);
    const whole = [...told, ...list];
    client = clientAddress(whole, trusted);
    if (client !== clientAddress(list, trusted)) list = whole;
  }
  return {
    ip: client === null ? null : canonicalIp(client),
    forwarded: list.length > 1 ? ending(list.join(', ')) : null,
  };
}

/** The end of a list that is too long to be kept: its beginning is the client's to choose. */
function ending(list: string): string {
  return list.length > 1024 ? `…${list.slice(-1023)}` : list;
}

function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  return ipaddr.process(address);
}

function isOf(address: string, networks: TrustedProxies): boolean {
  const ip = parsed(address);
  return networks.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network as ipaddr.IPv4, bits));
}

/** Addresses that are of one network only. Those of documentation stand for public ones. */
const NOT_PUBLIC = ['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'uniqueLocal', 'unspecified'];

function isPublic(address: string): boolean {
  return !NOT_PUBLIC.includes(parsed(address).range());
}
