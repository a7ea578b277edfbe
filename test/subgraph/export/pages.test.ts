import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { fileOf, readCsv, sessionOf } from '../../support/export.ts';
import { onDatabases } from '../../support/graph.ts';
import { repeatRequest } from '../../support/many-requests.ts';
import { rowsFetched, statementsOf } from '../../support/statements.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// A file is read in pages of 500 requests: what they cost, and that they are the list.

onDatabases(({ database, graph, kind }) => {
  const tenant = newTenant();
  beforeAll(async () => {
    await importLines(database, tenant, mixed(1_300));
    for (const [id, count] of Object.entries({ small: 1_500, large: 6_000 })) {
      await importLines(database, tenant, [{ ...plain(id), sid: id, durationMs: 3 }]);
      await repeatRequest(database, tenant, id, count - 1);
    }
    await database.pool.query('ANALYZE request');
  }, 120_000);

  test('four times the requests cost four times the reading: no page reads what others have read', async () => {
    const cost = async (id: string) => {
      let rows = 0;
      for (const statement of await statementsOf(() => fileOf(graph, tenant, id, 'CSV')))
        if (/^\s*(WITH|SELECT)/.test(statement.text)) rows += await rowsFetched(database, statement);
      return rows;
    };
    const [small, large] = [await cost('small'), await cost('large')];
    expect(large).toBeLessThan(5 * small);
    // Each row for its page, for the link (the newest), and for what is usual without the session itself.
    expect(large).toBeLessThan(4 * 6_000);
  });

  test('the file is the list under the same filter, row by row', async () => {
    const sessionId = await sessionOf(graph, tenant, 'm0');
    const some = <T>(values: T[]) => fc.subarray(values, { minLength: 1 });
    const filter = fc.record(
      {
        methods: some(['GET', 'POST']),
        statuses: some([200, 404, 500]),
        malicious: fc.boolean(),
        durationMs: fc.record({ gte: fc.integer({ min: 0, max: 90 }) }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filter, async (filter) => {
        const rows = readCsv(await fileOf(graph, tenant, 'm0', 'CSV', { filter })).slice(1);
        expect(rows.map((row) => [row[1], row[3], row[5], row[8], row[17], row[18]])).toEqual(
          await listed(sessionId, filter),
        );
      }),
      { numRuns: kind === 'embedded' ? 8 : 15 },
    );
  }, 120_000);

  /** The same of each request of the list as the screen reads it, page by page. */
  async function listed(sessionId: string, filter: object): Promise<string[][]> {
    const found: string[][] = [];
    for (let after: string | null = null; ; ) {
      const answer: Answer = await graph.query<Answer>(
        tenant,
        `query ($id: ID!, $filter: SessionRequestFilter, $after: String) { session(id: $id) {
          requests(first: 200, after: $after, filter: $filter) { pageInfo { hasNextPage endCursor }
            nodes { id method path status detections { type { code } attackId } } } } }`,
        { id: sessionId, filter, after },
      );
      const { nodes, pageInfo } = answer.session.requests;
      for (const { id, method, path, status, detections } of nodes) {
        const codes = detections.map(({ type }) => type.code).join(';');
        found.push([
          id,
          method,
          path,
          String(status),
          codes,
          detections.map(({ attackId }) => attackId ?? '').join(';'),
        ]);
      }
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  }
});

interface Answer {
  session: {
    requests: {
      pageInfo: { hasNextPage: boolean; endCursor: string };
      nodes: {
        id: string;
        method: string;
        path: string;
        status: number;
        detections: { type: { code: string }; attackId: string | null }[];
      }[];
    };
  };
}

function plain(id: string): Line {
  return { id, time: '2024-05-12T10:00:00Z', path: '/orders/7', host: 'api.example.com', status: 200 };
}

/** Requests of one session, several a second; some with detections, of which a few are false positives. */
function mixed(count: number): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    ...plain(`m${index}`),
    sid: 'mixed',
    time: new Date(Date.UTC(2024, 4, 12, 11) + Math.floor(index / 3) * 1_000).toISOString(),
    method: index % 2 === 0 ? 'GET' : 'POST',
    path: `/orders/${'abcdefg'[index % 7]}`,
    status: [200, 404, 500][index % 3]!,
    durationMs: index % 100,
    detections:
      index % 11 === 0
        ? [
            { type: 'sqli', attackId: `a${index}` },
            { type: 'xss', falsePositive: true },
          ]
        : index % 13 === 0
          ? [{ type: 'xss', falsePositive: true }]
          : [],
  }));
}
