import type { IncomingHttpHeaders } from 'node:http';
import { isName, NAME_RULE } from '../values/names.ts';
import { Refusal } from './refusal.ts';
import type { Scope } from './scope.type.ts';
import { ALL_SCOPES } from './scopes.ts';

/** Who somebody has proved to be. */
export interface Identity {
  /** By what. */
  proof: 'apiToken' | 'accessToken' | 'jwt' | 'signIn' | 'gateway';
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

export const TENANT_HEADER = 'x-sessions-tenant';
export const ACTOR_HEADER = 'x-sessions-actor';

/** Of development on one machine, where nobody signs in: the headers say who asks, and everything is allowed. */
export function anonymousCaller(headers: IncomingHttpHeaders): Caller {
  return {
    tenant: nameIn(headers, TENANT_HEADER) ?? 'default',
    actor: nameIn(headers, ACTOR_HEADER) ?? 'local',
    scopes: ALL_SCOPES,
  };
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
