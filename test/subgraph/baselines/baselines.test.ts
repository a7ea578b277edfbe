import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBaselineLoaders } from '../../../subgraph/baselines/baseline.loaders.ts';
import { deviationTenantsDue, settleDeviations } from '../../../subgraph/settling/settle-deviations.ts';
import { changeSpecifications } from '../../../subgraph/specifications/specification-store.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { digestOf, forget } from '../../support/digest.ts';
import { onDatabases } from '../../support/graph.ts';
import { type Measured, NaiveBaselines } from '../../support/naive-baselines.ts';
import { statementsOf } from '../../support/statements.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// What is usual for an endpoint, and which requests stand out from it.

interface Answer {
  expected: Record<string, number | null> | null;
  deviations: { metric: string; degree: string; factor: number }[];
}

const AT = '2024-05-12T10:00:00.000Z';

/** A request to the one endpoint of most stories. */
const visit = (id: string, change: Partial<Line> = {}): Line => ({
  id,
  time: AT,
  sid: `session of ${id}`,
  method: 'GET',
  host: 'shop.example',
  path: '/cart',
  status: 200,
  durationMs: 20,
  sizeBytes: 400,
  ...change,
});
const visits = (count: number, change: Partial<Line> = {}, name = 'usual'): Line[] =>
  Array.from({ length: count }, (_, index) => visit(`${name}-${index}`, change));

