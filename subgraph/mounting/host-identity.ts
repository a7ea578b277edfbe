import type { IncomingMessage } from 'node:http';
import type { HostIdentity } from '../auth/authenticator.ts';
import { scopesOf } from '../auth/scopes.ts';
import { isName, isSubject, NAME_RULE, SUBJECT_RULE } from '../values/names.ts';
import type { SessionsServerOptions } from './mounting.type.ts';

/** Whom the host names. What it says wrongly is a mistake of its own, which its log is told of, and nobody else. */
export function hostIdentity(viewer: SessionsServerOptions['viewer']): HostIdentity {
  return async (request: IncomingMessage) => {
    const named = await viewer(request);
    if (named === null) return null;
    const { tenant, actor, scopes } = Object(named) as Partial<typeof named>;
    if (typeof tenant !== 'string' || !isName(tenant)) throw new Error(`viewer: tenant ${NAME_RULE}`);
    if (typeof actor !== 'string' || !isSubject(actor)) throw new Error(`viewer: actor ${SUBJECT_RULE}`);
    if (!Array.isArray(scopes)) throw new Error('viewer: scopes must be a list of names');
    return { proof: 'host', tenants: [tenant], actor, scopes: scopesOf(scopes) };
  };
}
