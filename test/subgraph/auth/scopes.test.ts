import { expect, test } from 'vitest';
import { AccessTokens } from '../../../subgraph/auth/access-tokens/access-tokens.ts';
import { AccessTrail } from '../../../subgraph/auth/access-trail.ts';
import { anonymousCaller, callerOf, gatewayCaller } from '../../../subgraph/auth/identity.ts';
import { identityOfClaims } from '../../../subgraph/auth/jwt/claims.ts';
import { SCOPES, type Scope } from '../../../subgraph/auth/scope.type.ts';
import { giveToken } from '../../support/access.ts';
import { givenDatabase } from '../../support/graph.ts';

// What somebody may do, however they have proved who they are: what was granted, and nothing that only looks like it.

const database = givenDatabase('embedded');
const READ: Scope[] = ['sessions:read'];

const NAMED = { 'x-sessions-tenant': 'shop', 'x-sessions-actor': 'ann' };
const ofGateway = (scopes: string) => [...gatewayCaller({ ...NAMED, 'x-sessions-scopes': scopes }).scopes];
const CLAIMS = { tenant: 'tenant', actor: 'sub', scopes: 'scope', roles: new Map([['soc', READ]]) };
const ofClaim = (scope: unknown) => [...identityOfClaims({ sub: 'ann', tenant: 'shop', scope }, CLAIMS).scopes];

test.each<[string, string, readonly Scope[]]>([
  ['one', 'sessions:read', READ],
  ['several', 'rules:write sessions:read', ['sessions:read', 'rules:write']],
  ['admin, which is everything', 'admin', SCOPES],
  ['none', '', []],
  ['those of other systems', 'openid profile sessions sessions:* SESSIONS:READ sessions:read,rules:write', []],
])('a gateway and a claim name %s', (_name, text, scopes) => {
  expect(ofGateway(text)).toEqual(scopes);
  expect(ofClaim(text)).toEqual(scopes);
  expect(ofClaim(text.split(' '))).toEqual(scopes);
});

test('a claim that is missing, or no text, grants nothing; a role grants what the configuration says', () => {
  for (const claim of [undefined, null, 1, { admin: true }, ['admin', 1]]) expect(ofClaim(claim)).toEqual([]);
  expect(ofClaim(['soc', 'other'])).toEqual(READ);
  expect(ofGateway('soc')).toEqual([]);
});

test('a token has those that it was made with, whatever the headers say', async () => {
  const tokens = new AccessTokens(database.pool, new AccessTrail(async () => {}));
  const identityWith = async (scopes: Scope[]) =>
    tokens.bySecret((await giveToken(database, { tenants: ['shop'], scopes })).secret);
  expect([...(await identityWith(READ)).scopes]).toEqual(READ);
  expect([...(await identityWith(['admin'])).scopes]).toEqual([...SCOPES]);
  const caller = callerOf(await identityWith(READ), { 'x-sessions-scopes': 'admin' });
  expect([...caller.scopes]).toEqual(READ);
});

test('where nobody signs in everything is allowed, unless the header says less', () => {
  expect([...anonymousCaller({}).scopes]).toEqual([...SCOPES]);
  expect([...anonymousCaller({ 'x-sessions-scopes': 'sessions:read' }).scopes]).toEqual(READ);
});
