import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPeerData } from '../../peers/scripts/peer-data.ts';
import { statementsOf } from '../support/statements.ts';
import { Federation, SECRET, TENANT } from './support/federation.ts';
import { type Answer, GATEWAYS, Gateway } from './support/gateways.ts';
import { gatewaysMissing, PEERS } from './support/processes.ts';

// The subgraph behind real gateways, beside the peers of peers/, over the demo traffic.

const MISSING = gatewaysMissing();

let federation: Federation;
beforeAll(async () => {
  if (!MISSING) federation = await Federation.open();
}, 600_000);
afterAll(() => federation?.close());

/** What our page of sessions is, whatever the way to it. */
interface Page {
  totalCount: { value: number; exact: boolean };
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { cursor: string; node: { id: string } }[];
}
const PAGE = 'totalCount { value exact } pageInfo { hasNextPage endCursor } edges { cursor node { id } }';

/** Rows of 25 sessions with many requests, their attacks and endpoints. */
const ACROSS = `query ($sessions: Int!, $requests: Int!) {
  sessions(first: $sessions, filter: { requestCount: { gte: 50 } }, orderBy: { field: ATTACK_COUNT, direction: DESC }) {
    nodes { id requests(first: $requests) { nodes {
      id path
      detections { id attackId attack { type severity } }
      endpoint { method risk }
    } } }
  }
}`;
interface Across {
  sessions: { nodes: { id: string; requests: { nodes: AcrossRequest[] } }[] };
}
interface AcrossRequest {
  id: string;
  path: string;
  detections: { id: string; attackId: string; attack: { type: string; severity: string } | null }[];
  endpoint: { method: string; risk: number | null } | null;
}

test.skipIf(MISSING)('the peers own the attacks and endpoints of the demo traffic, under the same ids', async () => {
  // When this fails: npx tsx peers/scripts/build-data.ts
  const { attacks, endpoints } = await readPeerData(federation.database, TENANT);
  expect(linesOf(readFileSync(join(PEERS, 'attacks/attacks.ndjson')))).toEqual(attacks);
  expect(linesOf(gunzipSync(readFileSync(join(PEERS, 'discovery/endpoints.ndjson.gz'))))).toEqual(endpoints);
});

test.skipIf(MISSING)('a reference that a peer does not know is null, and harms no other', async () => {
  const entities = async (peer: 'attacks' | 'discovery', type: string, field: string, ids: string[]) => {
    const query = `query ($references: [_Any!]!) {
      _entities(representations: $references) { ... on ${type} { ${field} } }
    }`;
    const references = ids.map((id) => ({ __typename: type, id }));
    const response = await fetch(federation.recorders[peer].address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { references } }),
    });
    return response.json();
  };
  expect(await entities('attacks', 'Attack', 'type', ['no such', 'sqli-f60417183d4e'])).toEqual({
    data: { _entities: [null, { type: 'SQLI' }] },
  });
  expect(await entities('discovery', 'Endpoint', 'host', ['no such', 'MA-9DQtAHJuO9Fxyb9Jr5B'])).toEqual({
    data: { _entities: [null, { host: 'vampi:5000' }] },
  });
});

