import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Scope } from '../../../subgraph/auth/scope.type.ts';
import { auditOf } from '../../support/actions.ts';
import { importContent } from '../../support/content.ts';
import { sessionOf } from '../../support/export.ts';
import { type Graph, givenGraph, openGraph } from '../../support/graph.ts';
import { pusher } from '../../support/projections.ts';
import { newTenant } from '../../support/traffic.ts';

// What somebody may with each scope, and what they are told of the rest.

const { database, graph } = givenGraph('embedded');
const opened: Graph[] = [];
afterAll(() => Promise.all(opened.map(({ app }) => app.close())));

async function as(...scopes: Scope[]): Promise<Graph> {
  const viewer = await openGraph(database, { scopes });
  opened.push(viewer);
  return viewer;
}

const MUTATIONS = [
  ['attacks:write', 'MARK_FALSE_POSITIVE', 'markSessionDetectionFalsePositive(input: { detectionId: "shown.1", KEY })'],
  [
    'attacks:write',
    'MARK_FALSE_POSITIVE',
    'unmarkSessionDetectionFalsePositive(input: { detectionId: "shown.1", KEY })',
  ],
  ['attacks:write', 'JUDGE_ATTACK', 'judgeSessionAttack(input: { attackId: "a", verdict: AGREE, reason: "x", KEY })'],
  ['attacks:write', 'JUDGE_ATTACK', 'withdrawSessionAttackVerdict(input: { attackId: "a", KEY })'],
  ['rules:write', 'CREATE_RULE', 'createSessionRule(input: { requestId: "shown", kind: VIRTUAL_PATCH, KEY })'],
  ['rules:write', 'CREATE_RULE', 'deleteSessionRule(ruleId: "1", KEY)'],
  ['denylist:write', 'BLOCK_SESSION', 'blockSession(input: { sessionId: "ID", reason: "x", KEY })'],
  ['denylist:write', 'BLOCK_SESSION', 'unblockSession(sessionId: "ID", KEY)'],
  ['sessions:export', 'EXPORT', 'exportSession(input: { sessionId: "ID", format: CSV })'],
  ['sessions:export', 'EXPORT', 'exportSessions(input: { rows: SESSIONS, format: CSV, filter: { ids: ["ID"] } })'],
] as const;

test.each(MUTATIONS)('%s is what %s needs: %s', async (scope, _action, template) => {
  const tenant = await importContent(database);
  const id = await sessionOf(graph, tenant, 'shown');
  const text = () =>
    `mutation { result: ${template.replace('ID', id).replace('KEY', `idempotencyKey: "${randomUUID()}"`)} { __typename ... on SessionsError { message } } }`;
  const resultFor = async (viewer: Graph) =>
    (await viewer.query<{ result: { __typename: string; message?: string } }>(tenant, text())).result;

  const others = MUTATIONS.map(([each]) => each).filter((each) => each !== scope);
  const refused = await resultFor(await as('sessions:read', 'sessions:content', ...others));
  expect(refused.__typename).toBe('SessionsForbiddenError');
  expect(refused.message).toBe(`Mutation.${template.split('(')[0]}: needs the scope ${scope}, which you have not`);
  expect((await auditOf(graph, tenant))[0]).toMatchObject({ outcome: 'REFUSED', message: refused.message });

  const actions = MUTATIONS.filter(([each]) => each === scope).map(([, each]) => each);
  const allowed = await as('sessions:read', scope);
  expect((await resultFor(allowed)).__typename).not.toBe('SessionsForbiddenError');
  const { sessionsCapabilities } = await allowed.query<{ sessionsCapabilities: object }>(
    tenant,
    '{ sessionsCapabilities { scopes actions } }',
  );
  expect(sessionsCapabilities).toEqual({ scopes: ['sessions:read', scope], actions: [...new Set(actions)] });
});

test('without a scope every question is refused for itself, and what the viewer may do is still told', async () => {
  const viewer = await as();
  const { data, errors } = await viewer.ask(
    await importContent(database),
    '{ sessions { totalCount { value } } request(id: "shown") { id } sessionsCapabilities { scopes actions } sessionAudit { nodes { id } } }',
  );
  expect(data).toEqual({
    sessions: null,
    request: null,
    sessionsCapabilities: { scopes: [], actions: [] },
    sessionAudit: null,
  });
  expect(errors!.map(({ path, extensions }) => [path, extensions.code, extensions.scope])).toEqual([
    [['sessions'], 'FORBIDDEN', 'sessions:read'],
    [['request'], 'FORBIDDEN', 'sessions:read'],
    [['sessionAudit'], 'FORBIDDEN', 'admin'],
  ]);
});

test('what was done and what is delivered is for admin, who may everything else too', async () => {
  const tenant = await importContent(database);
  const text =
    '{ sessionAudit { nodes { id } } sessionActionDeliveries { nodes { id } } request(id: "shown") { query } }';
  const { data } = await (await as('sessions:read', 'sessions:content')).ask(tenant, text);
  expect(data).toMatchObject({
    sessionAudit: null,
    sessionActionDeliveries: null,
    request: { query: expect.any(String) },
  });
  expect((await (await as('admin')).ask(tenant, text)).errors).toBeUndefined();
});

test.each(['endpoints', 'attacks'] as const)('what comes in needs ingest:write (%s)', async (name) => {
  const { push } = pusher(graph.app);
  const tenant = newTenant();
  const pushAs = (scopes: string) => push(tenant, name, { items: [] }, { 'x-sessions-scopes': scopes });
  const { status, body } = await pushAs('sessions:read sessions:content attacks:write');
  expect([status, body]).toEqual([
    403,
    { error: `/ingest/projections/${name}: needs the scope ingest:write, which you have not` },
  ]);
  for (const scopes of ['ingest:write', 'admin']) expect((await pushAs(scopes)).status).not.toBe(403);
});

test('what was done is done, also for who may not read what came of it', async () => {
  const tenant = await importContent(database);
  const writer = await as('attacks:write');
  const mark = (fields: string) =>
    writer.ask(
      tenant,
      `mutation { result: markSessionDetectionFalsePositive(input: { detectionId: "shown.1", idempotencyKey: "k" }) {
        __typename ... on SessionFalsePositiveSuccess { ${fields} } } }`,
    );
  expect(await mark('affectedRequests request { id }')).toMatchObject({
    data: { result: null },
    errors: [{ path: ['result', 'request'], extensions: { code: 'FORBIDDEN', scope: 'sessions:read' } }],
  });
  expect(await mark('affectedRequests')).toEqual({
    data: { result: { __typename: 'SessionFalsePositiveSuccess', affectedRequests: 1 } },
  });
});

test('the header that says so is read where nobody signs in, and a scope that there is not is named', async () => {
  const ask = (target: Graph, headers: Record<string, string>) =>
    target.app.inject({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query: '{ sessionsCapabilities { scopes } }' },
    });
  const wrong = await ask(graph, { 'x-sessions-scopes': 'sessions:read sessions:write' });
  expect([wrong.statusCode, wrong.json().errors[0].message]).toEqual([
    400,
    expect.stringMatching(/^the header x-sessions-scopes must be scopes with spaces, of sessions:read .* admin$/),
  ]);
  const locked = await openGraph(database, { apiToken: 'a token of sixteen' });
  opened.push(locked);
  const answer = await ask(locked, { authorization: 'Bearer a token of sixteen', 'x-sessions-scopes': 'ingest:write' });
  expect(answer.json().data.sessionsCapabilities.scopes).toContain('admin');
});
