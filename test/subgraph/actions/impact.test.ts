import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AskedRule, isProblem, type RuleText, readRule } from '../../../subgraph/actions/rules/rule-grammar.ts';
import { act, judge } from '../../support/actions.ts';
import { traffic } from '../../support/arbitraries.ts';
import { sessionOf } from '../../support/export.ts';
import { onDatabases, openGraph } from '../../support/graph.ts';
import type { NaiveRequest, NaiveSession } from '../../support/naive-filter.ts';
import { seed } from '../../support/naive-sessions.ts';
import { statementsOf } from '../../support/statements.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// What an action would touch, against a plain count over the same requests.

interface Impact {
  __typename: string;
  requestCount: number;
  samples: { id: string }[];
  businessFlows: { code: string }[];
  [field: string]: unknown;
}

const IMPACT = `query ($input: SessionActionImpactInput!) { impact: sessionActionImpact(input: $input) { __typename
  ... on SessionsError { code message } ... on SessionsInvalidInputError { path } ... on SessionsNotFoundError { id }
  ... on SessionsNotSupportedError { alternative }
  ... on SessionActionImpact { exact requestCount maliciousRequestCount benignRequestCount sessionCount userCount ipCount roleCount
    roles businessFlowCount businessFlows { code } samples { id } } } }`;

const counts = (request: NaiveRequest) => request.detections.some(({ falsePositive }) => !falsePositive);

/** The same, counted plainly; roles and flows most frequent first, equal ones by name. */
function impactOf(sessions: NaiveSession[], isTouched: (request: NaiveRequest, session: NaiveSession) => boolean) {
  const touched = sessions.flatMap((session) =>
    session.requests.filter((request) => isTouched(request, session)).map((request) => ({ request, session })),
  );
  const requests = touched.map(({ request }) => request);
  const ranked = (values: string[]) =>
    [...new Set(values)].toSorted((a, b) => {
      const times = (value: string) => values.filter((each) => each === value).length;
      return times(b) - times(a) || (a < b ? -1 : 1);
    });
  const roles = ranked(requests.map(({ role }) => role).filter((role) => role !== null));
  const flows = ranked(requests.flatMap(({ businessFlows }) => businessFlows));
  const newest = requests.toSorted((a, b) => b.time.getTime() - a.time.getTime() || b.seq - a.seq);
  return {
    __typename: 'SessionActionImpact',
    exact: true,
    requestCount: requests.length,
    maliciousRequestCount: requests.filter(counts).length,
    benignRequestCount: requests.filter((request) => !counts(request)).length,
    sessionCount: new Set(touched.map(({ session }) => session.id)).size,
    userCount: new Set(requests.map(({ user }) => user).filter((user) => user !== null)).size,
    ipCount: new Set(requests.map(({ ip }) => ip).filter((ip) => ip !== null)).size,
    roleCount: roles.length,
    roles,
    businessFlowCount: flows.length,
    businessFlows: flows.map((code) => ({ code })),
    samples: newest.slice(0, 5).map(({ id }) => ({ id })),
  };
}

function ruleTouches(rule: RuleText, request: NaiveRequest): boolean {
  const aboutAttacks = rule.kind === 'VIRTUAL_PATCH' || rule.kind === 'IGNORE_ATTACK_TYPE';
  return (
    (rule.host === null || request.host === rule.host) &&
    (rule.method === null || request.method === rule.method) &&
    (rule.pathTemplate === null || request.template === rule.pathTemplate) &&
    (!aboutAttacks ||
      request.detections.some(
        ({ type, parameter, falsePositive }) =>
          !falsePositive &&
          (rule.attackType === null || type === rule.attackType) &&
          (rule.parameter === null || parameter === rule.parameter),
      ))
  );
}

