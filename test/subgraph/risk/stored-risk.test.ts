import { expect, test } from 'vitest';
import type { FlowsFile } from '../../../subgraph/business-flows/flows-file.ts';
import { settle, tenantsDue } from '../../../subgraph/settling/settle.ts';
import { settleRisk } from '../../../subgraph/settling/settle-risk.ts';
import { changeSpecifications } from '../../../subgraph/specifications/specification-store.ts';
import { applyFlows } from '../../../subgraph/store/flows-store.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { judge } from '../../support/actions.ts';
import { onDatabases } from '../../support/graph.ts';
import { differencesOf, pusher } from '../../support/projections.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// When the score of a session is computed, and that it is always the one that its requests and endpoints make.

interface Shown {
  id: string;
  risk: {
    score: number;
    level: string;
    factors: { code: string; label: string; points: number; requestIds: string[] }[];
  } | null;
}

const RISK = 'id risk { score level factors { code label points requestIds } }';
const DAY = '2024-05-12';

const line = (id: string, fields: Partial<Line> = {}): Line => ({
  id,
  time: `${DAY}T10:00:00Z`,
  host: 'shop.example',
  path: '/cart',
  status: 200,
  sid: 'one',
  ...fields,
});
const attack = (id: string, type: string, fields: Partial<Line> = {}): Line =>
  line(id, { detections: [{ type, attackId: `att-${type}` }], ...fields });

