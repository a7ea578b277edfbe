import { expect, onTestFinished, test, vi } from 'vitest';
import { noteUse } from '../../../subgraph/auth/access-tokens/access-token.repository.ts';
import type { ServerOptions } from '../../../subgraph/server.ts';
import { askWith, bearer, giveToken } from '../../support/access.ts';
import { createTestServer, givenDatabase, onDatabases } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Tokens of our own: bound to whom they were made for, refused for everything else, and seen.

const database = givenDatabase('embedded');

async function server(options: Partial<ServerOptions> = {}) {
  const app = await createTestServer(database, { host: '0.0.0.0', ...options });
  onTestFinished(() => app.close());
  return app;
}

const OTHER = 'x-sessions-tenant names a tenant that this identity does not hold';
const trail = async (tenant: string) =>
  (
    await database.pool.query(
      'SELECT actor, operation, subject, outcome, message FROM audit WHERE tenant = $1 ORDER BY seq',
      [tenant],
    )
  ).rows;

test('a token reads its own tenant, and of any other the same is said, whether it exists or not', async () => {
  const [mine, theirs] = [newTenant(), newTenant()];
  await importLines(database, theirs, [{ time: '2026-11-01T00:00:00Z', sid: 'a' }]);
  const { secret } = await giveToken(database, { tenants: [mine] });
  const app = await server();
  expect(await askWith(app, bearer(secret))).toMatchObject({ status: 200, code: null });
  expect(await askWith(app, { ...bearer(secret), 'x-sessions-tenant': mine })).toMatchObject({ status: 200 });
  const existing = await askWith(app, { ...bearer(secret), 'x-sessions-tenant': theirs });
  const unknown = await askWith(app, { ...bearer(secret), 'x-sessions-tenant': newTenant() });
  expect(existing).toMatchObject({ status: 403, code: 'FORBIDDEN', message: OTHER });
  expect(unknown).toEqual(existing);
});

test('a token that holds several tenants says which one it asks, and no other', async () => {
  const [one, other] = [newTenant(), newTenant()];
  const { secret } = await giveToken(database, { tenants: [one, other] });
  const app = await server();
  for (const tenant of [one, other]) {
    expect(await askWith(app, { ...bearer(secret), 'x-sessions-tenant': tenant })).toMatchObject({ status: 200 });
  }
  expect(await askWith(app, bearer(secret))).toMatchObject({
    status: 400,
    message: 'this identity holds 2 tenants: name one as x-sessions-tenant',
  });
  expect(await askWith(app, { ...bearer(secret), 'x-sessions-tenant': newTenant() })).toMatchObject({ status: 403 });
});

test('nobody acts as somebody else: the actor is that of the token', async () => {
  const { secret } = await giveToken(database, { tenants: [newTenant()], actor: 'robot' });
  const app = await server();
  expect(await askWith(app, { ...bearer(secret), 'x-sessions-actor': 'robot' })).toMatchObject({ status: 200 });
  expect(await askWith(app, { ...bearer(secret), 'x-sessions-actor': 'ceo@example.com' })).toMatchObject({
    status: 403,
    code: 'FORBIDDEN',
    message: 'x-sessions-actor names another than who has signed in: leave it out',
  });
});

test('what is revoked, expired or unknown is refused at once, with the reason and how to prove oneself', async () => {
  const app = await server();
  const [tenant, now] = [newTenant(), Date.now()];
  const live = await giveToken(database, { tenants: [tenant] });
  const expired = await giveToken(database, { tenants: [tenant], expiresAt: new Date(now - 1) });
  expect(await askWith(app, bearer(live.secret))).toMatchObject({ status: 200 });
  await database.pool.query('UPDATE access_token SET revoked_at = now() WHERE id = $1', [live.id]);
  const refused = { status: 401, code: 'UNAUTHENTICATED' };
  expect(await askWith(app, bearer(live.secret))).toMatchObject({ ...refused, message: 'this token was revoked' });
  expect(await askWith(app, bearer(expired.secret))).toMatchObject({ ...refused, message: 'this token has expired' });
  for (const unknown of [`asess_${'0'.repeat(64)}`, 'asess_short', 'x', '\u00fc']) {
    expect(await askWith(app, bearer(unknown))).toMatchObject({ ...refused, message: 'this token is not known here' });
  }
  const nothing = await app.inject({ method: 'POST', url: '/graphql', payload: {} });
  expect([nothing.statusCode, nothing.headers['www-authenticate']]).toEqual([401, 'Bearer realm="api-sessions"']);
});