describe.skipIf(MISSING).each(GATEWAYS)('through %s', (kind) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await Gateway.start(kind, federation.compose(), { SESSIONS_GATEWAY_SECRET: SECRET });
  });
  afterAll(() => gateway?.stop());

  /** The same question at our own /graphql. */
  async function askPlain<Data>(query: string, variables: object): Promise<Data> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(federation.plain, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (errors) throw new Error(JSON.stringify(errors));
    return data!;
  }

  async function attackIds(): Promise<string[]> {
    const { attacks } = await gateway.query<{ attacks: { edges: { node: { id: string } }[] } }>(
      '{ attacks(first: 100) { edges { node { id } } } }',
    );
    return attacks.edges.map(({ node }) => node.id);
  }

  test('Attack.sessions is the list behind the button, for every attack, page by page', async () => {
    const button = `query ($id: ID!, $after: String) {
      button: sessionsForAttack(attackId: $id, first: 3, after: $after) { ${PAGE} }
      filtered: sessions(filter: { requests: [{ attackIds: [$id] }] }, first: 3, after: $after) { ${PAGE} }
    }`;
    const entity = `query ($id: ID!, $after: String) {
      attack(id: $id) { id type sessions(first: 3, after: $after) { ${PAGE} } }
    }`;
    const ids = await attackIds();
    let [sessions, pages] = [0, 0];
    for (const id of ids) {
      let after: string | null = null;
      do {
        const { attack }: { attack: { id: string; sessions: Page } } = await gateway.query(entity, { id, after });
        const lists: { button: Page; filtered: Page } = await gateway.query(button, { id, after });
        expect(attack.sessions).toEqual(lists.button);
        expect(lists.filtered.edges.map(({ node }) => node)).toEqual(lists.button.edges.map(({ node }) => node));
        expect(await askPlain(button, { id, after })).toEqual(lists);
        sessions += attack.sessions.edges.length;
        pages += 1;
        after = attack.sessions.pageInfo.hasNextPage ? attack.sessions.pageInfo.endCursor : null;
      } while (after);
    }
    expect(ids).toHaveLength(82);
    expect(sessions).toBeGreaterThan(60);
    expect(pages).toBeGreaterThan(ids.length);
  });

  test('from a request to its attack and its sessions, and to the endpoint that discovery knows', async () => {
    const { sessions } = await gateway.query<{ sessions: { nodes: { requests: { nodes: AcrossRequest[] } }[] } }>(`{
      sessions(first: 1, filter: { requests: [{ attackTypes: ["sqli"], hosts: ["localhost:8080"] }] }) {
        nodes { requests(first: 1, filter: { malicious: true }) { nodes { id detections { attackId } } } } } }`);
    const [request] = sessions.nodes[0]!.requests.nodes;
    const attackId = request!.detections[0]!.attackId;
    const data = await gateway.query<{
      request: {
        detections: { attack: object }[];
        endpoint: { host: string; sessions: { totalCount: { value: number } } };
      };
      button: Page;
    }>(
      `query ($request: ID!, $attack: ID!) {
        request(id: $request) {
          detections { attack { id type severity details { point } sessions { ${PAGE} } sessionRequests { totalCount { value } } } }
          endpoint { id host application pathTemplate sessions { totalCount { value } } }
        }
        button: sessionsForAttack(attackId: $attack) { ${PAGE} }
      }`,
      { request: request!.id, attack: attackId },
    );
    expect(data.request.detections[0]!.attack).toEqual({
      id: attackId,
      type: 'SQLI',
      severity: 'CRITICAL',
      details: { point: 'ARGS:dbName' },
      sessions: data.button,
      sessionRequests: { totalCount: { value: 5 } },
    });
    expect(data.request.endpoint).toMatchObject({ host: 'localhost:8080', application: 'Dashboard' });
    expect(data.request.endpoint.sessions.totalCount.value).toBeGreaterThan(0);
  });

  test('the number of calls and of statements does not grow with the page', async () => {
    const cost = async (sessions: number, requests: number) => {
      let data!: Across;
      let statements = 0;
      const calls = await federation.callsOf(async () => {
        statements = (
          await statementsOf(async () => {
            data = await gateway.query<Across>(ACROSS, { sessions, requests });
          })
        ).length;
      });
      const asked = {
        sessions: calls.sessions.length,
        attacks: calls.attacks.length,
        discovery: calls.discovery.length,
      };
      return { asked, statements, rows: data.sessions.nodes.flatMap((node) => node.requests.nodes) };
    };
    const small = await cost(5, 5);
    const large = await cost(25, 50);
    expect(large.rows).toHaveLength(25 * 50);
    const detections = large.rows.flatMap((row) => row.detections);
    expect(detections.length).toBeGreaterThan(100);
    expect(detections.every(({ attack }) => attack?.type && attack.severity)).toBe(true);
    expect(large.rows.every(({ endpoint }) => endpoint?.method)).toBe(true);
    expect(large.asked).toEqual(small.asked);
    expect(large.statements).toBe(small.statements);
    // As docs/federating.md says.
    expect(large.asked).toEqual({ sessions: 1, attacks: 1, discovery: 1 });
    expect(large.statements).toBe(3);
    console.log(
      `${kind}: 25 x 50, ${detections.length} detections:`,
      large.asked,
      `${large.statements} SQL statements`,
    );
  });

  test('from a page of attacks to their sessions: one more call, whatever the page', async () => {
    const query = `query ($first: Int!) { attacks(first: $first) { edges { node {
      id requestCount sessions(first: 5) { nodes { id requestCount } }
    } } } }`;
    const cost = async (first: number) => {
      let statements = 0;
      const { sessions, attacks } = await federation.callsOf(async () => {
        statements = (await statementsOf(() => gateway.query(query, { first }))).length;
      });
      return { sessions: sessions.length, attacks: attacks.length, statements };
    };
    const [small, large] = [await cost(2), await cost(50)];
    expect(large).toEqual(small);
    expect(large).toMatchObject({ sessions: 1, attacks: 1 });
    console.log(`${kind}: sessions of 50 attacks:`, large);
  });

  describe.each([
    ['attacks', 'attack', /^(sessions|request)\..*\.attack(\.|$)/],
    ['discovery', 'endpoint', /^(sessions|request)\..*\bendpoint(\.|$)/],
  ] as const)('while %s is down', (peer, field, place) => {
    test(`list and detail are there; only "${field}" is missing, with an error`, async () => {
      const variables = { sessions: 5, requests: 20 };
      const whole = await gateway.query<Across>(ACROSS, variables);
      await federation.without(peer, async () => {
        const { data, errors, text } = await gateway.ask<Across>(ACROSS, variables);
        expect(leftOut(data, field)).toEqual(leftOut(whole, field));
        expect(valuesOf(data, field).length).toBeGreaterThan(20);
        expect(new Set(valuesOf(data, field))).toEqual(new Set([null]));
        expect(errors!.length).toBeGreaterThan(0);
        for (const { message, path, extensions } of errors!) {
          expect({ message, code: extensions?.code }).toEqual({
            message: `${peer} is unavailable`,
            code: 'SUBGRAPH_UNAVAILABLE',
          });
          if (path) expect(path.join('.')).toMatch(place);
        }
        expectNothingInside(text);
      });
      expect(await gateway.query<Across>(ACROSS, variables)).toEqual(whole);
    });

    test('what needs no other subgraph has no errors', async () => {
      await federation.without(peer, async () => {
        const { sessions } = await gateway.query<{ sessions: { nodes: { topEndpoints: object[] }[] } }>(
          '{ sessions(first: 5) { nodes { id topEndpoints { summary { pathTemplate riskLevel } endpoint { id } } } } }',
        );
        expect(sessions.nodes).toHaveLength(5);
        expect(sessions.nodes[0]!.topEndpoints[0]).toMatchObject({ endpoint: { id: expect.any(String) } });
      });
    });
  });

  test('with the wrong secret nothing is answered, and nothing is said of the inside', async () => {
    const other = await Gateway.start(kind, federation.compose(), { SESSIONS_GATEWAY_SECRET: 'not the secret of it' });
    try {
      const { data, errors, text } = await other.ask('{ sessions { nodes { id } } }');
      expect(data).toEqual({ sessions: null });
      expect(errors![0]).toMatchObject({
        message: 'sessions is unavailable',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      });
      expectNothingInside(text);
      expect(text).not.toMatch(/secret/);
      const { attack } = await other.query<{ attack: object }>('{ attack(id: "sqli-f60417183d4e") { type } }');
      expect(attack).toEqual({ type: 'SQLI' });
      // Its operator reads why.
      await other.process.says(/x-sessions-gateway-secret is not the secret of this server/);
    } finally {
      await other.stop();
    }
  });

  test('signed queries are answered, entities too', async () => {
    const env = { SESSIONS_GATEWAY_SECRET: SECRET, SESSIONS_GATEWAY_AUTH: 'hmac' };
    const signed = await Gateway.start(kind, federation.compose(await federation.serveSigned()), env);
    try {
      const { attack } = await signed.query<{ attack: { sessions: Page } }>(
        `{ attack(id: "sqli-f60417183d4e") { type sessions { ${PAGE} } } }`,
      );
      expect(attack.sessions.totalCount).toEqual({ value: 1, exact: true });
      // With an identity, which is signed too.
      const ann = { 'x-sessions-tenant': 'another', 'x-sessions-actor': 'ann', 'x-sessions-scopes': 'sessions:read' };
      const { sessions } = await signed.query<{ sessions: Page }>(`{ sessions { ${PAGE} } }`, {}, ann);
      expect(sessions.totalCount).toEqual({ value: 0, exact: true });
    } finally {
      await signed.stop();
    }
  });

  test('tenant, actor, scopes and proof go to the sessions subgraph, and to no other', async () => {
    const query = `{ sessions { totalCount { value } } attack(id: "sqli-f60417183d4e") { type sessions { ${PAGE} } } }`;
    const headers = {
      'x-sessions-tenant': 'another',
      'x-sessions-actor': 'ann',
      'x-sessions-scopes': 'sessions:read',
      'x-sessions-gateway-secret': 'forged',
    };
    let data: { sessions: Page; attack: { sessions: Page } } | undefined;
    const calls = await federation.callsOf(async () => {
      data = await gateway.query(query, {}, headers);
    });
    expect(data!.sessions.totalCount.value).toBe(0);
    expect(data!.attack.sessions).toMatchObject({ totalCount: { value: 0 }, edges: [] });
    expect(calls.sessions.length).toBeGreaterThan(0);
    for (const call of calls.sessions) {
      expect(call.headers).toMatchObject({
        'x-sessions-tenant': 'another',
        'x-sessions-actor': 'ann',
        'x-sessions-scopes': 'sessions:read',
        'x-sessions-gateway-secret': SECRET,
      });
    }
    expect(calls.attacks).toHaveLength(1);
    const names = calls.attacks.flatMap((call) => Object.keys(call.headers));
    expect(names.filter((name) => name.startsWith('x-sessions'))).toEqual([]);
  });

  test('mistakes of a client come back as they are', async () => {
    expect((await gateway.ask('{ sessions(first: 0) { nodes { id } } }')).errors).toMatchObject([
      { message: 'first: must be from 1 to 200', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const { errors } = await gateway.ask('{ sessions { totalCount { value } } }', {}, { 'x-sessions-tenant': "a'b" });
    expect(errors).toMatchObject([{ message: expect.stringContaining('x-sessions-tenant must be') }]);
  });

  test('a form or a script of another site cannot ask', async () => {
    const body = JSON.stringify({ query: '{ sessions { totalCount { value } } }' });
    const headers = { 'content-type': 'text/plain', origin: 'http://evil.example' };
    const response = await fetch(gateway.address, { method: 'POST', headers, body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  // Apollo Gateway has no demand control.
  if (kind === 'hive') {
    test('a query that costs too much is refused before it is asked', async () => {
      const calls = await federation.callsOf(async () => {
        const { errors } = await gateway.ask(ACROSS, { sessions: 200, requests: 200 });
        expect(errors).toMatchObject([{ extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE' } }]);
      });
      expect(calls).toEqual({ sessions: [], attacks: [], discovery: [] });
    });
  }
});

function linesOf(file: Buffer): unknown[] {
  return file
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Nothing of where subgraphs are, and of how they failed. */
function expectNothingInside(text: string): void {
  expect(text).not.toMatch(/127\.0\.0\.1|localhost:\d|ECONN|fetch failed|stack|node_modules|HTTP \d/);
}

/** An answer without the fields of a name, wherever they are. */
function leftOut(value: unknown, field: string): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) => (key === field ? undefined : inner));
}

/** The values of the fields of a name, wherever they are. */
function valuesOf(value: unknown, field: string): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(value, (key, inner) => {
    if (key === field) found.push(inner);
    return inner;
  });
  return found;
}
