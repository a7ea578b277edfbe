import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { addressProblem } from '../values/outgoing-addresses.ts';

/** An address that this server does not connect to. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/**
 * Connects to public addresses, and to private ones of names that are allowed. What is checked is the very address that is
 * connected to: a name that leads elsewhere a moment later is checked again, with the next connection.
 * @param privateHosts names or addresses of which private addresses are right, in lower case
 */
export function checkedAgent(privateHosts: readonly string[]): Agent {
  return new Agent({ connect: { lookup: checkedLookup(privateHosts) } });
}

/** An address in the place of a name is looked up by nobody: check it beforehand. @throws AddressRefused */
export function checkHost(hostname: string, privateHosts: readonly string[]): void {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) check(host, [host], privateHosts);
}

/** Of several addresses none may be wrong: which one is taken is not for us to say. @param resolve for tests */
export function checkedLookup(privateHosts: readonly string[], resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      try {
        check(
          hostname,
          found.map(({ address }) => address),
          privateHosts,
        );
      } catch (refused) {
        return done(refused as Error, []);
      }
      const [first] = found;
      if (options.all || !first) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}

function check(host: string, addresses: readonly string[], privateHosts: readonly string[]): void {
  const isPrivateAllowed = privateHosts.includes(host.toLowerCase().replace(/\.$/, ''));
  for (const address of addresses) {
    const problem = addressProblem(address, isPrivateAllowed);
    if (problem) throw new AddressRefused(`its address ${problem}`);
  }
}
