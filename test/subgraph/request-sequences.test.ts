import { describe, expect, test } from 'vitest';
import type { SequenceStep, SessionFilter } from '../../subgraph/filters/filter.type.ts';
import { fileOf, readCsv } from '../support/export.ts';
import { onDatabases } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// "Followed by": sessions with requests that meet some steps one after another, and the requests of such chains.

const NOON = Date.parse('2024-05-12T12:00:00Z');
const at = (ms: number): string => new Date(NOON + ms).toISOString();
/** Requests of one session: letter of the path, and milliseconds after noon. */
const lettersAt = (...letters: [letter: string, ms: number][]): Line[] =>
  letters.map(([letter, ms], index) => ({ id: `${letter}${index}`, sid: 'one', path: `/${letter}`, time: at(ms) }));
const step = (letter: string, withinMs?: number): SequenceStep => ({
  request: { endpoint: `/${letter}` },
  ...(withinMs !== undefined && { withinMs }),
});
const code = (status: number, withinMs?: number): SequenceStep => ({
  request: { statuses: [status] },
  ...(withinMs !== undefined && { withinMs }),
});

interface Found {
  sessions: number;
  /** Ids of the requests that the open sessions show, and of them all how many the list says that match. */
  requests: string[];
  matches: number;
  restsOnArrival: boolean;
}

