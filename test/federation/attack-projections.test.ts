import { afterAll, expect, test } from 'vitest';
import { settleRisk } from '../../subgraph/settling/settle-risk.ts';
import { onDatabases } from '../support/graph.ts';
import { differencesOf, pusher } from '../support/projections.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// An attack that its owner calls a false positive counts nowhere, and counts again when the owner takes that back.

const line = (second: number, detections: object[], more: Partial<Line> = {}): Line => ({
  time: `2024-05-12T10:00:${String(second).padStart(2, '0')}Z`,
  sid: 's',
  host: 'a.example',
  method: 'POST',
  path: '/pay',
  status: 200,
  detections: detections.map((each) => ({ action: 'MONITORED', ...each })),
  ...more,
});

onDatabases(({ database, graph }) => {
  afterAll(async () => expect(await differencesOf(database)).toEqual([]));

  const push = (tenant: string, items: object[]) => pusher(graph.app).accepted(tenant, 'attacks', { items });

  /** Sessions that a request filter finds. */
  async function found(tenant: string, filter: object): Promise<number> {
    const { sessions } = await graph.query<{ sessions: { totalCount: { value: number } } }>(
      tenant,
      'query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount { value } } }',
      { filter: { requests: [filter] } },
    );
    return sessions.totalCount.value;
  }

  /** What is shown of attacks: counts, chips, statistics, facets, timeline. */
  async function shown(tenant: string) {
    const { sessions } = await graph.query<{
      sessions: {
        facets: { buckets: { key: string; count: number }[] }[];
        nodes: {
          attackCount: number;
          maliciousRequestCount: number;
          attackTypes: { type: { code: string }; detectionCount: number }[];
          statistics: { total: number; buckets: { key: string; count: number }[] }[];
          timeline: { buckets: { malicious: number }[] };
        }[];
      };
    }>(
      tenant,
      `{ sessions(orderBy: { field: STARTED_AT, direction: ASC }) {
           facets(dimensions: [ATTACK_TYPE]) { buckets { key count } }
           nodes { attackCount maliciousRequestCount attackTypes { type { code } detectionCount }
             statistics(dimensions: [ATTACK_TYPE]) { total buckets { key count } } timeline { buckets { malicious } } } } }`,
    );
    return {
      facets: sessions.facets[0]!.buckets.map(({ key, count }) => `${key} ${count}`),
      sessions: sessions.nodes.map(({ attackCount, maliciousRequestCount, attackTypes, statistics, timeline }) => {
        const chips = attackTypes.map(({ type, detectionCount }) => `${type.code} ${detectionCount}`);
        const ofStatistics = statistics[0]!.buckets.map(({ key, count }) => `${key} ${count}`);
        expect(ofStatistics).toEqual(chips);
        expect(statistics[0]!.total).toBe(attackCount);
        expect(timeline.buckets.reduce((sum, { malicious }) => sum + malicious, 0)).toBe(maliciousRequestCount);
        return [attackCount, maliciousRequestCount, ...chips];
      }),
    };
  }

  /** Everything stored of the requests of a tenant. */
  async function stored(tenant: string): Promise<unknown[]> {
    const tables = ['request', 'detection', 'session', 'session_value', 'facet_count', 'timeline_count'];
    const all = tables.map((table) =>
      database.pool.query(
        `SELECT coalesce(jsonb_agg(row ORDER BY row::text), '[]') AS rows
         FROM (SELECT to_jsonb(t) AS row FROM ${table} AS t WHERE tenant = $1) AS each`,
        [tenant],
      ),
    );
    return (await Promise.all(all)).map(({ rows }) => rows[0].rows);
  }

  const TRAFFIC = [
    line(1, [{ type: 'sqli', attackId: 'a-1' }], { id: 'one' }),
    line(2, [
      { type: 'xss', attackId: 'a-2' },
      { type: 'sqli', attackId: 'a-1' },
      { type: 'sqli', attackId: 'a-1' },
    ]),
    line(3, [
      { type: 'sqli', attackId: 'a-1', falsePositive: true },
      { type: 'rce', attackId: null },
    ]),
    line(4, []),
    line(5, [{ type: 'sqli', attackId: 'a-1' }], { sid: 'other' }),
    line(6, [{ type: 'api_abuse', attackId: 'bot' }], { sid: 'third', status: 403 }),
  ];
  const SHOWN = {
    facets: ['sqli 2', 'api_abuse 1', 'rce 1', 'xss 1'],
    sessions: [
      [5, 3, 'sqli 3', 'rce 1', 'xss 1'],
      [1, 1, 'sqli 1'],
      [1, 1, 'api_abuse 1'],
    ],
  };

  test('its detections leave counts, chips, statistics, facets and filters at once, and come back exactly', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, TRAFFIC);
    await settleRisk(database, tenant);
    const before = await stored(tenant);
    expect(await shown(tenant)).toEqual(SHOWN);
    expect(await push(tenant, [{ id: 'a-1', version: 1, falsePositive: true }])).toEqual({
      applied: 1,
      waiting: 0,
      ignored: 0,
    });
    expect(await shown(tenant)).toEqual({
      facets: ['api_abuse 1', 'rce 1', 'xss 1'],
      sessions: [
        [2, 2, 'rce 1', 'xss 1'],
        [0, 0],
        [1, 1, 'api_abuse 1'],
      ],
    });
    expect(await found(tenant, { attackTypes: ['sqli'] })).toBe(0);
    expect(await found(tenant, { malicious: true })).toBe(2);
    expect(await found(tenant, { attackTypes: ['sqli'], includeFalsePositives: true })).toBe(2);
    // Its sessions are found by its id all the same, and what was detected stands there with its type.
    expect(await found(tenant, { attackIds: ['a-1'] })).toBe(2);
    expect(await graph.query(tenant, '{ request(id: "one") { detections { type { code } falsePositive } } }')).toEqual({
      request: { detections: [{ type: { code: 'sqli' }, falsePositive: true }] },
    });
    expect(await differencesOf(database)).toEqual([]);
    expect(await push(tenant, [{ id: 'a-1', version: 2, falsePositive: false }])).toMatchObject({ applied: 1 });
    expect(await stored(tenant)).toEqual(before);
    // The mark that its source brought is not the owner's to take back.
    expect(await shown(tenant)).toEqual(SHOWN);
  });

  test('requests that come later are judged as those before, and a deletion says nothing any more', async () => {
    const [tenant, whole, other] = [newTenant(), newTenant(), newTenant()];
    const judged = [
      { id: 'a-1', version: 3, falsePositive: true },
      { id: 'bot', version: 1, falsePositive: true },
      { id: 'never', version: 1 },
      { id: 'gone', version: 1, deleted: true },
    ];
    expect(await push(tenant, judged)).toEqual({ applied: 1, waiting: 3, ignored: 0 });
    await importLines(database, tenant, TRAFFIC.slice(0, 2));
    await importLines(database, tenant, TRAFFIC);
    await importLines(database, whole, TRAFFIC);
    await importLines(database, other, TRAFFIC);
    await push(whole, judged);
    const after = {
      facets: ['rce 1', 'xss 1'],
      sessions: [
        [2, 2, 'rce 1', 'xss 1'],
        [0, 0],
        [0, 0],
      ],
    };
    expect([await shown(tenant), await shown(whole), await shown(other)]).toEqual([after, after, SHOWN]);
    expect(await push(tenant, [{ id: 'a-1', version: 4, deleted: true }])).toMatchObject({ applied: 1 });
    expect(await push(tenant, [{ id: 'bot', version: 4 }])).toMatchObject({ applied: 1 });
    expect(await push(tenant, judged)).toEqual({ applied: 0, waiting: 0, ignored: 4 });
    expect(await shown(tenant)).toEqual(SHOWN);
  });

  test('verify finds detections that do not follow their attack', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, TRAFFIC.slice(0, 1));
    await push(tenant, [{ id: 'a-1', version: 1, falsePositive: true }]);
    const set = (value: boolean) =>
      database.pool.query('UPDATE detection SET attack_false_positive = $2 WHERE tenant = $1', [tenant, value]);
    await set(false);
    const differences = await differencesOf(database);
    expect(differences.map(({ what }) => what)).toContain('false positive with its attack');
    expect(differences.map(({ what }) => what)).toContain('attack types, ids and count');
    await set(true);
  });

  test('a batch of a thousand costs no more statements than one of ten', async () => {
    const tenant = newTenant();
    const ids = Array.from({ length: 1_000 }, (_, index) => `a-${index}`);
    await importLines(
      database,
      tenant,
      ids.map((attackId, index) => line(index % 60, [{ type: 'sqli', attackId }], { sid: `s${index % 200}` })),
    );
    const items = (version: number, falsePositive: boolean) => ids.map((id) => ({ id, version, falsePositive }));
    const few = await statementsOf(() => push(tenant, items(1, true).slice(0, 10)));
    const many = await statementsOf(async () =>
      expect(await push(tenant, items(2, true))).toEqual({ applied: 1_000, waiting: 0, ignored: 0 }),
    );
    expect(many.length).toBeLessThanOrEqual(few.length);
    expect((await shown(tenant)).facets).toEqual([]);
  });
});
