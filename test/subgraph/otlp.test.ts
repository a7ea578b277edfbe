import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';
import { bearer, giveToken } from '../support/access.ts';
import { auditOf } from '../support/actions.ts';
import { givenGraph, onDatabases, openGraph } from '../support/graph.ts';
import {
  logsInProtobuf,
  type SpanGiven,
  START,
  spanId,
  TRACE,
  tracesInJson,
  tracesInProtobuf,
} from '../support/otlp.ts';
import { newTenant } from '../support/traffic.ts';

// OTLP/HTTP, as a Collector of OpenTelemetry sends it: what HTTP servers tell of their requests becomes requests.

const STABLE: SpanGiven = {
  attributes: {
    'http.request.method': 'POST',
    'url.path': '/users/7',
    'url.query': 'verbose=1',
    'url.scheme': 'https',
    'server.address': 'api.example.com',
    'server.port': 443,
    'http.response.status_code': 403,
    'http.response.body.size': 512,
    'network.protocol.version': '2',
    'client.address': '203.0.113.9',
    'user_agent.original': 'curl/8',
    'session.id': 'a-session',
    'enduser.id': 'ann',
    'enduser.role': 'admin',
    'http.request.header.referer': ['https://example.com/'],
  },
  events: [
    { 'security_rule.name': 'SQL injection', 'security_rule.uuid': 'r-942100', 'security_rule.ruleset.name': 'crs' },
  ],
};
const OLDER: SpanGiven = {
  span: spanId(2),
  attributes: {
    'http.method': 'GET',
    'http.target': '/users/8?verbose=2',
    'http.scheme': 'http',
    'net.host.name': 'api.example.com',
    'net.host.port': 80,
    'http.status_code': 200,
    'http.response_content_length': 64,
    'http.flavor': '1.1',
    'http.client_ip': '203.0.113.10',
    'http.user_agent': 'curl/7',
    'enduser.id': 'bob',
  },
};
/** What a trace has beside requests that came in. */
const OTHERS: SpanGiven[] = [
  { span: spanId(3), kind: 1, attributes: {} },
  { span: spanId(4), kind: 3, attributes: { 'http.request.method': 'GET', 'url.full': 'https://other.example.com/' } },
  { span: spanId(5), attributes: { 'rpc.system': 'grpc' } },
];

const REQUESTS = `{ sessions { nodes { identifiedBy { name source }
  requests(orderBy: { field: TIME, direction: ASC }) { nodes {
    id time method host path query status durationMs sizeBytes ip user role application protocol
    detections { type { code } action tags { key value } } } } } } }`;

