import { expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

onDatabases(({ database, graph }) => {
  const lines: Line[] = [
    { id: 'before', time: '2024-05-12T10:00:00Z', sid: 's1' },
    { id: 'bad', time: '2024-05-12T10:00:01Z', sid: 's1', detections: [{ type: 'rce', attackId: 'a1' }] },
    { id: 'after', time: '2024-05-12T10:00:02Z', sid: 's1' },
    { id: 'elsewhere', time: '2024-05-14T10:00:00Z', sid: 's2', detections: [{ type: 'rce', attackId: 'a1' }] },
  ];

  test('from a request to its session, showing it alone or among all', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines);
    const data = await graph.query<{
      lookup: { session: { id: string }; cursor: string };
      list: {
        edges: { node: { id: string; table: object; all: { edges: { cursor: string; node: { id: string } }[] } } }[];
      };
    }>(
      tenant,
      `query ($id: ID!) {
        lookup: sessionForRequest(requestId: $id) { ... on SessionHit { session { id } request { id } cursor } ... on SessionGone { reason message } }
        list: sessions(filter: { requests: [{ ids: [$id] }] }) { totalCount { value } edges {
          match { requestCount { value exact } reasons }
          node { id table: requests(filter: { ids: [$id] }) { totalCount { value } nodes { id } }
            all: requests(around: $id) { edges { cursor node { id } } } } } } }`,
      { id: 'bad' },
    );
    const session = data.list.edges[0]!.node;
    expect(data).toMatchObject({
      lookup: { session: { id: session.id }, request: { id: 'bad' } },
      list: {
        totalCount: { value: 1 },
        edges: [
          {
            match: { requestCount: { value: 1, exact: true }, reasons: ['GET / no response rce'] },
            node: { table: { totalCount: { value: 1 }, nodes: [{ id: 'bad' }] } },
          },
        ],
      },
    });
    expect(session.all.edges.map(({ node }) => node.id)).toEqual(['after', 'bad', 'before']);
    expect(session.all.edges[1]?.cursor).toBe(data.lookup.cursor);
  });

  test('an expired request is told from an unknown one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines);
    const gone = async (at: string | null) => {
      const { lookup } = await graph.query<{ lookup: { reason: string; message: string } }>(
        tenant,
        `query ($at: DateTime) { lookup: sessionForRequest(requestId: "nobody", at: $at) { ... on SessionGone { reason message } } }`,
        { at },
      );
      return lookup;
    };
    expect(await gone(null)).toMatchObject({ reason: 'UNKNOWN' });
    expect(await gone('2024-05-12T00:00:00Z')).toMatchObject({ reason: 'UNKNOWN' });
    expect(await gone('2024-05-11T23:59:59Z')).toMatchObject({
      reason: 'EXPIRED',
      message: expect.stringContaining('2024-05-12'),
    });
  });

  test('from an attack to all of its sessions, as by the filter', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines);
    const { way, filter, may } = await graph.query<Record<string, { totalCount: { value: number }; nodes: unknown[] }>>(
      tenant,
      `{ way: sessionsForAttack(attackId: "a1") { totalCount { value } nodes { id } }
         filter: sessions(filter: { requests: [{ attackIds: ["a1"] }] }) { totalCount { value } nodes { id } }
         may: sessionsForAttack(attackId: "a1", period: { to: "2024-05-13T00:00:00Z" }) { totalCount { value } nodes { id } } }`,
    );
    expect(way).toEqual(filter);
    expect(way!.nodes).toHaveLength(2);
    expect(may!.nodes).toHaveLength(1);
  });

  test('a table of targets is answered at once and in its order', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines);
    const { request } = await graph.query<{ request: { session: { id: string }; endpointSummary: { id: string } } }>(
      tenant,
      '{ request(id: "bad") { session { id } endpointSummary { id } } }',
    );
    const ask = (targets: object[]) =>
      graph.ask(
        tenant,
        `query ($targets: [SessionTarget!]!) { sessionAvailability(targets: $targets) { state sessionCount { value exact } } }`,
        { targets },
      );
    const { data } = await ask([
      { sessionId: request.session.id },
      { requestId: 'bad' },
      { attackId: 'a1' },
      { endpointId: request.endpointSummary.id },
      { sessionId: request.session.id.replace(/\d{8}$/, '20240511') },
      { sessionId: request.session.id.replace(/\d{8}$/, '20240513') },
      { attackId: 'nobody' },
      { attackId: 'nobody', at: '2024-05-01T00:00:00Z' },
    ]);
    const of = (state: string, value: number) => ({ state, sessionCount: { value, exact: true } });
    expect(data?.sessionAvailability).toEqual([
      of('AVAILABLE', 1),
      of('AVAILABLE', 1),
      of('AVAILABLE', 2),
      of('AVAILABLE', 2),
      of('EXPIRED', 0),
      of('UNKNOWN', 0),
      of('UNKNOWN', 0),
      of('EXPIRED', 0),
    ]);
    const hundred = Array.from({ length: 100 }, () => ({ attackId: 'a1' }));
    expect((await ask(hundred)).errors).toBeUndefined();
    expect((await ask([...hundred, { attackId: 'a1' }])).errors?.[0]?.extensions).toMatchObject({ path: 'targets' });
    const two = await ask([{ attackId: 'a1' }, { attackId: 'a1', requestId: 'bad' }]);
    expect(two.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', path: 'targets[1]' } });
  });
});
