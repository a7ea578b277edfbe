import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { writeRetention } from '../../subgraph/db/kept-days.ts';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { dropExpired } from '../../subgraph/retention/drop-expired.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { expectVerified } from '../support/actions.ts';
import { digestOf, forget } from '../support/digest.ts';
import { onDatabases } from '../support/graph.ts';
import { dayAgo, forgetRetention } from '../support/retention.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Anybody may ask for any path. An endpoint is confirmed once it answered, or once a specification knows it.

const HOST = 'a.example';
let clock = 0;
const at = (path: string, status: number | undefined, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: HOST,
  method: 'GET',
  path,
  status,
  ...more,
});
const shop = (version: string, ...paths: string[]): Specification => ({
  name: 'Shop',
  version,
  operations: paths.map((path) => ({ method: 'GET', host: HOST, path, tags: [] })),
});

onDatabases(({ database, graph }) => {
  beforeEach(() => forgetRetention(database));
  afterAll(() => expectVerified(database));

  const load = (tenant: string, ...specifications: Specification[]) =>
    changeSpecifications(database, tenant, { load: specifications });

  /** `/users/{id} SHADOW`: those that are confirmed, or all of them. */
  async function inventory(tenant: string, includeUnconfirmed = false): Promise<string[]> {
    const { list } = await graph.query<{
      list: {
        totalCount: { value: number };
        nodes: { summary: { pathTemplate: string; rogue: string | null; confirmed: boolean } }[];
      };
    }>(
      tenant,
      `query ($all: Boolean) { list: sessionKnownEndpoints(first: 200, includeUnconfirmed: $all) {
        totalCount { value } nodes { summary { pathTemplate rogue confirmed } } } }`,
      { all: includeUnconfirmed },
    );
    expect(list.totalCount.value).toBe(list.nodes.length);
    if (!includeUnconfirmed) expect(list.nodes.every(({ summary }) => summary.confirmed)).toBe(true);
    return list.nodes.map(({ summary }) => `${summary.pathTemplate} ${summary.rogue ?? '-'}`).sort();
  }

  test('what a scanner tried is no inventory, and no shadow; it is found where somebody asks for it', async () => {
    const tenant = newTenant();
    await load(tenant, shop('1', '/users/{id}', '/orders'));
    const tried = ['/wp-login.php', '/wp-admin.php', '/wp-cron.php', '/wp-config.php'];
    await importLines(database, tenant, [
      ...tried.map((path) => at(path, 404)),
      at('/no-response', undefined),
      at('/blocked', 200, { blocked: true }),
      at('/continued', 101),
      at('/moved', 301),
      at('/users/7', 404),
      at('/debug', 404),
      at('/debug', 204),
    ]);
    expect(await inventory(tenant)).toEqual(['/debug SHADOW', '/moved SHADOW', '/users/{id} -']);
    expect(await inventory(tenant, true)).toEqual(
      ['/debug SHADOW', '/moved SHADOW', '/users/{id} -', '/no-response -', '/blocked -', '/continued -']
        .concat(tried.map((path) => `${path} -`))
        .sort(),
    );
    const { sessions, shadow } = await graph.query<Record<string, { nodes: { facets: unknown }[] }>>(
      tenant,
      `{ sessions { nodes { statistics(dimensions: [ENDPOINT_CONFIRMATION, ROGUE]) { buckets { key count } }
           requests(filter: { endpointConfirmations: [UNCONFIRMED] }, first: 50) { totalCount { value } } } }
         shadow: sessions(filter: { requests: [{ rogue: [SHADOW], endpointConfirmations: [UNCONFIRMED] }] }) { nodes { id } } }`,
    );
    expect(sessions!.nodes).toEqual([
      {
        statistics: [
          {
            buckets: [
              { key: 'UNCONFIRMED', count: 7 },
              { key: 'CONFIRMED', count: 4 },
            ],
          },
          {
            buckets: [
              { key: null, count: 8 },
              { key: 'SHADOW', count: 3 },
            ],
          },
        ],
        requests: { totalCount: { value: 7 } },
      },
    ]);
    expect(shadow!.nodes).toEqual([]);
  });

  test('an answer that comes later confirms what was asked before, and the score of who asked follows', async () => {
    const tenant = newTenant();
    await load(tenant, shop('1', '/users/{id}'));
    const riskOf = async () => {
      await settle(database, tenant, undefined, 'everything');
      const { sessions } = await graph.query<{
        sessions: { nodes: { risk: { factors: { code: string }[] } }[] };
      }>(
        tenant,
        '{ sessions(filter: { requests: [{ users: { anyOf: ["eve"] } }] }) { nodes { risk { factors { code } } } } }',
      );
      return sessions.nodes[0]!.risk.factors.map(({ code }) => code);
    };
    await importLines(database, tenant, [at('/debug', 403, { user: 'eve', sid: 'e' })]);
    expect(await riskOf()).not.toContain('RISKY_ENDPOINT');
    await importLines(database, tenant, [at('/debug', 200, { sid: 'other' })]);
    expect(await riskOf()).toContain('RISKY_ENDPOINT');
  });

  test('nothing is usual for what is not confirmed, and what came before is judged when it is', async () => {
    const tenant = newTenant();
    const visit = (index: number, more: Partial<Line> = {}) =>
      at('/tried', 404, { id: `${tenant}-${index}`, sid: `s${index}`, durationMs: 20, ...more });
    const slow = visit(0, { durationMs: 900 });
    await importLines(database, tenant, [slow, ...Array.from({ length: 60 }, (_, index) => visit(index + 1))]);
    const judged = async () => {
      await settle(database, tenant, undefined, 'everything');
      const { request } = await graph.query<{ request: unknown }>(
        tenant,
        'query ($id: ID!) { request(id: $id) { deviations { metric degree } expected { sampleCount durationMsMedian } } }',
        { id: slow.id },
      );
      return request;
    };
    expect(await judged()).toEqual({ deviations: [], expected: { sampleCount: 0, durationMsMedian: null } });
    await importLines(database, tenant, [at('/tried', 200, { sid: 'found' })]);
    expect(await judged()).toEqual({
      deviations: [{ metric: 'DURATION', degree: 'EXTREME' }],
      expected: { sampleCount: 60, durationMsMedian: 20 },
    });
  });

  test('a specification confirms what it knows, and no longer when it is removed', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/users/7', 404), at('/users/8', 200), at('/other', 500)]);
    expect(await inventory(tenant)).toEqual(['/users/{int} -']);
    await load(tenant, shop('1', '/users/{id}', '/users/7', '/other'), shop('2', '/users/{id}', '/users/7'));
    expect(await inventory(tenant)).toEqual(['/other ZOMBIE', '/users/7 -', '/users/{id} -']);
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    expect(await inventory(tenant)).toEqual(['/users/{int} -']);
  });

  test('an endpoint that loses its answers to another one is not confirmed by them', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/users/7', 200), at('/users/8', 404), at('/users/9', 404)]);
    await load(tenant, shop('1', '/users/7'));
    expect(await inventory(tenant, true)).toEqual(['/users/7 -', '/users/{int} -']);
    expect(await inventory(tenant)).toEqual(['/users/7 -']);
  });

  test('what answered on days that are dropped is confirmed no more, unless it answered again', async () => {
    const tenant = newTenant();
    const on = (ago: number, path: string, status: number) => at(path, status, { time: `${dayAgo(ago)}T10:00:00Z` });
    await importLines(database, tenant, [
      on(9, '/once', 200),
      on(2, '/once', 404),
      on(9, '/still', 200),
      on(2, '/still', 200),
      on(9, '/gone', 200),
    ]);
    expect(await inventory(tenant)).toEqual(['/gone -', '/once -', '/still -']);
    await writeRetention(database.pool, 7);
    await dropExpired(database);
    expect(await inventory(tenant)).toEqual(['/still -']);
    expect(await inventory(tenant, true)).toEqual(['/once -', '/still -']);
  });

  test('in whatever order and pieces requests and specifications come, the same endpoints are confirmed', async () => {
    const line = fc.record({
      path: fc.constantFrom('/users/1', '/users/2', '/a', '/b', '/c'),
      status: fc.constantFrom(200, 304, 404, 500, undefined),
      blocked: fc.boolean(),
      day: fc.integer({ min: 10, max: 12 }),
      sid: fc.constantFrom('x', 'y'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.array(fc.uniqueArray(fc.constantFrom('/users/{id}', '/a', '/{x}'), { minLength: 1 }), { maxLength: 2 }),
        fc.nat({ max: 20 }),
        async (drawn, specified, cut) => {
          const tenant = newTenant();
          const lines = drawn.map(({ path, status, day, ...more }, index) =>
            at(path, status, { ...more, id: `${tenant}-${index}`, time: `2024-05-${day}T10:00:00Z` }),
          );
          const specifications = specified.map((paths, index) => shop(`${index}`, ...paths));
          await load(tenant, ...specifications);
          expect((await importLines(database, tenant, lines)).accepted).toBe(lines.length);
          const first = await digestOf(database, tenant);
          const confirmed = await inventory(tenant);
          await forget(database, tenant);
          await importLines(database, tenant, lines.slice(cut).toReversed());
          for (const each of specifications) await load(tenant, each);
          await importLines(database, tenant, lines.slice(0, cut));
          expect(await inventory(tenant)).toEqual(confirmed);
          expect(await digestOf(database, tenant)).toEqual(first);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('verify finds an endpoint that is said to have answered, or not, against its requests', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/there', 200), at('/tried', 404)]);
    await database.pool.query(
      `UPDATE endpoint SET answered_on = CASE WHEN answered_on IS NULL THEN DATE '2024-05-12' END WHERE tenant = $1`,
      [tenant],
    );
    const found: unknown[] = [];
    await verify(database.pool, ({ what, stored, recomputed }) => found.push([what, stored, recomputed]));
    expect(found.sort()).toEqual([
      ['answeredOn', '"2024-05-12"', 'null'],
      ['answeredOn', 'null', '"2024-05-12"'],
    ]);
    await forget(database, tenant);
  });
});
