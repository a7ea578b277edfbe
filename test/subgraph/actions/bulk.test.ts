import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { act, auditOf, expectVerified } from '../../support/actions.ts';
import { period, sessionFilter, traffic } from '../../support/arbitraries.ts';
import { actOnMany, previewOf } from '../../support/bulk.ts';
import { APP_ROLE, DATABASES } from '../../support/database.ts';
import { givenGraph, openGraph } from '../../support/graph.ts';
import { sessionMeets } from '../../support/naive-filter.ts';
import { seed, withKnownIds } from '../../support/naive-sessions.ts';
import { statementsOf } from '../../support/statements.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Blocking many sessions at once: what comes of each, in one transaction, and exactly that taken back.

interface Part {
  id: string;
  key: string;
  blocked: boolean;
}

/** Where there is a PostgreSQL, under the role that sees one tenant too. */
const PLACES = DATABASES.includes('PostgreSQL') ? ([...DATABASES, APP_ROLE] as const) : DATABASES;

describe.each(PLACES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });

  const partsOf = async (tenant: string) => {
    const { sessions } = await graph.query<{ sessions: { nodes: Part[] } }>(
      tenant,
      '{ sessions(first: 200) { nodes { id key blocked } } }',
    );
    return sessions.nodes;
  };
  const blockedOf = async (tenant: string) =>
    (await partsOf(tenant)).flatMap(({ id, blocked }) => (blocked ? [id] : []));
  const historyOf = async (tenant: string) => {
    const { sessionDenylist } = await graph.query<{
      sessionDenylist: { nodes: { sessionKey: string; reason: string; active: boolean; until: string | null }[] };
    }>(tenant, '{ sessionDenylist(first: 200) { nodes { sessionKey reason active until applications } } }');
    return sessionDenylist.nodes;
  };
  const eventsOf = async (tenant: string) => {
    const { sessionActionDeliveries } = await graph.query<{
      sessionActionDeliveries: { nodes: { event: string; subject: string }[] };
    }>(tenant, '{ sessionActionDeliveries(first: 200) { nodes { event subject } } }');
    return sessionActionDeliveries.nodes.map(({ event, subject }) => `${event} ${subject}`);
  };

  /** Session `a` with two parts, `b` and `c` with one each; two users, three addresses. */
  const seeded = async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { id: 'a1', time: '2024-05-12T10:00:00Z', sid: 'a', ip: '192.0.2.1', user: 'ann', path: '/login' },
      { id: 'a2', time: '2024-05-13T10:00:00Z', sid: 'a', ip: '192.0.2.2', user: 'ann', path: '/shop' },
      { id: 'b1', time: '2024-05-12T11:00:00Z', sid: 'b', ip: '192.0.2.1', user: 'bob', path: '/login' },
      { id: 'c1', time: '2024-05-12T12:00:00Z', sid: 'c', ip: '192.0.2.3', path: '/login' },
    ]);
    const [a2, c1, b1, a1] = await partsOf(tenant);
    return { tenant, a1: a1!, a2: a2!, b1: b1!, c1: c1! };
  };
  const LOGINS = { matching: { filter: { requests: [{ endpoint: '/login' }] } } };

  test('what cannot be done is told beside what was, each is audited, and what was changed is handed on', async () => {
    const { tenant, a1, a2, b1, c1 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'before' });
    const gone = 'AAAA.20240512';
    const selection = { sessionIds: [a1.id, b1.id, gone, c1.id, a1.id] };
    const until = '2099-01-01T00:00:00.000Z';
    const answer = await actOnMany(graph, tenant, 'block', {
      selection,
      until,
      applications: ['shop'],
      reason: ' stuffing ',
    });
    expect(answer).toMatchObject({
      __typename: 'SessionBulkSuccess',
      doneCount: 2,
      unchangedCount: 1,
      refusedCount: 1,
      rows: [
        { sessionId: a1.id, outcome: 'DONE', code: null, message: null },
        { sessionId: b1.id, outcome: 'UNCHANGED', code: null },
        { sessionId: gone, outcome: 'REFUSED', code: 'NOT_FOUND', message: expect.stringMatching(/no such session/) },
        { sessionId: c1.id, outcome: 'DONE', code: null, message: null },
      ],
    });
    expect(answer.rows[1]!.message).toMatch(/blocked already, by mallory since .* without end/);
    // The other part of the key is blocked with it; what was blocked before has its own reason and end.
    expect((await blockedOf(tenant)).toSorted()).toEqual([a1.id, a2.id, b1.id, c1.id].toSorted());
    const history = await historyOf(tenant);
    expect(history).toHaveLength(3);
    expect(history.filter(({ reason }) => reason === 'stuffing')).toMatchObject([
      { until, applications: ['shop'] },
      { until, applications: ['shop'] },
    ]);
    const trail = await auditOf(graph, tenant);
    expect(trail.filter(({ operation }) => operation === 'blockSessions')).toHaveLength(4);
    expect(await auditOf(graph, tenant, `session:${c1.key}`)).toMatchObject([
      { actor: 'mallory', operation: 'blockSessions', outcome: 'DONE', before: null },
    ]);
    expect(JSON.parse((await auditOf(graph, tenant, `session:${c1.key}`))[0]!.input)).toMatchObject({
      bulkId: answer.bulkId,
      sessionIds: [c1.id],
      reason: ' stuffing ',
    });
    expect(await auditOf(graph, tenant, 'session:AAAA')).toMatchObject([{ outcome: 'REFUSED' }]);
    expect(await auditOf(graph, tenant, `session:${b1.key}`)).toMatchObject([
      { operation: 'blockSessions', outcome: 'UNCHANGED' },
      { operation: 'blockSession', outcome: 'DONE' },
    ]);
    expect((await eventsOf(tenant)).toSorted()).toEqual(
      [a1, b1, c1].map(({ key }) => `session.blocked session:${key}`).toSorted(),
    );
  });

  test('the preview says what the action then does, and that nothing was done', async () => {
    const { tenant, a1, b1, c1 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'before' });
    const before = (await auditOf(graph, tenant)).length;
    const preview = await previewOf(graph, tenant, 'BLOCK', LOGINS);
    expect(preview).toMatchObject({
      __typename: 'SessionBulkImpact',
      sessionCount: 3,
      doneCount: 2,
      unchangedCount: 1,
      refusedCount: 0,
      exceptions: [{ sessionId: b1.id, outcome: 'UNCHANGED' }],
      // The part of `a` that is not selected is hit too.
      impact: { exact: true, requestCount: 3, sessionCount: 3, userCount: 1, ipCount: 3 },
    });
    expect(preview.sessionIds.toSorted()).toEqual([a1.id, b1.id, c1.id].toSorted());
    expect(await auditOf(graph, tenant)).toHaveLength(before);
    const { sessionIds, doneCount, unchangedCount, refusedCount } = preview;
    const done = await actOnMany(graph, tenant, 'block', { selection: { sessionIds }, reason: 'x' });
    expect(done).toMatchObject({ doneCount, unchangedCount, refusedCount });
    expect(done.rows.filter(({ outcome }) => outcome !== 'DONE')).toEqual(preview.exceptions);
    expect(await previewOf(graph, tenant, 'UNBLOCK', LOGINS)).toMatchObject({ doneCount: 3, unchangedCount: 0 });
  });

  test('what was previewed is done, and no session that came meanwhile', async () => {
    const { tenant } = await seeded();
    const { sessionIds } = await previewOf(graph, tenant, 'BLOCK', LOGINS);
    await importLines(database, tenant, [{ id: 'd1', time: '2024-05-12T13:00:00Z', sid: 'd', path: '/login' }]);
    await actOnMany(graph, tenant, 'block', { selection: { sessionIds }, reason: 'x' });
    const late = (await partsOf(tenant)).filter(({ blocked }) => !blocked);
    expect(late).toHaveLength(1);
    // Who asks for all that match means those of the moment in which it is done.
    expect(await actOnMany(graph, tenant, 'block', { selection: LOGINS, reason: 'x' })).toMatchObject({
      doneCount: 1,
      unchangedCount: 3,
      rows: expect.arrayContaining([expect.objectContaining({ sessionId: late[0]!.id, outcome: 'DONE' })]),
    });
  });

  test('undo ends what this one blocked: not what was blocked before, or by others since', async () => {
    const { tenant, a1, b1, c1 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'before' });
    const { bulkId } = await actOnMany(graph, tenant, 'block', { selection: LOGINS, reason: 'bulk' });
    await act(graph, tenant, 'unblock', { sessionId: c1.id });
    await act(graph, tenant, 'block', { sessionId: c1.id, reason: 'since' });
    const undone = await actOnMany(graph, tenant, 'undo', { bulkId });
    expect(undone).toMatchObject({ doneCount: 1, unchangedCount: 1, refusedCount: 0 });
    expect(undone.rows.toSorted((one) => (one.outcome === 'DONE' ? -1 : 1))).toMatchObject([
      { sessionId: a1.id, outcome: 'DONE' },
      { sessionId: c1.id, outcome: 'UNCHANGED', message: 'the block of then has ended' },
    ]);
    const active = (await historyOf(tenant)).filter((each) => each.active);
    expect(active.map(({ reason }) => reason).toSorted()).toEqual(['before', 'since']);
    expect(await auditOf(graph, tenant, `session:${a1.key}`)).toMatchObject([
      { operation: 'undoSessionBlocks', outcome: 'DONE', after: null },
      { operation: 'blockSessions', outcome: 'DONE' },
    ]);
    // Twice is once, and an undo can be taken back.
    expect(await actOnMany(graph, tenant, 'undo', { bulkId })).toMatchObject({ bulkId: null, doneCount: 0 });
    expect(await actOnMany(graph, tenant, 'undo', { bulkId: undone.bulkId })).toMatchObject({ doneCount: 1 });
    expect((await historyOf(tenant)).filter((each) => each.active && each.reason === 'bulk')).toHaveLength(1);
  });

  test('undo of an unblock blocks again with the same end, applications and reason, unless others did', async () => {
    const { tenant, a1, b1 } = await seeded();
    const until = '2099-01-01T00:00:00.000Z';
    await act(graph, tenant, 'block', { sessionId: a1.id, reason: 'a', until, applications: ['shop'] });
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'b' });
    const unblocked = await actOnMany(graph, tenant, 'unblock', { selection: LOGINS });
    expect(unblocked).toMatchObject({ doneCount: 2, unchangedCount: 1 });
    expect(await blockedOf(tenant)).toEqual([]);
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'another' });
    const undone = await actOnMany(graph, tenant, 'undo', { bulkId: unblocked.bulkId });
    expect(undone).toMatchObject({ doneCount: 1, refusedCount: 1 });
    expect(undone.rows.find(({ sessionId }) => sessionId === b1.id)).toMatchObject({
      outcome: 'REFUSED',
      code: 'CONFLICT',
    });
    const active = (await historyOf(tenant)).filter((each) => each.active);
    expect(active.toSorted((one, other) => (one.reason < other.reason ? -1 : 1))).toMatchObject([
      { sessionKey: a1.key, reason: 'a', until, applications: ['shop'] },
      { sessionKey: b1.key, reason: 'another' },
    ]);
  });

  test('a call that is repeated does nothing more, and is answered as before', async () => {
    const { tenant, b1 } = await seeded();
    const input = { idempotencyKey: 'once', selection: LOGINS, reason: 'x' };
    const first = await actOnMany(graph, tenant, 'block', input);
    const trail = (await auditOf(graph, tenant)).length;
    await act(graph, tenant, 'unblock', { sessionId: b1.id });
    expect(await actOnMany(graph, tenant, 'block', input)).toEqual(first);
    expect(await auditOf(graph, tenant)).toHaveLength(trail + 1);
    expect(await blockedOf(tenant)).not.toContain(b1.id);
    expect(await actOnMany(graph, tenant, 'block', { ...input, reason: 'y' })).toMatchObject({ code: 'CONFLICT' });
  });

  test('at most 500 at once: more are refused whole, with how many they are', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 501 }, (_, n) => ({
      id: `r${n}`,
      time: '2024-05-12T10:00:00Z',
      sid: `s${n}`,
      path: n === 500 ? '/odd' : '/x',
    }));
    await importLines(database, tenant, lines);
    const all = { matching: {} };
    const refused = { __typename: 'SessionsInvalidInputError', path: ['input', 'selection', 'matching'] };
    const result = await actOnMany(graph, tenant, 'block', { selection: all, reason: 'x' });
    expect(result).toMatchObject(refused);
    expect(result.message).toMatch(/at most 500 sessions at once, and these are 501: narrow the filter or the period/);
    expect(await previewOf(graph, tenant, 'BLOCK', all)).toMatchObject(refused);
    const ids = Array.from({ length: 501 }, (_, n) => `k${n}.20240512`);
    expect(await previewOf(graph, tenant, 'BLOCK', { sessionIds: ids })).toMatchObject({
      path: ['input', 'selection', 'sessionIds'],
    });
    expect(await blockedOf(tenant)).toEqual([]);
    const fewer = { matching: { filter: { requests: [{ endpoint: '/x' }] } } };
    const asked = await statementsOf(() => actOnMany(graph, tenant, 'block', { selection: fewer, reason: 'x' }));
    // As many statements for 500 as for two.
    expect(asked.length).toBeLessThanOrEqual(14);
    expect(await previewOf(graph, tenant, 'UNBLOCK', fewer)).toMatchObject({ doneCount: 500 });
  });

  test.each([
    ['neither ids nor a list', { selection: {} }, ['input', 'selection'], /either sessionIds or matching/],
    ['both', { selection: { sessionIds: ['x'], matching: {} } }, ['input', 'selection'], /either/],
    ['no ids', { selection: { sessionIds: [] } }, ['input', 'selection', 'sessionIds'], /not be empty/],
    [
      'a filter that cannot be meant',
      { selection: { matching: { filter: { ids: [] } } } },
      ['input', 'selection', 'matching', 'filter', 'ids'],
      /empty/,
    ],
    [
      'a period that ends before it begins',
      { selection: { matching: { period: { from: '2024-05-13T00:00:00Z', to: '2024-05-12T00:00:00Z' } } } },
      ['input', 'selection', 'matching', 'period'],
      /later/,
    ],
    ['an empty reason', { reason: ' ' }, ['input', 'reason'], /must not be empty/],
    ['an end in the past', { until: '2020-01-01T00:00:00Z' }, ['input', 'until'], /future/],
    ['no key', { idempotencyKey: '' }, ['input', 'idempotencyKey'], /must not be empty/],
  ])('%s is refused, and audited once', async (_, wrong, path, message) => {
    const { tenant } = await seeded();
    const result = await actOnMany(graph, tenant, 'block', { selection: LOGINS, reason: 'x', ...wrong });
    expect(result).toMatchObject({ code: 'INVALID', path });
    expect(result.message).toMatch(message);
    expect(await blockedOf(tenant)).toEqual([]);
    expect(await auditOf(graph, tenant)).toMatchObject([{ subject: 'sessions', outcome: 'REFUSED' }]);
  });

  test('sessions of another tenant are not found, and what it did is not taken back', async () => {
    const { tenant, a1 } = await seeded();
    const other = await seeded();
    const selection = { sessionIds: [a1.id] };
    expect(await actOnMany(graph, other.tenant, 'block', { selection, reason: 'x' })).toMatchObject({
      bulkId: null,
      refusedCount: 1,
      rows: [{ sessionId: a1.id, code: 'NOT_FOUND' }],
    });
    const { bulkId } = await actOnMany(graph, tenant, 'block', { selection: LOGINS, reason: 'x' });
    expect(await blockedOf(other.tenant)).toEqual([]);
    expect(await actOnMany(graph, other.tenant, 'undo', { bulkId })).toMatchObject({ code: 'NOT_FOUND', id: bulkId });
    expect(await actOnMany(graph, other.tenant, 'undo', { bulkId: 'no\0ne' })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await blockedOf(tenant)).length).toBeGreaterThan(0);
  });

  test('without the scope, or where the server leaves it out, nothing is done and the attempt is audited', async () => {
    const { tenant } = await seeded();
    for (const options of [{ scopes: ['sessions:read'] as const }, { actions: ['EXPORT'] as const }]) {
      const limited = await openGraph(database, options);
      for (const [what, input] of [
        ['block', { selection: LOGINS, reason: 'x' }],
        ['unblock', { selection: LOGINS }],
        ['undo', { bulkId: 'x' }],
      ] as const) {
        expect(await actOnMany(limited, tenant, what, input)).toMatchObject({ code: 'FORBIDDEN' });
      }
      expect(await previewOf(limited, tenant, 'BLOCK', LOGINS)).toMatchObject({ sessionCount: 3 });
      await limited.app.close();
    }
    expect(await blockedOf(tenant)).toEqual([]);
    const trail = await auditOf(graph, tenant);
    expect(trail).toHaveLength(6);
    expect(new Set(trail.map(({ outcome }) => outcome))).toEqual(new Set(['REFUSED']));
  });
});

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind);

  test('a bulk over a filter is the single actions on the sessions that the plain evaluation finds', async () => {
    const question = fc.record({ period, filter: sessionFilter });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 3, maxLength: 3 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        const blocked = new Set(sessions.filter((each) => each.blocked).map(({ key }) => key));
        for (const { period: scope, filter: drawn } of questions) {
          const filter = withKnownIds(drawn, sessions);
          const now = sessions.map((session) => ({ ...session, blocked: blocked.has(session.key) }));
          const found = now.filter((session) => sessionMeets(session, scope, filter));
          const selection = { matching: { period: scope, filter } };
          const preview = await previewOf(graph, tenant, 'BLOCK', selection);
          expect(preview.sessionIds.toSorted()).toEqual(found.map(({ id }) => id).toSorted());
          const result = await actOnMany(graph, tenant, 'block', { selection, reason: 'x' });
          const outcomes = result.rows.map(({ sessionId, outcome }) => `${sessionId} ${outcome}`);
          expect(outcomes.toSorted()).toEqual(
            found.map((each) => `${each.id} ${each.blocked ? 'UNCHANGED' : 'DONE'}`).toSorted(),
          );
          const keys = new Set(found.filter((each) => !each.blocked).map(({ key }) => key));
          expect(await keysInForce(tenant)).toEqual([...blocked, ...keys].toSorted());
          if (result.bulkId !== null && found.length % 2 === 0) {
            await actOnMany(graph, tenant, 'undo', { bulkId: result.bulkId });
          } else {
            for (const key of keys) blocked.add(key);
          }
          expect(await keysInForce(tenant)).toEqual([...blocked].toSorted());
        }
      }),
      { numRuns: 15 },
    );
    await expectVerified(database);
  });

  const keysInForce = async (tenant: string) => {
    const { sessionDenylist } = await graph.query<{ sessionDenylist: { nodes: { sessionKey: string }[] } }>(
      tenant,
      '{ sessionDenylist(active: true, first: 200) { nodes { sessionKey } } }',
    );
    return sessionDenylist.nodes.map(({ sessionKey }) => sessionKey).toSorted();
  };
});
