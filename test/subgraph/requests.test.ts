import { expect, test } from 'vitest';
import { givenGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

const { database, graph } = givenGraph('embedded');

test('a request shows everything that its line said, and no secret', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, [
    {
      id: 'r1',
      time: '2024-05-12T10:00:00.123Z',
      method: 'PUT',
      host: 'API.example:443',
      path: '/users/42/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      query: 'q=1&access_token=sehr-geheim',
      status: 403,
      durationMs: 12.5,
      sizeBytes: 512,
      ip: '2001:DB8::1',
      countryCode: 'FR',
      sourceTags: ['tor'],
      application: 'shop',
      user: 'alice',
      role: 'admin',
      detections: [
        {
          type: 'sqli',
          attackId: 'a1',
          payload: "' OR 1=1",
          parameter: 'ARGS:q',
          tags: [{ key: 'rule', value: '942100' }],
          action: 'BLOCKED',
        },
      ],
      content: {
        requestHeaders: [
          { name: 'Cookie', value: 'JSESSIONID=top-secret-session; theme=dark' },
          { name: 'User-Agent', value: '=HYPERLINK("http://evil.example")' },
        ],
        requestBody: { mediaType: 'application/json', text: '{"a":1,"password":"hunter22"}' },
        responseHeaders: [{ name: 'Set-Cookie', value: 'JSESSIONID=another-secret; Path=/' }],
      },
    },
  ]);
  const { request } = await graph.query<{ request: Record<string, unknown> }>(
    tenant,
    `{ request(id: "r1") { id time method host path query status durationMs sizeBytes ip countryCode sourceTags application user
       role blocked contentState endpointSummary { method host pathTemplate }
       detections { id attackId type { code } payload parameter tags { key value } action falsePositive }
       parameters { name source value hashed key }
       content { requestHeaders { name value masked } requestBody { mediaType sizeBytes truncated text base64 }
         responseHeaders { name value masked } responseBody { text } } } }`,
  );
  expect(request).toMatchObject({
    time: '2024-05-12T10:00:00.123Z',
    method: 'PUT',
    host: 'api.example',
    query: 'q=1&access_token=***',
    status: 403,
    durationMs: 12.5,
    sizeBytes: 512,
    ip: '2001:db8::1',
    countryCode: 'FR',
    sourceTags: ['tor'],
    application: 'shop',
    user: 'alice',
    role: 'admin',
    blocked: true,
    contentState: 'AVAILABLE',
    endpointSummary: { method: 'PUT', host: 'api.example', pathTemplate: '/users/{int}/orders/{uuid}' },
    detections: [
      {
        id: 'r1.1',
        attackId: 'a1',
        type: { code: 'sqli' },
        payload: "' OR 1=1",
        parameter: 'ARGS:q',
        tags: [{ key: 'rule', value: '942100' }],
        action: 'BLOCKED',
        falsePositive: false,
      },
    ],
  });
  expect(request.parameters).toContainEqual({
    name: 'JSESSIONID',
    source: 'REQUEST_COOKIE',
    value: expect.stringMatching(/^hmac:[0-9a-f]{16}$/),
    hashed: true,
    key: true,
  });
  expect(request.content).toMatchObject({
    requestHeaders: [
      { name: 'Cookie', value: 'JSESSIONID=***; theme=***', masked: true },
      { name: 'User-Agent', value: '=HYPERLINK("http://evil.example")', masked: false },
    ],
    requestBody: { mediaType: 'application/json', truncated: false, base64: null },
    responseBody: null,
  });
  expect(JSON.stringify(request)).not.toMatch(/top-secret-session|another-secret|hunter22|sehr-geheim/);
});

test('equal seconds keep the order of arrival, forwards and backwards', async () => {
  const tenant = newTenant();
  const lines = Array.from({ length: 7 }, (_, index) => ({ id: `r${index}`, time: '2024-05-12T10:00:00Z', sid: 's1' }));
  await importLines(database, tenant, lines);
  const ids = async (order: string) => {
    const { request } = await graph.query<{ request: { session: { requests: { nodes: { id: string }[] } } } }>(
      tenant,
      `{ request(id: "r0") { session { requests(orderBy: { field: TIME, direction: ${order} }) { nodes { id } } } } }`,
    );
    return request.session.requests.nodes.map(({ id }) => id);
  };
  const arrived = lines.map(({ id }) => id);
  expect(await ids('ASC')).toEqual(arrived);
  expect(await ids('DESC')).toEqual(arrived.toReversed());
});