onDatabases(({ database, graph }) => {
  async function sessionOf(tenant: string, requestId: string): Promise<Shown> {
    const { request } = await graph.query<{ request: { session: Shown } }>(
      tenant,
      `query ($id: ID!) { request(id: $id) { session { ${RISK} } } }`,
      { id: requestId },
    );
    return request.session;
  }

  const riskAt = async (tenant: string, requestId: string) => (await sessionOf(tenant, requestId)).risk;
  const pointsAt = async (tenant: string, requestId: string) => {
    const risk = await riskAt(tenant, requestId);
    return risk && Object.fromEntries(risk.factors.map(({ code, points }) => [code, points]));
  };
  const ids = async (tenant: string, filter: object | null, direction = 'DESC') => {
    const { sessions } = await graph.query<{ sessions: { nodes: Shown[]; totalCount: { value: number } } }>(
      tenant,
      `query ($filter: SessionFilter, $orderBy: SessionOrder) {
        sessions(filter: $filter, orderBy: $orderBy) { totalCount { value } nodes { ${RISK} } } }`,
      { filter, orderBy: { field: 'RISK', direction } },
    );
    expect(sessions.totalCount.value).toBe(sessions.nodes.length);
    return sessions.nodes.map(({ risk }) => risk?.score ?? null);
  };

  const settleEverything = async () => {
    for (const each of await tenantsDue(database.pool)) await settle(database, each);
  };

  const flows = (endpoints: FlowsFile['endpoints']): FlowsFile => ({ flows: [], rules: [], endpoints });
  const CART = { method: 'GET', host: 'shop.example', pathTemplate: '/cart' };

  /** Facts of an endpoint change: the scores of all sessions that asked it are to be computed. */
  const setAside = (tenant: string, path: string) =>
    applyFlows(database.pool, tenant, flows([{ ...CART, pathTemplate: path, riskScore: 1 }]));

  test('it is there with the import, says what it is made of, and goes on with the next one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      attack('r1', 'sqli', { blocked: true, status: 403 }),
      attack('r2', 'xss', { time: `${DAY}T10:00:05Z` }),
      line('r3', { user: 'alice', sourceTags: ['Tor'] }),
      line('r4', { user: 'bob' }),
    ]);
    expect(await riskAt(tenant, 'r1')).toEqual({
      score: 62,
      level: 'MEDIUM',
      factors: [
        { code: 'ATTACK_SEVERITY', label: 'Severity of the attacks', points: 36, requestIds: ['r1', 'r2'] },
        {
          code: 'MALICIOUS_ANSWERED',
          label: 'Malicious requests that were let through and answered with success',
          points: 10,
          requestIds: ['r2'],
        },
        { code: 'ATTACK_TYPES', label: 'Several types of attack', points: 6, requestIds: ['r1', 'r2'] },
        { code: 'SOURCE', label: 'Anonymous or rented sources', points: 6, requestIds: ['r3'] },
        { code: 'IDENTITY', label: 'Several users in one session', points: 4, requestIds: ['r3', 'r4'] },
      ],
    });
    // One more request shows at once; another session keeps its score.
    await importLines(database, tenant, [line('other', { sid: 'two' }), attack('r5', 'rce')]);
    expect(await pointsAt(tenant, 'r1')).toMatchObject({ ATTACK_SEVERITY: 38, ATTACK_TYPES: 12 });
    expect((await riskAt(tenant, 'other'))?.score).toBe(0);
    // A late one as well, and it is the first of its type now.
    await importLines(database, tenant, [attack('r0', 'xss', { time: `${DAY}T09:00:00Z` })]);
    const { factors } = (await riskAt(tenant, 'r1'))!;
    expect(factors.find(({ code }) => code === 'ATTACK_TYPES')?.requestIds).toEqual(['r5', 'r1', 'r0']);
    expect(await differencesOf(database)).toEqual([]);
    await settle(database, tenant);
    expect(await tenantsDue(database.pool)).not.toContain(tenant);
  });

  test('a score that waits stays waiting while requests come, and is that of all of them then', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss'), line('r2', { sid: 'two', path: '/help' })]);
    await setAside(tenant, '/cart');
    await importLines(database, tenant, [attack('r3', 'rce'), line('r4', { sid: 'two', path: '/help' })]);
    expect([await riskAt(tenant, 'r1'), (await riskAt(tenant, 'r2'))?.score]).toEqual([null, 0]);
    expect(await tenantsDue(database.pool)).toContain(tenant);
    await settle(database, tenant);
    expect(await pointsAt(tenant, 'r1')).toMatchObject({ ATTACK_SEVERITY: 38, ATTACK_TYPES: 6 });
    expect(await differencesOf(database)).toEqual([]);
  });

  test('a session of thousands names the first requests beyond the usual number, late ones among them', async () => {
    const tenant = newTenant();
    const at = (second: number) => new Date(Date.parse(`${DAY}T10:00:00Z`) + second * 1_000).toISOString();
    const visits = (from: number, to: number, step = 1) =>
      Array.from({ length: (to - from) / step }, (_, n) => line(`v${from + n * step}`, { time: at(from + n * step) }));
    const shown = async () => (await riskAt(tenant, 'v0'))?.factors.find(({ code }) => code === 'VOLUME')?.requestIds;
    await importLines(database, tenant, visits(0, 1_004, 2));
    expect(await shown()).toEqual(['v1000', 'v1002']);
    await importLines(database, tenant, visits(1_004, 3_000, 2));
    expect(await shown()).toEqual(Array.from({ length: 10 }, (_, n) => `v${1_000 + 2 * n}`));
    await importLines(database, tenant, visits(1, 7, 2));
    expect(await shown()).toEqual(Array.from({ length: 10 }, (_, n) => `v${994 + 2 * n}`));
    expect(await differencesOf(database)).toEqual([]);
  });

  test('lists are ordered by it, those without one last in both directions, and filtered', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      line('calm', { sid: 'calm' }),
      attack('mild', 'rate_limit', { sid: 'mild', blocked: true }),
      attack('bad', 'rce', { sid: 'bad' }),
      attack('worst', 'rce', {
        sid: 'worst',
        detections: ['rce', 'sqli', 'xss'].map((type) => ({ type })),
        sourceTags: ['tor'],
      }),
    ]);
    await settle(database, tenant);
    await importLines(database, tenant, [line('due', { sid: 'due', path: '/due' })]);
    await setAside(tenant, '/due');
    expect(await ids(tenant, null)).toEqual([71, 53, 8, 0, null]);
    expect(await ids(tenant, null, 'ASC')).toEqual([0, 8, 53, 71, null]);
    expect(await ids(tenant, { riskScore: { gte: 8, lte: 53 } })).toEqual([53, 8]);
    expect(await ids(tenant, { riskScore: { lte: 100 } })).toEqual([71, 53, 8, 0]);
    expect(await ids(tenant, { riskScore: {} })).toHaveLength(5);
    expect(await ids(tenant, { riskLevels: ['HIGH', 'LOW'] })).toEqual([71, 8, 0]);
    expect(await ids(tenant, { riskLevels: ['MEDIUM'], riskScore: { gte: 54 } })).toEqual([]);
    for (const [filter, path] of [
      [{ riskScore: { gte: 101 } }, 'filter.riskScore.gte'],
      [{ riskScore: { lte: -1 } }, 'filter.riskScore.lte'],
      [{ riskScore: { gte: 9, lte: 8 } }, 'filter.riskScore'],
      [{ riskLevels: [] }, 'filter.riskLevels'],
    ]) {
      const { errors } = await graph.ask(
        tenant,
        'query ($f: SessionFilter) { sessions(filter: $f) { nodes { id } } }',
        {
          f: filter,
        },
      );
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path });
    }
  });

  test('a cursor leads on from a session without a score, and one with a wild number is no failure', async () => {
    const tenant = newTenant();
    const sids = ['a', 'b', 'c', 'd', 'e'];
    await importLines(database, tenant, [attack('a', 'rce', { sid: 'a' }), line('b', { sid: 'b' })]);
    await settle(database, tenant);
    await importLines(
      database,
      tenant,
      sids.slice(2).map((sid) => line(sid, { sid, path: '/due' })),
    );
    await setAside(tenant, '/due');
    const page = (direction: string, after: string | null) =>
      graph.query<{ sessions: { nodes: Shown[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }>(
        tenant,
        `query ($orderBy: SessionOrder, $after: String) { sessions(orderBy: $orderBy, first: 1, after: $after) {
          nodes { ${RISK} } pageInfo { endCursor hasNextPage } } }`,
        { orderBy: { field: 'RISK', direction }, after },
      );
    for (const [direction, expected] of [
      ['DESC', [53, 0, null, null, null]],
      ['ASC', [0, 53, null, null, null]],
    ] as const) {
      const seen: Shown[] = [];
      let after: string | null = null;
      for (;;) {
        const { sessions }: Awaited<ReturnType<typeof page>> = await page(direction, after);
        seen.push(...sessions.nodes);
        after = sessions.pageInfo.endCursor;
        if (!sessions.pageInfo.hasNextPage) break;
      }
      expect(seen.map(({ risk }) => risk?.score ?? null)).toEqual(expected);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
    }
    const wild = Buffer.from(JSON.stringify(['RISK', 1e300, 'key', DAY])).toString('base64url');
    expect((await page('DESC', wild)).sessions.nodes).toHaveLength(1);
  });

  test('a mark of a false positive lowers it at once, and taking that back restores it', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'sqli'), attack('r2', 'xss', { blocked: true })]);
    await settle(database, tenant);
    const before = await riskAt(tenant, 'r1');
    expect(before?.score).toBe(56);
    const { request } = await graph.query<{ request: { detections: { id: string }[] } }>(
      tenant,
      '{ request(id: "r1") { detections { id } } }',
    );
    const { id } = request.detections[0]!;
    expect(await judge(graph, tenant, 'mark', id)).toMatchObject({ __typename: 'SessionFalsePositiveSuccess' });
    expect(await pointsAt(tenant, 'r1')).toEqual({ ATTACK_SEVERITY: 26 });
    expect(await judge(graph, tenant, 'unmark', id)).toMatchObject({ __typename: 'SessionFalsePositiveSuccess' });
    expect(await riskAt(tenant, 'r1')).toEqual(before);
    expect(await differencesOf(database)).toEqual([]);
  });

  test('an attack that its owner calls none lowers it at once', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'sqli')]);
    await settle(database, tenant);
    const items = [{ id: 'att-sqli', version: 1, falsePositive: true }];
    await pusher(graph.app).accepted(tenant, 'attacks', { items });
    expect(await riskAt(tenant, 'r1')).toEqual({ score: 0, level: 'LOW', factors: [] });
    expect(await differencesOf(database)).toEqual([]);
  });

  test('a flows file sets aside the scores of sessions at endpoints that it changes, and of no others', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss'), line('r2', { sid: 'two', path: '/help' })]);
    await settle(database, tenant);
    expect(await pointsAt(tenant, 'r1')).toEqual({ ATTACK_SEVERITY: 26, MALICIOUS_ANSWERED: 10 });
    await applyFlows(database.pool, tenant, flows([{ ...CART, sensitiveData: ['PII'] }]));
    expect(await riskAt(tenant, 'r1')).not.toBeNull();
    await applyFlows(database.pool, tenant, flows([{ ...CART, businessFlows: ['BILLING'], riskScore: 8 }]));
    expect([await riskAt(tenant, 'r1'), (await riskAt(tenant, 'r2'))?.score]).toEqual([null, 0]);
    expect(await settleRisk(database, tenant)).toEqual({ computed: 1, interrupted: false });
    const full = { ATTACK_SEVERITY: 26, MALICIOUS_ANSWERED: 10, SENSITIVE_FLOW: 10, RISKY_ENDPOINT: 8 };
    expect(await pointsAt(tenant, 'r1')).toEqual(full);
    expect(await differencesOf(database)).toEqual([]);
  });

  test('what the discovery says of an endpoint reaches it after the answer', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss')]);
    await settle(database, tenant);
    await pusher(graph.app).accepted(tenant, 'endpoints', { items: [{ ...CART, version: 1, rogue: 'ZOMBIE' }] });
    await expect
      .poll(() => pointsAt(tenant, 'r1'))
      .toEqual({ ATTACK_SEVERITY: 26, MALICIOUS_ANSWERED: 10, RISKY_ENDPOINT: 6 });
    expect(await differencesOf(database)).toEqual([]);
  });

  test('a specification that makes endpoints rogue, or moves requests, reaches it', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss'), line('r2', { sid: 'two', path: '/items/a' })]);
    await applyFlows(
      database.pool,
      tenant,
      flows([{ method: 'GET', host: 'shop.example', pathTemplate: '/items/{item}', riskScore: 9 }]),
    );
    await settle(database, tenant);
    const operations = [{ method: 'GET', host: 'shop.example', path: '/items/{item}', tags: [] }];
    await changeSpecifications(database, tenant, { load: [{ name: 'shop', version: '1', operations }] });
    await settle(database, tenant);
    expect(await pointsAt(tenant, 'r1')).toMatchObject({ RISKY_ENDPOINT: 4 });
    expect(await pointsAt(tenant, 'r2')).toEqual({ RISKY_ENDPOINT: 4 });
    expect(await differencesOf(database)).toEqual([]);
  });

  test('computing stops after a whole page, verify tells what is due, and any later run completes it', async () => {
    await settleEverything();
    const tenant = newTenant();
    const lines = Array.from({ length: 2_003 }, (_, n) => attack(`r${n}`, 'xss', { sid: `session ${n}` }));
    await importLines(database, tenant, lines);
    await setAside(tenant, '/cart');
    // Asked before the work, before the first page, before the second.
    const answers = [false, false];
    const signal = {
      get aborted() {
        return answers.shift() ?? true;
      },
    } as AbortSignal;
    expect(await settleRisk(database, tenant, signal)).toEqual({ computed: 2_000, interrupted: true });
    const found: unknown[] = [];
    const { dueRisks } = await verify(database.pool, (difference) => found.push(difference));
    expect(found).toEqual([]);
    expect(dueRisks).toBe(3);
    expect(await settleRisk(database, tenant)).toEqual({ computed: 3, interrupted: false });
    expect(await settleRisk(database, tenant)).toEqual({ computed: 0, interrupted: false });
    expect((await verify(database.pool, () => {})).dueRisks).toBe(0);
  });

  test('scores of other weights are due as a whole', async () => {
    await settleEverything();
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss'), line('r2', { sid: 'two' })]);
    await settle(database, tenant);
    await database.pool.query('UPDATE setting SET value = $2 WHERE name = $1', [`risk weights: ${tenant}`, 'before']);
    await database.pool.query('UPDATE session SET risk_score = 99 WHERE tenant = $1', [tenant]);
    expect(await tenantsDue(database.pool)).toContain(tenant);
    expect((await verify(database.pool, () => {})).dueRisks).toBe(2);
    expect(await settleRisk(database, tenant)).toEqual({ computed: 2, interrupted: false });
    expect((await riskAt(tenant, 'r1'))?.score).toBe(36);
  });

  test('verify finds a state from which the next request would make a wrong score', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss')]);
    await database.pool.query(
      `UPDATE session SET risk_state = jsonb_set(risk_state, '{severity}', '38') WHERE tenant = $1`,
      [tenant],
    );
    const found = await differencesOf(database);
    expect(found).toEqual([expect.objectContaining({ tenant, what: 'what the risk goes on from' })]);
    await database.pool.query('UPDATE session SET risk_state = NULL WHERE tenant = $1', [tenant]);
    // As a store of before has it: one more request, and the part is read again.
    await importLines(database, tenant, [attack('r2', 'sqli')]);
    expect(await riskAt(tenant, 'r1')).toBeNull();
    await settle(database, tenant);
    expect(await pointsAt(tenant, 'r1')).toMatchObject({ ATTACK_SEVERITY: 36, ATTACK_TYPES: 6 });
    expect(await differencesOf(database)).toEqual([]);
  });

  test('verify finds a score that its requests do not make', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack('r1', 'xss')]);
    await settle(database, tenant);
    await database.pool.query('UPDATE session SET risk_score = 35 WHERE tenant = $1', [tenant]);
    expect(await differencesOf(database)).toEqual([
      {
        tenant,
        place: expect.stringMatching(/^session .+\.20240512$/),
        what: 'risk',
        stored: '35: ATTACK_SEVERITY 26 (r1), MALICIOUS_ANSWERED 10 (r1)',
        recomputed: '36: ATTACK_SEVERITY 26 (r1), MALICIOUS_ANSWERED 10 (r1)',
      },
    ]);
    await database.pool.query('UPDATE session SET risk_score = NULL WHERE tenant = $1', [tenant]);
  });
});
