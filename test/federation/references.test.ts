import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFlowsFile } from '../../subgraph/business-flows/flows-file.ts';
import type { Database } from '../../subgraph/db/database.ts';
import { NO_SWITCHES } from '../../subgraph/federation/build-switches.ts';
import type { ServerOptions } from '../../subgraph/server.ts';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { DATABASES } from '../support/database.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What a gateway asks for by reference, at /subgraph. It may name anything, any number of times.

const SECRET = 'the secret of the gateway';
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Session { id date requestCount requests { nodes { path } } }
  ... on Request { id path session { id } }
  ... on BusinessFlow { code label description }
  ... on Attack { id sessions { nodes { id } } sessionRequests { nodes { id } } }
  ... on Endpoint { id sessions { nodes { id } } }
} }`;

type Reference = { __typename: string; id?: unknown; code?: unknown };

function serve(database: Database, options: Partial<ServerOptions> = {}): Promise<FastifyInstance> {
  const gateway = { secrets: [SECRET], auth: 'secret' } as const;
  return createTestServer(database, { production: true, mode: 'federated', gateway, ...options });
}

function asker(app: FastifyInstance) {
  return async (tenant: string, query: string, variables: object = {}) => {
    const headers = { 'x-sessions-gateway-secret': SECRET, 'x-sessions-tenant': tenant };
    return (await app.inject({ method: 'POST', url: '/subgraph', headers, payload: { query, variables } })).json();
  };
}

describe.each(DATABASES)('on the %s database', (kind) => {
  const database = givenDatabase(kind);
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await serve(database);
  });
  afterAll(() => app.close());

  const entities = async (tenant: string, representations: Reference[]) => {
    const { data, errors } = await asker(app)(tenant, ENTITIES, { representations });
    expect(errors).toBeUndefined();
    return data._entities;
  };

  /** Two requests of one session, the second an attack. */
  async function traffic(): Promise<{ tenant: string; session: string; endpoint: string }> {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's', host: 'a.example', path: '/cart' },
      {
        id: 'r2',
        time: '2024-05-12T10:00:01Z',
        sid: 's',
        host: 'a.example',
        path: '/login',
        detections: [{ type: 'sqli', attackId: 'a1' }],
      },
    ]);
    const flows = { flows: [{ code: 'OWN', label: 'Our own', description: 'Known here only.' }], rules: [] };
    await applyFlows(database.pool, tenant, parseFlowsFile(JSON.stringify(flows), 'flows.json'));
    const { data } = await asker(app)(tenant, '{ sessions { nodes { id topEndpoints { endpoint { id } } } } }');
    const [session] = data.sessions.nodes;
    return { tenant, session: session.id, endpoint: session.topEndpoints[0].endpoint.id };
  }

  test('each kind is found by its key', async () => {
    const { tenant, session, endpoint } = await traffic();
    const found = await entities(tenant, [
      { __typename: 'Session', id: session },
      { __typename: 'Request', id: 'r1' },
      { __typename: 'BusinessFlow', code: 'AUTH' },
      { __typename: 'BusinessFlow', code: 'OWN' },
      { __typename: 'Attack', id: 'a1' },
      { __typename: 'Endpoint', id: endpoint },
    ]);
    expect(found).toEqual([
      expect.objectContaining({ __typename: 'Session', id: session, date: '2024-05-12', requestCount: 2 }),
      { __typename: 'Request', id: 'r1', path: '/cart', session: { id: session } },
      expect.objectContaining({ __typename: 'BusinessFlow', code: 'AUTH', label: 'Auth' }),
      { __typename: 'BusinessFlow', code: 'OWN', label: 'Our own', description: 'Known here only.' },
      {
        __typename: 'Attack',
        id: 'a1',
        sessions: { nodes: [{ id: session }] },
        sessionRequests: { nodes: [{ id: 'r2' }] },
      },
      { __typename: 'Endpoint', id: endpoint, sessions: { nodes: [{ id: session }] } },
    ]);
  });

  test('what another tenant has is null, and attacks and endpoints lead nowhere', async () => {
    const { session, endpoint } = await traffic();
    const other = newTenant();
    const found = await entities(other, [
      { __typename: 'Session', id: session },
      { __typename: 'Request', id: 'r1' },
      { __typename: 'BusinessFlow', code: 'OWN' },
      { __typename: 'Attack', id: 'a1' },
      { __typename: 'Endpoint', id: endpoint },
    ]);
    const nothing = { nodes: [] };
    expect(found).toEqual([
      null,
      null,
      null,
      { __typename: 'Attack', id: 'a1', sessions: nothing, sessionRequests: nothing },
      { __typename: 'Endpoint', id: endpoint, sessions: nothing },
    ]);
  });

  test('what is no id of ours is null and no error; those beside it are answered', async () => {
    const { tenant } = await traffic();
    const malformed = ['', 'x'.repeat(5_000), 'a\0b', '\ud800', "' OR 1=1 --", null, undefined, true, 1.5, {}, ['r1']];
    for (const __typename of ['Session', 'Request', 'BusinessFlow']) {
      const key = __typename === 'BusinessFlow' ? 'code' : 'id';
      const bad = malformed.map((value) => ({ __typename, [key]: value }));
      const [good, ...others] = await entities(tenant, [{ __typename: 'Request', id: 'r1' }, ...bad]);
      expect(good.path).toBe('/cart');
      expect(others).toEqual(malformed.map(() => null));
    }
    for (const __typename of ['Attack', 'Endpoint']) {
      for (const found of await entities(
        tenant,
        malformed.map((id) => ({ __typename, id })),
      )) {
        expect(found?.sessions.nodes ?? []).toEqual([]);
      }
    }
  });

  test('a session id of a day that does not exist is null', async () => {
    const { tenant, session } = await traffic();
    const id = session.replace(/\d{8}$/, '20240230');
    expect(await entities(tenant, [{ __typename: 'Session', id }])).toEqual([null]);
  });

  test('a type that is no entity here, or is not told, costs that reference alone', async () => {
    const { tenant, session } = await traffic();
    const representations = [
      { __typename: 'Nope', id: '1' },
      { __typename: 'Session', id: session },
      { id: session },
      { __typename: 'SessionHost', id: '1' },
      { __typename: 'constructor', id: '1' },
      { __typename: 7, id: '1' },
      'Session',
      { __typename: 'Request', id: 'r1' },
    ];
    const { data, errors } = await asker(app)(tenant, ENTITIES, { representations });
    expect(data._entities.map((each: { id: string } | null) => each?.id ?? null)).toEqual([
      null,
      session,
      null,
      null,
      null,
      null,
      null,
      'r1',
    ]);
    const known = 'give one of Attack, BusinessFlow, Endpoint, Request, Session';
    const wrong = (index: number, problem: string) => ({
      message: `representations[${index}].__typename: ${problem}: ${known}`,
      path: ['_entities', index],
      extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', path: `representations[${index}].__typename` }),
    });
    expect(errors.map(({ locations: _, ...error }: { locations: unknown }) => error)).toEqual([
      wrong(0, '"Nope" is no entity here'),
      wrong(2, 'is missing'),
      wrong(3, '"SessionHost" is no entity here'),
      wrong(4, '"constructor" is no entity here'),
      wrong(5, 'is missing'),
      wrong(6, 'is missing'),
    ]);
  });

  test('10,000 references are looked up, one more is refused before anything is read', async () => {
    const { tenant } = await traffic();
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Request { path } } }';
    const references = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ __typename: 'Request', id: n % 2 ? 'r1' : `unknown ${n}` }));
    const { data, errors } = await asker(app)(tenant, query, { representations: references(10_000) });
    expect(errors).toBeUndefined();
    expect(data._entities.slice(0, 2)).toEqual([null, { __typename: 'Request', path: '/cart' }]);
    let refused: { data?: unknown; errors?: unknown } = {};
    const statements = await statementsOf(async () => {
      refused = await asker(app)(tenant, query, { representations: references(10_001) });
    });
    expect(statements).toEqual([]);
    expect(refused).toEqual({
      errors: [
        {
          message: expect.stringContaining(
            'representations: 10001 references, at most 10000 are allowed in one request',
          ),
          extensions: { code: 'TOO_MANY_REFERENCES', references: { requested: 10_001, limit: 10_000 } },
        },
      ],
    });
  });

  test('references under several names count together', async () => {
    const query = `query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }`;
    const r = Array.from({ length: 5_001 }, (_, n) => ({ __typename: 'Request', id: `r${n}` }));
    const { errors } = await asker(app)(newTenant(), query, { r });
    expect(errors[0].extensions).toEqual({
      code: 'TOO_MANY_REFERENCES',
      references: { requested: 10_002, limit: 10_000 },
    });
  });

  test('lists of entities multiply by those that are different, each repeated one is one object more', async () => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Attack { sessions(first: 200) { nodes { requests(first: 5) { nodes { id } } } } } } }`;
    const attacks = (count: number) =>
      Array.from({ length: 1_000 }, (_, n) => ({ __typename: 'Attack', id: `a${n % count}` }));
    expect((await asker(app)(newTenant(), query, { representations: attacks(5) })).errors).toBeUndefined();
    const { errors } = await asker(app)(newTenant(), query, { representations: attacks(1_000) });
    const requested = 1_000 + 1_000 * (5 + 200 * (1 + 1 + 5));
    expect(errors[0].extensions).toMatchObject({ code: 'QUERY_TOO_COSTLY', cost: { requested } });
  });

  test('1,250 references to 5 requests cost the statements of 5', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 5 }, (_, n) => ({
      id: `r${n}`,
      time: `2024-05-12T10:00:0${n}Z`,
      sid: `s${n}`,
      detections: [{ type: 'sqli', attackId: `a${n}` }],
    }));
    await importLines(database, tenant, lines);
    for (const [__typename, prefix] of [
      ['Request', 'r'],
      ['Attack', 'a'],
    ] as const) {
      const five = Array.from({ length: 5 }, (_, n) => ({ __typename, id: `${prefix}${n}` }));
      const many = Array.from({ length: 250 }, () => five).flat();
      const once = await statementsOf(() => entities(tenant, five));
      let answer: unknown[] = [];
      const repeated = await statementsOf(async () => (answer = await entities(tenant, many)));
      expect(repeated).toHaveLength(once.length);
      const [first] = await entities(tenant, five);
      expect(answer).toHaveLength(1_250);
      expect(answer[1_245]).toEqual(first);
    }
  });
});

