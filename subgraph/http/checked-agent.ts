import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { checkAddresses } from '../values/outgoing-addresses.ts';

/**
 * Connects to public addresses, and to private ones of names that are allowed. What is checked is the very address that is
 * connected to: a name that leads elsewhere a moment later is checked again, with the next connection.
 * @param privateHosts names or addresses of which private addresses are right, in lower case
 */
export function checkedAgent(privateHosts: readonly string[]): Agent {
  return new Agent({ connect: { lookup: checkedLookup(privateHosts) } });
}

/** Of several addresses none may be wrong: which one is taken is not for us to say. @param resolve for tests */
export function checkedLookup(privateHosts: readonly string[], resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      try {
        checkAddresses(
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
