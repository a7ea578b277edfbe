import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { writeRetention } from '../../subgraph/db/kept-days.ts';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { dropExpired } from '../../subgraph/retention/drop-expired.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { expectVerified } from '../support/actions.ts';
import { digestOf, forget } from '../support/digest.ts';
import { onDatabases } from '../support/graph.ts';
import { dayAgo, forgetRetention } from '../support/retention.ts';
import { importLines, importText, type Line, newTenant } from '../support/traffic.ts';

// What an endpoint is: an API, a page for people, or a static file. What nothing says is not known.

let clock = 0;
const at = (path: string, type: string | null = null, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: 'a.example',
  path,
  status: 200,
  ...(type && { content: { responseHeaders: [{ name: 'content-type', value: type }] } }),
  ...more,
});
const shop = (...paths: string[]): Specification => ({
  name: 'Shop',
  version: '1',
  operations: paths.map((path) => ({ method: 'GET', host: 'a.example', path, tags: [] })),
});

onDatabases(({ database, graph }) => {
  beforeEach(() => forgetRetention(database));
  afterAll(() => expectVerified(database));

  /** `/users/{id} API`, of all endpoints or of those of some kinds. */
  async function kinds(tenant: string, only: (string | null)[] | null = null): Promise<string[]> {
    const { list } = await graph.query<{
      list: { totalCount: { value: number }; nodes: { summary: { pathTemplate: string; kind: string | null } }[] };
    }>(
      tenant,
      `query ($only: [SessionEndpointKind]) { list: sessionKnownEndpoints(first: 200, includeUnconfirmed: true, kinds: $only) {
        totalCount { value } nodes { summary { pathTemplate kind } } } }`,
      { only },
    );
    expect(list.totalCount.value).toBe(list.nodes.length);
    return list.nodes.map(({ summary }) => `${summary.pathTemplate} ${summary.kind ?? '-'}`).sort();
  }

  test('a path says what it can, and nothing else is guessed', async () => {
    const tenant = newTenant();
    const unknown = ['/', '/login', '/index.php', '/data.json', '/users/7', '/docs/guide/api', '/versions', '/apiary'];
    const stated = {
      API: [
        '/api',
        '/api/users',
        '/shop/api/users',
        '/v1/orders',
        '/rest/v10.1',
        '/graphql',
        '/odata/Products',
        '/xmlrpc',
      ],
      PAGE: ['/index.html', '/about.htm'],
      STATIC: ['/app.4f6c1e2a.js', '/api/logo.PNG', '/fonts/a.woff2', '/robots.txt', '/manual.pdf', '/x.tar.gz'],
    };
    const named = Object.values(stated).flat();
    await importLines(database, tenant, [
      ...[...unknown, ...named].map((path) => at(path)),
      at('/of-host', null, { host: 'api.b.example' }),
      at('/mcp', null, {
        method: 'POST',
        content: {
          requestHeaders: [{ name: 'mcp-protocol-version', value: '2025-06-18' }],
          requestBody: {
            text: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search"}}',
            sizeBytes: 72,
          },
        },
      }),
    ]);
    const templateOf = (path: string) => path.replace('4f6c1e2a', '{hex}').replace(/(?<=\/)7$/, '{int}');
    expect(await kinds(tenant)).toEqual(
      [
        '/mcp#tools/call/search API',
        '/of-host API',
        ...unknown.map((path) => `${templateOf(path)} -`),
        ...Object.entries(stated).flatMap(([kind, paths]) => paths.map((path) => `${templateOf(path)} ${kind}`)),
      ].sort(),
    );
  });

  test('what was in successful answers goes before what the path says, and before both what a specification says', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      at('/users/7', 'application/json'),
      at('/users/8', 'text/html'),
      at('/problem', 'application/problem+json; charset=utf-8'),
      at('/feed', 'application/atom+xml'),
      at('/rpc', 'application/grpc+proto'),
      at('/api/docs', 'text/html; charset=utf-8'),
      at('/avatar', 'IMAGE/PNG'),
      at('/api/avatar', 'image/svg+xml'),
      at('/download', 'application/octet-stream'),
      // a server that answers everything with its page
      at('/app.js', 'text/html'),
      at('/failed', 'application/json', { status: 500 }),
      at('/moved', 'text/html', { status: 302 }),
      at('/refused', 'text/html', { blocked: true }),
      at('/silent', null),
      at('/specified', 'text/html'),
      at('/spec.css', 'text/css'),
      at('/body', null, {
        content: { responseBody: { mediaType: 'application/json', text: '{}', sizeBytes: 2 } },
      }),
    ]);
    await changeSpecifications(database, tenant, { load: [shop('/specified', '/spec.css')] });
    const expected = [
      '/api/avatar API',
      '/api/docs PAGE',
      '/app.js STATIC',
      '/avatar STATIC',
      '/body API',
      '/download -',
      '/failed -',
      '/feed API',
      '/moved -',
      '/problem API',
      '/refused -',
      '/rpc API',
      '/silent -',
      '/spec.css API',
      '/specified API',
      '/users/{int} API',
    ];
    expect(await kinds(tenant)).toEqual(expected);
    expect(await kinds(tenant, ['PAGE', null])).toEqual(expected.filter((each) => /PAGE$|-$/.test(each)));
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    expect(await kinds(tenant, ['PAGE', 'STATIC'])).toEqual([
      '/api/docs PAGE',
      '/app.js STATIC',
      '/avatar STATIC',
      '/spec.css STATIC',
      '/specified PAGE',
    ]);
  });

  test('sessions are found and counted by the kind of what they asked for; the list of endpoints refuses an empty list', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      at('/api/users', null, { sid: 'program' }),
      at('/api/orders', null, { sid: 'program' }),
      at('/app.js', null, { sid: 'browser' }),
      at('/users', null, { sid: 'browser' }),
    ]);
    const { sessions, without, list } = await graph.query<Record<string, { facets: unknown; totalCount: unknown }>>(
      tenant,
      `{ sessions { facets(dimensions: [ENDPOINT_KIND]) { total buckets { key label count } } }
         without: sessions(filter: { noRequests: [{ endpointKinds: [STATIC] }] }) { totalCount { value } }
         list: sessions(filter: { requests: [{ endpointKinds: [API], methods: ["GET"] }] }) { totalCount { value } } }`,
    );
    expect(sessions!.facets).toEqual([
      {
        total: 2,
        buckets: [
          { key: 'API', label: 'API', count: 1 },
          { key: 'STATIC', label: 'STATIC', count: 1 },
          { key: null, label: 'not known', count: 1 },
        ],
      },
    ]);
    expect([without, list].map((each) => each!.totalCount)).toEqual([{ value: 1 }, { value: 1 }]);
    await expect(kinds(tenant, [])).rejects.toThrow('kinds: an empty list can match nothing');
  });

  test('logs that name the type of an answer are read: nginx, W3C, CloudFront without its header, Suricata', async () => {
    const tenant = newTenant();
    const cloudfront =
      '2024-05-12\t10:00:00\tFRA56-P1\t512\t192.0.2.7\tGET\tx.cloudfront.net\t/of-cloudfront\t200\t-\tcurl\t-\t-\tHit\tid\tc.example\thttps\t20\t0.001\t-\tTLSv1.3\tx\tHit\tHTTP/2.0\t-\t-\t1\t0.001\tHit\tapplication/json\t12\t-\t-';
    await importText(database, tenant, 'cloudfront', cloudfront);
    await importText(
      database,
      tenant,
      'combined',
      '#Version: 1.0\n#Fields: date time cs-method cs-uri-stem sc-status c-ip sc(Content-Type)\n2024-05-12 10:00:00 GET /of-w3c 200 192.0.2.7 text/html\n',
    );
    await importText(
      database,
      tenant,
      'nginx-json',
      JSON.stringify({
        time_iso8601: '2024-05-12T10:00:00+00:00',
        remote_addr: '192.0.2.7',
        request: 'GET /of-nginx HTTP/1.1',
        status: '200',
        sent_http_content_type: 'application/json',
      }),
    );
    await importText(
      database,
      tenant,
      'suricata',
      JSON.stringify({
        timestamp: '2024-05-12T10:00:00.000000+0000',
        event_type: 'http',
        src_ip: '192.0.2.7',
        http: { http_method: 'GET', url: '/of-suricata', status: 200, http_content_type: 'text/html' },
      }),
    );
    expect(await kinds(tenant)).toEqual(['/of-cloudfront API', '/of-nginx API', '/of-suricata PAGE', '/of-w3c PAGE']);
  });

  test('what answered on days that are dropped says nothing any more, unless it answered again', async () => {
    const tenant = newTenant();
    const on = (ago: number, path: string, type: string) => at(path, type, { time: `${dayAgo(ago)}T10:00:00Z` });
    await importLines(database, tenant, [
      on(9, '/changed', 'application/json'),
      on(2, '/changed', 'text/html'),
      on(9, '/once', 'application/json'),
      on(2, '/once', 'application/pdf'),
      on(9, '/still', 'application/json'),
      on(2, '/still', 'application/json'),
    ]);
    expect(await kinds(tenant)).toEqual(['/changed API', '/once API', '/still API']);
    await writeRetention(database.pool, 7);
    await dropExpired(database);
    expect(await kinds(tenant)).toEqual(['/changed PAGE', '/once -', '/still API']);
  });

  test('in whatever order and pieces requests and specifications come, the same endpoints are the same', async () => {
    const line = fc.record({
      path: fc.constantFrom('/users/1', '/users/2', '/api/7', '/logo.png', '/c'),
      type: fc.constantFrom(null, 'application/json', 'text/html', 'image/png', 'text/plain'),
      status: fc.constantFrom(200, 201, 302, 404),
      blocked: fc.boolean(),
      day: fc.integer({ min: 10, max: 12 }),
      sid: fc.constantFrom('x', 'y'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.uniqueArray(fc.constantFrom('/users/{id}', '/users/1', '/c'), { maxLength: 2 }),
        fc.nat({ max: 20 }),
        async (drawn, specified, cut) => {
          const tenant = newTenant();
          const lines = drawn.map(({ path, type, day, ...more }, index) =>
            at(path, type, { ...more, id: `${tenant} ${index}`, time: `2024-05-${day}T10:00:00Z` }),
          );
          const load = () => changeSpecifications(database, tenant, { load: [shop(...specified)] });
          await load();
          await importLines(database, tenant, lines);
          const first = await digestOf(database, tenant);
          const found = await kinds(tenant);
          await forget(database, tenant);
          await importLines(database, tenant, lines.slice(cut).toReversed());
          await load();
          await importLines(database, tenant, lines.slice(0, cut));
          expect(await kinds(tenant)).toEqual(found);
          expect(await digestOf(database, tenant)).toEqual(first);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('verify finds an endpoint that is said to have answered with something else than its requests say', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/data', 'application/json'), at('/nothing')]);
    await database.pool.query(
      `UPDATE endpoint SET answered_as = CASE WHEN answered_as = '{}' THEN '{"PAGE": "2024-05-12"}'::jsonb ELSE '{}' END
       WHERE tenant = $1`,
      [tenant],
    );
    expect(await kinds(tenant)).toEqual(['/data -', '/nothing PAGE']);
    const found: unknown[] = [];
    await verify(database.pool, ({ what, stored, recomputed }) => found.push([what, stored, recomputed]));
    expect(found.sort()).toEqual([
      ['answeredAs', '{"PAGE":"2024-05-12"}', '{}'],
      ['answeredAs', '{}', '{"API":"2024-05-12"}'],
    ]);
    await forget(database, tenant);
  });
});
