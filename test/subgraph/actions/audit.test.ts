import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnv } from '../../../subgraph/env.ts';
import { auditOf, expectVerified, judge } from '../../support/actions.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { type Graph, onDatabases, openGraph } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Each thing is done once, and told: idempotency keys, the audit trail, and what a viewer may do.

const detections = [{ type: 'sqli', parameter: 'ARGS:id' }];
const LINES = ['r1', 'r2'].map((id) => ({ id, time: '2024-05-12T10:00:00Z', sid: 's', path: `/${id}`, detections }));

onDatabases(({ database, graph }) => {
  let readOnly: Graph;
  beforeAll(async () => {
    readOnly = await openGraph(database, { actions: ['EXPORT'], actor: 'guest' });
  });
  afterAll(async () => {
    await expectVerified(database);
    await readOnly.app.close();
  });

  const rowsOf = async (table: string, tenant: string) => {
    const { rows } = await database.pool.query(`SELECT * FROM ${table} WHERE tenant = $1`, [tenant]);
    return rows;
  };
  const seeded = async () => {
    const tenant = newTenant();
    await importLines(database, tenant, LINES);
    return tenant;
  };

  test('a key with another input is a conflict, for another operation or actor it is another key', async () => {
    const tenant = await seeded();
    const idempotencyKey = 'the only one';
    await judge(graph, tenant, 'mark', 'r1.1', { idempotencyKey });
    expect(await judge(graph, tenant, 'mark', 'r2.1', { idempotencyKey })).toMatchObject({ code: 'CONFLICT' });
    expect(await judge(graph, tenant, 'mark', 'r1.1', { idempotencyKey, reason: 'now why' })).toMatchObject({
      __typename: 'SessionsConflictError',
    });
    expect(await judge(graph, tenant, 'unmark', 'r1.1', { idempotencyKey })).toMatchObject({ affectedRequests: 1 });
    // Answered as before, although it is not so any more.
    expect(await judge(graph, tenant, 'mark', 'r1.1', { idempotencyKey })).toMatchObject({ affectedRequests: 1 });
    const other = await openGraph(database, { actor: 'other' });
    expect(await judge(other, tenant, 'mark', 'r2.1', { idempotencyKey })).toMatchObject({ affectedRequests: 1 });
    await other.app.close();
    const outcomes = (await auditOf(graph, tenant)).map(({ actor, outcome }) => `${actor} ${outcome}`);
    expect(outcomes).toEqual(['other DONE', 'local DONE', 'local REFUSED', 'local REFUSED', 'local DONE']);
  });

  test('a refusal is answered again as well, without a second entry', async () => {
    const tenant = await seeded();
    const idempotencyKey = randomUUID();
    const ask = () => judge(graph, tenant, 'mark', 'nobody.1', { idempotencyKey });
    expect(await ask()).toEqual(await ask());
    expect(await auditOf(graph, tenant)).toMatchObject([{ outcome: 'REFUSED', subject: 'detection:nobody.1' }]);
  });

  test('the entry says who did what, and what it was before and after', async () => {
    const tenant = await seeded();
    await judge(graph, tenant, 'mark', 'r1.1', { reason: 'tested' });
    const [entry, ...others] = await auditOf(graph, tenant, 'detection:r1.1');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ actor: 'local', operation: 'markSessionDetectionFalsePositive', outcome: 'DONE' });
    expect(JSON.parse(entry!.input)).toEqual({ detectionId: 'r1.1', reason: 'tested' });
    expect(JSON.parse(entry!.before!)).toMatchObject({ falsePositive: false, type: 'sqli', parameter: 'ARGS:id' });
    expect(JSON.parse(entry!.after!)).toMatchObject({ falsePositive: true, affectedRequests: 1, reason: 'tested' });
  });

  test('a mark that is taken back through a detection that it silences ends in the history of its own', async () => {
    const tenant = await seeded();
    await judge(graph, tenant, 'mark', 'r1.1');
    await importLines(database, tenant, [{ ...LINES[0]!, id: 'later' }]);
    await judge(graph, tenant, 'unmark', 'later.1', { reason: 'a real one' });
    const [ended, begun] = await auditOf(graph, tenant, 'detection:r1.1');
    expect(ended).toMatchObject({ operation: 'unmarkSessionDetectionFalsePositive', outcome: 'DONE' });
    expect(JSON.parse(ended!.input)).toMatchObject({ detectionId: 'later.1' });
    const { markId } = JSON.parse(begun!.after!);
    expect(markId).toEqual(expect.any(String));
    expect(JSON.parse(ended!.before!)).toMatchObject({ markId, falsePositive: true });
    expect(JSON.parse(ended!.after!)).toMatchObject({
      markId,
      throughDetectionId: 'later.1',
      falsePositive: false,
      affectedRequests: 2,
    });
    expect(await auditOf(graph, tenant)).toHaveLength(2);

    await judge(graph, tenant, 'mark', 'r1.1');
    await judge(graph, tenant, 'unmark', 'r1.1');
    const [direct] = await auditOf(graph, tenant, 'detection:r1.1');
    expect(JSON.parse(direct!.after!)).not.toHaveProperty('throughDetectionId');
  });

  test('where actions are not allowed they are refused, audited, and change nothing', async () => {
    const tenant = await seeded();
    const idempotencyKey = randomUUID();
    const refused = await judge(readOnly, tenant, 'mark', 'r1.1', { idempotencyKey });
    expect(refused).toMatchObject({ __typename: 'SessionsForbiddenError', code: 'FORBIDDEN' });
    expect(refused.message).toContain('SESSIONS_ACTIONS');
    expect(await auditOf(graph, tenant)).toMatchObject([
      { actor: 'guest', outcome: 'REFUSED', message: refused.message },
    ]);
    for (const table of ['outbox', 'false_positive_mark', 'idempotency_key'])
      expect(await rowsOf(table, tenant)).toEqual([]);
  });

  test('what leaves as a file is told: who took which session, in which format and filter, and who was refused', async () => {
    const tenant = await seeded();
    const sessionId = await sessionOf(graph, tenant, 'r1');
    const filter = { statuses: [403], users: { anyOf: ['alice'] } };
    const wish = { sessionId, format: 'CSV', period: { from: '2024-05-12T00:00:00Z' }, filter };
    const closed = await openGraph(database, { actions: [], actor: 'guest' });
    const refused = [
      await exportSession(closed, tenant, wish),
      await exportSession(graph, tenant, { ...wish, filter: { statuses: [1] } }),
      await exportSession(graph, tenant, { ...wish, sessionId: 'nobody\u0000' }),
    ];
    await closed.app.close();
    expect(refused.map(({ code }) => code)).toEqual(['FORBIDDEN', 'INVALID', 'NOT_FOUND']);
    expect(await exportSession(graph, tenant, wish)).toHaveProperty('url');
    const subject = `session:${sessionId.split('.')[0]}`;
    const entry = { operation: 'exportSession', before: null, after: null };
    const trail = await auditOf(graph, tenant);
    expect(trail).toMatchObject([
      { ...entry, actor: 'local', outcome: 'DONE', message: null, subject },
      { ...entry, actor: 'local', outcome: 'REFUSED', message: refused[2]!.message, subject: 'session:nobody\ufffd' },
      { ...entry, actor: 'local', outcome: 'REFUSED', message: refused[1]!.message, subject },
      { ...entry, actor: 'guest', outcome: 'REFUSED', message: refused[0]!.message, subject },
    ]);
    expect(JSON.parse(trail[0]!.input)).toMatchObject({
      sessionId,
      format: 'CSV',
      period: { from: '2024-05-12T00:00:00.000Z' },
      filter,
    });
  });

  test('entries can be added, but not changed or removed, even by the owner of the table', async () => {
    const tenant = await seeded();
    await judge(graph, tenant, 'mark', 'r1.1');
    for (const statement of [`UPDATE audit SET actor = 'nobody'`, 'DELETE FROM audit', 'TRUNCATE audit']) {
      await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    expect(await auditOf(graph, tenant)).toHaveLength(1);
  });

  test('pages hold every entry once, newest first; another tenant has none of them', async () => {
    const tenant = await seeded();
    for (const id of ['r1.1', 'r1.1', 'r2.1', 'r3.1', 'r1.1']) await judge(graph, tenant, 'mark', id);
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { list }: { list: Page } = await graph.query<{ list: Page }>(
        tenant,
        `query ($after: String) { list: sessionAudit(first: 2, after: $after) {
           nodes { id } totalCount { value exact } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        { after },
      );
      expect(list.totalCount).toEqual({ value: 5, exact: true });
      expect(list.pageInfo.hasPreviousPage).toBe(ids.length > 0);
      ids.push(...list.nodes.map(({ id }) => id));
      after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
    } while (after);
    expect(ids).toEqual((await auditOf(graph, tenant)).map(({ id }) => id));
    expect(ids).toEqual(ids.toSorted((a, b) => Number(b) - Number(a)));
    expect(new Set(ids).size).toBe(5);
    expect(await auditOf(graph, newTenant())).toEqual([]);
  });

  test('50 calls at once with one key: one effect, one entry, one event, one answer', async () => {
    const tenant = await seeded();
    const idempotencyKey = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => judge(graph, tenant, 'mark', 'r1.1', { idempotencyKey })),
    );
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results[0]).toMatchObject({ affectedRequests: 1 });
    for (const table of ['audit', 'outbox', 'false_positive_mark']) expect(await rowsOf(table, tenant)).toHaveLength(1);
  });

  test('two mutations of one operation see what the first has changed', async () => {
    const tenant = await seeded();
    const result =
      '... on SessionFalsePositiveSuccess { request { detections { falsePositive } session { attackCount } } }';
    const { one, two } = await graph.query<Record<'one' | 'two', object>>(
      tenant,
      `mutation { one: markSessionDetectionFalsePositive(input: { idempotencyKey: "1", detectionId: "r1.1" }) { ${result} }
         two: unmarkSessionDetectionFalsePositive(input: { idempotencyKey: "2", detectionId: "r1.1" }) { ${result} } }`,
    );
    expect(one).toEqual({ request: { detections: [{ falsePositive: true }], session: { attackCount: 1 } } });
    expect(two).toEqual({ request: { detections: [{ falsePositive: false }], session: { attackCount: 2 } } });
  });
});

interface Page {
  nodes: { id: string }[];
  totalCount: object;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
}

test('SESSIONS_ACTIONS is all, none, or a list', () => {
  const read = (SESSIONS_ACTIONS?: string) => readEnv({ SESSIONS_ACTIONS }).actions;
  expect(read()).toEqual(['MARK_FALSE_POSITIVE', 'CREATE_RULE', 'BLOCK_SESSION', 'EXPORT', 'JUDGE_ATTACK']);
  expect(read('all')).toEqual(read());
  expect(read('none')).toEqual([]);
  expect(read('EXPORT, BLOCK_SESSION')).toEqual(['EXPORT', 'BLOCK_SESSION']);
  expect(() => read('EXPORT,block')).toThrow(/SESSIONS_ACTIONS must be all, none or a list of MARK_FALSE_POSITIVE/);
});
