import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { writeRetention } from '../../subgraph/db/kept-days.ts';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { dropExpired } from '../../subgraph/retention/drop-expired.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { endpointId } from '../../subgraph/values/endpoint-id.ts';
import { expectVerified, judge } from '../support/actions.ts';
import { digestOf, forget } from '../support/digest.ts';
import { onDatabases } from '../support/graph.ts';
import { dayAgo, forgetRetention } from '../support/retention.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Many values that answered under one place are one endpoint, whatever came first.

const HOST = 'a.example';
let clock = 0;
const at = (path: string, status = 200, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: HOST,
  method: 'GET',
  path,
  status,
  ...more,
});
const stories = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `/blog/story-${'abcdefghij'[n % 10]}${n + from}x`);
const idOf = (tenant: string, template: string, method = 'GET') => endpointId(tenant, method, HOST, template);

onDatabases(({ database, graph }) => {
  beforeEach(() => forgetRetention(database));
  afterAll(() => expectVerified(database));

  /** `GET /blog/{name} 3`: endpoints and how often each was asked for. */
  async function endpoints(tenant: string): Promise<string[]> {
    const { list } = await graph.query<{
      list: { nodes: { requestCount: number; summary: { method: string; pathTemplate: string } }[] };
    }>(
      tenant,
      `{ list: sessionKnownEndpoints(first: 200, includeUnconfirmed: true) {
        nodes { requestCount summary { method pathTemplate } } } }`,
    );
    return list.nodes
      .map(({ requestCount, summary }) => `${summary.method} ${summary.pathTemplate} ${requestCount}`)
      .sort();
  }

  const requestsOf = async (tenant: string, id: string) => {
    const { sessions } = await graph.query<{ sessions: { nodes: { requests: { totalCount: { value: number } } }[] } }>(
      tenant,
      'query ($filter: SessionRequestFilter) { sessions { nodes { requests(filter: $filter) { totalCount { value } } } } }',
      { filter: { endpointIds: [id] } },
    );
    return sessions.nodes.reduce((sum, { requests }) => sum + requests.totalCount.value, 0);
  };

  test('slugs under one confirmed place are one endpoint, and links by the ids of before lead there', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/blog'), ...stories(49).map((path) => at(path))]);
    expect(await endpoints(tenant)).toHaveLength(50);
    const former = idOf(tenant, stories(1)[0]!);
    expect(await requestsOf(tenant, former)).toBe(1);
    await importLines(database, tenant, [...stories(300, 49).map((path) => at(path)), at('/blog/no-such', 404)]);
    expect(await endpoints(tenant)).toEqual(['GET /blog 1', 'GET /blog/{name} 350']);
    expect(await requestsOf(tenant, former)).toBe(350);
    expect(await requestsOf(tenant, idOf(tenant, '/blog/{name}'))).toBe(350);
  });

  test('who sprays paths forces nothing, whatever refuses, redirects or ignores them', async () => {
    const tenant = newTenant();
    const real = [at('/blog/first-story'), at('/blog/about-us')];
    const spray = stories(80).flatMap((path) => [
      at(path, 404),
      at(path, 302),
      at(path, 401),
      at(path, 200, { blocked: true }),
      at(path, 204, { method: 'OPTIONS' }),
      at(path, 200, { method: 'HEAD' }),
    ]);
    await importLines(database, tenant, [...real, ...spray]);
    expect(await requestsOf(tenant, idOf(tenant, '/blog/about-us'))).toBe(1);
    expect(await database.pool.query('SELECT 1 FROM variable_places WHERE tenant = $1', [tenant])).toMatchObject({
      rowCount: 0,
    });
  });

  test('a false-positive mark goes along with its endpoint, and silences there, whether its request is kept or not', async () => {
    for (const isKept of [true, false]) {
      const tenant = newTenant();
      const hit = (path: string, id: string) =>
        at(path, 200, { id, detections: [{ type: 'sqli', parameter: 'ARGS:q', attackId: 'att' }] });
      const id = `${tenant}-hit`;
      const few = stories(40).map((path) => at(path));
      const more = stories(40, 40).map((path) => at(path));
      await importLines(database, tenant, [hit(stories(1)[0]!, id), ...few]);
      await judge(graph, tenant, 'mark', `${id}.1`);
      // What else there is of its endpoint keeps that, when the request is gone.
      if (!isKept)
        await database.pool.query(`UPDATE false_positive_mark SET request_id = 'gone' WHERE tenant = $1`, [tenant]);
      await importLines(database, tenant, more);
      await importLines(database, tenant, [hit('/blog/elsewhere', `${tenant}-later`)]);
      const { request } = await graph.query<{ request: unknown }>(
        tenant,
        'query ($id: ID!) { request(id: $id) { detections { falsePositive } endpointSummary { pathTemplate } } }',
        { id: `${tenant}-later` },
      );
      expect(request).toEqual({
        detections: [{ falsePositive: true }],
        endpointSummary: { pathTemplate: '/blog/{name}' },
      });
      await forget(database, tenant);
      await database.pool.query('DELETE FROM false_positive_mark WHERE tenant = $1', [tenant]);
    }
  });

  test('a specification goes before what siblings say, and leaves it when it is removed', async () => {
    const tenant = newTenant();
    const shop: Specification = {
      name: 'Shop',
      version: '1',
      operations: ['/blog/story-a0x', '/blog/{story}/likes'].map((path) => ({
        method: 'GET',
        host: HOST,
        path,
        tags: [],
      })),
    };
    await importLines(database, tenant, [...stories(60).map((path) => at(path)), at('/blog/story-b1x/likes', 404)]);
    expect(await endpoints(tenant)).toEqual(['GET /blog/{name} 60', 'GET /blog/{name}/likes 1']);
    await changeSpecifications(database, tenant, { load: [shop] });
    const specified = ['GET /blog/story-a0x 1', 'GET /blog/{name} 59', 'GET /blog/{story}/likes 1'];
    expect(await endpoints(tenant)).toEqual(specified);
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    expect(await endpoints(tenant)).toEqual(['GET /blog/{name} 60', 'GET /blog/{name}/likes 1']);
  });

  test('a word among values comes out again as soon as it shows that it is one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [...stories(60).map((path) => at(path)), at('/blog/tags'), at('/blog/tags')]);
    expect(await endpoints(tenant)).toEqual(['GET /blog/{name} 62']);
    await importLines(database, tenant, [at('/blog/tags/red')]);
    expect(await endpoints(tenant)).toEqual(['GET /blog/tags 2', 'GET /blog/tags/red 1', 'GET /blog/{name} 60']);
  });

  test('after days were dropped, siblings are those of the days that are kept', async () => {
    const tenant = newTenant();
    const on = (ago: number, path: string) =>
      at(path, 200, { time: `${dayAgo(ago)}T10:00:00Z`, id: `${ago}${path.replaceAll('/', '-')}` });
    const old = stories(30).map((path) => on(9, path));
    const kept = stories(40, 20).map((path) => on(2, path));
    await importLines(database, tenant, [...old, ...kept]);
    expect(await endpoints(tenant)).toEqual(['GET /blog/{name} 70']);
    await writeRetention(database.pool, 7);
    await dropExpired(database);
    const dropped = await digestOf(database, tenant);
    expect(await endpoints(tenant)).toHaveLength(40);
    await expectVerified(database);
    await forget(database, tenant);
    await importLines(database, tenant, kept);
    expect(await digestOf(database, tenant)).toEqual(dropped);
  });

  test('in whatever order and pieces requests and specifications come, the store is the same', async () => {
    const pool = [...stories(60), '/blog/tags', '/blog/tags/a', '/blog/story-a0x/likes', '/blog/story-b1x/likes'];
    const more = fc.record({
      path: fc.constantFrom(...pool, '/blog/7', '/blog/me'),
      status: fc.constantFrom(200, 200, 304, 302, 404),
      method: fc.constantFrom('GET', 'GET', 'POST', 'DELETE', 'OPTIONS'),
      day: fc.integer({ min: 10, max: 12 }),
      sid: fc.constantFrom('x', 'y'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 44, max: 60 }),
        fc.array(more, { maxLength: 25 }),
        fc.uniqueArray(fc.constantFrom('/blog/{story}/likes', '/blog/story-a0x', '/{x}/{y}'), { maxLength: 2 }),
        fc.nat({ max: 60 }),
        async (many, drawn, specified, cut) => {
          const tenant = newTenant();
          const lines = [
            ...stories(many).map((path) => at(path)),
            ...drawn.map(({ path, status, day, ...each }) =>
              at(path, status, { ...each, time: `2024-05-${day}T10:00:00Z` }),
            ),
          ].map((line, index) => ({ ...line, id: `${tenant}-${index}` }));
          const load = [
            {
              name: 'Shop',
              version: '1',
              operations: specified.map((path) => ({ method: 'GET', host: HOST, path, tags: [] })),
            },
          ];
          await changeSpecifications(database, tenant, { load });
          expect((await importLines(database, tenant, lines)).accepted).toBe(lines.length);
          const first = await digestOf(database, tenant);
          await forget(database, tenant);
          await importLines(database, tenant, lines.slice(cut).toReversed());
          await changeSpecifications(database, tenant, { load });
          await importLines(database, tenant, lines.slice(0, cut));
          expect(await digestOf(database, tenant)).toEqual(first);
          await changeSpecifications(database, tenant, {});
          expect(await digestOf(database, tenant)).toEqual(first);
        },
      ),
      { numRuns: 8 },
    );
  });
});
