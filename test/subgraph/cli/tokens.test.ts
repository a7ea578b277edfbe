import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli, type Outcome, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// How an operator gives programs a way in, and takes it back.

beforeAll(buildCli);

describe.each(DATABASES)('on the %s database', (kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(kind);
  });
  afterEach(() => place.remove());

  const token = (...args: string[]): Promise<Outcome> => place.run(['token', ...args]);
  const MAKE = ['create', '--tenant', 'shop,api', '--actor', 'robot', '--scopes', 'sessions:read,ingest:write'];

  test('a token is made, answered, listed with its last use, and refused as soon as it is revoked', async () => {
    const made = await token(...MAKE, '--expires', '12h');
    expect(made.stdout).toMatch(/^asess_[0-9a-f]{64}\n$/);
    const [, id = ''] =
      /^token ([0-9a-f]{12}) for shop, api as robot, until \S+\. Its secret is not shown again\.\n$/.exec(made.stderr)!;
    // It is all that a server for other machines needs.
    const { address } = await place.serve({ HOST: '0.0.0.0', DEMO: '0' });
    const ask = async () => {
      const headers = {
        authorization: `Bearer ${made.stdout.trim()}`,
        'x-sessions-tenant': 'shop',
        'content-type': 'application/json',
      };
      const to = `${address.replace('0.0.0.0', '127.0.0.1')}/graphql`;
      return (await fetch(to, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status;
    };
    const LISTED = `${id}  active  shop,api  robot  sessions:read,ingest:write  until `;
    expect((await token('list')).stdout).toMatch(new RegExp(`^${LISTED}\\S+  never used\n$`));
    expect(await ask()).toBe(200);
    expect((await token('list')).stdout).toMatch(new RegExp(`^${LISTED}\\S+  last used \\S+\n$`));
    expect(await token('revoke', id)).toMatchObject({ code: 0, stdout: `token ${id} is revoked\n` });
    expect(await ask()).toBe(401);
    expect(JSON.parse((await token('list', '--tenant', 'api', '--json')).stdout)).toMatchObject([
      { id, state: 'revoked', tenants: ['shop', 'api'], scopes: ['sessions:read', 'ingest:write'] },
    ]);
    expect((await token('list', '--tenant', 'other')).stdout).toBe('there are no tokens\n');
    expect(await token('revoke', id)).toMatchObject({
      code: 1,
      stderr: `api-sessions: there is no token ${id} that could be revoked (see "api-sessions token list")\n`,
    });
    // In the trail of each tenant, and of the other one it says nothing.
    const rows = await place.query(
      'SELECT tenant, actor, operation, subject, input::text FROM audit ORDER BY tenant, seq',
    );
    const input = expect.not.stringMatching(/shop|api/);
    const event = { actor: 'cli', subject: `token:${id}`, input };
    const revoked = { ...event, operation: 'revokeAccessToken' };
    expect(rows.filter(({ actor }) => actor === 'cli')).toEqual([
      { ...event, tenant: 'api', operation: 'createAccessToken' },
      { ...revoked, tenant: 'api' },
      { ...event, tenant: 'shop', operation: 'createAccessToken' },
      { ...revoked, tenant: 'shop' },
    ]);
  });

  test('the sign-ins of somebody are ended, whether the trail has any or not', async () => {
    expect(await place.run(['sign-out', 'ann'])).toMatchObject({
      code: 0,
      stdout: 'ended every sign-in of ann, of whom the audit trail has none\n',
    });
    const usage = await place.run(['sign-out']);
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining("missing required argument 'actor'")]);
  });
});

test.each([
  [['--tenant', "a'b"], /option '--tenant <tenants>' argument 'a'b' is invalid. It must be 1 to 64 letters/],
  [['--scopes', 'sessions:write'], /"sessions:write" is no scope; they are sessions:read, /],
  [['--scopes', ''], /"" is no scope/],
  [['--expires', '90'], /It must be hours or days, as in 12h or 90d, at most 366d/],
  [['--expires', '367d'], /at most 366d/],
  [['--expires', '0d'], /at most 366d/],
])('what is asked wrongly makes no token: %j', async (wrong, line) => {
  const place = await Place.on('embedded');
  const right = ['--tenant', 't', '--actor', 'a', '--scopes', 'admin'];
  const { code, stdout, stderr } = await place.run(['token', 'create', ...right, ...wrong]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
  await place.remove();
});

test('a server that nobody could ask says so and does not start', async () => {
  const place = await Place.on('embedded');
  const { code, stderr } = await place.run(['serve'], { env: { SESSIONS_ANONYMOUS: '0', DEMO: '0' } });
  expect([code, stderr]).toEqual([
    1,
    'api-sessions: SESSIONS_ANONYMOUS=0, and nobody can sign in yet: make a token with "api-sessions token create", or set SESSIONS_API_TOKEN or SESSIONS_JWT_ISSUER\n',
  ]);
  await place.remove();
});

test('where nobody signs in it is said loudly at the start; elsewhere that cannot be had', async () => {
  const place = await Place.on('embedded');
  const { server } = await place.serve();
  await server.says(/^NO SIGN-IN: everybody on this machine reads and changes everything/m);
  const wrong = await place.run(['serve'], { env: { HOST: '0.0.0.0', SESSIONS_ANONYMOUS: '1' } });
  expect(wrong.stderr).toMatch(/SESSIONS_ANONYMOUS=1 is for a HOST on loopback without any sign-in/);
  await place.remove();
});