onDatabases(({ database, graph }) => {
  const given = async (lines: Line[]): Promise<string> => {
    const tenant = newTenant();
    await importLines(database, tenant, lines);
    return tenant;
  };
  const find = async (
    tenant: string,
    steps: SequenceStep[],
    { filter, period }: { filter?: SessionFilter; period?: object } = {},
  ): Promise<Found> => {
    const { list } = await graph.query<{
      list: {
        totalCount: { value: number };
        edges: {
          match: { requestCount: { value: number }; restsOnArrival: boolean };
          node: { requests: { nodes: { id: string }[] } };
        }[];
      };
    }>(
      tenant,
      `query ($period: SessionTimeRange, $filter: SessionFilter, $request: SessionRequestFilter) {
         list: sessions(period: $period, filter: $filter) { totalCount { value } edges {
           match { requestCount { value } restsOnArrival }
           node { requests(period: $period, filter: $request) { nodes { id } } } } } }`,
      { period, filter: { ...filter, sequence: steps }, request: { inSequence: steps } },
    );
    return {
      sessions: list.totalCount.value,
      requests: list.edges.flatMap(({ node }) => node.requests.nodes.map(({ id }) => id)).toSorted(),
      matches: list.edges.reduce((sum, { match }) => sum + match.requestCount.value, 0),
      restsOnArrival: list.edges.some(({ match }) => match.restsOnArrival),
    };
  };

  describe('which requests match', () => {
    test.each<[string, Line[], SequenceStep[], string[]]>([
      [
        'a later start is taken where the first one is too long ago',
        lettersAt(['a', 0], ['a', 10], ['b', 12]),
        [step('a'), step('b', 5)],
        ['a1', 'b2'],
      ],
      [
        'every one of three equal requests, under a step twice',
        lettersAt(['a', 0], ['a', 1], ['a', 2]),
        [step('a'), step('a')],
        ['a0', 'a1', 'a2'],
      ],
      [
        'all that take part in any chain, not those of one',
        lettersAt(['a', 0], ['b', 1], ['a', 2], ['b', 3]),
        [step('a'), step('b')],
        ['a0', 'a2', 'b1', 'b3'],
      ],
      [
        'no start without an end, and no end without a start',
        lettersAt(['b', 0], ['a', 1], ['b', 2], ['a', 3]),
        [step('a'), step('b')],
        ['a1', 'b2'],
      ],
      [
        'what stands between two steps does not',
        lettersAt(['a', 0], ['x', 1], ['b', 2]),
        [step('a'), step('b')],
        ['a0', 'b2'],
      ],
      [
        'a step in the middle that leads no further does not',
        lettersAt(['a', 0], ['b', 5], ['b', 50], ['c', 55]),
        [step('a'), step('b'), step('c', 10)],
        ['a0', 'b2', 'c3'],
      ],
      [
        'exactly as long after, and not a millisecond more',
        lettersAt(['a', 0], ['b', 1_000], ['b', 1_001]),
        [step('a'), step('b', 1_000)],
        ['a0', 'b1'],
      ],
      [
        'any request, where a step asks nothing',
        lettersAt(['a', 0], ['x', 1], ['b', 2]),
        [step('a'), { request: {} }, step('b')],
        ['a0', 'b2', 'x1'],
      ],
    ])('%s', async (_what, lines, steps, expected) => {
      const tenant = await given(lines);
      expect(await find(tenant, steps)).toEqual({
        sessions: 1,
        requests: expected,
        matches: expected.length,
        restsOnArrival: false,
      });
    });

    test('one request is not two steps, although it meets both', async () => {
      const tenant = await given(lettersAt(['a', 0]));
      expect(await find(tenant, [step('a'), { request: { methods: ['GET'] } }])).toMatchObject({ sessions: 0 });
    });

    test('equal times are ordered by arrival, and the match says that nothing else tells them apart', async () => {
      const lines: Line[] = [
        { id: 'ok', sid: 'one', time: at(0), status: 200 },
        { id: 'refused', sid: 'one', time: at(0), status: 401 },
      ];
      const tenant = await given(lines);
      expect(await find(tenant, [code(401), code(200)])).toEqual({
        sessions: 0,
        requests: [],
        matches: 0,
        restsOnArrival: false,
      });
      const found = { sessions: 1, requests: ['ok', 'refused'], matches: 2, restsOnArrival: true };
      expect(await find(tenant, [code(200), code(401)])).toEqual(found);
      expect(await find(tenant, [code(200), code(401, 0)])).toEqual(found);
    });

    test('a chain is of one session, one day and one tenant', async () => {
      const tenant = await given([
        { id: 'late', sid: 'one', time: '2024-05-12T23:59:59.999Z', status: 401 },
        { id: 'early', sid: 'one', time: '2024-05-13T00:00:00.000Z', status: 200 },
        { id: 'mine', sid: 'two', time: at(0), status: 401 },
        { id: 'yours', sid: 'three', time: at(1), status: 200 },
      ]);
      expect(await find(tenant, [code(401), code(200)])).toMatchObject({ sessions: 0 });
      expect(await find(await given([]), [{ request: {} }, { request: {} }])).toMatchObject({ sessions: 0 });
    });

    test('users may differ from step to step', async () => {
      const tenant = await given([
        { id: 'as-bob', sid: 'one', time: at(0), user: 'bob' },
        { id: 'as-eve', sid: 'one', time: at(1), user: 'eve' },
      ]);
      const as = (user: string): SequenceStep => ({ request: { users: { anyOf: [user] } } });
      expect(await find(tenant, [as('bob'), as('eve')])).toMatchObject({ requests: ['as-bob', 'as-eve'] });
      expect(await find(tenant, [as('eve'), as('bob')])).toMatchObject({ sessions: 0 });
    });

    test('a chain never leaves the period', async () => {
      const tenant = await given(lettersAt(['a', 0], ['b', 1_000]));
      const steps = [step('a'), step('b')];
      expect(await find(tenant, steps, { period: { from: at(0), to: at(1_001) } })).toMatchObject({ sessions: 1 });
      expect(await find(tenant, steps, { period: { from: at(1), to: at(2_000) } })).toMatchObject({ sessions: 0 });
      expect(await find(tenant, steps, { period: { from: at(0), to: at(1_000) } })).toMatchObject({ sessions: 0 });
    });

    test('each step says for itself whether marked attacks count', async () => {
      const marked = [{ type: 'sqli', falsePositive: true }];
      const tenant = await given([
        { id: 'first', sid: 'one', time: at(0), detections: marked },
        { id: 'second', sid: 'one', time: at(1), detections: marked },
      ]);
      const attack = { attackTypes: ['sqli'] };
      const counting = { ...attack, includeFalsePositives: true };
      expect(await find(tenant, [{ request: counting }, { request: counting }])).toMatchObject({ matches: 2 });
      expect(await find(tenant, [{ request: counting }, { request: attack }])).toMatchObject({ sessions: 0 });
    });

    test('a step may ask by id, for alternatives, and for what a request is not', async () => {
      const tenant = await given(lettersAt(['a', 0], ['x', 1], ['b', 2], ['c', 3]));
      const steps: SequenceStep[] = [
        { request: { ids: ['a0'] } },
        { request: { anyOf: [{ endpoint: '/b' }, { endpoint: '/c' }], not: [{ ids: ['b2'] }] } },
      ];
      expect(await find(tenant, steps)).toMatchObject({ requests: ['a0', 'c3'] });
    });
  });

  describe('beside other filters', () => {
    const LINES = [
      ...lettersAt(['a', 0], ['x', 1], ['b', 2], ['y', 3]),
      { id: 'other', sid: 'two', path: '/a', time: at(0) },
      { id: 'another', sid: 'two', path: '/b', time: at(5) },
    ];
    const AB = [step('a'), step('b')];

    test('the session must meet the entries as well, and what meets either matches', async () => {
      const tenant = await given(LINES);
      const filter = { requests: [{ endpoint: '/x' }, { endpoint: '/y' }] };
      expect(await find(tenant, AB, { filter })).toMatchObject({ sessions: 1, matches: 4 });
    });

    test('what must not be there is looked for in the whole period, not between the steps', async () => {
      const tenant = await given(LINES);
      expect(await find(tenant, AB, { filter: { noRequests: [{ endpoint: '/y' }] } })).toMatchObject({
        requests: ['another', 'other'],
      });
    });

    test('in an open session other conditions hide requests, and never break a chain', async () => {
      const tenant = await given(LINES);
      const shown = async (filter: object): Promise<string[]> => {
        const { request } = await graph.query<{ request: { session: { requests: { nodes: { id: string }[] } } } }>(
          tenant,
          `query ($filter: SessionRequestFilter) { request(id: "a0") { session { requests(filter: $filter) { nodes { id } } } } }`,
          { filter },
        );
        return request.session.requests.nodes.map(({ id }) => id).toSorted();
      };
      expect(await shown({ inSequence: AB, endpoint: '/b' })).toEqual(['b2']);
      expect(await shown({ inSequence: AB, not: [{ endpoint: '/b' }] })).toEqual(['a0']);
      expect(await shown({ anyOf: [{ inSequence: AB }, { endpoint: '/y' }] })).toEqual(['a0', 'b2', 'y3']);
      expect(
        await shown({ anyOf: [{ inSequence: AB, endpoint: '/a' }, { inSequence: [step('x'), step('y')] }] }),
      ).toEqual(['a0', 'x1', 'y3']);
    });
  });

  test('list, number, matches, timeline, facets, options, requests, statistics and export agree', async () => {
    const login = { method: 'POST', path: '/login', host: 'shop.example' };
    const tenant = await given([
      { ...login, id: 'wrong', sid: 'one', time: at(0), status: 401 },
      { ...login, id: 'wrong-again', sid: 'one', time: at(2_000), status: 401 },
      { ...login, id: 'right', sid: 'one', time: at(4_000), status: 200 },
      { id: 'home', sid: 'one', time: at(5_000), status: 200, host: 'www.example' },
      { ...login, id: 'at-once', sid: 'two', time: at(0), status: 200 },
      { ...login, id: 'gone-wrong', sid: 'two', time: at(9_000), status: 401 },
    ]);
    const steps: SequenceStep[] = [
      { request: { endpoint: 'POST /login', statuses: [401] } },
      { request: { endpoint: 'POST /login', statuses: [200] }, withinMs: 60_000 },
    ];
    const answer = await graph.query(
      tenant,
      `query ($filter: SessionFilter, $request: SessionRequestFilter) {
         sessions(filter: $filter) {
           totalCount { value } facets(dimensions: [HOST]) { total buckets { key count } }
           timeline(buckets: 1) { buckets { requests clientErrors } }
           edges { match { requestCount { value } firstAt lastAt reasons } node {
             requests(filter: $request) { totalCount { value } edges { position node { id } } }
             statistics(dimensions: [STATUS], filter: $request) { buckets { key count visible } }
             timeline(filter: $request, buckets: 1) { buckets { requests } } } } }
         sessionFilterOptions(dimension: HOST, filter: $filter) { key count } }`,
      { filter: { sequence: steps }, request: { inSequence: steps } },
    );
    expect(answer).toEqual({
      sessions: {
        totalCount: { value: 1 },
        // As any facet: of the sessions of the list, by all of their requests.
        facets: [
          {
            total: 1,
            buckets: [
              { key: 'shop.example', count: 1 },
              { key: 'www.example', count: 1 },
            ],
          },
        ],
        timeline: { buckets: [{ requests: 3, clientErrors: 2 }] },
        edges: [
          {
            match: {
              requestCount: { value: 3 },
              firstAt: at(0),
              lastAt: at(4_000),
              reasons: ['POST /login 401', 'POST /login 200'],
            },
            node: {
              requests: {
                totalCount: { value: 3 },
                edges: ['right', 'wrong-again', 'wrong'].map((id, index) => ({ position: index + 1, node: { id } })),
              },
              statistics: [
                {
                  buckets: [
                    { key: '200', count: 2, visible: 1 },
                    { key: '401', count: 2, visible: 2 },
                  ],
                },
              ],
              timeline: { buckets: [{ requests: 3 }] },
            },
          },
        ],
      },
      sessionFilterOptions: [
        { key: 'shop.example', count: 1 },
        { key: 'www.example', count: 1 },
      ],
    });
    const csv = await fileOf(graph, tenant, 'home', 'CSV', { filter: { inSequence: steps } });
    const [head, ...rows] = readCsv(csv);
    expect(rows.map((row) => row[head!.indexOf('request_id')]).toSorted()).toEqual(['right', 'wrong', 'wrong-again']);
  });
});
