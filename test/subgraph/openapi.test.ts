import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parseFlowsFile } from '../../subgraph/business-flows/flows-file.ts';
import { readSpecification } from '../../subgraph/endpoints/read-openapi.ts';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { changeSpecifications, findSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import type { Difference } from '../../subgraph/verify/verify-session.ts';
import { traffic } from '../support/arbitraries.ts';
import { digestOf, forget } from '../support/digest.ts';
import { onDatabases } from '../support/graph.ts';
import { importLines, importText, type Line, newTenant } from '../support/traffic.ts';

const HOST = 'a.example';
const shop = (version: string, operations: string[], name = 'Shop', host = HOST): Specification => ({
  name,
  version,
  operations: operations.map((each) => {
    const [method = '', path = ''] = each.split(' ');
    return { method, host, path, tags: [] };
  }),
});

let clock = 0;
const at = (method: string, path: string, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: HOST,
  method,
  path,
  status: 200,
  ...more,
});

onDatabases(({ database, graph }) => {
  afterAll(async () => {
    const differences: Difference[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });

  const load = (tenant: string, ...specifications: Specification[]) =>
    changeSpecifications(database, tenant, { load: specifications });

  /** `GET /users/{id} SHADOW 3`: endpoint, rogue kind, requests. */
  const endpoints = async (tenant: string) => {
    const { sessions } = await graph.query<{
      sessions: {
        nodes: {
          endpointCount: number;
          topEndpoints: {
            requestCount: number;
            summary: { method: string; pathTemplate: string; rogue: string | null };
          }[];
        }[];
      };
    }>(
      tenant,
      '{ sessions { nodes { endpointCount topEndpoints(first: 50) { requestCount summary { method pathTemplate rogue } } } } }',
    );
    const [session] = sessions.nodes;
    expect(session?.topEndpoints).toHaveLength(session!.endpointCount);
    return session!.topEndpoints
      .map(
        ({ requestCount, summary }) =>
          `${summary.method} ${summary.pathTemplate} ${summary.rogue ?? '-'} ${requestCount}`,
      )
      .sort();
  };

  test('a specification names endpoints; what it does not know is shadow, on its hosts only', async () => {
    const tenant = newTenant();
    await load(tenant, shop('1', ['GET /users/{id}', 'GET /users/me', 'POST /login']));
    await importLines(database, tenant, [
      at('GET', '/users/7'),
      at('GET', '/users/8'),
      at('GET', '/users/me'),
      at('DELETE', '/users/7'),
      at('POST', '/login'),
      at('GET', '/debug/1'),
      at('GET', '/debug/1', { host: 'b.example' }),
      at('GET', '/own/1', { pathTemplate: '/own/{n}' }),
      at('GET', '/users/9', { pathTemplate: '/users/{named}' }),
    ]);
    expect(await endpoints(tenant)).toEqual([
      'DELETE /users/{int} SHADOW 1',
      'GET /debug/{int} - 1',
      'GET /debug/{int} SHADOW 1',
      'GET /own/{n} SHADOW 1',
      'GET /users/me - 1',
      'GET /users/{id} - 2',
      'GET /users/{named} - 1',
      'POST /login - 1',
    ]);
  });

  test('HEAD and OPTIONS of a specified path are no shadows: endpoints of their own, rogue as the path is', async () => {
    const tenant = newTenant();
    const lines = [
      at('GET', '/v1/a/7'),
      at('HEAD', '/v1/a/7', { status: 204 }),
      at('OPTIONS', '/v1/a/7', { status: 204 }),
      at('TRACE', '/v1/a/7'),
      at('HEAD', '/v1/jobs'),
      at('OPTIONS', '/v1/jobs'),
      at('HEAD', '/old/7'),
      at('OPTIONS', '/old/7'),
      at('OPTIONS', '/anything'),
      at('OPTIONS', '/no/where'),
      at('OPTIONS', '*'),
    ];
    const specifications = [
      shop('1', ['GET /v1/a/{x}', 'GET /old/{id}']),
      shop('2', ['GET /v1/a/{x}', 'POST /v1/jobs', 'GET /{x}']),
    ];
    const named = [
      'GET /v1/a/{x} - 1',
      'HEAD /old/{id} ZOMBIE 1',
      'HEAD /v1/a/{x} - 1',
      'HEAD /v1/jobs SHADOW 1',
      'OPTIONS * - 1',
      'OPTIONS /no/where SHADOW 1',
      'OPTIONS /old/{id} ZOMBIE 1',
      'OPTIONS /v1/a/{x} - 1',
      'OPTIONS /v1/jobs - 1',
      'OPTIONS /{x} - 1',
      'TRACE /v1/a/{int} SHADOW 1',
    ];
    await importLines(database, tenant, lines);
    await load(tenant, ...specifications);
    expect(await endpoints(tenant)).toEqual(named);
    const later = await digestOf(database, tenant);
    await forget(database, tenant);
    await load(tenant, ...specifications);
    await importLines(database, tenant, lines);
    expect(await endpoints(tenant)).toEqual(named);
    expect(await digestOf(database, tenant)).toEqual(later);
  });

  test('stored requests that an older release named are named again by the next run, as the migration asks', async () => {
    const tenant = newTenant();
    await load(tenant, shop('1', ['GET /users/{id}']));
    await importLines(database, tenant, [at('HEAD', '/users/7')]);
    // as it was before
    const { rows } = await database.pool.query<{ id: string }>(
      `UPDATE endpoint SET id = 'before', path_template = '/users/{int}', rogue = 'SHADOW' WHERE tenant = $1 RETURNING id`,
      [tenant],
    );
    expect(rows).toHaveLength(1);
    const migration = readFileSync('prisma/migrations/20261129010000_head_and_options/migration.sql', 'utf8');
    await database.pool.query(`UPDATE request SET endpoint_id = 'before' WHERE tenant = '${tenant}'`);
    await database.pool.query(migration);
    expect(await changeSpecifications(database, tenant, { onlyIfNew: true })).toMatchObject({ moved: 1 });
    const { rows: left } = await database.pool.query(
      'SELECT method, path_template, rogue FROM endpoint WHERE tenant = $1',
      [tenant],
    );
    expect(left).toEqual([{ method: 'HEAD', path_template: '/users/{id}', rogue: null }]);
  });

  test('a later specification takes over what is stored, and gives it back when it is removed', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      at('GET', '/users/7'),
      at('GET', '/users/alice'),
      at('GET', '/users/bob', { time: '2024-05-13T10:00:00Z', sid: 'other' }),
      at('GET', '/other'),
    ]);
    const before = await digestOf(database, tenant);
    expect(await load(tenant, shop('1', ['GET /users/{name}']))).toEqual({ moved: 3, interrupted: false });
    const { sessions } = await graph.query<{ sessions: { nodes: { endpointCount: number }[] } }>(
      tenant,
      '{ sessions(filter: { requests: [{ endpoint: "/users/{name}" }] }) { nodes { endpointCount } } }',
    );
    expect(sessions.nodes).toEqual([{ endpointCount: 1 }, { endpointCount: 2 }]);
    expect(await changeSpecifications(database, tenant, { remove: ['Shop'] })).toMatchObject({ moved: 3 });
    expect(await digestOf(database, tenant)).toEqual(before);
  });

  test('what a newer version dropped is zombie while it has traffic', async () => {
    const tenant = newTenant();
    const lines = () => [at('GET', '/v1/users/7'), at('GET', '/v2/users/7'), at('GET', '/v3/users/7')];
    await load(tenant, shop('1', ['GET /v1/users/{id}']), shop('2', ['GET /v2/users/{id}']));
    await importLines(database, tenant, lines());
    const first = ['GET /v1/users/{id} ZOMBIE 1', 'GET /v2/users/{id} - 1', 'GET /v3/users/{int} SHADOW 1'];
    expect(await endpoints(tenant)).toEqual(first);
    // Another specification that knows it says that it is alive.
    await load(tenant, shop('1', ['GET /v1/users/{id}'], 'Legacy'));
    expect(await endpoints(tenant)).toEqual(first.map((each) => each.replace('ZOMBIE', '-')));
    await changeSpecifications(database, tenant, { remove: ['Legacy'] });
    // The same version again is a correction, and makes it current.
    await load(tenant, shop('1', ['GET /v3/users/{id}']));
    expect(await endpoints(tenant)).toEqual([
      'GET /v1/users/{int} SHADOW 1',
      'GET /v2/users/{id} ZOMBIE 1',
      'GET /v3/users/{id} - 1',
    ]);
    expect((await findSpecifications(database.pool, tenant)).map(({ version, current }) => [version, current])).toEqual(
      [
        ['1', true],
        ['2', false],
      ],
    );
  });

  test('real fuzzing under the real specification: as if it had been there from the start', async () => {
    const text = gunzipSync(readFileSync('demo/traffic/fuzzing.ndjson.gz')).toString('utf8');
    const vampi = readSpecification(readFileSync('test/data/openapi/vampi.openapi.yml', 'utf8'), 'vampi.yml', {
      host: 'vampi:5000',
    });
    const crapi = readSpecification(readFileSync('test/data/openapi/crapi.openapi.json', 'utf8'), 'crapi.json');
    const tenant = newTenant();
    await load(tenant, vampi, crapi);
    await importText(database, tenant, 'ndjson', text);
    expect(await endpoints(tenant)).toContain('GET /users/v1/{username} - 110');
    expect((await endpoints(tenant)).filter((each) => each.includes('SHADOW'))).toEqual([]);
    const first = await digestOf(database, tenant);
    await forget(database, tenant);
    await importText(database, tenant, 'ndjson', text);
    expect(await digestOf(database, tenant)).not.toEqual(first);
    await load(tenant, vampi, crapi);
    expect(await digestOf(database, tenant)).toEqual(first);
  });

  test('import and specifications in any order give the same store', async () => {
    const operation = fc.constantFrom(
      ...['GET', 'POST', 'OPTIONS'].flatMap((method) =>
        ['/users/{id}', '/users/1', '/{x}', '/orders/{id}/items', '/{a}/{b}', '/*'].map((path) => `${method} ${path}`),
      ),
    );
    const loaded = fc.record({
      name: fc.constantFrom('Shop', 'Blog'),
      version: fc.constantFrom('1', '2'),
      host: fc.constantFrom('a.example', '*'),
      operations: fc.uniqueArray(operation, { minLength: 1, maxLength: 5 }),
    });
    const flows = parseFlowsFile(
      JSON.stringify({
        rules: [
          { flow: 'ACC_MGMT', path: '/users*' },
          { flow: 'ADMIN', method: 'DELETE' },
        ],
      }),
      'flows.json',
    );
    await fc.assert(
      fc.asyncProperty(
        traffic,
        fc.array(loaded, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 40 }),
        fc.boolean(),
        async (lines, drawn, cut, flowsFirst) => {
          const specifications = drawn.map((each) => shop(each.version, each.operations, each.name, each.host));
          const own = lines.map((line, index) => (index % 7 === 0 ? { ...line, pathTemplate: '/users/{id}' } : line));
          const tenant = newTenant();
          await applyFlows(database.pool, tenant, flows);
          await load(tenant, ...specifications);
          await importLines(database, tenant, own);
          const first = await digestOf(database, tenant);
          await forget(database, tenant);
          if (flowsFirst) await applyFlows(database.pool, tenant, flows);
          await importLines(database, tenant, own.slice(cut).toReversed());
          for (const each of specifications) await load(tenant, each);
          await importLines(database, tenant, own.slice(0, cut));
          if (!flowsFirst) await applyFlows(database.pool, tenant, flows);
          expect(await digestOf(database, tenant)).toEqual(first);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('a large store is taken over batch by batch, and an interrupted run is completed by the next', async () => {
    const tenant = newTenant();
    const many = Array.from({ length: 9_000 }, (_, index) =>
      at('GET', `/users/name-${'abcdefgh'[index % 8]}`, { sid: `session ${index % 40}` }),
    );
    await importLines(database, tenant, many);
    const stopping = new AbortController();
    stopping.abort();
    const specification = shop('1', ['GET /users/{name}']);
    const interrupted = await changeSpecifications(database, tenant, {
      load: [specification],
      signal: stopping.signal,
    });
    expect(interrupted).toEqual({ moved: 0, interrupted: true });
    const done = await changeSpecifications(database, tenant, { load: [specification], onlyIfNew: true });
    expect(done).toEqual({ moved: 9_000, interrupted: false });
    const again = await changeSpecifications(database, tenant, { load: [specification], onlyIfNew: true });
    expect(again).toEqual({ moved: 0, interrupted: false });
    const { rows } = await database.pool.query('SELECT path_template FROM endpoint WHERE tenant = $1', [tenant]);
    expect(rows).toEqual([{ path_template: '/users/{name}' }]);
  });

  test('an import that runs meanwhile goes by the specification from its next batch on', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 7_000 }, (_, index) =>
      at('GET', `/users/name-${index % 50}`, { sid: `s${index % 9}` }),
    );
    const importing = importLines(database, tenant, lines);
    const loading = load(tenant, shop('1', ['GET /users/{name}']));
    await Promise.all([importing, loading]);
    const { rows } = await database.pool.query('SELECT path_template FROM endpoint WHERE tenant = $1', [tenant]);
    expect(rows).toEqual([{ path_template: '/users/{name}' }]);
  });

  test('requests from before their own template was remembered keep it', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      at('GET', '/users/7', { pathTemplate: '/users/{own}' }),
      at('GET', '/users/8'),
    ]);
    await database.pool.query('UPDATE request SET own_template = NULL WHERE tenant = $1', [tenant]);
    const templates = async () => (await endpoints(tenant)).map((each) => each.split(' ')[1]);
    await load(tenant, shop('1', ['GET /users/{id}']));
    expect(await templates()).toEqual(['/users/{id}', '/users/{own}']);
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    expect(await templates()).toEqual(['/users/{int}', '/users/{own}']);
  });
});
