import { expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// The user agent of a request as a filter: whatever formed its session.

const at = (second: number) => new Date(Date.UTC(2024, 4, 12, 10, 0, second)).toISOString();
const LINES: Line[] = [
  { id: 'cookie', time: at(0), sid: 'one', agent: 'curl/8.4.0' },
  { id: 'same-cookie', time: at(1), sid: 'one', agent: 'Mozilla/5.0 (X11) Firefox/121.0' },
  {
    id: 'header',
    time: at(2),
    ip: '203.0.113.7',
    content: { requestHeaders: [{ name: 'user-agent', value: 'sqlmap/1.7#dev' }] },
  },
  { id: 'none', time: at(3), sid: 'two' },
  {
    id: 'pretender',
    time: at(4),
    sid: 'three',
    parameters: [{ name: 'User-Agent', source: 'REQUEST_QUERY', value: 'curl/8.4.0' }],
  },
];

onDatabases(({ database, graph }) => {
  test('finds requests by what it contains, by the whole of it, and those that came without one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, LINES);
    const found = async (userAgent: object) => {
      const data = await graph.query<{ sessions: { nodes: { requests: { nodes: { id: string }[] } }[] } }>(
        tenant,
        `query ($filter: SessionFilter, $inside: SessionRequestFilter) {
          sessions(filter: $filter) { nodes { requests(filter: $inside) { nodes { id } } } } }`,
        { filter: { requests: [{ userAgent }] }, inside: { userAgent } },
      );
      return data.sessions.nodes.flatMap(({ requests }) => requests.nodes.map(({ id }) => id)).sort();
    };
    expect(await found({ contains: 'CURL' })).toEqual(['cookie']);
    expect(await found({ anyOf: ['sqlmap/1.7#dev', 'curl'] })).toEqual(['header']);
    expect(await found({ present: true })).toEqual(['cookie', 'header', 'same-cookie']);
    expect(await found({ anyOf: [null] })).toEqual(['none', 'pretender']);
    expect(await found({ contains: '%' })).toEqual([]);
  });

  test('is a condition of the same request as others', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, LINES);
    const total = async (filter: object) => {
      const data = await graph.query<{ sessions: { totalCount: { value: number } } }>(
        tenant,
        'query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount { value } } }',
        { filter },
      );
      return data.sessions.totalCount.value;
    };
    expect(await total({ requests: [{ userAgent: { contains: 'curl' }, ids: ['cookie'] }] })).toBe(1);
    expect(await total({ requests: [{ userAgent: { contains: 'curl' }, ids: ['same-cookie'] }] })).toBe(0);
    await expect(total({ requests: [{ userAgent: { anyOf: [] } }] })).rejects.toThrow('userAgent.anyOf');
  });
});
