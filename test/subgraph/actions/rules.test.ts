import { afterAll, describe, expect, test } from 'vitest';
import { readRule } from '../../../subgraph/actions/rules/rule-grammar.ts';
import { act, auditOf, expectVerified } from '../../support/actions.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { statementsOf } from '../../support/statements.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Rules made from requests: what is taken from them, what each kind may say, and where a rule stands.

const SOURCE = {
  host: 'a.example',
  pathTemplate: '/users/{int}',
  method: 'POST',
  detections: [
    { type: 'sqli', parameter: 'ARGS:id' },
    { type: 'xss', parameter: null },
  ],
};
const WHERE = { host: 'a.example', pathTemplate: '/users/{int}', method: 'POST' };
const NO_ATTACK = { attackType: null, parameter: null };

test.each([
  [{ kind: 'VIRTUAL_PATCH' }, { attackType: 'sqli', parameter: 'ARGS:id', value: null }],
  [
    { kind: 'VIRTUAL_PATCH', attackType: null },
    { attackType: null, parameter: 'ARGS:id', value: null },
  ],
  [
    { kind: 'IGNORE_ATTACK_TYPE', attackType: 'xss' },
    { attackType: 'xss', parameter: null, value: null },
  ],
  [
    { kind: 'IGNORE_ATTACK_TYPE', attackType: 'rce' },
    { attackType: 'rce', parameter: null, value: null },
  ],
  [
    { kind: 'IGNORE_ATTACK_TYPE', parameter: null },
    { attackType: 'sqli', parameter: null, value: null },
  ],
  [
    { kind: 'FILTRATION_MODE', value: 'monitoring' },
    { ...NO_ATTACK, value: 'monitoring' },
  ],
  [
    { kind: 'RATE_LIMIT', value: '100/min' },
    { ...NO_ATTACK, value: '100/min' },
  ],
  [
    { kind: 'RATE_LIMIT', value: '10/s burst 20' },
    { ...NO_ATTACK, value: '10/s burst 20' },
  ],
  [{ kind: 'MASK_DATA' }, { ...NO_ATTACK, value: 'ARGS:id' }],
  [
    { kind: 'MASK_DATA', value: 'card_*' },
    { ...NO_ATTACK, value: 'card_*' },
  ],
] as const)('%j takes the rest from the request', (asked, expected) => {
  expect(readRule(asked, SOURCE)).toEqual({ kind: asked.kind, ...WHERE, ...expected });
});

test('null means any, and a host is written in lower case', () => {
  const rule = readRule({ kind: 'VIRTUAL_PATCH', host: 'B.Example', pathTemplate: null, method: null }, SOURCE);
  expect(rule).toMatchObject({ host: 'b.example', pathTemplate: null, method: null });
});

