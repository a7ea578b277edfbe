import { createHash, timingSafeEqual } from 'node:crypto';
import type { Identity } from './identity.ts';
import { ALL_SCOPES } from './scopes.ts';

/** The one token that the environment may give: for one tenant, and for everything there. */
export interface ApiToken {
  secret: string;
  tenant: string;
}

const hash = (text: string) => createHash('sha256').update(text).digest();

/** In constant time: hashes have one length. */
export function isApiToken({ secret }: ApiToken, given: string): boolean {
  return timingSafeEqual(hash(secret), hash(given));
}

/** Tells it from another, and says nothing of it. */
export const fingerprintOf = ({ secret }: ApiToken): string =>
  createHash('sha256').update(`fingerprint of ${secret}`).digest('hex').slice(0, 16);

export function identityOfApiToken({ tenant }: ApiToken): Identity {
  return { proof: 'apiToken', tenants: [tenant], actor: 'api-token', scopes: ALL_SCOPES };
}