describe('switched for neighbours', () => {
  const database = givenDatabase('embedded');

  test('business flows have another name, wherever they stand', async () => {
    const app = await serve(database, { switches: { ...NO_SWITCHES, businessFlowType: 'SessionsFlow' } });
    const { data } = await asker(app)(
      newTenant(),
      `query ($representations: [_Any!]!) { sessionBusinessFlows { __typename }
        _entities(representations: $representations) { __typename ... on SessionsFlow { label sessions { nodes { id } } } } }`,
      { representations: [{ __typename: 'SessionsFlow', code: 'AUTH' }] },
    );
    expect(data._entities).toEqual([{ __typename: 'SessionsFlow', label: 'Auth', sessions: { nodes: [] } }]);
    expect(data.sessionBusinessFlows[0]).toEqual({ __typename: 'SessionsFlow' });
    const plain = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ sessionBusinessFlows { __typename } }' },
    });
    expect(plain.json().data.sessionBusinessFlows[0]).toEqual({ __typename: 'BusinessFlow' });
    await app.close();
  });

  test('sessions and requests too, and they are found by it', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [{ id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's' }]);
    const switches = { ...NO_SWITCHES, sessionType: 'ApiSession', requestType: 'ApiRequest' };
    const app = await serve(database, { switches });
    const ask = asker(app);
    const { data } = await ask(tenant, '{ sessions { nodes { __typename id requests { nodes { __typename id } } } } }');
    const [session] = data.sessions.nodes;
    expect(session).toMatchObject({ __typename: 'ApiSession', requests: { nodes: [{ __typename: 'ApiRequest' }] } });

    const found = await ask(
      tenant,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on ApiSession { requestCount } ... on ApiRequest { method session { id } } } }`,
      {
        representations: [
          { __typename: 'ApiSession', id: session.id },
          { __typename: 'ApiRequest', id: session.requests.nodes[0].id },
        ],
      },
    );
    expect(found.data._entities).toEqual([{ requestCount: 1 }, { method: 'GET', session: { id: session.id } }]);
    await app.close();
  });

  test('a name that is given twice stops the start', async () => {
    const switches = { ...NO_SWITCHES, sessionType: 'Thing', requestType: 'Thing' };
    await expect(serve(database, { switches })).rejects.toThrow('SESSIONS_SESSION_TYPE must be a name that no other');
  });

  test('a name that another type of ours has stops the start', async () => {
    for (const businessFlowType of ['Session', 'SessionRiskLevel', 'DateTime', 'Mutation']) {
      await expect(serve(database, { switches: { ...NO_SWITCHES, businessFlowType } })).rejects.toThrow(
        `SESSIONS_BUSINESS_FLOW_TYPE must be a name that no other type of ours has: "${businessFlowType}" is taken`,
      );
    }
  });

  test('attacks of an interface are answered by its name', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { id: 'r1', time: '2024-05-12T10:00:00Z', sid: 's', detections: [{ type: 'sqli', attackId: 'a1' }] },
    ]);
    const app = await serve(database, { switches: { ...NO_SWITCHES, attackInterface: true } });
    const query = `query ($representations: [_Any!]!) { _service { sdl } _entities(representations: $representations) {
      ... on Attack { __typename sessionRequests { nodes { id } } } } }`;
    const { data } = await asker(app)(tenant, query, { representations: [{ __typename: 'Attack', id: 'a1' }] });
    expect(data._service.sdl).toMatch(/type Attack\s+@key\(fields: "id"\)\s+@interfaceObject/);
    expect(data._entities).toEqual([{ __typename: 'Attack', sessionRequests: { nodes: [{ id: 'r1' }] } }]);
    await app.close();
  });

  test('standalone, nobody else has an interface of attacks', async () => {
    const standalone = serve(database, { mode: 'standalone', switches: { ...NO_SWITCHES, attackInterface: true } });
    await expect(standalone).rejects.toThrow('SESSIONS_ATTACK_INTERFACE needs MODE=federated');
  });
});
