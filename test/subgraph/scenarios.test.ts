import { expect, test } from 'vitest';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { onDatabases } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// Scenarios of the product that need more than one question. The others are told where their feature is tested:
// request of an attack and bot attack in ways-in.test.ts, gaps and the same-request rule in sessions.test.ts, on the demo traffic in demo-scenarios.test.ts.

interface Found {
  totalCount: { value: number };
  nodes: { id: string }[];
}

onDatabases(({ database, graph }) => {
  const sessionOf = async (tenant: string, request: string) =>
    (
      await graph.query<{ request: { session: { id: string } } }>(
        tenant,
        'query ($id: ID!) { request(id: $id) { session { id } } }',
        { id: request },
      )
    ).request.session.id;

  test('opened under an attack, shown whole, and narrowed again by another filter with a local condition kept', async () => {
    const tenant = newTenant();
    const rce = [{ type: 'rce', attackId: 'a1' }];
    await importLines(database, tenant, [
      { id: 'get', time: '2024-05-12T10:00:00Z', sid: 's1', status: 200 },
      { id: 'rce-200', time: '2024-05-12T10:00:01Z', sid: 's1', method: 'POST', status: 200, detections: rce },
      { id: 'rce-403', time: '2024-05-12T10:00:02Z', sid: 's1', method: 'POST', status: 403, detections: rce },
      { id: 'post-403', time: '2024-05-12T10:00:03Z', sid: 's1', method: 'POST', status: 403 },
      { id: 'get-403', time: '2024-05-12T10:00:04Z', sid: 's1', status: 403 },
      { id: 'late-403', time: '2024-05-12T12:00:00Z', sid: 's1', method: 'POST', status: 403 },
    ]);
    const { session } = await graph.query<{ session: Record<string, Found> }>(
      tenant,
      `query ($id: ID!, $period: SessionTimeRange) { session(id: $id) {
         opened: requests(period: $period, filter: { attackTypes: ["rce"] }) { totalCount { value } nodes { id } }
         showAll: requests { totalCount { value } nodes { id } }
         local: requests(filter: { methods: ["POST"] }) { totalCount { value } nodes { id } }
         applied: requests(period: $period, filter: { statuses: [403], methods: ["POST"] }) { totalCount { value } nodes { id } } } }`,
      {
        id: await sessionOf(tenant, 'get'),
        period: { from: '2024-05-12T10:00:00Z', to: '2024-05-12T11:00:00Z' },
      },
    );
    const ids = (name: string) => session[name]!.nodes.map(({ id }) => id);
    expect(ids('opened')).toEqual(['rce-403', 'rce-200']);
    expect(ids('showAll')).toEqual(['late-403', 'get-403', 'post-403', 'rce-403', 'rce-200', 'get']);
    expect(ids('local')).toEqual(['late-403', 'post-403', 'rce-403', 'rce-200']);
    expect(ids('applied')).toEqual(['post-403', 'rce-403']);
    for (const found of Object.values(session)) expect(found.totalCount.value).toBe(found.nodes.length);
  });

  test('an endpoint in two flows counts in both, each share out of all requests of the session', async () => {
    const tenant = newTenant();
    await applyFlows(database.pool, tenant, {
      flows: [],
      rules: [],
      endpoints: [
        { method: 'POST', pathTemplate: '/pay', businessFlows: ['BILLING', 'ACC_MGMT'] },
        { method: 'POST', pathTemplate: '/login', businessFlows: ['AUTH'] },
      ],
    });
    await importLines(database, tenant, [
      { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's1', method: 'POST', path: '/login' },
      { time: '2024-05-12T10:00:01Z', sid: 's1', method: 'POST', path: '/pay' },
      { time: '2024-05-12T10:00:02Z', sid: 's1', method: 'POST', path: '/pay' },
      { time: '2024-05-12T10:00:03Z', sid: 's1', path: '/help' },
    ]);
    const { session } = await graph.query<{ session: Record<string, unknown> }>(
      tenant,
      `query ($id: ID!) { session(id: $id) { requestCount
         businessFlows { flow { code label } requestCount share }
         statistics(dimensions: [BUSINESS_FLOW]) { total valueCount buckets { key label count share visible } } } }`,
      { id: await sessionOf(tenant, 'r1') },
    );
    expect(session).toEqual({
      requestCount: 4,
      businessFlows: [
        { flow: { code: 'ACC_MGMT', label: 'Acc mgmt' }, requestCount: 2, share: 0.5 },
        { flow: { code: 'BILLING', label: 'Billing' }, requestCount: 2, share: 0.5 },
        { flow: { code: 'AUTH', label: 'Auth' }, requestCount: 1, share: 0.25 },
      ],
      statistics: [
        {
          total: 4,
          valueCount: 4,
          buckets: [
            { key: 'ACC_MGMT', label: 'Acc mgmt', count: 2, share: 0.5, visible: 2 },
            { key: 'BILLING', label: 'Billing', count: 2, share: 0.5, visible: 2 },
            { key: 'AUTH', label: 'Auth', count: 1, share: 0.25, visible: 1 },
            { key: null, label: 'no flow', count: 1, share: 0.25, visible: 1 },
          ],
        },
      ],
    });
  });

  test('a copied link leads to the same session, which a time filter then narrows', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's1', status: 200 },
      { id: 'r2', time: '2024-05-12T11:00:00Z', sid: 's1', status: 500 },
      { id: 'r3', time: '2024-05-12T12:00:00Z', sid: 's1', status: 200 },
    ]);
    const id = await sessionOf(tenant, 'r1');
    const { session } = await graph.query<{ session: Record<string, unknown> }>(
      tenant,
      `query ($id: ID!, $period: SessionTimeRange) { session(id: $id) { id date
         whole: requests(first: 1) { totalCount { value } }
         narrowed: requests(period: $period) { totalCount { value } nodes { id } }
         statistics(dimensions: [STATUS], period: $period) { total buckets { key count share visible } } } }`,
      { id, period: { from: '2024-05-12T10:30:00Z', to: '2024-05-12T12:00:00Z' } },
    );
    expect(session).toEqual({
      id,
      date: '2024-05-12',
      whole: { totalCount: { value: 3 } },
      narrowed: { totalCount: { value: 1 }, nodes: [{ id: 'r2' }] },
      statistics: [{ total: 1, buckets: [{ key: '500', count: 1, share: 1, visible: 1 }] }],
    });
  });
});
