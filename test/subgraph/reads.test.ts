import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { readRows } from '../../subgraph/db/read-rows.ts';
import { sql } from '../../subgraph/db/sql.ts';
import { DIMENSIONS } from '../../subgraph/filters/dimensions.ts';
import * as documents from '../../web-components/data/documents.generated.ts';
import { period, requestFilter, sessionFilter } from '../support/arbitraries.ts';
import { type Graph, onDatabases, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// Questions read their rows straight from the driver. Prisma is the reference: the same values, the same answers byte by byte.

/** A database whose questions all go through Prisma. */
function throughPrisma(database: Database): Database {
  const query = async ({ text, values }: { text: string; values: unknown[] }) => ({
    rows: await database.prisma.$queryRawUnsafe(text, ...values),
  });
  return { ...database, questions: { query } as unknown as Database['questions'] };
}

const VALUES = sql`SELECT 1 AS int, 2::bigint AS big, 9007199254740993::bigint AS larger, 1.50::numeric AS exact, 0.1::float8 AS float,
  1.5::float4 AS short, true AS yes, 'a"b' AS text, NULL::text AS none, DATE '2024-02-29' AS day,
  TIMESTAMPTZ '2024-05-12 10:00:00.123+02' AS time, TIMESTAMPTZ '2024-05-12 10:00:00Z' AS second, TIMESTAMPTZ '0031-01-01 00:00:00Z' AS early,
  '{"a":[1,null]}'::jsonb AS json, '[]'::json AS list, ARRAY['a,b', NULL, '{"x"}'] AS texts, ARRAY[1, NULL] AS ints,
  ARRAY[1::bigint, NULL] AS bigs, ARRAY[0.5::float8] AS floats, ARRAY[1.10::numeric] AS exacts, ARRAY[DATE '2024-02-29'] AS days,
  ARRAY[TIMESTAMPTZ '2024-05-12 10:00:00.5Z'] AS times, ARRAY[]::text[] AS empty, '{a}'::text[] && ARRAY['a'] AS meets`;

onDatabases(({ database, graph }) => {
  const tenant = newTenant();
  let reference: Graph;
  const ids = { session: '', request: '' };
  beforeAll(async () => {
    reference = await openGraph(throughPrisma(database));
    const lines = Array.from({ length: 60 }, (_, index) => ({
      sid: `s${index % 5}`,
      id: `${tenant}-${index}`,
      time: `2024-05-${10 + (index % 3)}T${10 + (index % 9)}:00:0${index % 10}.${index % 4 === 0 ? '120' : '000'}Z`,
      method: index % 3 ? 'GET' : 'POST',
      path: `/orders/${index}`,
      status: [200, 403, 500][index % 3],
      durationMs: index % 7 ? index * 1.25 : undefined,
      sizeBytes: index * 100,
      ip: `203.0.113.${index % 4}`,
      user: index % 2 ? 'alice' : 'bob',
      ...(index % 4 ? {} : { detections: [{ type: 'sqli', attackId: 'a1', payload: "' OR 1=1" }] }),
    }));
    await importLines(database, tenant, lines);
    const { sessions } = await graph.query<{
      sessions: { nodes: { id: string; requests: { nodes: { id: string }[] } }[] };
    }>(tenant, '{ sessions(first: 1) { nodes { id requests(first: 1) { nodes { id } } } } }');
    ids.session = sessions.nodes[0]!.id;
    ids.request = sessions.nodes[0]!.requests.nodes[0]!.id;
    return () => reference.app.close();
  });

  const same = async (query: string, variables: object) => {
    const [ours, theirs] = await Promise.all([
      graph.ask(tenant, query, variables),
      reference.ask(tenant, query, variables),
    ]);
    const text = JSON.stringify({ ...ours, extensions: undefined });
    expect(text).toBe(JSON.stringify({ ...theirs, extensions: undefined }));
    return ours;
  };

  test('values of every type are those that Prisma gives', async () => {
    const [ours] = await readRows(database.questions, [VALUES]);
    const [theirs] = await database.prisma.$queryRaw<object[]>(VALUES);
    expect(ours).toEqual(theirs);
    expect(Object.values(ours as object).map((value) => value?.constructor)).toEqual(
      Object.values(theirs!).map((value) => value?.constructor),
    );
  });

  test('so are parameters, in whatever zone this process is', async () => {
    const time = new Date('2024-05-12T23:30:00.001Z');
    const statement = sql`SELECT ${time}::timestamptz AS time, ${['a,"b', '']}::text[] AS texts, ${[1.5, 2]}::float8[] AS floats,
      ${'2024-05-12'}::date::text AS day, ${[1, null]}::int[] AS ints, ${null}::text AS none, ${true}::boolean AS yes, ${12n}::bigint AS big`;
    const [ours] = await readRows(database.questions, [statement]);
    expect(ours).toEqual((await database.prisma.$queryRaw<object[]>(statement))[0]);
    expect(ours).toMatchObject({ time });
  });

  test('every question of the elements is answered byte by byte as through Prisma', async () => {
    const { session: id, request: around } = ids;
    const filter = { requests: [{ methods: ['POST'] }] };
    const lists = {
      period: { from: '2024-05-10T12:00:00Z', to: '2024-05-13T00:00:00Z' },
      filter,
      first: 50,
      buckets: 20,
    };
    const asked: Record<string, object> = {
      ActionImpact: { input: { kind: 'BLOCK_SESSION', sessionId: id } },
      SessionAvailability: { targets: [{ sessionId: id }, { requestId: around }, { attackId: 'a1' }] },
      FilterOptions: { dimension: 'USER', search: 'a', first: 10 },
      EndpointName: { id },
      RequestDetail: { id: around },
      RiskRequests: { id, ids: [around], first: 10 },
      NewerSessions: { before: '' },
      SessionStatistics: { id, dimensions: DIMENSIONS, first: 5 },
    };
    let answered = 0;
    for (const [name, text] of Object.entries(documents) as [string, string][]) {
      if (!name.endsWith('Document') || !text.startsWith('query ')) continue;
      const operation = name.slice(0, -'Document'.length);
      const ofSession = /\$id:/.test(text) ? { id, first: 50, buckets: 20, ids: [around] } : lists;
      const declared = new Set([...text.split('{')[0]!.matchAll(/\$(\w+):/g)].map(([, variable]) => variable!));
      const variables = Object.fromEntries(
        Object.entries({ ...ofSession, ...asked[operation] }).filter(([variable]) => declared.has(variable)),
      );
      const { data } = await same(text, variables);
      if (data && Object.values(data).some((value) => value !== null)) answered += 1;
    }
    expect(answered).toBeGreaterThanOrEqual(15);
  });

  test('so is whatever filters ask', async () => {
    const session = await graph.query<{ sessions: { nodes: { id: string }[] } }>(
      tenant,
      '{ sessions(first: 1) { nodes { id } } }',
    );
    const { id } = session.sessions.nodes[0]!;
    await fc.assert(
      fc.asyncProperty(period, sessionFilter, requestFilter, async (scope, ofSessions, ofRequests) => {
        await same(documents.SessionListDocument, { first: 5, period: scope, filter: ofSessions });
        await same(documents.SessionRequestsDocument, { id, first: 5, period: scope, filter: ofRequests });
      }),
      { numRuns: 20 },
    );
  });
});
