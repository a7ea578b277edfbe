import type { IncomingHttpHeaders } from 'node:http';
import { ACTOR_HEADER, SCOPES_HEADER, TENANT_HEADER } from '../values/identity-headers.ts';
import { isName, isSubject, NAME_RULE, SUBJECT_RULE } from '../values/names.ts';
import { Refusal } from './refusal.ts';
import { SCOPES, type Scope } from './scope.type.ts';
import { ALL_SCOPES, scopesOf } from './scopes.ts';

/** Who somebody has proved to be. */
export interface Identity {
  /** By what. */
  proof: 'apiToken' | 'accessToken' | 'jwt' | 'signIn' | 'gateway' | 'host';
  /** Tenants that it holds, one at least. */
  tenants: readonly string[];
  actor: string;
  scopes: ReadonlySet<Scope>;
}

/** Who asks in one request, and of which tenant. */
export interface Caller {
  tenant: string;
  actor: string;
  scopes: ReadonlySet<Scope>;
}

/** Of development on one machine, where nobody signs in: the headers say who asks, and unless they say less, everything is allowed. */
export function anonymousCaller(headers: IncomingHttpHeaders): Caller {
  return {
    tenant: nameIn(headers, TENANT_HEADER) ?? 'default',
    actor: nameIn(headers, ACTOR_HEADER) ?? 'local',
    scopes: triedOut(headers[SCOPES_HEADER]),
  };
}

/** A developer may try out what somebody with less sees. An empty header is no scope at all. */
function triedOut(header: string | string[] | undefined): ReadonlySet<Scope> {
  if (header === undefined) return ALL_SCOPES;
  const names = String(header).split(' ').filter(Boolean);
  if (names.every((name) => SCOPES.some((scope) => scope === name))) return scopesOf(names);
  throw new Refusal(
    400,
    'BAD_REQUEST',
    `the header ${SCOPES_HEADER} must be scopes with spaces, of ${SCOPES.join(' ')}`,
  );
}

/**
 * Whom a gateway names that has proved itself. It must say everything: what it forgot would else be somebody's.
 * @throws Refusal
 */
export function gatewayCaller(headers: IncomingHttpHeaders): Caller {
  const tenant = nameIn(headers, TENANT_HEADER);
  const actor = headers[ACTOR_HEADER];
  const scopes = headers[SCOPES_HEADER];
  if (tenant === null || actor === undefined || typeof scopes !== 'string') {
    const problem = `a gateway says who asks: ${TENANT_HEADER}, ${ACTOR_HEADER} and ${SCOPES_HEADER}, with spaces between scopes`;
    throw new Refusal(400, 'BAD_REQUEST', problem);
  }
  if (typeof actor !== 'string' || !isSubject(actor)) {
    throw new Refusal(400, 'BAD_REQUEST', `the header ${ACTOR_HEADER} ${SUBJECT_RULE}`);
  }
  return { tenant, actor, scopes: scopesOf(scopes.split(' ')) };
}

/**
 * What an identity asks. `x-sessions-tenant` picks among the tenants that it holds; of any other the answer is the same,
 * whether that exists or not.
 * @throws Refusal
 */
export function callerOf({ tenants, actor, scopes }: Identity, headers: IncomingHttpHeaders): Caller {
  const asked = nameIn(headers, TENANT_HEADER);
  if (asked !== null && !tenants.includes(asked)) {
    throw new Refusal(403, 'FORBIDDEN', `${TENANT_HEADER} names a tenant that this identity does not hold`);
  }
  const as = nameIn(headers, ACTOR_HEADER);
  if (as !== null && as !== actor) {
    throw new Refusal(403, 'FORBIDDEN', `${ACTOR_HEADER} names another than who has signed in: leave it out`);
  }
  const tenant = asked ?? (tenants.length === 1 ? tenants[0] : undefined);
  if (tenant === undefined) {
    throw new Refusal(
      400,
      'BAD_REQUEST',
      `this identity holds ${tenants.length} tenants: name one as ${TENANT_HEADER}`,
    );
  }
  return { tenant, actor, scopes };
}

/** @throws Refusal: it is there, and no name */
export function nameIn(headers: IncomingHttpHeaders, header: string): string | null {
  const value = headers[header];
  if (value === undefined) return null;
  if (typeof value === 'string' && isName(value)) return value;
  throw new Refusal(400, 'BAD_REQUEST', `the header ${header} ${NAME_RULE}`);
}