test('also where nobody needs to sign in, what is brought is believed or refused, never passed over', async () => {
  const app = await server({ host: '127.0.0.1' });
  expect(await askWith(app, {})).toMatchObject({ status: 200 });
  expect(await askWith(app, bearer('a token of nobody'))).toMatchObject({ status: 401 });
  const { secret } = await giveToken(database, { tenants: [newTenant()] });
  expect(await askWith(app, { ...bearer(secret), 'x-sessions-tenant': 'default' })).toMatchObject({ status: 403 });
});

test('the token of the environment is for one tenant, whatever the headers say', async () => {
  const tenant = newTenant();
  const app = await server({ apiToken: 'a token of sixteen', apiTokenTenant: tenant });
  const token = bearer('a token of sixteen');
  expect(await askWith(app, token)).toMatchObject({ status: 200 });
  expect(await askWith(app, { ...token, 'x-sessions-tenant': 'default' })).toMatchObject({
    status: 403,
    message: OTHER,
  });
  expect(await askWith(app, { ...token, 'x-sessions-actor': 'ceo' })).toMatchObject({ status: 403 });
  expect(await askWith(app, bearer('a token of sixteeN'))).toMatchObject({ status: 401 });
});

test('owners of endpoints and attacks push with a token, for its tenant alone', async () => {
  const tenant = newTenant();
  const { secret } = await giveToken(database, { tenants: [tenant], scopes: ['ingest:write'] });
  const app = await server();
  const push = async (headers: Record<string, string>) => {
    const payload = { items: [] };
    const response = await app.inject({ method: 'PUT', url: '/ingest/projections/attacks', headers, payload });
    return [response.statusCode, response.json().code];
  };
  expect(await push({})).toEqual([401, 'UNAUTHENTICATED']);
  expect(await push(bearer(secret))).toEqual([200, undefined]);
  expect(await push({ ...bearer(secret), 'x-sessions-tenant': 'default' })).toEqual([403, 'FORBIDDEN']);
});

test('the audit trail has the first use, and refused attempts once a minute; the time of use is kept to the minute', async () => {
  const tenant = newTenant();
  const { id, secret } = await giveToken(database, { tenants: [tenant] });
  const app = await server();
  const used = async () =>
    (await database.pool.query<{ at: Date | null }>('SELECT last_used_at AS at FROM access_token WHERE id = $1', [id]))
      .rows[0]!.at;
  expect(await used()).toBeNull();
  await Promise.all([1, 2, 3].map(() => askWith(app, bearer(secret))));
  const first = await used();
  expect(Date.now() - first!.getTime()).toBeLessThan(60_000);
  await askWith(app, bearer(secret));
  expect(await used()).toEqual(first);
  await database.pool.query(`UPDATE access_token SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id]);
  await askWith(app, bearer(secret));
  expect(Date.now() - (await used())!.getTime()).toBeLessThan(60_000);
  for (const _ of [1, 2]) await askWith(app, { ...bearer(secret), 'x-sessions-tenant': 'default' });
  await database.pool.query('UPDATE access_token SET revoked_at = now() WHERE id = $1', [id]);
  for (const _ of [1, 2]) await askWith(app, bearer(secret));
  const granted = {
    actor: 'robot',
    operation: 'useAccessToken',
    subject: `token:${id}`,
    outcome: 'DONE',
    message: null,
  };
  expect(await trail(tenant)).toEqual([
    granted,
    { actor: 'robot', operation: 'askAsAnother', subject: 'actor:robot', outcome: 'REFUSED', message: OTHER },
    { ...granted, outcome: 'REFUSED', message: 'this token was revoked' },
  ]);
});

test('attempts of nobody whom we know are a line in the log, once a minute, and never the token', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  const app = await server();
  for (const secret of [`asess_${'a'.repeat(64)}`, `asess_${'b'.repeat(64)}`]) await askWith(app, bearer(secret));
  expect(said.mock.calls).toEqual([
    [expect.stringMatching(/^sign-in refused: this token is not known here, from 127\.0\.0\.1\b/)],
  ]);
});

onDatabases(({ database: each }) => {
  test('of several first uses at a time one is the first', async () => {
    const { id } = await giveToken(each, { tenants: [newTenant()] });
    const uses = [1, 2, 3].map(() => noteUse(each.pool, { id, lastUsedAt: null }, new Date()));
    expect((await Promise.all(uses)).filter((isFirst) => isFirst)).toHaveLength(1);
  });

  test('of the secret there is a hash alone', async () => {
    const { id, secret } = await giveToken(each, { tenants: [newTenant()] });
    const { rows } = await each.pool.query('SELECT * FROM access_token WHERE id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(secret).toMatch(/^asess_[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(secret.slice('asess_'.length));
  });
});
