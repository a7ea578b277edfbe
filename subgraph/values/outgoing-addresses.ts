import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

// Which addresses this server may connect to because somebody configured, or a name server said, that it should.

/** Of machines beside this one, or of this one. */
const PRIVATE = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Where clouds tell a machine its own secrets, at addresses that are not link-local. */
const METADATA = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254']);

/** IPv4 in the last bits of IPv6 (`::a.b.c.d`), which was given up and leads where nobody expects it. */
const isCompatible = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address instanceof ipaddr.IPv6 &&
  address.parts.slice(0, 6).every((part) => part === 0) &&
  address.range() === 'unicast';

/**
 * What is wrong with connecting to an address, in a word; null: nothing. Only public addresses are right, and private ones where
 * their name is allowed. Link-local ones never are, nor those that are translated to others: behind them are metadata of clouds.
 * @param address as a name server or an address of the web writes it
 */
export function addressProblem(address: string, isPrivateAllowed: boolean): string | null {
  if (!ipaddr.isValid(address)) return 'is none';
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (METADATA.has(parsed.toString()) || isCompatible(parsed)) return 'is for nobody to ask';
  if (range === 'unicast') return null;
  if (!PRIVATE.has(range)) return 'is for nobody to ask';
  return isPrivateAllowed ? null : 'is private';
}

/** An address that this server does not connect to. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** All addresses that a name has. @throws AddressRefused */
export function checkAddresses(host: string, addresses: readonly string[], privateHosts: readonly string[]): void {
  const isPrivateAllowed = privateHosts.includes(host.toLowerCase().replace(/\.$/, ''));
  for (const address of addresses) {
    const problem = addressProblem(address, isPrivateAllowed);
    if (problem) throw new AddressRefused(`its address ${problem}`);
  }
}

/** An address in the place of a name is looked up by nobody: check it beforehand. @throws AddressRefused */
export function checkHost(hostname: string, privateHosts: readonly string[]): void {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) checkAddresses(host, [host], privateHosts);
}
