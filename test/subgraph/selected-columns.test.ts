import 'reflect-metadata';
import fc from 'fast-check';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { ACTION_NAMES } from '../../subgraph/actions/action-names.ts';
import { ALL_SCOPES } from '../../subgraph/auth/scopes.ts';
import { createContext } from '../../subgraph/context.ts';
import { NO_ANSWER_LIMITS } from '../../subgraph/graphql/cost/answer-meter.ts';
import { createSchema } from '../../subgraph/schema.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import * as documents from '../../web-components/data/documents.generated.ts';
import { generateQuery } from '../support/generated-query.ts';
import { onDatabases } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// Of a row, what the operation shows is read. The reference executor, graphql-js alone over rows with all columns, says what is right.

onDatabases(({ database, graph }) => {
  const tenant = newTenant();
  const ids: Record<string, string[]> = {};
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await createSchema('standalone');
    const lines = Array.from({ length: 40 }, (_, index) => ({
      sid: `s${index % 4}`,
      id: `${tenant}-${index}`,
      time: `2024-05-${10 + (index % 2)}T10:00:${10 + index}.120Z`,
      method: index % 3 ? 'GET' : 'POST',
      host: 'api.example',
      path: `/orders/${index}`,
      query: 'page=2',
      status: [200, 403, 500][index % 3],
      durationMs: index % 7 ? index * 1.25 : undefined,
      sizeBytes: index * 100,
      ip: `203.0.113.${index % 4}`,
      countryCode: 'NO',
      sourceTags: ['VPN'],
      application: 'shop',
      user: index % 2 ? 'alice' : 'bob',
      requestHeaders: index % 2 ? [{ name: 'accept', value: '*/*' }] : undefined,
      ...(index % 4 ? {} : { detections: [{ type: 'sqli', attackId: `${tenant}-a`, payload: "' OR 1=1" }] }),
    }));
    await importLines(database, tenant, lines);
    // The server would do it between the one answer and the other.
    await settle(database, tenant);
    const { sessions } = await graph.query<{ sessions: { nodes: { id: string; key: string }[] } }>(
      tenant,
      '{ sessions { nodes { id key } } }',
    );
    const sessionIds = sessions.nodes.map(({ id }) => id);
    Object.assign(ids, {
      id: [...sessionIds, `${tenant}-4`, `${tenant}-a`],
      key: sessions.nodes.map(({ key }) => key),
    });
    Object.assign(ids, { sessionId: sessionIds, requestId: [`${tenant}-1`], attackId: [`${tenant}-a`] });
  });

  /** Without what the server puts around the executor: nothing says what is selected, so everything is read. */
  const reference = async (query: string, variableValues: Record<string, unknown>) => {
    const contextValue = createContext({
      tenant,
      actor: 'local',
      scopes: ALL_SCOPES,
      mode: 'standalone',
      totalBound: 10_000,
      actions: ACTION_NAMES,
      answerLimits: NO_ANSWER_LIMITS,
      database,
      exports: { links: null as never, publicUrl: null },
    });
    return execute({ schema, document: parse(query), contextValue, variableValues });
  };

  const same = async (query: string, variables = {}): Promise<boolean> => {
    const [ours, theirs] = [await graph.ask(tenant, query, variables), await reference(query, variables)];
    if (ours.errors || theirs.errors) return false;
    expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
    return true;
  };

  test('each field of a request and of a session alone is what it is beside all others', async () => {
    const fieldsOf = (type: string) =>
      Object.values((schema.getType(type) as unknown as { getFields(): Record<string, { name: string }> }).getFields());
    const selected: Record<string, string> = {
      endpoint: '{ id }',
      session: '{ id identifiedBy { name } }',
      parameters: '{ name value }',
      detections: '{ type { code } payload }',
      endpointSummary: '{ method pathTemplate }',
      content: '{ requestHeaders { name value } }',
      deviations: '{ metric degree }',
      risk: '{ score factors { code points } }',
      identifiedBy: '{ name source }',
      parts: '{ id identifiedBy { name } }',
      ips: '{ address countryCode tags }',
    };
    let asked = 0;
    for (const { name } of fieldsOf('Request'))
      asked += Number(
        await same(`{ sessions { nodes { requests(first: 5) { nodes { ${name} ${selected[name] ?? ''} } } } } }`),
      );
    for (const { name } of fieldsOf('Session'))
      asked += Number(await same(`{ sessions { nodes { ${name} ${selected[name] ?? ''} } } }`));
    // What needs a selection that is not written above is not asked here.
    expect(asked).toBeGreaterThan(40);
  });

  test('so is what the elements ask', async () => {
    const [id] = ids.sessionId!;
    const period = { from: '2024-05-10T10:00:00Z', to: '2024-05-12T00:00:00Z' };
    for (const [text, variables] of [
      [documents.SessionListDocument, { first: 50, period, filter: { requests: [{ methods: ['POST'] }] } }],
      [documents.SessionHeaderDocument, { id }],
      [documents.SessionRequestsDocument, { id, first: 50 }],
      [documents.RequestDetailDocument, { id: `${tenant}-4` }],
      [documents.RiskRequestsDocument, { id, ids: [`${tenant}-4`], first: 5 }],
    ] as const)
      expect(await same(text, variables)).toBe(true);
  });

  test('so is whatever is asked at once', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
        const query = generateQuery(schema, seed, ids);
        // What is read of a request is recorded: the second answer has more records, and was read later.
        fc.pre(!/\b(sessionAudit|readAt)\b/.test(query));
        if (validate(schema, parse(query)).length === 0 && (await same(query))) answered += 1;
      }),
      { numRuns: 25 },
    );
    expect(answered).toBeGreaterThan(3);
  });

  test('what is not shown is not read', async () => {
    const columns = async (query: string) => {
      const statements = await statementsOf(() => graph.query(tenant, query));
      return statements.map(({ text }) => text).join('\n');
    };
    const nested = await columns('{ sessions { nodes { id requests { nodes { id method path } } } } }');
    expect(nested).toMatch(/r\.method AS "method"[\s\S]*r\.path AS "path"/);
    expect(nested).not.toMatch(/r\.ip |r\.user_name|r\.country_code|identified_by|risk_factors/);
    // By another name, in a fragment, or of another type: the name of the field tells.
    const spread = 'fragment Shown on Request { source: ip session { risk { score } } }';
    expect(await columns(`{ sessions { nodes { requests { nodes { ...Shown } } } } } ${spread}`)).toMatch(
      /risk_factors[\s\S]*r\.ip AS "ip"/,
    );
  });
});
