import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settleDeviations } from '../../../subgraph/settling/settle-deviations.ts';
import { exportSession, fileOf, readCsv, sessionOf } from '../../support/export.ts';
import { onDatabases } from '../../support/graph.ts';
import { PLAIN_SAMPLES } from '../../support/plain-fields.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// What an analyst downloads. How it streams is tested in streaming.test.ts, links in links.test.ts.

const COLUMNS =
  'session_id,request_id,time_utc,method,host,path,endpoint,application,status_code,time_ms,size_bytes,ip,country,source_tag,user,role,business_flows,attack_types,attack_ids,action,blocked,false_positive,expected_time_ms,time_flag,expected_size_bytes,size_flag';

const attack: Line = {
  id: 'attack',
  sid: 'one',
  time: '2024-05-12T10:00:01Z',
  method: 'POST',
  host: 'api.example.com',
  path: '/users/7',
  query: 'q=1&token=geheim',
  status: 403,
  durationMs: 12.5,
  sizeBytes: 0,
  ip: '203.0.113.9',
  countryCode: 'DE',
  sourceTags: ['tor', 'vpn'],
  application: 'shop',
  user: 'alice, the "admin"',
  role: 'admin',
  blocked: true,
  detections: [
    { type: 'sqli', attackId: 'att-1', payload: "1' or 1=1", parameter: 'ARGS:q', action: 'BLOCKED' },
    { type: 'xss', action: 'MONITORED', falsePositive: true },
  ],
  content: {
    requestHeaders: [
      { name: 'Authorization', value: 'Bearer geheim' },
      { name: 'User-Agent', value: "=HYPERLINK('http://evil.example')" },
    ],
    requestBody: { text: '{"password":"geheim","name":"x"}', mediaType: 'application/json' },
    responseHeaders: [{ name: 'Location', value: '/login' }],
  },
};
interface Page {
  request: { session: { requests: { nodes: { id: string }[]; pageInfo: { endCursor: string } } } };
}

const plain: Line = { id: 'plain', sid: 'one', time: '2024-05-12T10:00:02Z', path: '/health' };

