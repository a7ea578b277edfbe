import { describe, expect, test } from 'vitest';
import { act, auditOf } from '../../support/actions.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { statementsOf } from '../../support/statements.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Blocking sessions by their key: all parts, a history, a filter that agrees with it.

interface Part {
  id: string;
  key: string;
  blocked: boolean;
}

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });

  /** Session `a` with two parts, session `b` with one. */
  const seeded = async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { id: 'a1', time: '2024-05-12T10:00:00Z', sid: 'a' },
      { id: 'a2', time: '2024-05-13T10:00:00Z', sid: 'a' },
      { id: 'b1', time: '2024-05-12T11:00:00Z', sid: 'b' },
    ]);
    const [a2, b1, a1] = await partsOf(tenant);
    return { tenant, a1: a1!, a2: a2!, b1: b1! };
  };
  const partsOf = async (tenant: string, filter: object = {}) => {
    const { sessions } = await graph.query<{ sessions: { nodes: Part[] } }>(
      tenant,
      'query ($filter: SessionFilter) { sessions(filter: $filter) { nodes { id key blocked } } }',
      { filter },
    );
    return sessions.nodes;
  };
  const historyOf = async (tenant: string, variables: { sessionKey?: string; active?: boolean } = {}) => {
    const { sessionDenylist } = await graph.query<{
      sessionDenylist: { nodes: { reason: string; active: boolean }[] };
    }>(
      tenant,
      `query ($sessionKey: ID, $active: Boolean) { sessionDenylist(sessionKey: $sessionKey, active: $active) {
         totalCount { value } nodes { reason active endedBy } } }`,
      variables,
    );
    return sessionDenylist.nodes;
  };

  test('all parts of the key are blocked, others are not, and unblocking ends it', async () => {
    const { tenant, a1, a2, b1 } = await seeded();
    const until = '2099-01-01T00:00:00.000Z';
    const input = { sessionId: a1.id, applications: ['shop', 'blog', 'shop'], until, reason: ' credential stuffing ' };
    expect(await act(graph, tenant, 'block', input)).toMatchObject({
      session: {
        id: a1.id,
        blocked: true,
        denylistEntry: {
          sessionKey: a1.key,
          applications: ['shop', 'blog'],
          until,
          reason: 'credential stuffing',
          createdBy: 'mallory',
          active: true,
          endedAt: null,
        },
      },
    });
    expect((await partsOf(tenant)).map(({ blocked }) => blocked)).toEqual([true, false, true]);
    expect(await partsOf(tenant, { blocked: true })).toHaveLength(2);
    expect(await act(graph, tenant, 'unblock', { sessionId: a2.id })).toMatchObject({
      session: { id: a2.id, blocked: false, denylistEntry: null },
    });
    await act(graph, tenant, 'block', { sessionId: a2.id, reason: 'again' });
    await act(graph, tenant, 'block', { sessionId: b1.id, reason: 'another' });
    expect(await historyOf(tenant, { sessionKey: a1.key })).toEqual([
      { reason: 'again', active: true, endedBy: null },
      { reason: 'credential stuffing', active: false, endedBy: 'mallory' },
    ]);
    expect((await historyOf(tenant, { active: true })).map(({ reason }) => reason)).toEqual(['another', 'again']);
    expect((await historyOf(tenant, { active: false })).map(({ reason }) => reason)).toEqual(['credential stuffing']);
  });

  test('what is blocked is not blocked again over a decision of somebody; unblocking twice is once', async () => {
    const { tenant, a1, a2 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: a1.id, reason: 'first' });
    const again = await act(graph, tenant, 'block', { sessionId: a2.id, reason: 'second' });
    expect(again).toMatchObject({ __typename: 'SessionsConflictError', code: 'CONFLICT' });
    expect(again.message).toMatch(/by mallory since .* without end: unblock it first/);
    for (const _ of [1, 2]) {
      expect(await act(graph, tenant, 'unblock', { sessionId: a1.id })).toMatchObject({ session: { blocked: false } });
    }
    expect((await auditOf(graph, tenant, `session:${a1.key}`)).map(({ outcome }) => outcome)).toEqual([
      'UNCHANGED',
      'DONE',
      'REFUSED',
      'DONE',
    ]);
  });

  test('an entry whose time is over blocks no more, and the session can be blocked again', async () => {
    const { tenant, a1 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: a1.id, until: '2099-01-01T00:00:00Z', reason: 'for a while' });
    await database.pool.query(`UPDATE denylist_entry SET until = now() - interval '1 second' WHERE tenant = $1`, [
      tenant,
    ]);
    expect((await partsOf(tenant)).some(({ blocked }) => blocked)).toBe(false);
    expect(await partsOf(tenant, { blocked: true })).toEqual([]);
    expect(await act(graph, tenant, 'block', { sessionId: a1.id, reason: 'again' })).toMatchObject({
      session: { blocked: true, denylistEntry: { reason: 'again' } },
    });
  });

  test('list, total, facets, statistics of the list and timeline agree about who is blocked', async () => {
    const { tenant, a1 } = await seeded();
    await act(graph, tenant, 'block', { sessionId: a1.id, reason: 'x' });
    for (const [blocked, sessions] of [
      [true, 2],
      [false, 1],
      [null, 3],
    ]) {
      const { list, options } = await graph.query<{
        list: {
          totalCount: { value: number };
          facets: { total: number; buckets: { count: number }[] }[];
          timeline: { buckets: { requests: number }[] };
        };
        options: { count: number }[];
      }>(
        tenant,
        `query ($filter: SessionFilter) { options: sessionFilterOptions(dimension: METHOD, filter: $filter) { count }
           list: sessions(filter: $filter) { totalCount { value } facets(dimensions: [METHOD]) { total buckets { count } }
             timeline { buckets { requests } } } }`,
        { filter: { blocked } },
      );
      expect(list.totalCount.value).toBe(sessions);
      expect(list.facets).toEqual([{ total: sessions, buckets: [{ count: sessions }] }]);
      expect(options).toEqual([{ count: sessions }]);
      expect(list.timeline.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(sessions);
    }
  });

  const many = Array.from({ length: 101 }, (_, n) => `app ${n}`);
  test.each([
    ['an empty reason', { reason: '  ' }, ['input', 'reason'], /must not be empty/],
    ['a reason without end', { reason: 'x'.repeat(2_001) }, ['input', 'reason'], /at most 2000/],
    ['an end in the past', { reason: 'x', until: '2020-01-01T00:00:00Z' }, ['input', 'until'], /lie in the future/],
    ['an application without a name', { reason: 'x', applications: ['shop', ''] }, ['input', 'applications'], /empty/],
    ['too many applications', { reason: 'x', applications: many }, ['input', 'applications'], /at most 100/],
    ['no key', { reason: 'x', idempotencyKey: '' }, ['input', 'idempotencyKey'], /must not be empty/],
  ])('%s cannot be meant', async (_, input, path, message) => {
    const { tenant, a1 } = await seeded();
    const result = await act(graph, tenant, 'block', { sessionId: a1.id, ...input });
    expect(result).toMatchObject({ __typename: 'SessionsInvalidInputError', code: 'INVALID', path });
    expect(result.message).toMatch(message);
    expect((await partsOf(tenant)).some(({ blocked }) => blocked)).toBe(false);
    expect(await auditOf(graph, tenant)).toMatchObject([{ outcome: 'REFUSED' }]);
  });

  test('a session of another tenant, or none, is not found and not blocked', async () => {
    const { tenant, a1 } = await seeded();
    const other = await seeded();
    for (const sessionId of [a1.id, 'no session', 'AAAA.20240512']) {
      for (const what of ['block', 'unblock'] as const) {
        const result = await act(graph, other.tenant, what, {
          sessionId,
          ...(what === 'block' ? { reason: 'x' } : {}),
        });
        expect(result).toMatchObject({ __typename: 'SessionsNotFoundError', id: sessionId });
      }
    }
    await act(graph, tenant, 'block', { sessionId: a1.id, reason: 'x' });
    expect(await historyOf(other.tenant)).toEqual([]);
    expect((await partsOf(other.tenant)).some(({ blocked }) => blocked)).toBe(false);
  });

  test('who is blocked costs one statement for a page of any size', async () => {
    const { tenant } = await seeded();
    const asked = await statementsOf(() =>
      graph.query(tenant, '{ sessions { nodes { blocked denylistEntry { id } } } }'),
    );
    expect(asked).toHaveLength(2);
  });
});
