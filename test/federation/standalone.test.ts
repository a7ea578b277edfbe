import { beforeAll, expect, test } from 'vitest';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { openTestDatabase } from '../support/database.ts';
import { onDatabases } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { openSubgraph } from '../support/subgraph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Without other subgraphs, attacks and endpoints have fields of their own, from the store.

const ATTACK = 'id types { code } detectionCount requestCount sessionCount firstSeenAt lastSeenAt';
const ENDPOINT =
  'id method host pathTemplate riskScore riskLevel rogue protections { name state } sensitiveData businessFlows { code }';

const LINES: Line[] = Array.from({ length: 40 }, (_, index) => ({
  id: `r${index}`,
  time: new Date(Date.UTC(2024, 4, 12, 22) + index * 600_000).toISOString(),
  sid: `session ${index % 3}`,
  host: 'api.example',
  path: index % 2 ? '/pay' : '/other',
  detections:
    index % 5 === 4
      ? []
      : [
          { type: index % 3 ? 'sqli' : 'xss', attackId: `a${index % 4}`, falsePositive: index % 7 === 0 },
          { type: 'sqli', attackId: `a${index % 4}` },
        ],
}));

onDatabases(({ database, graph }) => {
  const tenant = newTenant();
  beforeAll(async () => {
    await importLines(database, tenant, LINES);
  });

  test('an attack says what the list of known attacks says of it, all of them in two statements', async () => {
    const { known } = await graph.query<{ known: { nodes: { id: string; latestRequestId: string }[] } }>(
      tenant,
      `{ known: sessionKnownAttacks { nodes { ${ATTACK} latestRequestId } } }`,
    );
    expect(known.nodes).toHaveLength(4);
    let answer: { sessions: { nodes: { requests: { nodes: { detections: { attack: { id: string } }[] }[] } }[] } };
    const query = (attack: string) =>
      `{ sessions { nodes { requests { nodes { detections { attack { ${attack} } } } } } } }`;
    const without = await statementsOf(() => graph.query(tenant, query('id')));
    const statements = await statementsOf(async () => {
      answer = await graph.query<typeof answer>(tenant, query(ATTACK));
    });
    expect(statements).toHaveLength(without.length + 2);
    const found = answer!.sessions.nodes.flatMap((session) =>
      session.requests.nodes.flatMap((request) => request.detections.map(({ attack }) => attack)),
    );
    expect(found.length).toBeGreaterThan(30);
    for (const attack of found) {
      const { latestRequestId: _, ...expected } = known.nodes.find(({ id }) => id === attack.id)!;
      expect(attack).toEqual(expected);
    }
  });

  test('an endpoint says what its summary says, all of them in one statement', async () => {
    await applyFlows(database.pool, tenant, {
      flows: [],
      rules: [],
      endpoints: [
        {
          method: 'GET',
          host: 'api.example',
          pathTemplate: '/pay',
          businessFlows: ['BILLING'],
          riskScore: 8.5,
          sensitiveData: ['FINANCIAL'],
          protections: [{ name: 'schema', state: 'ACTIVE' }],
        },
      ],
    });
    const query = (fields: string) => `{ sessions { nodes { requests { nodes { ${fields} } } } } }`;
    const { sessions } = await graph.query<{
      sessions: { nodes: { requests: { nodes: { endpoint: { pathTemplate: string }; endpointSummary: object }[] } }[] };
    }>(tenant, query(`endpoint { ${ENDPOINT} } endpointSummary { ${ENDPOINT} }`));
    const requests = sessions.nodes.flatMap((session) => session.requests.nodes);
    expect(requests).toHaveLength(40);
    for (const { endpoint, endpointSummary } of requests) expect(endpoint).toEqual(endpointSummary);
    expect(requests.find(({ endpoint }) => endpoint.pathTemplate === '/pay')?.endpoint).toMatchObject({
      method: 'GET',
      riskLevel: 'HIGH',
      businessFlows: [{ code: 'BILLING' }],
      protections: [{ name: 'schema', state: 'ACTIVE' }],
    });
    const asked = async (fields: string) => (await statementsOf(() => graph.query(tenant, query(fields)))).length;
    expect(await asked('endpoint { method riskLevel pathTemplate }')).toBe((await asked('endpoint { id }')) + 1);
  });
});

test('with other subgraphs, their fields are theirs', async () => {
  const database = await openTestDatabase('embedded');
  const subgraph = await openSubgraph(database, 'federated');
  const ask = (fields: string) =>
    subgraph.entities(newTenant(), [{ __typename: 'Attack', id: 'a1' }], 'Attack', fields);
  expect(await ask('id')).toEqual([{ id: 'a1' }]);
  await expect(ask('detectionCount')).rejects.toThrow('Cannot query field');
  await subgraph.close();
  await database.close();
});
