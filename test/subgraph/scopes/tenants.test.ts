import { randomUUID } from 'node:crypto';
import { isObjectType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { createSchema } from '../../../subgraph/schema.ts';
import { act, auditOf, judge } from '../../support/actions.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { givenGraph } from '../../support/graph.ts';
import { type Defaults, entityFields, fieldsAsked, placesOf, questionsOf } from '../../support/schema-matrix.ts';
import { openSubgraph } from '../../support/subgraph.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// Nothing of another tenant is told, whatever is asked: made of the schema, so that what it gets is asked as well.

/** In every text of the other tenant, and in nothing else. */
const NEEDLE = 'needle';

const A_KEY = '"a key"';

const { database, graph } = givenGraph('embedded');
const schema = await createSchema('standalone');

const ours = newTenant();
const theirs = newTenant();
let defaults: Defaults;
/** Ids and texts of the other tenant, and beside each one that nobody has. */
let foreign: { theirs: string; nobody: string }[];

function lines(names: readonly string[], mark: string): Line[] {
  return names.map((name, index) => ({
    id: name,
    time: `2024-05-12T10:00:0${index}Z`,
    sid: `${mark}-sid`,
    method: 'POST',
    path: `/${mark}/orders/${index}`,
    query: `q=${mark}`,
    host: `${mark}.example`,
    application: `${mark}-app`,
    user: `${mark}-user`,
    role: `${mark}-role`,
    countryCode: 'DE',
    sourceTags: [`${mark}-tag`],
    status: 200,
    ip: mark === NEEDLE ? '203.0.113.77' : '198.51.100.1',
    durationMs: 12,
    detections: [
      { type: 'sqli', attackId: `${mark}-attack`, parameter: `ARGS:${mark}`, payload: mark },
      { type: 'scraping', attackId: `${mark}-bots` },
    ],
    content: { requestHeaders: [{ name: 'x', value: mark }], requestBody: { mediaType: 'text/plain', text: mark } },
  }));
}

beforeAll(async () => {
  // Both have a request of the same id: one that forgets the tenant finds the other.
  await importLines(database, ours, lines(['shared', 'own'], 'own'));
  await importLines(database, theirs, lines(['shared', 'needle-request'], NEEDLE));
  const own = await sessionOf(graph, ours, 'own');
  const other = await sessionOf(graph, theirs, 'needle-request');
  for (const [tenant, id, request, reason] of [
    [ours, own, 'own', 'own'],
    [theirs, other, 'needle-request', NEEDLE],
  ] as const) {
    await act(graph, tenant, 'block', { sessionId: id, reason });
    const attackId = tenant === theirs ? `${NEEDLE}-bots` : 'own-bots';
    await act(graph, tenant, 'judgeAttack', { attackId, verdict: 'DISAGREE', reason });
    for (const each of ['shared', request]) {
      await act(graph, tenant, 'createRule', { requestId: each, kind: 'VIRTUAL_PATCH', reason });
      await judge(graph, tenant, 'mark', `${each}.1`, { reason });
    }
  }
  const idsOf = async (tenant: string) => {
    const { sessionRules, sessionDenylist, sessionKnownEndpoints } = await graph.query<{
      sessionRules: { nodes: { id: string }[] };
      sessionDenylist: { nodes: { id: string }[] };
      sessionKnownEndpoints: { nodes: { summary: { id: string } }[] };
    }>(
      tenant,
      '{ sessionRules { nodes { id } } sessionDenylist { nodes { id } } sessionKnownEndpoints { nodes { summary { id } } } }',
    );
    return {
      rule: sessionRules.nodes[0]!.id,
      entry: sessionDenylist.nodes[0]!.id,
      endpoint: sessionKnownEndpoints.nodes[0]!.summary.id,
    };
  };
  const yours = await idsOf(theirs);
  const [key, otherKey] = [own.split('.')[0]!, other.split('.')[0]!];
  defaults = {
    'Query.request(id)': '"shared"',
    'Query.session(id)': JSON.stringify(own),
    'Query.sessionParts(key)': JSON.stringify(key),
    'Query.sessionsForAttack(attackId)': '"own-attack"',
    'Query.sessionAttackEvidence(attackId)': '"own-bots"',
    'Query.sessionActionImpact(input)': '{ detectionId: "shared.1" }',
    targets: '[{ requestId: "shared" }]',
    requestId: '"shared"',
    // Of mutations: what they are about is in the place that is looked at.
    sessionId: '"nobody.20240512"',
    detectionId: '"nobody.1"',
    ruleId: '"nobody"',
    attackId: '"nobody"',
    bulkId: '"nobody"',
    idempotencyKey: A_KEY,
    name: '"x"',
    reason: '"x"',
    'SessionRuleInput.requestId': '"nobody"',
    first: '2',
  };
  const nobody = (text: string) => `zz${[...text.slice(2)].map((c) => (/[a-y]/.test(c) ? 'z' : c)).join('')}`;
  foreign = [
    other,
    otherKey,
    'needle-request',
    'needle-request.1',
    'needle-attack',
    'needle-bots',
    yours.endpoint,
    yours.rule,
    yours.entry,
    `session:${otherKey}`,
    'needle.example',
    'needle-user',
    'ARGS:needle',
  ].map((id) => ({ theirs: id, nobody: id === other ? `${nobody(otherKey)}.20240512` : nobody(id) }));
});

/** Each thing is done under a key of its own. */
const ask = async (operation: string): Promise<string> =>
  JSON.stringify(
    await graph.ask(
      ours,
      operation.replaceAll(A_KEY, () => JSON.stringify(randomUUID())),
    ),
  );

/** Of a link to a list: it holds what was asked, and when. What the file has is asked in export/list-file.test.ts. Of a bulk: its number, and when. */
const LINK = /"(url|filename|expiresAt|bulkId|readAt)":"[^"]*"/g;
const SINCE = /(?<= since )[^ ,]+/g;

