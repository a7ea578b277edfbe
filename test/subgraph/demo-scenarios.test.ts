import { expect, test } from 'vitest';
import { exportSession, readCsv } from '../support/export.ts';
import { opensAsText } from '../support/formulas.ts';
import { givenGraph } from '../support/graph.ts';

// Scenarios of the product on the traffic of `npm start`, on its original days: nothing is seeded here. Those that need a gateway or a
// browser are in test/federation/gateways.test.ts and test/e2e/scenarios.test.ts.

const { graph } = givenGraph('embedded', {}, { content: 'recorded' });
const ask = <T>(query: string, variables: object = {}) => graph.query<T>('default', query, variables);

const SHOP = 'shop.example.org';
const sessions = async <Node>(filter: object, fields: string) =>
  (
    await ask<{ sessions: { totalCount: { value: number }; nodes: Node[] } }>(
      `query ($filter: SessionFilter) { sessions(filter: $filter, first: 200) { totalCount { value } nodes { ${fields} } } }`,
      { filter },
    )
  ).sessions;

test('all seven business flows have sessions at the shop', async () => {
  for (const flow of ['AI_LLM', 'ACC_CREATE', 'ACC_MGMT', 'ADMIN', 'AUTH', 'BILLING', 'SMS_GW']) {
    const { totalCount } = await sessions({ requests: [{ businessFlows: [flow], hosts: [SHOP] }] }, 'id');
    expect({ flow, sessions: totalCount.value }).toEqual({ flow, sessions: expect.toSatisfy((n: number) => n > 5) });
  }
});

test('4: the change of a payment method is in two flows, and counts in both, out of all requests of its session', async () => {
  interface Found {
    requestCount: number;
    businessFlows: { flow: { code: string }; requestCount: number; share: number }[];
    statistics: { total: number; buckets: { key: string | null; count: number; share: number }[] }[];
    requests: { nodes: { businessFlows: { code: string }[] }[] };
  }
  const { nodes } = await sessions<Found>(
    { requests: [{ endpoint: 'PUT *payment-method', hosts: [SHOP] }] },
    `requestCount businessFlows { flow { code } requestCount share }
     statistics(dimensions: [BUSINESS_FLOW]) { total buckets { key count share } }
     requests(first: 200) { nodes { businessFlows { code } } }`,
  );
  expect(nodes.length).toBeGreaterThan(5);
  for (const { requestCount, businessFlows, statistics, requests } of nodes) {
    const flows = requests.nodes.map((request) => request.businessFlows.map(({ code }) => code));
    expect(flows).toHaveLength(requestCount);
    expect(flows).toContainEqual(['ACC_MGMT', 'BILLING']);
    for (const { flow, requestCount: count, share } of businessFlows) {
      expect(count).toBe(flows.filter((codes) => codes.includes(flow.code)).length);
      expect(share).toBeCloseTo(count / requestCount, 10);
    }
    const [{ total, buckets }] = statistics as [Found['statistics'][number]];
    expect(total).toBe(requestCount);
    const counted = Object.fromEntries(buckets.map(({ key, count }) => [key ?? 'none', count]));
    expect(counted).toMatchObject(
      Object.fromEntries(businessFlows.map(({ flow, requestCount }) => [flow.code, requestCount])),
    );
    // Who is in two flows makes the sum larger than the whole.
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(total);
  }
});

test('6: the scraper has 12 keys; the one at work at midnight shows as two parts', async () => {
  interface Part {
    id: string;
    key: string;
    date: string;
    parts: { id: string; date: string }[];
    matching: { totalCount: { value: number } };
  }
  const attack = await attackOf('scraping');
  const { totalCount, nodes } = await sessions<Part>(
    { requests: [{ attackIds: [attack] }] },
    `id key date parts { id date } matching: requests(filter: { attackIds: [${JSON.stringify(attack)}] }) { totalCount { value } }`,
  );
  expect(totalCount.value).toBe(13);
  expect(new Set(nodes.map(({ key }) => key)).size).toBe(12);
  const both = nodes.filter(({ key }) => nodes.filter((other) => other.key === key).length === 2);
  expect(both.map(({ date }) => date).sort()).toEqual(['2024-05-15', '2024-05-16']);
  for (const { parts } of both) expect(parts.map(({ date }) => date)).toEqual(['2024-05-15', '2024-05-16']);
  expect(nodes.filter(({ parts }) => parts.length === 1)).toHaveLength(11);
  expect(nodes.reduce((sum, { matching }) => sum + matching.totalCount.value, 0)).toBe(12 * 48);
});