onDatabases(({ database, graph }) => {
  test('CSV: the agreed columns, newest first, empty cells for what is not known', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack, plain]);
    const sessionId = await sessionOf(graph, tenant, 'attack');
    const text = await fileOf(graph, tenant, 'attack', 'CSV');
    expect(text.split('\r\n')[0]).toBe(COLUMNS);
    const [names, ...rows] = readCsv(text);
    const cells = (row: string[]) => Object.fromEntries(row.map((cell, index) => [names![index], cell]));
    expect(rows).toHaveLength(2);
    expect(cells(rows[0]!)).toMatchObject({
      request_id: 'plain',
      time_utc: '2024-05-12T10:00:02.000Z',
      host: '',
      status_code: '',
      user: '',
      attack_types: '',
      action: '',
      blocked: 'false',
      false_positive: '',
    });
    expect(cells(rows[1]!)).toEqual({
      session_id: sessionId,
      request_id: 'attack',
      time_utc: '2024-05-12T10:00:01.000Z',
      method: 'POST',
      host: 'api.example.com',
      path: '/users/7',
      endpoint: '/users/{int}',
      application: 'shop',
      status_code: '403',
      time_ms: '12.5',
      size_bytes: '0',
      ip: '203.0.113.9',
      country: 'DE',
      source_tag: 'tor;vpn',
      user: 'alice, the "admin"',
      role: 'admin',
      business_flows: '',
      attack_types: 'sqli;xss',
      attack_ids: 'att-1;',
      action: 'BLOCKED;MONITORED',
      blocked: 'true',
      false_positive: 'false;true',
      // No baseline.
      expected_time_ms: '',
      time_flag: '',
      expected_size_bytes: '',
      size_flag: '',
    });
  });

  test('a slow response is told with what is usual for its endpoint', async () => {
    const tenant = newTenant();
    const usual = Array.from({ length: 60 }, (_, index) => ({
      ...plain,
      id: `usual-${index}`,
      sid: `other-${index % 7}`,
      status: 200,
      durationMs: 40,
      sizeBytes: 500,
    }));
    await importLines(database, tenant, [
      ...usual,
      { ...plain, id: 'slow', status: 200, durationMs: 900, sizeBytes: 500 },
    ]);
    await settleDeviations(database, tenant);
    const [names, cells] = readCsv(await fileOf(graph, tenant, 'slow', 'CSV'));
    const row = Object.fromEntries(cells!.map((cell, index) => [names![index], cell]));
    expect(row).toMatchObject({ time_ms: '900', time_flag: 'EXTREME', size_bytes: '500', size_flag: '' });
    expect(Number(row.expected_time_ms)).toBeCloseTo(40, 0);
    expect(Number(row.expected_size_bytes)).toBeCloseTo(500, -1);
  });

  test('JSON Lines: what GraphQL shows of each request, by the same names', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack, plain]);
    const text = await fileOf(graph, tenant, 'attack', 'JSON');
    expect(text.endsWith('\n')).toBe(true);
    const [newest, oldest] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { request } = await graph.query<{ request: Record<string, unknown> }>(
      tenant,
      `{ request(id: "attack") { id time method host path query status durationMs sizeBytes ip countryCode sourceTags application
         user role blocked contentState parameters { name source value hashed key }
         content { requestHeaders { name value masked } requestBody { text mediaType sizeBytes truncated }
           responseHeaders { name value masked } responseBody { text } } } }`,
    );
    expect(oldest).toMatchObject(request);
    expect(oldest.detections).toMatchObject([
      { id: 'attack.1', type: 'sqli', attackId: 'att-1', payload: "1' or 1=1", parameter: 'ARGS:q', action: 'BLOCKED' },
      { id: 'attack.2', type: 'xss', attackId: null, falsePositive: true },
    ]);
    expect(Object.keys(newest)).toEqual(Object.keys(oldest));
    const named =
      'id sessionId time method host path query status durationMs sizeBytes ip countryCode sourceTags application user role blocked businessFlows parameters contentState PLAIN endpoint detections expectedTimeMs timeFlag expectedSizeBytes sizeFlag content';
    // A plain field more stands after those that are named here.
    const more = Object.values(PLAIN_SAMPLES).flatMap(({ property }) =>
      named.includes(` ${property} `) ? [] : [property],
    );
    expect(Object.keys(newest)).toEqual(named.split(' ').flatMap((name) => (name === 'PLAIN' ? more : [name])));
    expect(newest).toMatchObject({ id: 'plain', host: null, contentState: 'NOT_STORED', content: null });
  });

  test.each(['CSV', 'JSON', 'HAR'] as const)('%s holds no secret that the screen does not show', async (format) => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack, plain]);
    const text = await fileOf(graph, tenant, 'attack', format);
    expect(text).not.toContain('geheim');
    if (format !== 'CSV') expect(text).toContain('***');
  });

  test('a file holds the requests that the list holds under the same filter and period', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 1_203 }, (_, index) => ({
      id: `r${index}`,
      sid: 'many',
      // Whole seconds, as real logs have them: many are equal.
      time: `2024-05-12T10:00:${String(index % 7).padStart(2, '0')}Z`,
      method: index % 3 === 0 ? 'POST' : 'GET',
    }));
    await importLines(database, tenant, lines);
    const list = async (scope: object) => {
      const ids: string[] = [];
      for (let after: string | null = null; ; ) {
        const page: Page = await graph.query<Page>(
          tenant,
          `query ($period: SessionTimeRange, $filter: SessionRequestFilter, $after: String) { request(id: "r0") { session {
             requests(period: $period, filter: $filter, first: 200, after: $after) { nodes { id } pageInfo { endCursor } } } } }`,
          { ...scope, after },
        );
        const { nodes, pageInfo } = page.request.session.requests;
        if (nodes.length === 0) return ids;
        ids.push(...nodes.map(({ id }) => id));
        after = pageInfo.endCursor;
      }
    };
    const period = { from: '2024-05-12T10:00:02Z', to: '2024-05-12T10:00:06Z' };
    for (const scope of [{}, { filter: { methods: ['POST'] } }, { period, filter: { methods: ['GET'] } }]) {
      const shown = await list(scope);
      const [, ...rows] = readCsv(await fileOf(graph, tenant, 'r0', 'CSV', scope));
      expect(rows.map((row) => row[1])).toEqual(shown);
      const lines = (await fileOf(graph, tenant, 'r0', 'JSON', scope)).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line).id)).toEqual(shown);
      const { log } = JSON.parse(await fileOf(graph, tenant, 'r0', 'HAR', scope));
      expect(log.entries.map((entry: { _request: { id: string } }) => entry._request.id)).toEqual(shown.reverse());
    }
  });

  test('nothing meets the filter: the file is empty, and still one of its format', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [plain]);
    const nothing = { filter: { methods: ['PUT'] } };
    expect(await fileOf(graph, tenant, 'plain', 'CSV', nothing)).toBe(`${COLUMNS}\r\n`);
    expect(await fileOf(graph, tenant, 'plain', 'JSON', nothing)).toBe('');
    expect(JSON.parse(await fileOf(graph, tenant, 'plain', 'HAR', nothing)).log.entries).toEqual([]);
  });

  test('requests that come after the link was made are not in its file', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [attack]);
    const sessionId = await sessionOf(graph, tenant, 'attack');
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
    // Before and after the known one, by time.
    await importLines(database, tenant, [plain, { ...plain, id: 'older', time: '2024-05-12T09:00:00Z' }]);
    expect(readCsv((await graph.app.inject({ url: url! })).body).map((row) => row[1])).toEqual([
      'request_id',
      'attack',
    ]);
    const again = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
    expect(readCsv((await graph.app.inject({ url: again.url! })).body)).toHaveLength(4);
  });

  test('a session that is unknown, of another tenant or no id at all is a typed result', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await importLines(database, tenant, [plain]);
    const sessionId = await sessionOf(graph, tenant, 'plain');
    for (const [asking, id] of [
      [other, sessionId],
      [tenant, 'unknown'],
      [tenant, sessionId.replace('20240512', '20240513')],
    ] as const) {
      expect(await exportSession(graph, asking, { sessionId: id, format: 'CSV' })).toEqual({
        __typename: 'SessionsNotFoundError',
        code: 'NOT_FOUND',
        message: 'No session part with this id is kept here.',
        id,
      });
    }
  });

  test.each([
    [
      { period: { from: '2024-05-13T00:00:00Z', to: '2024-05-12T00:00:00Z' } },
      ['input', 'period'],
      'from must not be later than to',
    ],
    [{ filter: { methods: [] } }, ['input', 'filter', 'methods'], 'an empty list can match nothing'],
    [
      { filter: { anyOf: [{ methods: ['GET'] }, { statuses: [200, 99] }] } },
      ['input', 'filter', 'anyOf', '1', 'statuses', '1'],
      'must be a response code',
    ],
    [
      { filter: { ids: Array.from({ length: 400 }, (_, index) => `request-number-${index}`) } },
      ['input', 'filter'],
      'more values than a link can carry',
    ],
  ])('what cannot be meant is named, %#', async (scope, path, message) => {
    const tenant = newTenant();
    await importLines(database, tenant, [plain]);
    const sessionId = await sessionOf(graph, tenant, 'plain');
    const answer = await exportSession(graph, tenant, { sessionId, format: 'CSV', ...scope });
    expect(answer).toMatchObject({ __typename: 'SessionsInvalidInputError', code: 'INVALID', path });
    expect(answer.message).toContain(message);
  });
});

test('a HAR names the version that made it', () => {
  const { version } = JSON.parse(readFileSync('subgraph/package.json', 'utf8'));
  expect(readFileSync('subgraph/export/formats/har.ts', 'utf8')).toContain(`version: '${version}'`);
});