test('around starts at the page that holds a request, and where it would stand under another filter', async () => {
  const tenant = newTenant();
  const lines = Array.from({ length: 25 }, (_, index) => ({
    id: `r${index}`,
    time: `2024-05-12T10:00:${String(index).padStart(2, '0')}Z`,
    sid: 's1',
    method: index % 5 === 0 ? 'POST' : 'GET',
  }));
  await importLines(database, tenant, lines);
  const page = async (around: string, filter = '') => {
    const { request } = await graph.query<{
      request: {
        session: {
          requests: {
            edges: { position: number; node: { id: string } }[];
            pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean };
          };
        };
      };
    }>(
      tenant,
      `{ request(id: "r0") { session { requests(first: 10, around: "${around}"${filter}) {
         edges { position node { id } } pageInfo { hasNextPage hasPreviousPage } } } } }`,
    );
    return request.session.requests;
  };
  // Newest first: r24 is 1, r10 is 15.
  const middle = await page('r10');
  expect(middle.edges.map(({ position }) => position)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(middle.edges.map(({ node }) => node.id)).toContain('r10');
  expect(middle.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
  const posts = await page('r3', ', filter: { methods: ["POST"] }');
  expect(posts.edges.map(({ node }) => node.id)).toEqual(['r20', 'r15', 'r10', 'r5', 'r0']);
});

test('what cannot be meant is refused with its place', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, [
    { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's1' },
    { id: 'r2', time: '2024-05-12T10:00:00Z', sid: 's2' },
  ]);
  const { sessions } = await graph.query<{ sessions: { pageInfo: { endCursor: string } } }>(
    tenant,
    '{ sessions(first: 1) { pageInfo { endCursor } } }',
  );
  const many = Array.from({ length: 501 }, (_, index) => `"${index}"`).join();
  const entries = Array.from({ length: 31 }, () => '{ blocked: true }').join();
  const refused: [string, string, string][] = [
    ['sessions(first: 0)', 'first', 'from 1 to 200'],
    ['sessions(first: 201)', 'first', 'from 1 to 200'],
    ['sessions(after: "x", before: "y")', 'before', 'not both'],
    ['sessions(after: "x")', 'after', 'not a cursor'],
    [
      `sessions(after: "${sessions.pageInfo.endCursor}", orderBy: { field: DURATION, direction: ASC })`,
      'after',
      'order',
    ],
    ['sessions(period: { from: "2024-05-13T00:00:00Z", to: "2024-05-12T00:00:00Z" })', 'period', 'later'],
    ['sessions(filter: { requests: [] })', 'filter.requests', 'empty list'],
    ['sessions(filter: { ids: [] })', 'filter.ids', 'empty list'],
    ['sessions(filter: { requestCount: { gte: 2, lte: 1 } })', 'filter.requestCount', 'greater'],
    ['sessions(filter: { requests: [{ statuses: [200, 99] }] })', 'filter.requests[0].statuses[1]', '100 to 599'],
    ['sessions(filter: { requests: [{}, { statusClasses: [6] }] })', 'filter.requests[1].statusClasses[0]', '1 to 5'],
    ['sessions(filter: { requests: [{ ips: ["10.0.0.0/33"] }] })', 'filter.requests[0].ips[0]', 'CIDR'],
    ['sessions(filter: { noRequests: [{ endpoint: " " }] })', 'filter.noRequests[0].endpoint', 'empty'],
    [
      'sessions(filter: { requests: [{ anyOf: [{ not: [{ blocked: true }] }] }] })',
      'filter.requests[0].anyOf[0].not',
      'one level',
    ],
    [`sessions(filter: { keys: [${many}] })`, 'filter.keys', '500'],
    [`sessions(filter: { requests: [${entries}] })`, 'filter.requests[30]', '30'],
    ['sessions(filter: { users: { contains: "a\\u0000" } })', 'filter.users.contains', 'U+0000'],
  ];
  for (const [field, path, problem] of refused) {
    const { errors } = await graph.ask(tenant, `{ ${field} { nodes { id } } }`);
    expect(errors, field).toHaveLength(1);
    expect(errors?.[0], field).toMatchObject({
      message: expect.stringContaining(problem),
      extensions: { code: 'BAD_USER_INPUT', path },
    });
  }
  const { errors } = await graph.ask(
    tenant,
    '{ request(id: "r1") { session { requests(around: "r2") { nodes { id } } } } }',
  );
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', path: 'around' } });
});