test('an attack that stays in one session: sqlmap, signed in as a customer, at what only the former version knows', async () => {
  const { totalCount, nodes } = await sessions<{ users: string[]; roles: string[]; ips: object[]; parts: object[] }>(
    { users: { contains: 'kim@' }, requests: [{ attackTypes: ['sqli'], rogue: ['ZOMBIE'], statusClasses: [2] }] },
    'users roles ips { address countryCode } parts { id }',
  );
  expect(totalCount.value).toBe(1);
  expect(nodes).toEqual([
    {
      users: ['kim@example.com'],
      roles: expect.arrayContaining(['customer']),
      ips: [{ address: '84.80.0.0', countryCode: 'NL' }],
      parts: [expect.anything()],
    },
  ]);
});

test('shadow and zombie endpoints: what no specification knows, and what only the former one does', async () => {
  const rogue = async (kind: string) => {
    const { list } = await ask<{ list: { nodes: { summary: { method: string; pathTemplate: string } }[] } }>(
      '{ list: sessionKnownEndpoints(search: "/api/", first: 200) { nodes { summary { method host pathTemplate rogue } } } }',
    );
    return (list.nodes as { summary: { method: string; host: string; pathTemplate: string; rogue: string } }[])
      .filter(({ summary }) => summary.host === SHOP && summary.rogue === kind)
      .map(({ summary: { method, pathTemplate } }) => `${method} ${pathTemplate}`)
      .sort();
  };
  expect(await rogue('ZOMBIE')).toEqual(['GET /api/v1/orders/{orderId}', 'GET /api/v1/products', 'POST /api/v1/login']);
  expect(await rogue('SHADOW')).toEqual(['GET /api/v2/internal/accounts-export', 'GET /api/v2/products/{int}/stock']);
});

test('8: the CSV of a customer whose name is a formula opens as text', async () => {
  const { nodes } = await sessions<{ id: string; users: string[] }>({ users: { contains: '=HYPERLINK' } }, 'id users');
  expect(nodes).toHaveLength(1);
  const { url } = await exportSession(graph, 'default', { sessionId: nodes[0]!.id, format: 'CSV' });
  const { body } = await graph.app.inject({ url: url! });
  const [heads, ...rows] = readCsv(body);
  const users = rows.map((row) => row[heads!.indexOf('user')]!).filter((user) => user !== '');
  expect(users.length).toBeGreaterThan(3);
  for (const user of users) expect(user).toContain('HYPERLINK');
  expect([heads!, ...rows].flat().filter((cell) => !opensAsText(cell))).toEqual([]);
});

test.each([
  ['role', { roles: { anyOf: ['support'] } }],
  ['role', { roles: { anyOf: ['admin'] } }],
  ['country', { requests: [{ hosts: [SHOP], countries: ['JP'] }] }],
  ['tag of the source', { requests: [{ sourceTags: ['hetzner'] }] }],
  ['application', { requests: [{ applications: ['Back office'] }] }],
  ['stopped: the source', { requests: [{ sourceTags: ['tor'], blocked: true, attackTypes: ['blocked_source'] }] }],
  ['stopped: a limit', { requests: [{ blocked: true, statuses: [429], attackTypes: ['rate_limit'] }] }],
  ['stopped: a patch', { requests: [{ blocked: true, statuses: [403], attackTypes: ['vpatch'] }] }],
  ['slow beside what is usual', { requests: [{ hosts: [SHOP], deviations: ['DURATION'] }] }],
  ['large beside what is usual', { requests: [{ hosts: [SHOP], deviations: ['SIZE'] }] }],
])('there are sessions to find by %s: %o', async (_name, filter) => {
  const { totalCount } = await sessions(filter, 'id');
  expect(totalCount.value).toBeGreaterThan(0);
});

async function attackOf(type: string): Promise<string> {
  const { list } = await ask<{ list: { nodes: { id: string; types: { code: string }[] }[] } }>(
    '{ list: sessionKnownAttacks(first: 200) { nodes { id types { code } } } }',
  );
  const found = list.nodes.filter(({ types }) => types.some(({ code }) => code === type));
  expect(found).toHaveLength(1);
  return found[0]!.id;
}
