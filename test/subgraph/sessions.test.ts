import { expect, test } from 'vitest';
import { onDatabases, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

interface Listed {
  sessions: { totalCount: { value: number; exact: boolean }; nodes: { id: string; [field: string]: unknown }[] };
}

onDatabases(({ database, graph }) => {
  const list = async (tenant: string, variables: object, fields = 'id') =>
    (
      await graph.query<Listed>(
        tenant,
        `query ($period: SessionTimeRange, $filter: SessionFilter, $orderBy: SessionOrder) {
           sessions(period: $period, filter: $filter, orderBy: $orderBy) { totalCount { value exact } nodes { ${fields} } } }`,
        variables,
      )
    ).sessions;

  test('a row says who, what, where and how often', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      {
        time: '2024-05-12T10:00:00.250Z',
        sid: 's1',
        method: 'POST',
        path: '/login',
        host: 'shop.example',
        status: 200,
        ip: '::ffff:10.0.0.1',
        countryCode: 'DE',
        sourceTags: ['vpn'],
        user: 'alice',
        role: 'admin',
        application: 'shop',
      },
      {
        time: '2024-05-12T10:00:02.250Z',
        sid: 's1',
        path: '/orders/17',
        host: 'shop.example',
        ip: '10.0.0.1',
        user: 'alice',
        blocked: true,
        detections: [
          { type: 'sqli', attackId: 'a1', payload: "' OR 1=1" },
          { type: 'sqli', attackId: 'a1' },
          { type: 'house_rule' },
          { type: 'xss', falsePositive: true },
        ],
      },
      { time: '2024-05-12T10:00:01Z', sid: 's1', path: '/orders/18', host: 'shop.example', ip: '10.0.0.2' },
    ]);
    const { nodes } = await list(
      tenant,
      {},
      `date startedAt lastSeenAt durationMs requestCount attackCount maliciousRequestCount blockedRequestCount users userCount
       roles ips { address countryCode tags requestCount share } ipCount hosts { host requestCount } hostCount applications
       attackTypes { type { code label category canMarkFalsePositive } detectionCount requestCount share }
       topEndpoints(first: 1) { summary { method host pathTemplate } requestCount share } endpointCount identifiedBy { name source }`,
    );
    expect(nodes).toEqual([
      {
        date: '2024-05-12',
        startedAt: '2024-05-12T10:00:00.250Z',
        lastSeenAt: '2024-05-12T10:00:02.250Z',
        durationMs: 2000,
        requestCount: 3,
        attackCount: 3,
        maliciousRequestCount: 1,
        blockedRequestCount: 1,
        users: ['alice'],
        userCount: 1,
        roles: ['admin'],
        ips: [
          { address: '10.0.0.1', countryCode: null, tags: [], requestCount: 2, share: 2 / 3 },
          { address: '10.0.0.2', countryCode: null, tags: [], requestCount: 1, share: 1 / 3 },
        ],
        ipCount: 2,
        hosts: [{ host: 'shop.example', requestCount: 3 }],
        hostCount: 1,
        applications: ['shop'],
        attackTypes: [
          {
            type: { code: 'house_rule', label: 'House rule', category: 'OTHER', canMarkFalsePositive: false },
            detectionCount: 1,
            requestCount: 1,
            share: 1 / 3,
          },
          {
            type: { code: 'sqli', label: 'SQL injection', category: 'INPUT_VALIDATION', canMarkFalsePositive: true },
            detectionCount: 2,
            requestCount: 1,
            share: 2 / 3,
          },
        ],
        topEndpoints: [
          {
            summary: { method: 'GET', host: 'shop.example', pathTemplate: '/orders/{int}' },
            requestCount: 2,
            share: 2 / 3,
          },
        ],
        endpointCount: 2,
        identifiedBy: [{ name: 'sid', source: 'REQUEST_COOKIE' }],
      },
    ]);
  });

  test('activity over midnight is a chain of day parts with one key', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { time: '2024-05-12T23:59:59.999Z', sid: 's1' },
      { time: '2024-05-13T00:00:00Z', sid: 's1' },
      { time: '2024-05-15T12:00:00Z', sid: 's1' },
    ]);
    const { nodes, totalCount } = await list(tenant, {}, 'id key date parts { id date requestCount }');
    expect(totalCount).toEqual({ value: 3, exact: true });
    expect(nodes.map(({ date }) => date)).toEqual(['2024-05-15', '2024-05-13', '2024-05-12']);
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(1);
    const parts = ['2024-05-12', '2024-05-13', '2024-05-15'];
    expect((nodes[0]!.parts as { date: string }[]).map(({ date }) => date)).toEqual(parts);
    const { sessionParts } = await graph.query<{ sessionParts: { date: string }[] }>(
      tenant,
      'query ($key: ID!) { sessionParts(key: $key) { date } }',
      { key: nodes[0]?.key },
    );
    expect(sessionParts.map(({ date }) => date)).toEqual(parts);
  });

  test('a session with requests only before and after the interval is not listed', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { time: '2024-05-12T10:00:00Z', sid: 's1' },
      { time: '2024-05-12T12:00:00Z', sid: 's1' },
    ]);
    const during = (from: string, to: string) => list(tenant, { period: { from, to } });
    expect((await during('2024-05-12T10:00:00.001Z', '2024-05-12T12:00:00Z')).totalCount.value).toBe(0);
    expect((await during('2024-05-12T10:00:00Z', '2024-05-12T10:00:00.001Z')).nodes).toHaveLength(1);
    expect((await during('2024-05-12T12:00:00Z', '2024-05-12T13:00:00Z')).nodes).toHaveLength(1);
  });

  test('conditions of one entry must be met by one request, those of two entries may be met by two', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { time: '2024-05-12T10:00:00Z', sid: 's1', method: 'POST', status: 200 },
      { time: '2024-05-12T10:00:01Z', sid: 's1', method: 'GET', status: 403 },
    ]);
    const same = await list(tenant, { filter: { requests: [{ methods: ['POST'], statuses: [403] }] } });
    const any = await list(tenant, { filter: { requests: [{ methods: ['POST'] }, { statuses: [403] }] } });
    expect([same.totalCount.value, any.totalCount.value]).toEqual([0, 1]);
  });

  test('one attack over many sessions lists all of them', async () => {
    const tenant = newTenant();
    const keys = Array.from({ length: 12 }, (_, index) => `bot ${index}`);
    await importLines(
      database,
      tenant,
      keys.flatMap((sid) => [
        { time: '2024-05-12T10:00:00Z', sid, detections: [{ type: 'api_abuse', attackId: 'bot-1' }] },
        { time: '2024-05-12T10:00:01Z', sid },
      ]),
    );
    const { nodes } = await list(
      tenant,
      { filter: { requests: [{ attackIds: ['bot-1'] }] } },
      'id onlyAttack: requests(filter: { attackIds: ["bot-1"] }) { totalCount { value } } requests { totalCount { value } }',
    );
    expect(nodes).toHaveLength(12);
    for (const node of nodes) {
      expect(node).toMatchObject({ onlyAttack: { totalCount: { value: 1 } }, requests: { totalCount: { value: 2 } } });
    }
  });

  test('a session with more values than tokens is found by each of them, and by nothing else', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 90 }, (_, index) => ({
      time: '2024-05-12T10:00:00Z',
      sid: 's1',
      ip: `10.0.${index}.1`,
      user: `user ${index}`,
      host: index === 0 ? '*' : `h${index}.example`,
    }));
    await importLines(database, tenant, lines);
    const found = async (entry: object) => (await list(tenant, { filter: { requests: [entry] } })).totalCount.value;
    expect(await found({ ips: ['10.0.77.1'] })).toBe(1);
    expect(await found({ ips: ['10.0.77.2'] })).toBe(0);
    expect(await found({ users: { anyOf: ['user 5'] } })).toBe(1);
    expect(await found({ users: { anyOf: ['user 5'] }, ips: ['10.0.6.1'] })).toBe(0);
    expect(await found({ hosts: ['h1.example'] })).toBe(1);
    expect(await found({ hosts: ['*'] })).toBe(1);
    expect(await found({ hosts: ['h1.example'], users: { anyOf: ['user 0'] } })).toBe(0);
  });

  test('counting stops at its bound and says so', async () => {
    const bounded = await openGraph(database, { totalBound: 3 });
    const tenant = newTenant();
    const lines = Array.from({ length: 5 }, (_, index) => ({ time: '2024-05-12T10:00:00Z', sid: `s${index}` }));
    await importLines(database, tenant, lines);
    const total = async (filter: string) =>
      (await bounded.query<Listed>(tenant, `{ sessions${filter} { totalCount { value exact } } }`)).sessions.totalCount;
    expect(await total('(filter: { requestCount: { gte: 1 } })')).toEqual({ value: 3, exact: false });
    // Whole days without a filter are summed from counters, at any size.
    expect(await total('')).toEqual({ value: 5, exact: true });
    expect(await total('(period: { from: "2024-05-12T00:00:00Z", to: "2024-05-13T00:00:00Z" })')).toEqual({
      value: 5,
      exact: true,
    });
    await bounded.app.close();
  });

  test('nothing of one tenant is seen by another', async () => {
    const [mine, other] = [newTenant(), newTenant()];
    const line = { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's1', detections: [{ type: 'xss', attackId: 'a1' }] };
    await importLines(database, mine, [line]);
    await importLines(database, other, [line, { ...line, id: 'r2' }]);
    const [session] = (await list(mine, {}, 'id key requestCount')).nodes;
    const text = `query ($id: ID!, $key: ID!) {
      session(id: $id) { id } sessionParts(key: $key) { id } request(id: "r2") { id } same: request(id: "r1") { session { requestCount } }
      sessions(filter: { requests: [{ attackIds: ["a1"] }] }) { nodes { id } } }`;
    const variables = { id: session?.id, key: session?.key };
    expect(session?.requestCount).toBe(1);
    expect(await graph.query(mine, text, variables)).toMatchObject({
      session: { id: session?.id },
      request: null,
      same: { session: { requestCount: 1 } },
      sessions: { nodes: [{ id: session?.id }] },
    });
    // Equal values of two tenants make different keys.
    expect(await graph.query(other, text, variables)).toMatchObject({ session: null, sessionParts: [] });
    expect(await graph.query(newTenant(), text, variables)).toMatchObject({
      session: null,
      sessionParts: [],
      same: null,
      sessions: { nodes: [] },
    });
  });

  test('unknown ids are no error', async () => {
    const { session, request, sessionParts } = await graph.query<Record<string, unknown>>(
      newTenant(),
      `{ session(id: "nobody.20240230") { id } request(id: "'; DROP TABLE request; --") { id } sessionParts(key: "x") { id } }`,
    );
    expect([session, request, sessionParts]).toEqual([null, null, []]);
  });
});