/** Places of a filter that many sessions at once read by the code of lists: `Query.sessions` asks with all of them. */
const AS_LISTED =
  /^(Query\.sessionBulkImpact|Mutation\.(un)?blockSessions)\(input\.selection\.matching\.filter\.(?!ids|keys|users|requests\[\]\.hosts)/;

/** What puts our sessions back before what acts on all that match. */
const UNDONE: Readonly<Record<string, string>> = {
  blockSessions: `mutation { unblockSessions(input: { idempotencyKey: ${A_KEY}, selection: { matching: {} } }) { __typename } }`,
  unblockSessions: `mutation { blockSessions(input: { idempotencyKey: ${A_KEY}, reason: "x", selection: { matching: {} } }) { __typename } }`,
};

/** An answer without the ids that were asked by, those first that others are part of. */
const without = (answer: string, ids: readonly string[]): string =>
  ids
    .toSorted((one, other) => other.length - one.length)
    .reduce((text, id) => text.replaceAll(id, 'ID'), answer.replace(LINK, '$1').replace(SINCE, ''));

/** Everything that a tenant has, in its tables. */
async function stateOf(tenant: string): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'tenant' AND table_schema = 'public'`,
  );
  const tables = rows.map(async ({ name }) => {
    const found = await database.pool.query(
      `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM "${name}" AS t WHERE tenant = $1`,
      [tenant],
    );
    return `${name} ${found.rows[0].sum}`;
  });
  return (await Promise.all(tables)).sort().join('\n');
}

test('no field tells anything of another tenant, and what is ours is told', async () => {
  const leaks: string[] = [];
  const answered = new Set<string>();
  for (const question of questionsOf(schema, defaults)) {
    const answer = await ask(question);
    if (answer.includes(NEEDLE)) leaks.push(question);
    if (/"errors"/.test(answer)) answered.add(`${question} ${answer.slice(0, 300)}`);
  }
  expect(leaks).toEqual([]);
  expect([...answered]).toEqual([]);
});

// More than a thousand questions.
test('an id or a text of another tenant is answered as one that nobody has, wherever it is put', {
  timeout: 900_000,
}, async () => {
  const before = await stateOf(theirs);
  const leaks: string[] = [];
  const places = placesOf(schema, defaults).filter(({ name }) => !AS_LISTED.test(name));
  for (const { name, ask: questions } of places) {
    const [known, unknown] = [foreign.map((id) => id.theirs), foreign.map((id) => id.nobody)];
    const others = questions(unknown);
    for (const [index, question] of questions(known).entries()) {
      const undone = UNDONE[/^Mutation\.(\w+)/.exec(name)?.[1] ?? ''];
      const asked = async (each: string) => {
        if (undone) await ask(undone);
        return ask(each);
      };
      const [told, toldOfNobody] = [await asked(question), await asked(others[index]!)];
      const [one, other] = [without(told, known), without(toldOfNobody, unknown)];
      if (one.includes(NEEDLE) || one !== other) leaks.push(`${name}: ${one.slice(0, 400)} <> ${other.slice(0, 400)}`);
    }
  }
  expect(leaks).toEqual([]);
  expect(await stateOf(theirs)).toBe(before);
});

test('the matrix puts them into filters in filters as well', () => {
  const names = placesOf(schema, defaults).map(({ name }) => name);
  expect(names).toContain('Query.sessions(filter.requests[].anyOf[].hosts[])');
  expect(names).toContain('Session.requests(filter.not[].ids[])');
});

test('the matrix asks for every field there is', () => {
  const operations = [
    ...questionsOf(schema, defaults),
    ...placesOf(schema, defaults).flatMap(({ ask: questions }) => questions(['x'])),
  ];
  const asked = fieldsAsked(schema, operations);
  const all = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.keys((isObjectType(type) && type.getFields()) || {}).map((field) => `${type.name}.${field}`),
    );
  expect(all.filter((field) => !asked.has(field))).toEqual([]);
});

test.each(['standalone', 'federated'] as const)(
  'entities of another tenant are those that nobody has (%s)',
  async (mode) => {
    const subgraph = await openSubgraph(database, mode);
    for (const [type, key] of [
      ['Session', 'id'],
      ['Request', 'id'],
      ['Attack', 'id'],
      ['Endpoint', 'id'],
      ['BusinessFlow', 'code'],
    ] as const) {
      const fields = entityFields(await createSchema(mode), type);
      for (const id of foreign) {
        const tell = async (value: string) =>
          JSON.stringify(
            await subgraph
              .entities(ours, [{ __typename: type, [key]: value }], type, fields)
              .catch((error: Error) => error.message),
          ).replaceAll(value, 'ID');
        const told = await tell(id.theirs);
        expect(told).toBe(await tell(id.nobody));
        expect(told).not.toContain(NEEDLE);
      }
    }
    await subgraph.close();
  },
);

test('a link of another tenant is refused like one that nobody made', async () => {
  const { url } = await exportSession(graph, theirs, {
    sessionId: await sessionOf(graph, theirs, 'shared'),
    format: 'HAR',
  });
  const fetchAs = async (address: string) => {
    const { statusCode, body, headers } = await graph.app.inject({
      url: address,
      headers: { 'x-sessions-tenant': ours },
    });
    return { statusCode, body, type: headers['content-type'] };
  };
  const told = await fetchAs(url!);
  expect(told).toEqual(await fetchAs(`${url!.slice(0, -4)}AAAA`));
  expect(told.body).not.toContain(NEEDLE);
  // It is not even told there that somebody tried.
  expect((await auditOf(graph, theirs)).map(({ operation }) => operation)).not.toContain('fetchExport');
});
