import { afterAll, beforeAll, expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { rowsFetched, type Statement, statementsOf } from '../support/statements.ts';
import { openSubgraph, type Subgraph } from '../support/subgraph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Hundreds of ids in one question: what is read follows from their number, not from what is stored beside them.

const SESSIONS = 900;
const REQUESTS = 2_700;

onDatabases(({ database, graph }) => {
  let subgraph: Subgraph;
  let known: Record<'request' | 'session' | 'key' | 'attack', string[]>;
  const tenant = newTenant();
  beforeAll(async () => {
    subgraph = await openSubgraph(database);
    await importLines(
      database,
      tenant,
      Array.from({ length: REQUESTS }, (_, index) => lineOf(index)),
    );
    const idsOf = async (text: string) =>
      (await database.pool.query<{ id: string }>(text, [tenant])).rows.map(({ id }) => id);
    known = {
      request: Array.from({ length: 500 }, (_, index) => `r${index}`),
      session: await idsOf(
        `SELECT key || '.' || to_char(day, 'YYYYMMDD') AS id FROM session WHERE tenant = $1 ORDER BY key LIMIT 500`,
      ),
      key: await idsOf('SELECT key AS id FROM session WHERE tenant = $1 ORDER BY key LIMIT 500'),
      attack: Array.from({ length: 500 }, (_, index) => `a${index}`),
    };
  }, 240_000);
  afterAll(() => subgraph.close());

  const costOf = async (work: () => Promise<unknown>) => {
    let rows = 0;
    for (const statement of await statementsOf(work)) rows += await rowsFetched(database, statement);
    return rows;
  };
  /** Rows read for 100 and 500 ids that there are, and for as many that there are not. */
  const costs = async (ids: readonly string[], ask: (ids: readonly string[]) => Promise<unknown>) => {
    const unknown = ids.map((id) => `none-${id}`);
    const cost = (some: readonly string[]) => costOf(() => ask(some));
    return {
      hundred: await cost(ids.slice(0, 100)),
      fiveHundred: await cost(ids),
      unknownHundred: await cost(unknown.slice(0, 100)),
      unknownFiveHundred: await cost(unknown),
    };
  };

  const ASKED = {
    'a page': '{ nodes { id } }',
    'their number': '{ totalCount { value } }',
    'the facets': '{ facets(dimensions: [HOST, STATUS]) { total } }',
    'the timeline': '{ timeline { buckets { requests } } }',
    'why each is listed': '{ edges { match { requestCount { value } firstAt lastAt reasons } } }',
  };
  const FILTERS = {
    'of requests by id': ['request', '{ requests: [{ ids: $ids }] }'],
    'of requests by id that meet more': [
      'request',
      '{ requests: [{ ids: $ids, malicious: true }, { malicious: false }] }',
    ],
    'by id': ['session', '{ ids: $ids }'],
    'by key': ['key', '{ keys: $ids }'],
  } as const;
  const questions = Object.entries(FILTERS).flatMap(([filter, [of, text]]) =>
    Object.entries(ASKED).map(([what, fields]) => [what, filter, of, `sessions(filter: ${text}) ${fields}`] as const),
  );

  test.each(questions)('%s of sessions %s reads what the ids lead to', async (_what, _filter, of, question) => {
    const { hundred, fiveHundred, unknownHundred, unknownFiveHundred } = await costs(known[of], (ids) =>
      graph.query(tenant, `query ($ids: [ID!]!) { ${question} }`, { ids }),
    );
    expect(fiveHundred).toBeLessThanOrEqual(5 * hundred);
    expect(unknownHundred).toBeLessThanOrEqual(hundred);
    expect(unknownFiveHundred).toBeLessThanOrEqual(fiveHundred);
  });

  test('sessions without some requests are counted by looking each of these up once', async () => {
    const { fiveHundred, unknownFiveHundred } = await costs(known.request, (ids) =>
      graph.query(
        tenant,
        'query ($ids: [ID!]!) { sessions(filter: { noRequests: [{ ids: $ids }] }) { totalCount { value } } }',
        { ids },
      ),
    );
    // Every session, each looked at once or (for the request that it must have) twice.
    expect(fiveHundred).toBeLessThanOrEqual(REQUESTS + 2 * SESSIONS + 500);
    expect(unknownFiveHundred).toBeLessThanOrEqual(REQUESTS + 2 * SESSIONS + 500);
  });

  test.each([
    ['Request', 'request', 'method session { id }'],
    ['Session', 'session', 'requestCount'],
  ] as const)(
    'references to entities of the type %s are looked up, and nothing else is read',
    async (type, of, fields) => {
      const { hundred, fiveHundred, unknownFiveHundred } = await costs(known[of], (ids) =>
        subgraph.entities(
          tenant,
          ids.map((id) => ({ __typename: type, id })),
          type,
          `id ${fields}`,
        ),
      );
      // Itself, what it leads to, and for a request the key of its session.
      expect(hundred).toBeLessThanOrEqual(300);
      expect(fiveHundred).toBeLessThanOrEqual(1_500);
      expect(unknownFiveHundred).toBe(0);
    },
  );

  test('the requests of each of many attacks are looked for in the sessions of that attack', async () => {
    const { hundred } = await costs(known.attack.slice(0, 100), (ids) =>
      subgraph.entities(
        tenant,
        ids.map((id) => ({ __typename: 'Attack', id })),
        'Attack',
        'id sessionRequests(first: 2) { nodes { id } }',
      ),
    );
    // A request of its own each, in a session of three: not all requests for each of them.
    expect(hundred).toBeLessThan(100 * REQUESTS * 0.5);
  });

  // Of a tenant that is new among others PostgreSQL expects a request or none, and takes every index that begins with the tenant
  // for as good as that of ids. On the few rows of a test it might still take the right one.
  test.each([
    [
      'by an import',
      (ids: string[]) =>
        importLines(
          database,
          tenant,
          ids.map((id) => ({ ...lineOf(0), id })),
        ),
    ],
    [
      'by a filter',
      (ids: string[]) =>
        graph.query(
          tenant,
          'query ($ids: [ID!]!) { sessions(filter: { requests: [{ ids: $ids }] }) { nodes { id } } }',
          { ids },
        ),
    ],
    [
      'as entities',
      (ids: string[]) =>
        subgraph.entities(
          tenant,
          ids.map((id) => ({ __typename: 'Request', id })),
          'Request',
          'id',
        ),
    ],
  ])('requests of many ids, looked for %s, are found by no other index than that of ids', async (_by, ask) => {
    const ids = ['r1', 'r2', 'r3'];
    const statements = await statementsOf(() => ask(ids));
    const naming = statements.filter(
      ({ text, values }) =>
        /^\s*(SELECT|WITH)/.test(text) &&
        values.some((value) => Array.isArray(value) && ids.every((id) => value.includes(id))),
    );
    expect(naming.length).toBeGreaterThan(0);
    for (const statement of naming) expect(await indexesWithout('request_id_idx', statement)).not.toContain('tenant');
  });

  /** The scans of `request` in the plan of a statement if an index were not there, and whole tables might not be read. */
  async function indexesWithout(index: string, { text, values }: Statement): Promise<string> {
    const client = await database.pool.connect();
    try {
      await client.query(`BEGIN; DROP INDEX ${index}; SET LOCAL enable_seqscan = off`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      return rows
        .map((row) => row['QUERY PLAN'])
        .filter((line) => /Scan.* (on|using) request_\d+/.test(line))
        .join('\n');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  test('no list of hundreds of values finds more or less than those of its values that there are', async () => {
    const found = async (filter: object) =>
      (
        await graph.query<{ sessions: { totalCount: object; nodes: object[] } }>(
          tenant,
          'query ($filter: SessionFilter) { sessions(first: 200, filter: $filter) { totalCount { value exact } nodes { id } } }',
          { filter },
        )
      ).sessions;
    const many = Array.from({ length: 400 }, (_, index) => `nobody-${index}`);
    const addresses = many.map((_, index) => `198.51.${100 + (index >> 8)}.${index & 255}`);
    for (const [few, all] of [
      [{ attackIds: ['a3', 'a4'] }, { attackIds: [...many, 'a3', 'a4'] }],
      [{ ips: ['10.0.0.7', '10.0.0.8'] }, { ips: [...addresses, '10.0.0.7', '10.0.0.8'] }],
      [{ ips: ['10.0.0.7', null] }, { ips: [...addresses, '10.0.0.7', null] }],
      [{ users: { anyOf: ['user 5', null] } }, { users: { anyOf: ['user 5', ...many, null] } }],
      [
        { hosts: ['API.example'], methods: ['POST'] },
        { hosts: [...many, 'API.example'], methods: ['POST'] },
      ],
      [{ roles: { anyOf: ['admin'] } }, { roles: { anyOf: [...many, 'admin'] } }],
      [{ attackTypes: ['sqli'] }, { attackTypes: [...many, 'sqli'] }],
      [{ endpointIds: ['nobody'] }, { endpointIds: many }],
    ]) {
      const expected = await found({ requests: [few!] });
      expect(await found({ requests: [all!] }), JSON.stringify(few)).toEqual(expected);
      expect(expected.nodes.length > 0).toBe(!few!.endpointIds);
    }
  });
});

/** Three requests a session, spread over five days; one in three malicious, under an attack of its own. */
function lineOf(index: number): Line {
  const session = index % SESSIONS;
  return {
    id: `r${index}`,
    time: new Date(Date.UTC(2024, 4, 12 + (session % 5), 0, 0, index)).toISOString(),
    sid: `session ${session}`,
    method: index % 2 === 0 ? 'POST' : 'GET',
    path: `/orders/${'abcdefgh'[index % 8]}`,
    host: 'api.example',
    status: 200,
    ip: index % 50 === 9 ? null : `10.0.0.${index % 50}`,
    ...(index % 40 === 39 ? {} : { user: `user ${index % 40}` }),
    role: index % 100 === 0 ? 'admin' : 'customer',
    detections: index < SESSIONS ? [{ type: 'sqli', attackId: `a${index}` }] : [],
  };
}
