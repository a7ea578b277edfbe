import { beforeAll, expect, test } from 'vitest';
import { SessionListDocument } from '../../web-components/data/documents.generated.ts';
import { onDatabases, openGraph } from '../support/graph.ts';
import { rowsFetched, statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What the rows of a list say of their sessions is read for all of them at once, and where they are.

const tenant = newTenant();

/** A session whose addresses and users are so often in it as their number says; 70 are more than its tokens hold. */
function linesOf(sid: string, addresses: number, day = '2024-05-12'): Line[] {
  return Array.from({ length: addresses }, (_, index) =>
    Array.from({ length: index < 3 ? 5 - index : 1 }, (_, nth) => ({
      sid,
      id: `${sid}-${day}-${index}-${nth}`,
      time: `${day}T10:00:00Z`,
      ip: `203.0.113.${index}`,
      user: index < 2 ? `user-${index}` : 'other',
    })),
  ).flat();
}

onDatabases(({ database, graph }) => {
  beforeAll(async () => {
    await importLines(database, tenant, [...linesOf('few', 4), ...linesOf('many', 70)]);
    await importLines(
      database,
      tenant,
      ['2024-05-10', '2024-05-11'].flatMap((day) => linesOf('earlier', 2, day)),
    );
  });

  test('each field gives as many values as it is asked for, whatever others ask of the same session', async () => {
    const { sessions } = await graph.query<{ sessions: { nodes: Record<string, unknown>[] } }>(
      tenant,
      `{ sessions(period: { from: "2024-05-12T00:00:00Z" }, orderBy: { field: REQUEST_COUNT, direction: ASC }) { nodes {
        one: ips(first: 1) { address requestCount } three: ips(first: 3) { address requestCount }
        last: ips(first: 70) { address } users(first: 1) attackTypes { detectionCount } } } }`,
    );
    const most = [5, 4, 3].map((requestCount, index) => ({ address: `203.0.113.${index}`, requestCount }));
    const [few, many] = sessions.nodes;
    expect(few).toMatchObject({ one: most.slice(0, 1), three: most, users: ['user-0'], attackTypes: [] });
    expect(many).toMatchObject({ one: most.slice(0, 1), three: most, users: ['other'], attackTypes: [] });
    expect([few!.last, many!.last].map((ips) => (ips as object[]).length)).toEqual([4, 70]);
    // Equal ones by value, as text.
    expect((many!.last as { address: string }[]).slice(3, 6).map(({ address }) => address)).toEqual([
      '203.0.113.10',
      '203.0.113.11',
      '203.0.113.12',
    ]);
  });

  test('of its parts, PostgreSQL plans for their own days alone', async () => {
    const variables = { first: 50, period: { from: '2024-05-12T09:00:00Z', to: '2024-05-12T10:30:00Z' } };
    const statements = await statementsOf(() => graph.query(tenant, SessionListDocument, variables));
    const ofParts = statements.filter(({ text }) => text.includes('AS part('));
    // Values, business flows, addresses.
    expect(ofParts).toHaveLength(3);
    for (const { text, values } of ofParts) {
      const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toMatch(/_2024051[01]\b/);
      expect(plan).toMatch(/_20240512\b/);
    }
  });

  test('what is said of an address is of its newest request, and no other is read', async () => {
    const tenant = newTenant();
    const request = (minute: number, ip: string, countryCode: string) => ({
      sid: 'one',
      time: new Date(Date.UTC(2024, 4, 12, 8, minute)).toISOString(),
      ip,
      countryCode,
    });
    await importLines(database, tenant, [
      // Rare, and long ago; its country changed.
      request(0, '203.0.113.1', 'DE'),
      request(1, '203.0.113.1', 'FR'),
      ...Array.from({ length: 300 }, (_, minute) => request(2 + minute, '203.0.113.2', minute < 299 ? 'NO' : 'SE')),
    ]);
    await database.pool.query('ANALYZE request');
    const ask = () => graph.query(tenant, '{ sessions { nodes { ips { address countryCode requestCount } } } }');
    expect(await ask()).toEqual({
      sessions: {
        nodes: [
          {
            ips: [
              { address: '203.0.113.2', countryCode: 'SE', requestCount: 300 },
              { address: '203.0.113.1', countryCode: 'FR', requestCount: 2 },
            ],
          },
        ],
      },
    });
    const statements = await statementsOf(ask);
    const ofAddresses = statements.filter(({ text }) => text.includes('"countryCode"'));
    expect(ofAddresses).toHaveLength(1);
    expect(await rowsFetched(database, ofAddresses[0]!)).toBeLessThan(20);
  });

  test('when the first and the last request that match were is exact, also where their number is not', async () => {
    const bounded = await openGraph(database, { totalBound: 3 });
    const tenant = newTenant();
    const at = (minute: number) => `2024-05-12T10:0${minute}:00.000Z`;
    const lines = (sid: string, minutes: number[]) =>
      minutes.map((minute) => ({ sid, time: at(minute), method: 'POST', status: 500 }));
    await importLines(database, tenant, [...lines('many', [4, 8, 1, 6, 9, 2]), ...lines('few', [5, 3])]);
    const { sessions } = await bounded.query<{ sessions: { edges: unknown[] } }>(
      tenant,
      `{ sessions(filter: { requests: [{ methods: ["POST"], statuses: [500] }] }) { edges {
        match { requestCount { value exact } firstAt lastAt } } } }`,
    );
    expect(sessions.edges).toEqual([
      { match: { requestCount: { value: 3, exact: false }, firstAt: at(1), lastAt: at(9) } },
      { match: { requestCount: { value: 2, exact: true }, firstAt: at(3), lastAt: at(5) } },
    ]);
    await bounded.app.close();
  });
});
