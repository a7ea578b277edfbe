import { describe, expect, test } from 'vitest';
import { act, auditOf } from '../../support/actions.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Whether the detector of an attack was right: one verdict an attack, with a reason, audited and handed on.

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mara' });

  /** A scraping of two sessions, one of them with an injection of another attack as well; a session of nobody. */
  const seeded = async () => {
    const tenant = newTenant();
    const scraped = (id: string, minute: string, sid: string, more: object[] = []) => ({
      id,
      time: `2024-05-12T10:${minute}:00Z`,
      sid,
      detections: [{ type: 'scraping', attackId: 'bots' }, ...more],
    });
    await importLines(database, tenant, [
      scraped('s1', '00', 'a'),
      scraped('s2', '01', 'b', [{ type: 'sqli', attackId: 'injection' }]),
      { id: 'q', time: '2024-05-12T10:02:00Z', sid: 'c' },
    ]);
    return tenant;
  };
  const verdictsOf = async (tenant: string) => {
    const { sessions, sessionKnownAttacks } = await graph.query<{
      sessions: { nodes: { attackVerdicts: { attackId: string; verdict: string }[] }[] };
      sessionKnownAttacks: { nodes: { id: string; verdict: { verdict: string } | null }[] };
    }>(
      tenant,
      `{ sessions { nodes { attackVerdicts { attackId verdict } } }
         sessionKnownAttacks { nodes { id verdict { verdict } } } }`,
    );
    return {
      sessions: sessions.nodes.map(({ attackVerdicts }) => attackVerdicts.map(({ verdict }) => verdict)),
      attacks: Object.fromEntries(sessionKnownAttacks.nodes.map(({ id, verdict }) => [id, verdict?.verdict ?? null])),
    };
  };
  const eventsOf = async (tenant: string) => {
    const { rows } = await database.pool.query<{ body: string }>(
      'SELECT body FROM outbox WHERE tenant = $1 ORDER BY seq',
      [tenant],
    );
    return rows.map(({ body }) => JSON.parse(body) as { event: string; subject: string; data: object });
  };

  test('a verdict stands on the attack and on all its sessions until it is taken back', async () => {
    const tenant = await seeded();
    const input = { attackId: 'bots', verdict: 'DISAGREE', reason: ' our own mirror ' };
    expect(await act(graph, tenant, 'judgeAttack', input)).toMatchObject({
      attack: { id: 'bots', sessionVerdict: { verdict: 'DISAGREE' } },
      verdict: { attackId: 'bots', verdict: 'DISAGREE', reason: 'our own mirror', givenBy: 'mara' },
    });
    expect(await verdictsOf(tenant)).toEqual({
      sessions: [[], ['DISAGREE'], ['DISAGREE']],
      attacks: { bots: 'DISAGREE', injection: null },
    });
    expect(await act(graph, tenant, 'withdrawVerdict', { attackId: 'bots' })).toMatchObject({
      attack: { sessionVerdict: null },
      verdict: null,
    });
    expect((await verdictsOf(tenant)).sessions).toEqual([[], [], []]);
  });

  test('the last one is in force; all are in the trail, and handed on in their order', async () => {
    const tenant = await seeded();
    await act(graph, tenant, 'judgeAttack', { attackId: 'bots', verdict: 'UNSURE', reason: 'a partner?' });
    await act(graph, tenant, 'judgeAttack', { attackId: 'bots', verdict: 'AGREE', reason: 'no partner' });
    await act(graph, tenant, 'judgeAttack', { attackId: 'bots', verdict: 'AGREE', reason: 'no partner' });
    await act(graph, tenant, 'withdrawVerdict', { attackId: 'bots' });
    await act(graph, tenant, 'withdrawVerdict', { attackId: 'bots' });
    const trail = (await auditOf(graph, tenant, 'attack:bots')).reverse();
    expect(trail.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'judgeSessionAttack DONE',
      'judgeSessionAttack DONE',
      'judgeSessionAttack UNCHANGED',
      'withdrawSessionAttackVerdict DONE',
      'withdrawSessionAttackVerdict UNCHANGED',
    ]);
    expect(JSON.parse(trail[1]!.before!)).toMatchObject({ verdict: 'UNSURE', reason: 'a partner?', givenBy: 'mara' });
    expect(JSON.parse(trail[1]!.after!)).toMatchObject({ verdict: 'AGREE', reason: 'no partner' });
    expect(await eventsOf(tenant)).toMatchObject([
      { event: 'attack.judged', subject: 'attack:bots', data: { verdict: 'UNSURE', types: ['scraping'] } },
      {
        event: 'attack.judged',
        subject: 'attack:bots',
        data: { attackId: 'bots', verdict: 'AGREE', reason: 'no partner' },
      },
      { event: 'attack.verdict_withdrawn', subject: 'attack:bots', data: { attackId: 'bots', types: ['scraping'] } },
    ]);
  });

  test('an attack of single requests takes none, and is told what to do instead; its types say so', async () => {
    const tenant = await seeded();
    const input = { attackId: 'injection', verdict: 'DISAGREE', reason: 'a test' };
    expect(await act(graph, tenant, 'judgeAttack', input)).toMatchObject({
      __typename: 'SessionsNotSupportedError',
      alternative: 'mark its detections as false positive',
    });
    const { sessionAttackTypes } = await graph.query<{
      sessionAttackTypes: { category: string; verdicts: string[] }[];
    }>(tenant, '{ sessionAttackTypes { category verdicts } }');
    const takes = sessionAttackTypes.filter(({ verdicts }) => verdicts.length > 0);
    expect([...new Set(takes.map(({ category }) => category))].sort()).toEqual(['BEHAVIOURAL', 'BOT']);
    expect([...new Set(takes.map(({ verdicts }) => verdicts.join()))]).toEqual(['AGREE,DISAGREE,UNSURE']);
  });

  test.each([
    [{ attackId: 'nobody' }, { __typename: 'SessionsNotFoundError', id: 'nobody' }],
    [{ attackId: 'a\0b' }, { __typename: 'SessionsNotFoundError' }],
    [{ reason: '   ' }, { path: ['input', 'reason'] }],
    [{ reason: 'x'.repeat(2001) }, { path: ['input', 'reason'] }],
  ])('what cannot be meant is refused, and changes nothing: %j', async (wrong, refusal) => {
    const tenant = await seeded();
    const input = { attackId: 'bots', verdict: 'AGREE', reason: 'x', ...wrong };
    expect(await act(graph, tenant, 'judgeAttack', input)).toMatchObject(refusal);
    expect((await verdictsOf(tenant)).attacks.bots).toBeNull();
    expect(await eventsOf(tenant)).toEqual([]);
  });

  test('nobody sees or judges the attack of another tenant', async () => {
    const [one, other] = [await seeded(), await seeded()];
    await act(graph, one, 'judgeAttack', { attackId: 'bots', verdict: 'AGREE', reason: 'x' });
    expect((await verdictsOf(other)).attacks.bots).toBeNull();
    const empty = newTenant();
    const refused = await act(graph, empty, 'judgeAttack', { attackId: 'bots', verdict: 'AGREE', reason: 'x' });
    expect(refused.__typename).toBe('SessionsNotFoundError');
  });

  test('a repeated call does it once', async () => {
    const tenant = await seeded();
    const input = { idempotencyKey: 'k', attackId: 'bots', verdict: 'AGREE', reason: 'x' };
    await act(graph, tenant, 'judgeAttack', input);
    await act(graph, tenant, 'withdrawVerdict', { attackId: 'bots' });
    await act(graph, tenant, 'judgeAttack', input);
    expect((await verdictsOf(tenant)).attacks.bots).toBeNull();
    expect(await act(graph, tenant, 'judgeAttack', { ...input, verdict: 'UNSURE' })).toMatchObject({
      code: 'CONFLICT',
    });
  });
});