onDatabases(({ database, graph, kind }) => {
  async function settled(lines: readonly Line[], tenant = newTenant()): Promise<string> {
    expect(await importLines(database, tenant, lines)).toMatchObject({ rejected: 0, duplicates: 0 });
    await settleDeviations(database, tenant);
    return tenant;
  }

  async function ask(tenant: string, id: string): Promise<Answer> {
    const { request } = await graph.query<{ request: Answer }>(
      tenant,
      `query ($id: ID!) { request(id: $id) { deviations { metric degree factor } expected {
         sampleCount durationMsSampleCount durationMsMean durationMsMedian durationMsP95
         sizeBytesSampleCount sizeBytesMean sizeBytesMedian sizeBytesP95 } } }`,
      { id },
    );
    return request;
  }

  const degrees = async (tenant: string, id: string) =>
    (await ask(tenant, id)).deviations.map(({ metric, degree }) => `${metric} ${degree}`);

  test('a slow and large answer beside what is usual', async () => {
    const tenant = await settled([
      ...visits(60),
      visit('slow', { durationMs: 90 }),
      visit('slower-and-large', { durationMs: 100, sizeBytes: 8_000 }),
    ]);
    expect(await ask(tenant, 'slow')).toEqual({
      expected: {
        sampleCount: 61,
        durationMsSampleCount: 61,
        durationMsMean: expect.closeTo(1_300 / 61, 9),
        durationMsMedian: 20,
        durationMsP95: 20,
        sizeBytesSampleCount: 61,
        sizeBytesMean: expect.closeTo(32_000 / 61, 9),
        sizeBytesMedian: 400,
        sizeBytesP95: 400,
      },
      deviations: [{ metric: 'DURATION', degree: 'HIGH', factor: 4.5 }],
    });
    expect((await ask(tenant, 'slower-and-large')).deviations).toEqual([
      { metric: 'DURATION', degree: 'EXTREME', factor: 5 },
      { metric: 'SIZE', degree: 'EXTREME', factor: 20 },
    ]);
    expect((await ask(tenant, 'usual-0')).deviations).toEqual([]);
  });

  test('under 50 samples there is no baseline, and what is known is shown', async () => {
    const tenant = await settled([...visits(49), visit('slow', { durationMs: 2_000 })]);
    expect(await ask(tenant, 'slow')).toMatchObject({
      expected: { sampleCount: 49, durationMsP95: 20 },
      deviations: [],
    });
    await settled([visit('one-more')], tenant);
    expect(await degrees(tenant, 'slow')).toEqual(['DURATION EXTREME']);
  });

  test('a session does not train its own baseline, its other days do', async () => {
    const lines = visits(55);
    const own = visits(60, { sid: 'mine', durationMs: 2_000 }, 'own');
    const yesterday = visits(10, { sid: 'mine', time: '2024-05-11T10:00:00Z', durationMs: 20 }, 'before');
    const tenant = await settled([...lines, ...own, ...yesterday]);
    expect(await ask(tenant, 'own-0')).toMatchObject({
      expected: { sampleCount: 65, durationMsP95: 20 },
      deviations: [{ metric: 'DURATION', degree: 'EXTREME', factor: 100 }],
    });
    // Others see them.
    expect(await ask(tenant, 'usual-0')).toMatchObject({ expected: { sampleCount: 124, durationMsP95: 2_000 } });
  });

  test('seven UTC days count, those before and after do not', async () => {
    const on = (day: string, count: number) => visits(count, { time: `2024-05-${day}T23:59:59.999Z` }, `on-${day}`);
    const tenant = await settled([
      ...on('05', 100),
      ...on('06', 25),
      ...on('12', 25),
      ...on('13', 100),
      visit('slow', { time: '2024-05-12T00:00:00Z', durationMs: 500 }),
    ]);
    expect(await ask(tenant, 'slow')).toMatchObject({
      expected: { sampleCount: 50 },
      deviations: [{ metric: 'DURATION', degree: 'EXTREME' }],
    });
  });

  test('successes and errors are compared apart; blocked, unanswered and informational ones with nothing', async () => {
    const tenant = await settled([
      ...visits(60, { status: 302 }),
      ...visits(60, { status: 503, durationMs: 3_000 }, 'failed'),
      visit('slow-error', { status: 404, durationMs: 3_100 }),
      visit('slow-success', { durationMs: 3_100 }),
      visit('blocked', { durationMs: 3_100, blocked: true }),
      visit('unanswered', { durationMs: 3_100, status: undefined }),
      visit('informational', { durationMs: 3_100, status: 101 }),
    ]);
    expect(await ask(tenant, 'slow-error')).toMatchObject({ expected: { sampleCount: 60 }, deviations: [] });
    expect(await degrees(tenant, 'slow-success')).toEqual(['DURATION EXTREME']);
    for (const id of ['blocked', 'unanswered', 'informational']) {
      expect(await ask(tenant, id)).toEqual({ expected: null, deviations: [] });
    }
    expect((await ask(tenant, 'usual-0')).expected).toMatchObject({ sampleCount: 60 });
  });

  test('what was not measured neither trains nor stands out', async () => {
    const tenant = await settled([
      ...visits(60, { sizeBytes: undefined }),
      ...visits(10, {}, 'with-size'),
      visit('large', { durationMs: undefined, sizeBytes: 1e6 }),
    ]);
    expect(await ask(tenant, 'large')).toMatchObject({
      expected: { sampleCount: 70, durationMsSampleCount: 70, sizeBytesSampleCount: 10 },
      deviations: [],
    });
  });

  test('a late line changes what requests of the six days after it are called', async () => {
    const late = (day: string) => visit(`late-${day}`, { time: `2024-05-${day}T09:00:00Z`, durationMs: 500 });
    const tenant = await settled([...visits(48), visit('slow', { durationMs: 500 }), late('18'), late('19')]);
    for (const id of ['slow', 'late-18', 'late-19']) expect(await degrees(tenant, id)).toEqual([]);
    await settled(visits(2, { time: '2024-05-10T10:00:00Z' }, 'early'), tenant);
    expect(await degrees(tenant, 'slow')).toEqual(['DURATION EXTREME']);
    // The 10th is no more among its seven days.
    expect(await degrees(tenant, 'late-18')).toEqual([]);
    await settled(visits(1, { time: '2024-05-12T11:00:00Z' }, 'noon'), tenant);
    expect(await degrees(tenant, 'late-18')).toEqual(['DURATION EXTREME']);
    expect(await degrees(tenant, 'late-19')).toEqual([]);
    // And back: what becomes usual stands out no more.
    await settled(visits(80, { durationMs: 500 }, 'new-usual'), tenant);
    expect(await degrees(tenant, 'slow')).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  test('filters, facets, statistics and options name the same requests', async () => {
    const tenant = await settled([
      ...visits(60),
      visit('slow', { sid: 'a', durationMs: 500 }),
      visit('large', { sid: 'b', sizeBytes: 90_000 }),
      visit('both', { sid: 'b', durationMs: 500, sizeBytes: 90_000 }),
    ]);
    const { sessions, sessionFilterOptions } = await graph.query<{
      sessions: {
        totalCount: { value: number };
        nodes: { requests: { nodes: { id: string }[] }; statistics: object[] }[];
        facets: object[];
      };
      sessionFilterOptions: object[];
    }>(
      tenant,
      `{ sessions(filter: { requests: [{ deviations: [SIZE] }] }) { totalCount { value }
           facets(dimensions: [DEVIATION]) { total buckets { key label count } }
           nodes { requests(filter: { deviations: [DURATION, SIZE] }) { nodes { id } }
             statistics(dimensions: [DEVIATION]) { total buckets { key label count share } } } }
         sessionFilterOptions(dimension: DEVIATION, search: "slow") { key label count } }`,
    );
    expect(sessions.totalCount.value).toBe(1);
    expect(sessions.nodes[0]!.requests.nodes.map(({ id }) => id)).toEqual(['both', 'large']);
    const buckets = [
      { key: 'DURATION', label: 'Slow response', count: 2 },
      { key: 'SIZE', label: 'Large response', count: 1 },
    ];
    expect(sessions.facets).toEqual([{ total: 62, buckets }]);
    expect(sessionFilterOptions).toEqual([buckets[0]]);
    expect(sessions.nodes[0]!.statistics).toEqual([
      {
        total: 2,
        buckets: [
          { key: 'SIZE', label: 'Large response', count: 2, share: 1 },
          { key: 'DURATION', label: 'Slow response', count: 1, share: 0.5 },
        ],
      },
    ]);
    const { errors } = await graph.ask(
      tenant,
      '{ sessions(filter: { requests: [{ deviations: [] }] }) { nodes { id } } }',
    );
    expect(errors?.[0]?.extensions).toMatchObject({ path: 'filter.requests[0].deviations' });
  });

  test('until it is settled, an import leaves deviations as they were, says so, and verify does not call it wrong', async () => {
    const state = async (tenant: string) =>
      (
        await graph.query<{ sessionBaselines: { settledAt: string | null; dueEndpoints: number } }>(
          tenant,
          '{ sessionBaselines { settledAt dueEndpoints } }',
        )
      ).sessionBaselines;
    const tenant = newTenant();
    expect(await state(tenant)).toEqual({ settledAt: null, dueEndpoints: 0 });
    await importLines(database, tenant, [...visits(60), visit('slow', { durationMs: 500 })]);
    expect(await state(tenant)).toEqual({ settledAt: null, dueEndpoints: 1 });
    expect(await deviationTenantsDue(database.pool)).toContain(tenant);
    expect(await ask(tenant, 'slow')).toMatchObject({ expected: { sampleCount: 60 }, deviations: [] });
    const found: unknown[] = [];
    expect((await verify(database.pool, (difference) => found.push(difference))).due).toBeGreaterThan(0);
    expect(found).toEqual([]);
    await settleDeviations(database, tenant);
    expect(await state(tenant)).toEqual({ settledAt: expect.any(String), dueEndpoints: 0 });
    expect(await degrees(tenant, 'slow')).toEqual(['DURATION EXTREME']);
    expect(await differences()).toEqual([]);
  });

  test('an endpoint that a specification names takes the histograms of its requests along', async () => {
    const at = (name: string, change: Partial<Line> = {}) => visit(`to-${name}`, { path: `/carts/${name}`, ...change });
    // So few that their siblings do not name them.
    const names = Array.from({ length: 26 }, (_, index) => `cart-of-${String.fromCharCode(97 + index)}`);
    const carts = names.flatMap((name) =>
      ['', '-again', '-once-more'].map((time) => at(name, { id: `${name}${time}` })),
    );
    const tenant = await settled([...carts, at('slow', { durationMs: 500 })]);
    expect(await ask(tenant, 'to-slow')).toMatchObject({ expected: { sampleCount: 0 }, deviations: [] });
    const before = await digestOf(database, tenant);
    const shop = {
      name: 'Shop',
      version: '1',
      operations: [{ method: 'GET', host: 'shop.example', path: '/carts/{name}', tags: [] }],
    };
    await changeSpecifications(database, tenant, { load: [shop] });
    await settleDeviations(database, tenant);
    expect(await degrees(tenant, 'to-slow')).toEqual(['DURATION EXTREME']);
    expect(await differences()).toEqual([]);
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    await settleDeviations(database, tenant);
    expect(await digestOf(database, tenant)).toEqual(before);
  });

  const mostly = (usual: number[], seldom: number[], rare: number[]) =>
    fc.oneof(
      { weight: 27, arbitrary: fc.constantFrom(...usual) },
      { weight: 2, arbitrary: fc.constantFrom(...seldom) },
      { weight: 1, arbitrary: fc.constantFrom(...rare) },
    );

  /** So that something stands out, whatever is drawn. */
  const USUAL_AND_SLOW = Array.from({ length: 61 }, (_, index) => ({
    day: '05',
    sid: index === 0 ? 'slow' : 'usual',
    status: 200,
    blocked: false,
    durationMs: index === 0 ? 1_000 : 10,
    sizeBytes: 100,
  }));

  test('any order of import, settled in between or not, makes the same store', async () => {
    const line = fc.record({
      day: fc.constantFrom('05', '06', '08', '12'),
      sid: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      status: fc.constantFrom(200, 200, 200, 500),
      blocked: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      durationMs: mostly([10, 20], [70, 200], [1_000]),
      sizeBytes: mostly([100, 200], [1_500], [9_000]),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 100, maxLength: 160 }),
        fc.nat({ max: 160 }),
        fc.boolean(),
        async (drawn, cut, inBetween) => {
          const tenant = newTenant();
          const lines = [...USUAL_AND_SLOW, ...drawn].map(({ day, ...each }, index) =>
            visit(`r${index}`, { ...each, time: `2024-05-${day}T10:00:00Z` }),
          );
          await settled(lines, tenant);
          const first = await digestOf(database, tenant);
          await expectNaive(tenant, lines);
          await forget(database, tenant);
          await importLines(database, tenant, lines.slice(cut).toReversed());
          if (inBetween) await settleDeviations(database, tenant);
          await settled(lines.slice(0, cut), tenant);
          expect(await digestOf(database, tenant)).toEqual(first);
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
    expect(deviating).toBeGreaterThan(0);
    expect(await differences()).toEqual([]);
  }, 300_000);

  let deviating = 0;

  /** Every value of the random lines has a bucket of its own: nothing is off by the histogram's error. */
  async function expectNaive(tenant: string, lines: readonly Line[]): Promise<void> {
    const requests = lines.map((each) => ({
      ...each,
      time: new Date(each.time),
      session: `${each.sid} ${each.time.slice(0, 10)}`,
      endpoint: '',
    })) as unknown as Measured[];
    const baselines = new NaiveBaselines(requests);
    const expected = requests.map((each) => [
      each.id,
      baselines.judge(each, 'durationMs').degree,
      baselines.judge(each, 'sizeBytes').degree,
    ]);
    const { rows } = await database.pool.query<{ id: string; d: string | null; s: string | null }>(
      'SELECT id, duration_deviation AS d, size_deviation AS s FROM request WHERE tenant = $1',
      [tenant],
    );
    const sorted = (list: unknown[][]) => list.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
    expect(sorted(rows.map(({ id, d, s }) => [id, d, s]))).toEqual(sorted(expected));
    deviating += rows.filter(({ d, s }) => d !== null || s !== null).length;
  }

  test('a page costs one statement for what is expected, whatever its size', async () => {
    const paths = ['/cart', '/login', '/orders'];
    const tenant = await settled(
      visits(90).map((each, index) => ({ ...each, path: paths[index % 3]!, sid: `session ${index % 30}` })),
    );
    const cost = (first: number) =>
      statementsOf(() =>
        graph.query(
          tenant,
          `{ sessions(first: ${first}) { nodes { requests { nodes { expected { sampleCount } deviations { factor } } } } } }`,
        ),
      );
    const [few, many] = [await cost(1), await cost(30)];
    expect(few).toHaveLength(3);
    expect(many).toHaveLength(3);
  });

  test('of an endpoint: its successes on the last day that has any, and the six before', async () => {
    const tenant = await settled([
      ...visits(10, { time: '2024-05-06T10:00:00Z', durationMs: 10 }, 'old'),
      ...visits(20, { time: '2024-05-12T10:00:00Z', durationMs: 30 }, 'new'),
      ...visits(5, { time: '2024-05-05T10:00:00Z', durationMs: 999 }, 'too-old'),
      visit('failed', { time: '2024-05-13T10:00:00Z', status: 500, durationMs: 999 }),
    ]);
    const { request } = await graph.query<{ request: { endpointSummary: { id: string } } }>(
      tenant,
      '{ request(id: "old-0") { endpointSummary { id } } }',
    );
    const { endpointBaseline } = createBaselineLoaders(database.prisma, tenant);
    const asked = await statementsOf(async () => {
      const known = { count: 30, median: 30_000, mean: 700_000 / 30 };
      expect(await endpointBaseline.loadMany([request.endpointSummary.id, 'nobody'])).toMatchObject([
        { DURATION: known, SIZE: { count: 30, median: 400 } },
        { DURATION: null, SIZE: null },
      ]);
    });
    expect(asked).toHaveLength(1);
    const other = createBaselineLoaders(database.prisma, newTenant());
    expect(await other.endpointBaseline.load(request.endpointSummary.id)).toEqual({ DURATION: null, SIZE: null });
  });

  test('a session of more values than a page is settled whole', async () => {
    const page = kind === 'embedded' ? 4_000 : 20_000;
    const tenant = await settled([
      ...visits(60),
      ...Array.from({ length: page + 1 }, (_, index) =>
        visit(`big-${index}`, { sid: 'big', durationMs: 1_000 + index }),
      ),
      visit('last', { sid: 'zzz', durationMs: 900_000 }),
    ]);
    const { sessions } = await graph.query<{ sessions: { nodes: { requests: { totalCount: { value: number } } }[] } }>(
      tenant,
      `{ sessions(filter: { requests: [{ deviations: [DURATION] }] }) { nodes { requests(first: 1, filter: { deviations: [DURATION] }) {
           totalCount { value } } } } }`,
    );
    expect(sessions.nodes.map(({ requests }) => requests.totalCount.value).toSorted((a, b) => b - a)).toEqual([
      page + 1,
      1,
    ]);
    expect(await differences()).toEqual([]);
  }, 300_000);

  async function differences(): Promise<unknown[]> {
    const found: unknown[] = [];
    await verify(database.pool, (difference) => found.push(difference));
    return found;
  }
});