onDatabases(({ database, graph }) => {
  const post = async (tenant: string, path: string, payload: Buffer | string, headers: Record<string, string> = {}) => {
    const type = typeof payload === 'string' ? 'application/json' : 'application/x-protobuf';
    const sent = { 'x-sessions-tenant': tenant, 'content-type': type, ...headers };
    const response = await graph.app.inject({ method: 'POST', url: path, headers: sent, payload });
    return { status: response.statusCode, type: response.headers['content-type'], bytes: response.rawPayload };
  };

  test('spans of servers are requests, by the stable names and the older ones; in protobuf and JSON, packed or not, and sent again, they are the same', async () => {
    const tenant = newTenant();
    const spans = [STABLE, OLDER, ...OTHERS];
    const resource = { 'service.name': 'shop' };
    const traces = tracesInProtobuf(spans, resource);
    expect(await post(tenant, '/v1/traces', traces)).toEqual({
      status: 200,
      type: 'application/x-protobuf',
      bytes: Buffer.alloc(0),
    });
    for (const [body, headers] of [
      [gzipSync(traces), { 'content-encoding': 'gzip', 'content-type': 'application/x-protobuf' }],
      [tracesInJson(spans, resource), {}],
    ] as const) {
      expect((await post(tenant, '/v1/traces', body, headers)).status).toBe(200);
    }
    const { sessions } = await graph.query<{ sessions: { nodes: { requests: { nodes: { id: string }[] } }[] } }>(
      tenant,
      REQUESTS,
    );
    const byId = (id: string) =>
      sessions.nodes.find(({ requests }) => requests.nodes.some((each) => each.id === `${TRACE}-${id}`));
    expect(sessions.nodes).toHaveLength(2);
    expect(byId(spanId(1))).toMatchObject({
      identifiedBy: [{ name: 'session.id', source: 'REQUEST_HEADER' }],
      requests: {
        nodes: [
          {
            time: '2024-05-12T10:00:00.000Z',
            method: 'POST',
            host: 'api.example.com',
            path: '/users/7',
            query: 'verbose=1',
            status: 403,
            durationMs: 12.5,
            sizeBytes: 512,
            ip: '203.0.113.9',
            user: 'ann',
            role: 'admin',
            application: 'shop',
            protocol: 'HTTP/2',
            detections: [
              {
                type: { code: 'sqli' },
                action: 'MONITORED',
                tags: [
                  { key: 'rule', value: 'SQL injection' },
                  { key: 'uuid', value: 'r-942100' },
                  { key: 'ruleset.name', value: 'crs' },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(byId(spanId(2))).toMatchObject({
      identifiedBy: [{ name: 'ip' }, { name: 'User-Agent' }],
      requests: {
        nodes: [
          {
            method: 'GET',
            host: 'api.example.com',
            path: '/users/8',
            query: 'verbose=2',
            status: 200,
            sizeBytes: 64,
            ip: '203.0.113.10',
            user: 'bob',
            protocol: 'HTTP/1.1',
            detections: [],
          },
        ],
      },
    });
  });

  test('log records of requests are requests; what is wrong with one is a partial success, in the encoding of the request', async () => {
    const tenant = newTenant();
    const good = {
      attributes: { ...STABLE.attributes, 'security_rule.category': 'xss', 'security_rule.name': 'rule 7' },
    };
    const bad = { attributes: { ...STABLE.attributes, 'url.path': 'nowhere' } };
    const other = { attributes: { message: 'started' } };
    const { status, bytes } = await post(
      tenant,
      '/v1/logs',
      logsInProtobuf([good, bad, other], { 'service.name': 'shop' }),
    );
    // partial_success { rejected_log_records: 1, error_message: ... }
    const reason = 'request target "nowhere" should be a path that begins with "/", a whole URL, or "*"';
    expect([status, bytes]).toEqual([
      200,
      Buffer.concat([Buffer.from([0x0a, reason.length + 4, 0x08, 1, 0x12, reason.length]), Buffer.from(reason)]),
    ]);
    const { rows } = await database.pool.query('SELECT path, attack_types FROM request WHERE tenant = $1', [tenant]);
    expect(rows).toEqual([{ path: '/users/7', attack_types: ['xss'] }]);
    const json = JSON.stringify({
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                { timeUnixNano: String(START), attributes: [{ key: 'http.method', value: { stringValue: 'GET' } }] },
              ],
            },
          ],
        },
      ],
    });
    expect(JSON.parse((await post(tenant, '/v1/logs', json)).bytes.toString())).toEqual({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('url.path is missing') },
    });
  });
});

const { database, graph } = givenGraph('embedded');

test('what is no OTLP is refused as exporters understand it: a status, in the encoding of the request', async () => {
  const send = async (payload: Buffer | string, headers: Record<string, string>) => {
    const response = await graph.app.inject({ method: 'POST', url: '/v1/traces', headers, payload });
    return [response.statusCode, response.headers['content-type'], response.body];
  };
  const json = { 'content-type': 'application/json' };
  expect(await send('{"resourceSpans":', json)).toEqual([
    400,
    expect.stringContaining('application/json'),
    expect.stringContaining('"code":3,"message":"the body is no OTLP traces'),
  ]);
  expect(await send(Buffer.from([0x0a, 0xff]), { 'content-type': 'application/x-protobuf' })).toEqual([
    400,
    'application/x-protobuf',
    expect.stringContaining('the body is no OTLP traces'),
  ]);
  expect(await send('{}', { 'content-type': 'text/plain' })).toEqual([
    415,
    expect.anything(),
    expect.stringContaining('send OTLP as application/x-protobuf or application/json'),
  ]);
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  expect(await send(bomb, { ...json, 'content-encoding': 'gzip' })).toMatchObject([
    413,
    expect.anything(),
    expect.stringContaining('smaller batches'),
  ]);
});

test('bodies that are lines of logs are read by the readers of logs, as those of their file look or their attribute says; what is not sure is refused', async () => {
  const tenant = newTenant();
  const access = (path: string) =>
    `192.0.2.7 - ann [12/May/2024:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 12 "-" "curl/8"`;
  const of = (file: string, body: string, more: Record<string, string> = {}) => ({
    body,
    attributes: { 'log.file.name': file, ...more },
  });
  const cri = (body: string) => `2024-05-12T10:00:00.5Z stdout F ${body}`;
  const json = JSON.stringify({ at: '2024-05-12T10:00:01Z', level: 'info', msg: 'started' });
  const nginx = { time_iso8601: '2024-05-12T10:00:02+00:00', request: 'GET /json HTTP/1.1', status: '200', ip: '-' };
  const logs = [
    of('access.log', access('/a')),
    of('app.log', json),
    of('access.log', access('/b')),
    of('access.log', 'no line of it'),
    of('pod.log', cri(access('/c'))),
    // One line of JSON could be anything: its attribute says what it is.
    of('nginx.json', JSON.stringify(nginx), { 'sessions.format': 'nginx-json' }),
    of('eve.json', '{"timestamp":"2024-05-12T10:00:00Z","event_type":"stats"}', { 'sessions.format': 'suricata' }),
    of('access.log', access('/a\\nb\n').replace('\\n', '\n')),
    // Of a receiver that names no file: together they look like a log, so what is none is refused as well.
    { body: access('/d'), attributes: {} },
    { body: 'served', attributes: {} },
  ];
  const send = () =>
    graph.app.inject({
      method: 'POST',
      url: '/v1/logs',
      headers: { 'x-sessions-tenant': tenant, 'content-type': 'application/x-protobuf' },
      payload: logsInProtobuf(logs, { 'service.name': 'shop' }),
    });
  const { statusCode, rawPayload } = await send();
  // partial_success { rejected_log_records: 5, error_message: the first reason }
  expect([statusCode, ...rawPayload.subarray(3, 6)]).toEqual([200, 0x08, 5, 0x12]);
  expect(rawPayload.toString()).toMatch(
    /the format of the bodies of this file is not recognised: it looks like JSON lines of another shape\. Say it by the attribute sessions\.format, one of ndjson, combined,/,
  );
  const stored = async () =>
    (
      await database.pool.query(
        'SELECT path, host(ip::inet) AS ip, user_name AS user, application FROM request WHERE tenant = $1 ORDER BY path',
        [tenant],
      )
    ).rows;
  const expected = ['/a', '/b', '/c', '/d'].map((path) => ({
    path,
    ip: '192.0.2.7',
    user: 'ann',
    application: 'shop',
  }));
  expect(await stored()).toEqual([...expected, { path: '/json', ip: null, user: null, application: 'shop' }]);
  await send();
  expect(await stored()).toHaveLength(5);
});

test('a file of such messages says of each body that is not read why', async () => {
  const record = (text: string, attributes: object[] = []) => ({
    body: { stringValue: text },
    timeUnixNano: String(START),
    attributes,
  });
  const ofFile = [{ key: 'log.file.path', value: { stringValue: '/var/log/a.log' } }];
  const logRecords = [record('started'), record('started', ofFile), record('a\nb', ofFile)];
  const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  const reasons: string[] = [];
  for await (const each of readerFor('otlp').read(Readable.from([Buffer.from(text)])))
    if ('rejected' in each) reasons.push(each.rejected);
  expect(reasons).toEqual([
    'the log record is of no HTTP request: it has no http.request.method',
    expect.stringContaining('it looks like no log that we know'),
    'the body has several lines: send each as a log record',
  ]);
});

test('it needs the scope of what comes in, for the tenant of its token', async () => {
  const [ours, theirs] = [newTenant(), newTenant()];
  const locked = await openGraph(database, { anonymous: false });
  onTestFinished(() => locked.app.close());
  const { secret } = await giveToken(database, { tenants: [ours], scopes: ['sessions:read'] });
  const send = (tenant: string) =>
    locked.app.inject({
      method: 'POST',
      url: '/v1/traces',
      headers: { ...bearer(secret), 'x-sessions-tenant': tenant, 'content-type': 'application/json' },
      payload: tracesInJson([STABLE]),
    });
  expect((await send(ours)).json()).toEqual({
    code: 7,
    message: '/v1/traces: needs the scope ingest:write, which you have not',
  });
  expect((await send(theirs)).statusCode).toBe(403);
  expect(await auditOf(graph, ours)).toContainEqual(
    expect.objectContaining({ operation: 'push', subject: '/v1/traces', outcome: 'REFUSED' }),
  );
});