test.each([
  [{ kind: 'VIRTUAL_PATCH', value: 'on' }, 'value', /leave it out/],
  [{ kind: 'FILTRATION_MODE' }, 'value', /must be off, monitoring or block/],
  [{ kind: 'FILTRATION_MODE', value: 'BLOCK' }, 'value', /must be off/],
  [{ kind: 'FILTRATION_MODE', value: 'block', attackType: 'sqli' }, 'attackType', /leave it out/],
  [{ kind: 'RATE_LIMIT', value: '0/s' }, 'value', /100\/min/],
  [{ kind: 'RATE_LIMIT', value: '5/day' }, 'value', /100\/min/],
  [{ kind: 'RATE_LIMIT', value: '5/s burst' }, 'value', /10\/s burst 20/],
  [{ kind: 'RATE_LIMIT', value: '5/s', parameter: 'x' }, 'parameter', /leave it out/],
  [{ kind: 'MASK_DATA', value: '**' }, 'value', /card_\*/],
  [{ kind: 'MASK_DATA', value: 'a b' }, 'value', /card_\*/],
  [{ kind: 'MASK_DATA', value: '' }, 'value', /card_\*/],
  [{ kind: 'VIRTUAL_PATCH', pathTemplate: 'users' }, 'pathTemplate', /must begin with \//],
  [{ kind: 'VIRTUAL_PATCH', host: 'a b' }, 'host', /no spaces/],
  [{ kind: 'VIRTUAL_PATCH', method: '' }, 'method', /must not be empty/],
  [{ kind: 'VIRTUAL_PATCH', attackType: 'x'.repeat(129) }, 'attackType', /at most 128/],
  [{ kind: 'VIRTUAL_PATCH', parameter: 'a\0' }, 'parameter', /U\+0000/],
] as const)('%j cannot be meant', (asked, field, problem) => {
  const read = readRule(asked, SOURCE);
  expect(read).toMatchObject({ field, problem: expect.stringMatching(problem) });
});

test('a rule about attacks needs a type where the request has none', () => {
  const calm = { ...SOURCE, detections: [] };
  expect(readRule({ kind: 'IGNORE_ATTACK_TYPE' }, calm)).toMatchObject({ field: 'attackType' });
  // What is said of it is true, whether or not the request has a detection.
  const given = /^must be given: the request has no detection/;
  expect(readRule({ kind: 'IGNORE_ATTACK_TYPE' }, calm)).toMatchObject({ problem: expect.stringMatching(given) });
  for (const request of [calm, SOURCE]) {
    expect(readRule({ kind: 'IGNORE_ATTACK_TYPE', attackType: null }, request)).toMatchObject({
      field: 'attackType',
      problem: expect.stringMatching(/^must not be null, which means any/),
    });
  }
  expect(readRule({ kind: 'IGNORE_ATTACK_TYPE', attackType: 'sqli' }, calm)).toMatchObject({ attackType: 'sqli' });
  expect(readRule({ kind: 'MASK_DATA' }, calm)).toMatchObject({ field: 'value' });
});

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });
  afterAll(() => expectVerified(database));

  const seeded = async () => {
    const tenant = newTenant();
    const detections = [
      { type: 'rce', falsePositive: true },
      { type: 'sqli', parameter: 'ARGS:id' },
    ];
    await importLines(
      database,
      tenant,
      ['r1', 'r2'].map((id) => ({
        id,
        time: '2024-05-12T10:00:00Z',
        sid: 's',
        host: 'a.example',
        path: '/users/7',
        detections,
      })),
    );
    return tenant;
  };
  const create = (tenant: string, input: object = {}) =>
    act(graph, tenant, 'createRule', { requestId: 'r1', kind: 'VIRTUAL_PATCH', ...input });
  const ruleOf = (result: object) => (result as { rule: { id: string } }).rule;

  test('a rule is made from the request and its first detection that counts, waits, and is listed', async () => {
    const tenant = await seeded();
    const created = await create(tenant, { reason: 'until it is fixed' });
    const { id } = ruleOf(created);
    expect(created).toMatchObject({
      __typename: 'SessionRuleSuccess',
      request: { id: 'r1', rules: [{ id }] },
      rule: {
        kind: 'VIRTUAL_PATCH',
        state: 'PENDING',
        host: 'a.example',
        pathTemplate: '/users/{int}',
        method: 'GET',
        attackType: 'sqli',
        parameter: 'ARGS:id',
        value: null,
        reason: 'until it is fixed',
        createdBy: 'mallory',
        requestId: 'r1',
      },
    });
    const second = ruleOf(await create(tenant, { kind: 'RATE_LIMIT', value: '5/s', host: null }));
    const { request, other, sessionRules } = await graph.query<{
      request: { rules: object[] };
      other: { rules: object[] };
      sessionRules: { nodes: { id: string; host: string | null }[]; totalCount: { value: number } };
    }>(
      tenant,
      `{ request(id: "r1") { rules { id } } other: request(id: "r2") { rules { id } }
         sessionRules(state: PENDING) { totalCount { value } nodes { id host } } }`,
    );
    expect(request.rules).toEqual([{ id: second.id }, { id }]);
    expect(other.rules).toEqual([]);
    expect(sessionRules).toEqual({
      totalCount: { value: 2 },
      nodes: [
        { id: second.id, host: null },
        { id, host: 'a.example' },
      ],
    });
  });

  test('a request with many rules gives the newest, as many as asked for', async () => {
    const tenant = await seeded();
    for (let n = 1; n <= 23; n++) await create(tenant, { kind: 'RATE_LIMIT', value: `${n}/s` });
    await create(tenant, { requestId: 'r2' });
    const values = async (list: string) => {
      const { request } = await graph.query<{ request: { list: { value: string }[] } }>(
        tenant,
        `{ request(id: "r1") { list: ${list} { value } } }`,
      );
      return request.list.map(({ value }) => value);
    };
    const newest = Array.from({ length: 23 }, (_, n) => `${23 - n}/s`);
    expect(await values('rules')).toEqual(newest.slice(0, 20));
    expect(await values('rules(first: 2)')).toEqual(newest.slice(0, 2));
    expect(await values('rules(first: 200)')).toEqual(newest);
    for (const first of [0, 201]) {
      const { errors } = await graph.ask(tenant, `{ request(id: "r1") { rules(first: ${first}) { id } } }`);
      expect(errors).toMatchObject([{ message: 'first: must be from 1 to 200' }]);
    }
  });

  test('deleting one keeps it in the list as deleted; twice is once', async () => {
    const tenant = await seeded();
    const { id: ruleId } = ruleOf(await create(tenant));
    for (const _ of [1, 2]) {
      expect(await act(graph, tenant, 'deleteRule', { ruleId })).toMatchObject({
        rule: { id: ruleId, state: 'DELETED' },
        request: { id: 'r1', rules: [{ id: ruleId }] },
      });
    }
    expect((await auditOf(graph, tenant, `rule:${ruleId}`)).map(({ outcome }) => outcome)).toEqual([
      'UNCHANGED',
      'DONE',
      'DONE',
    ]);
  });

  test('what cannot be meant is named by its place, and audited', async () => {
    const tenant = await seeded();
    const result = await create(tenant, { kind: 'RATE_LIMIT', value: 'fast' });
    expect(result).toMatchObject({ __typename: 'SessionsInvalidInputError', path: ['input', 'value'] });
    expect(await auditOf(graph, tenant, 'request:r1')).toMatchObject([{ outcome: 'REFUSED', message: result.message }]);
    expect(await act(graph, tenant, 'deleteRule', { ruleId: 'x', idempotencyKey: ' ' })).toMatchObject({
      path: ['idempotencyKey'],
    });
  });

  test('requests and rules of another tenant are not found', async () => {
    const [tenant, other] = [await seeded(), newTenant()];
    const { id: ruleId } = ruleOf(await create(tenant));
    expect(await create(other)).toMatchObject({ __typename: 'SessionsNotFoundError', id: 'r1' });
    for (const id of [ruleId, 'a\0', '']) {
      expect(await act(graph, other, 'deleteRule', { ruleId: id })).toMatchObject({ code: 'NOT_FOUND', id });
    }
    const { sessionRules } = await graph.query<{ sessionRules: { nodes: object[] } }>(
      other,
      '{ sessionRules { nodes { id } } }',
    );
    expect(sessionRules.nodes).toEqual([]);
  });

  test('a field that is null is another input than one that is left out', async () => {
    const tenant = await seeded();
    const idempotencyKey = 'k';
    await create(tenant, { idempotencyKey });
    expect(await create(tenant, { idempotencyKey, host: null })).toMatchObject({ code: 'CONFLICT' });
    expect(ruleOf(await create(tenant, { idempotencyKey }))).toBeDefined();
  });

  test('rules of the requests of a page cost one statement', async () => {
    const tenant = await seeded();
    await create(tenant);
    const asked = await statementsOf(() =>
      graph.query(tenant, '{ sessions { nodes { requests { nodes { rules { id state } } } } } }'),
    );
    expect(asked).toHaveLength(3);
  });
});
