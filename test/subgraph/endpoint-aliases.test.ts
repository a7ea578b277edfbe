import { afterAll, expect, test } from 'vitest';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { endpointId } from '../../subgraph/values/endpoint-id.ts';
import { expectVerified } from '../support/actions.ts';
import { onDatabases } from '../support/graph.ts';
import { pusher } from '../support/projections.ts';
import { openSubgraph } from '../support/subgraph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What was written down under a former id of an endpoint is about the endpoint that took its place.

const HOST = 'a.example';
let clock = 0;
const at = (path: string): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: HOST,
  method: 'GET',
  path,
  status: 200,
});
const shop = (...paths: string[]): Specification => ({
  name: 'Shop',
  version: '1',
  operations: paths.map((path) => ({ method: 'GET', host: HOST, path, tags: [] })),
});
const idOf = (tenant: string, template: string) => endpointId(tenant, 'GET', HOST, template);

onDatabases(({ database, graph }) => {
  afterAll(() => expectVerified(database));

  const push = (tenant: string, items: object[]) => pusher(graph.app).accepted(tenant, 'endpoints', { items });

  /** What leads to an endpoint by an id. */
  async function found(tenant: string, id: string) {
    const { list, many, sessions } = await graph.query<{
      list: { totalCount: { value: number } };
      many: { totalCount: { value: number } };
      sessions: { nodes: { requests: { nodes: { endpointSummary: { pathTemplate: string } }[] } }[] };
    }>(
      tenant,
      `query ($filter: SessionFilter, $many: SessionFilter, $request: SessionRequestFilter) {
        list: sessions(filter: $filter) { totalCount { value } }
        many: sessions(filter: $many) { totalCount { value } }
        sessions { nodes { requests(filter: $request, first: 50) { nodes { endpointSummary { pathTemplate } } } } }
      }`,
      {
        filter: { requests: [{ endpointIds: [id] }] },
        many: { requests: [{ endpointIds: [id, ...Array.from({ length: 40 }, (_, n) => `none-${n}`)] }] },
        request: { endpointIds: [id] },
      },
    );
    expect(many.totalCount).toEqual(list.totalCount);
    return {
      sessions: list.totalCount.value,
      requests: sessions.nodes.flatMap(({ requests }) =>
        requests.nodes.map(({ endpointSummary }) => endpointSummary.pathTemplate),
      ),
    };
  }

  test('a filter by the id that an endpoint had finds what it is now', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/users/7'), at('/users/8'), at('/other')]);
    const former = idOf(tenant, '/users/{int}');
    expect(await found(tenant, former)).toEqual({ sessions: 1, requests: ['/users/{int}', '/users/{int}'] });
    await changeSpecifications(database, tenant, { load: [shop('/users/{id}')] });
    expect(await found(tenant, former)).toEqual({ sessions: 1, requests: ['/users/{id}', '/users/{id}'] });
    await changeSpecifications(database, tenant, { load: [shop('/users/{userId}')] });
    expect(await found(tenant, former)).toEqual({ sessions: 1, requests: ['/users/{userId}', '/users/{userId}'] });
    expect(await found(tenant, idOf(tenant, '/users/{id}'))).toEqual(await found(tenant, former));
  });

  test('a reference of a gateway by a former id leads to the sessions of what it is now, and to what is usual for it', async () => {
    const tenant = newTenant();
    const visits = Array.from({ length: 60 }, (_, n) => ({ ...at(`/users/${n}`), durationMs: 20 }));
    await importLines(database, tenant, visits);
    await changeSpecifications(database, tenant, { load: [shop('/users/{id}')] });
    const subgraph = await openSubgraph(database);
    try {
      const id = idOf(tenant, '/users/{int}');
      const fields = 'id sessions(first: 5) { totalCount { value } } sessionExpected { sampleCount }';
      expect(await subgraph.entities(tenant, [{ __typename: 'Endpoint', id }], 'Endpoint', fields)).toEqual([
        { id, sessions: { totalCount: { value: 1 } }, sessionExpected: { sampleCount: 60 } },
      ]);
    } finally {
      await subgraph.close();
    }
  });

  test('an id that an endpoint has again is its own, and no former one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [at('/users/7')]);
    await changeSpecifications(database, tenant, { load: [shop('/users/{id}')] });
    const [int, id] = [idOf(tenant, '/users/{int}'), idOf(tenant, '/users/{id}')];
    await changeSpecifications(database, tenant, { remove: ['Shop'] });
    expect(await found(tenant, int)).toEqual({ sessions: 1, requests: ['/users/{int}'] });
    expect(await found(tenant, id)).toEqual({ sessions: 1, requests: ['/users/{int}'] });
  });

  test('what the discovery said of a former id holds, until it says something of the new one', async () => {
    const tenant = newTenant();
    const riskOf = async () => {
      const { sessionKnownEndpoints } = await graph.query<{
        sessionKnownEndpoints: { nodes: { summary: { riskScore: number | null } }[] };
      }>(tenant, '{ sessionKnownEndpoints { nodes { summary { riskScore } } } }');
      return sessionKnownEndpoints.nodes.map(({ summary }) => summary.riskScore);
    };
    await importLines(database, tenant, [at('/users/7')]);
    await push(tenant, [{ id: idOf(tenant, '/users/{int}'), version: 1, riskScore: 7 }]);
    await changeSpecifications(database, tenant, { load: [shop('/users/{id}')] });
    expect(await riskOf()).toEqual([7]);
    expect(await push(tenant, [{ id: idOf(tenant, '/users/{int}'), version: 2, riskScore: 8 }])).toMatchObject({
      applied: 1,
      waiting: 0,
    });
    expect(await riskOf()).toEqual([8]);
    await push(tenant, [{ id: idOf(tenant, '/users/{id}'), version: 1, riskScore: 3 }]);
    expect(await riskOf()).toEqual([3]);
  });
});