onDatabases(({ database, graph }) => {
  const ask = async (tenant: string, input: object, asked = graph) =>
    (await asked.query<{ impact: Impact }>(tenant, IMPACT, { input })).impact;

  test('it equals the plain count, for each detection, session and any rule', async () => {
    const asked: fc.Arbitrary<AskedRule> = fc.oneof(
      fc.record(
        {
          kind: fc.constantFrom('VIRTUAL_PATCH' as const, 'IGNORE_ATTACK_TYPE' as const),
          attackType: fc.constantFrom('sqli', 'xss', null),
          parameter: fc.constantFrom('ARGS:id', null),
          host: fc.constantFrom('A.example', null),
          pathTemplate: fc.constantFrom('/users/{int}', null),
          method: fc.constantFrom('GET', null),
        },
        { requiredKeys: ['kind'] },
      ),
      fc.record({ kind: fc.constant('RATE_LIMIT' as const), value: fc.constant('5/s'), host: fc.constant(null) }),
      fc.record({ kind: fc.constant('FILTRATION_MODE' as const), value: fc.constant('block') }),
    );
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(asked, { minLength: 4, maxLength: 4 }), fc.nat(), async (lines, rules, at) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        const requests = sessions.flatMap((session) => session.requests);
        const request = requests[at % requests.length]!;
        for (const rule of rules) {
          const { host, template: pathTemplate, method } = request;
          const detections = [true, false].flatMap((wanted) =>
            request.detections.filter(({ falsePositive }) => falsePositive !== wanted),
          );
          const meant = readRule(rule, { host, pathTemplate, method, detections });
          const found = await ask(tenant, { rule: { ...rule, requestId: request.id } });
          if (isProblem(meant)) expect(found).toMatchObject({ path: ['input', 'rule', meant.field] });
          else expect(found).toEqual(impactOf(sessions, (each) => ruleTouches(meant, each)));
        }
        for (const { id, endpointId, detections } of requests
          .filter((each) => each.detections.length > 0)
          .slice(0, 3)) {
          const { type, parameter } = detections[0]!;
          expect(await ask(tenant, { detectionId: `${id}.1` })).toEqual(
            impactOf(
              sessions,
              (each) =>
                each.endpointId === endpointId &&
                each.detections.some((other) => other.type === type && other.parameter === parameter),
            ),
          );
        }
        const session = sessions[at % sessions.length]!;
        const found = await ask(tenant, { sessionId: session.id });
        if (session.blocked) expect(found).toMatchObject({ code: 'CONFLICT' });
        else expect(found).toEqual(impactOf(sessions, (_, each) => each.key === session.key));
      }),
      { numRuns: 15 },
    );
  });

  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      id: `r${n}`,
      time: `2024-05-12T10:00:${String(n % 60).padStart(2, '0')}Z`,
      sid: `session ${n % 7}`,
      path: '/x',
      detections: [{ type: n === 0 ? 'bola' : 'sqli' }],
    }));

  test('counting stops at a bound, and says so', async () => {
    const bounded = await openGraph(database, { totalBound: 10 });
    const tenant = newTenant();
    await importLines(database, tenant, lines(12));
    const input = { rule: { requestId: 'r1', kind: 'RATE_LIMIT', value: '1/s' } };
    expect(await ask(tenant, input, bounded)).toMatchObject({ exact: false, requestCount: 10 });
    expect(await ask(tenant, input)).toMatchObject({ exact: true, requestCount: 12 });
    await bounded.app.close();
  });

  test('what would be refused is refused here too, and nothing is done or audited', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines(2));
    expect(await ask(tenant, { detectionId: 'r0.1' })).toMatchObject({ __typename: 'SessionsNotSupportedError' });
    expect(await ask(tenant, { detectionId: 'r9.1' })).toMatchObject({
      __typename: 'SessionsNotFoundError',
      id: 'r9.1',
    });
    expect(await ask(tenant, { sessionId: 'a.b' })).toMatchObject({ code: 'NOT_FOUND', id: 'a.b' });
    expect(await ask(tenant, { rule: { requestId: 'r\0', kind: 'RATE_LIMIT' } })).toMatchObject({ code: 'NOT_FOUND' });
    for (const input of [{}, { detectionId: 'r1.1', sessionId: 'x' }, { detectionId: null }]) {
      expect(await ask(tenant, input)).toMatchObject({ code: 'INVALID', path: ['input'] });
    }
    expect(await ask(newTenant(), { detectionId: 'r1.1' })).toMatchObject({ code: 'NOT_FOUND' });
    for (const table of ['audit', 'outbox', 'idempotency_key']) {
      const { rows } = await database.pool.query(`SELECT 1 FROM ${table} WHERE tenant = $1`, [tenant]);
      expect(rows).toEqual([]);
    }
  });

  test('a block of what is blocked already is refused in the words of the action', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines(1));
    const sessionId = await sessionOf(graph, tenant, 'r0');
    expect(await ask(tenant, { sessionId })).toMatchObject({ requestCount: 1 });
    await act(graph, tenant, 'block', { sessionId, reason: 'stuffing' });
    const { code, message } = await act(graph, tenant, 'block', { sessionId, reason: 'again' });
    expect(code).toBe('CONFLICT');
    expect(await ask(tenant, { sessionId })).toMatchObject({ __typename: 'SessionsConflictError', code, message });
    await act(graph, tenant, 'unblock', { sessionId });
    expect(await ask(tenant, { sessionId })).toMatchObject({ requestCount: 1 });
  });

  test('the end of a block touches what the block keeps out: all of the key, or that to its applications', async () => {
    const tenant = newTenant();
    const applications = ['shop', 'shop', 'app', undefined];
    const ofKey = lines(4).map((line, n) => ({ ...line, sid: 'blocked', application: applications[n] }));
    const other = { ...lines(1)[0]!, id: 'other', sid: 'another', application: 'shop' };
    await importLines(database, tenant, [...ofKey, other]);
    const sessionId = await sessionOf(graph, tenant, 'r0');
    const unblocking = () => ask(tenant, { unblockSessionId: sessionId });
    // Nobody has blocked it yet: nothing is let in again.
    expect(await unblocking()).toMatchObject({ exact: true, requestCount: 0 });
    await act(graph, tenant, 'block', { sessionId, reason: 'stuffing' });
    expect(await unblocking()).toMatchObject({ requestCount: 4, sessionCount: 1 });
    await act(graph, tenant, 'unblock', { sessionId });
    await act(graph, tenant, 'block', { sessionId, reason: 'stuffing', applications: ['shop'] });
    expect(await unblocking()).toMatchObject({ requestCount: 2, samples: [{ id: 'r1' }, { id: 'r0' }] });
    expect(await ask(newTenant(), { unblockSessionId: sessionId })).toMatchObject({ code: 'NOT_FOUND', id: sessionId });
  });

  test('the end of a rule touches what the rule says, though its request is gone', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, lines(5));
    const rule = { requestId: 'r1', kind: 'VIRTUAL_PATCH', attackType: 'sqli' };
    const made = await act(graph, tenant, 'createRule', rule);
    const { id } = made.rule as { id: string };
    const touched = await ask(tenant, { rule });
    expect(touched.requestCount).toBe(4);
    expect(await ask(tenant, { deleteRuleId: id })).toEqual(touched);
    expect(await ask(newTenant(), { deleteRuleId: id })).toMatchObject({ code: 'NOT_FOUND', id });

    await database.pool.query(`DELETE FROM request WHERE tenant = $1 AND id = 'r1'`, [tenant]);
    expect(await ask(tenant, { rule })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(tenant, { deleteRuleId: id })).toMatchObject({ exact: true, requestCount: 3 });
    await act(graph, tenant, 'deleteRule', { ruleId: id });
    expect(await ask(tenant, { deleteRuleId: id })).toMatchObject({ exact: true, requestCount: 0 });
  });

  test('the end of a mark touches what the mark silences, and not what it left alone', async () => {
    const tenant = newTenant();
    const [first, stored, ...later] = Array.from({ length: 6 }, (_, n) => ({ ...lines(7)[n + 1]!, id: `r${n}` }));
    await importLines(database, tenant, [first!, stored!]);
    // Nobody has marked anything yet: nothing comes back.
    expect(await ask(tenant, { unmarkDetectionId: 'r0.1' })).toMatchObject({ exact: true, requestCount: 0 });
    await judge(graph, tenant, 'mark', 'r0.1');
    await importLines(database, tenant, later);
    const silenced = { exact: true, requestCount: 5, maliciousRequestCount: 0, sessionCount: 5 };
    expect(await ask(tenant, { unmarkDetectionId: 'r4.1' })).toMatchObject(silenced);
    expect(await ask(tenant, { unmarkDetectionId: 'r1.1' })).toMatchObject({ requestCount: 0 });
    expect(await ask(newTenant(), { unmarkDetectionId: 'r0.1' })).toMatchObject({ code: 'NOT_FOUND' });
    const answer = await judge(graph, tenant, 'unmark', 'r4.1');
    expect(answer.affectedRequests).toBe(silenced.requestCount);
  });

  test.each(['detectionId', 'rule', 'sessionId', 'deleteRuleId', 'unblockSessionId'])(
    'for a %s it costs as many statements for 100 requests as for 2',
    async (name) => {
      const costs = await Promise.all(
        [2, 100].map(async (count) => {
          const tenant = newTenant();
          await importLines(database, tenant, lines(count));
          const { request } = await graph.query<{ request: { session: { id: string } } }>(
            tenant,
            '{ request(id: "r1") { session { id } } }',
          );
          const rule = { requestId: 'r1', kind: 'VIRTUAL_PATCH' };
          const sessionId = request.session.id;
          const made = await act(graph, tenant, 'createRule', rule);
          if (name === 'unblockSessionId') await act(graph, tenant, 'block', { sessionId, reason: 'stuffing' });
          const inputs: Record<string, unknown> = {
            detectionId: 'r1.1',
            rule,
            sessionId,
            deleteRuleId: (made.rule as { id: string }).id,
            unblockSessionId: sessionId,
          };
          return { tenant, input: { [name]: inputs[name] } };
        }),
      );
      const numbers: number[] = [];
      for (const { tenant, input } of costs) numbers.push((await statementsOf(() => ask(tenant, input))).length);
      expect(numbers[0]).toBe(numbers[1]);
      expect(numbers[0]).toBeLessThanOrEqual(5);
    },
  );
});
