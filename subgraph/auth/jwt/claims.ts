import { isName, isSubject } from '../../values/names.ts';
import type { Identity } from '../identity.ts';
import { Refusal, unauthenticated } from '../refusal.ts';
import { scopesOf } from '../scopes.ts';
import type { ClaimSettings } from './jwt-env.ts';

type Claims = Record<string, unknown>;

/** Whom the claims of a token name that was checked before. @throws Refusal: nobody who could ask here */
export function identityOfClaims(claims: Claims, settings: ClaimSettings): Omit<Identity, 'proof'> {
  const actor = claimAt(claims, settings.actor);
  if (typeof actor !== 'string' || !isSubject(actor))
    throw unauthenticated(`this token names nobody in ${settings.actor}`);
  const tenants = [...new Set(textsOf(claimAt(claims, settings.tenant)))];
  if (tenants.length === 0 || !tenants.every(isName)) {
    throw new Refusal(403, 'FORBIDDEN', `this token is for no tenant: its claim "${settings.tenant}" names none`);
  }
  const names = textsOf(claimAt(claims, settings.scopes)).flatMap((text) => text.split(' '));
  return { tenants, actor, scopes: scopesOf(names.flatMap<string>((name) => settings.roles.get(name) ?? [name])) };
}

/** @param place a name, or a JSON Pointer */
function claimAt(claims: Claims, place: string): unknown {
  const path = place.startsWith('/') ? place.slice(1).split('/').map(unescaped) : [place];
  return path.reduce<unknown>((value, key) => {
    return value !== null && typeof value === 'object' && Object.hasOwn(value, key)
      ? (value as Claims)[key]
      : undefined;
  }, claims);
}

const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** A text or a list of texts; of anything else, and of a list with anything else in it, nothing. */
function textsOf(claim: unknown): string[] {
  const list = Array.isArray(claim) ? claim : [claim];
  return list.every((each) => typeof each === 'string') ? (list as string[]).filter((each) => each !== '') : [];
}
