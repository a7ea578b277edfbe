import { expect, test } from 'vitest';
import { onDatabases } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// The Model Context Protocol over Streamable HTTP: one address, no session of its own any more. Who calls groups, and tools are endpoints.

const token = (sub: string, n: number) =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ sub, iat: n })).toString('base64url')}.sig${n}`;

let second = 0;
function call(headers: Record<string, string>, message: object | null, more: object = {}) {
  second += 1;
  const text = JSON.stringify({ jsonrpc: '2.0', id: second, ...message });
  return {
    id: `c${second}`,
    time: new Date(Date.UTC(2024, 4, 12, 10, 0, second)).toISOString(),
    method: 'POST',
    path: '/mcp',
    ip: '203.0.113.9',
    ...more,
    content: {
      requestHeaders: Object.entries({ 'User-Agent': 'agent/1', ...headers }).map(([name, value]) => ({ name, value })),
      ...(message && { requestBody: { mediaType: 'application/json', text } }),
    },
  };
}
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

onDatabases(({ database, graph }) => {
  const sessionsOf = async (tenant: string) => {
    const { sessions } = await graph.query<{
      sessions: {
        nodes: {
          identifiedBy: { name: string; source: string }[];
          identifiedByStrength: string;
          requests: {
            nodes: { id: string; endpoint: { pathTemplate: string }; parameters: { name: string; value: string }[] }[];
          };
        }[];
      };
    }>(
      tenant,
      `{ sessions { nodes { identifiedBy { name source } identifiedByStrength requests(orderBy: { field: TIME, direction: ASC }) { nodes {
        id endpoint { pathTemplate } parameters { name value } } } } } }`,
    );
    return sessions.nodes;
  };

  test('calls are grouped by who makes them, however often the token is renewed; method and tool are the endpoint', async () => {
    const tenant = newTenant();
    const modern = (n: number, sub: string, name: string) =>
      call(
        { 'Mcp-Method': 'tools/call', 'Mcp-Name': name, authorization: `Bearer ${token(sub, n)}` },
        {
          params: { name, _meta: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } },
        },
      );
    await importLines(database, tenant, [
      modern(1, 'ann', 'get_weather'),
      modern(2, 'ann', 'send_mail'),
      modern(3, 'bob', 'get_weather'),
      call({ 'Mcp-Method': 'resources/read', 'Mcp-Name': 'file:///a' }, null, { user: 'carl' }),
    ]);
    const sessions = await sessionsOf(tenant);
    expect(sessions).toHaveLength(3);
    const of = (id: number) =>
      sessions.find(({ requests }) => requests.nodes.some((each) => each.id === `c${second - id}`))!;
    expect(of(3)).toMatchObject({
      identifiedBy: [{ name: 'sub', source: 'REQUEST_JWT' }],
      identifiedByStrength: 'MODERATE',
      requests: {
        nodes: [
          { endpoint: { pathTemplate: '/mcp#tools/call/get_weather' } },
          { endpoint: { pathTemplate: '/mcp#tools/call/send_mail' } },
        ],
      },
    });
    expect(of(3).requests.nodes[0]!.parameters).toContainEqual({ name: '$.params._meta.traceparent', value: TRACE });
    expect(of(3)).not.toBe(of(1));
    expect(of(0)).toMatchObject({
      identifiedBy: [{ name: 'user', source: 'CONNECTION' }],
      requests: { nodes: [{ endpoint: { pathTemplate: '/mcp#resources/read' } }] },
    });
  });

  test('where the header of a session still comes, it groups; without headers of its own, the body names the tool', async () => {
    const tenant = newTenant();
    const older = (session: string) =>
      call(
        { 'Mcp-Session-Id': session, authorization: `Bearer ${token('ann', 9)}` },
        { method: 'tools/call', params: { name: 'get_weather' } },
      );
    await importLines(database, tenant, [older('s-one-1234'), older('s-two-1234')]);
    const sessions = await sessionsOf(tenant);
    expect(sessions.map(({ identifiedBy, identifiedByStrength }) => [identifiedBy, identifiedByStrength])).toEqual(
      Array(2).fill([[{ name: 'mcp-session-id', source: 'REQUEST_HEADER' }], 'STRONG']),
    );
    expect(sessions[0]!.requests.nodes[0]!.endpoint.pathTemplate).toBe('/mcp#tools/call/get_weather');
  });

  test('JSON-RPC that is not of the protocol is as before, and no name makes a template of its own', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      call({}, { method: 'eth_call', params: { name: 'x' } }),
      call({ 'Mcp-Method': 'tools/call', 'Mcp-Name': '{int}/../x y' }, null),
      call({ 'Mcp-Method': 'to\u0000ols' }, null),
    ]);
    const templates = (await sessionsOf(tenant)).flatMap(({ requests }) =>
      requests.nodes.map((each) => each.endpoint.pathTemplate),
    );
    expect(templates.sort()).toEqual(['/mcp', '/mcp', '/mcp#tools/call']);
  });

  test('a session says how surely it is of one actor: behind a shared address without an agent, hardly', async () => {
    const tenant = newTenant();
    const at = (n: number) => ({ id: `s${n}`, time: `2024-05-13T10:00:0${n}Z` });
    const agent = { content: { requestHeaders: [{ name: 'User-Agent', value: 'curl' }] } };
    await importLines(database, tenant, [
      { ...at(1), sid: 'one' },
      { ...at(2), ip: '203.0.113.1', ...agent },
      { ...at(3), ip: '203.0.113.2', user: 'ann' },
      { ...at(4), ip: '203.0.113.2', user: 'bob' },
      { ...at(5), ...agent },
      at(6),
    ]);
    const strengths = (await sessionsOf(tenant)).map(({ requests, identifiedByStrength }) => [
      requests.nodes.map(({ id }) => id).join(' '),
      identifiedByStrength,
    ]);
    expect(Object.fromEntries(strengths)).toEqual({
      s1: 'STRONG',
      s2: 'MODERATE',
      's3 s4': 'WEAK',
      s5: 'WEAK',
      s6: 'NONE',
    });
    // Asked for alone, it is read as well.
    const { sessions } = await graph.query<{ sessions: { nodes: { identifiedByStrength: string }[] } }>(
      tenant,
      '{ sessions { nodes { identifiedByStrength } } }',
    );
    expect(sessions.nodes.map((each) => each.identifiedByStrength).sort()).toEqual([
      'MODERATE',
      'NONE',
      'STRONG',
      'WEAK',
      'WEAK',
    ]);
  });
});
