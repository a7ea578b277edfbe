import type pg from 'pg';
import { describe, expect, test } from 'vitest';
import { recordAttempt } from '../../subgraph/actions/audit/record-attempt.ts';
import { migrate } from '../../subgraph/db/migrate.ts';
import { underTenantLock } from '../../subgraph/db/tenant-lock.ts';
import { type Difference, verify } from '../../subgraph/verify/verify.ts';
import type { AuditHead } from '../../subgraph/verify/verify-audit.ts';
import { expectVerified } from '../support/actions.ts';
import { APP_ROLE, DATABASES } from '../support/database.ts';
import { givenDatabase } from '../support/graph.ts';
import { newTenant } from '../support/traffic.ts';

// The audit trail is a chain: whoever changes, removes or moves an entry in the database itself is found by `verify`.

describe.each(DATABASES)('on the %s database', (kind) => {
  const database = givenDatabase(kind);

  const write = (client: pg.Pool | pg.ClientBase, tenant: string, actor: string) =>
    recordAttempt(
      client,
      { tenant, actor },
      { operation: 'readContent', subject: 'request:r', input: { b: 1, a: 'ä' }, refusal: null },
    );
  const idsOf = async (tenant: string): Promise<string[]> =>
    (await database.pool.query(`SELECT seq::text FROM audit WHERE tenant = $1 ORDER BY seq`, [tenant])).rows.map(
      ({ seq }) => seq,
    );
  const found = async (tenant: string, heads?: Record<string, AuditHead>) => {
    const differences: Difference[] = [];
    const { auditHeads } = await verify(database.pool, (difference) => differences.push(difference), {
      knownHeads: heads,
    });
    return {
      head: auditHeads[tenant],
      said: differences.filter((each) => each.tenant === tenant).map(({ place, what }) => `${place}: ${what}`),
    };
  };
  /** Four entries, and another trail beside them. */
  const given = async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    for (const actor of ['one', 'two', 'three', 'four']) {
      await write(database.pool, tenant, actor);
      await write(database.pool, other, actor);
    }
    const { head, said } = await found(tenant);
    expect(said).toEqual([]);
    return { tenant, other, ids: await idsOf(tenant), head: head! };
  };
  /** As whoever owns the table can, and the server does not. */
  const tamper = async (...statements: [string, unknown[]][]) => {
    await database.pool.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    for (const statement of statements) await database.pool.query(...statement);
    await database.pool.query('ALTER TABLE audit ENABLE TRIGGER audit_append_only');
  };
  const CHAIN = 'hash in the audit trail (it was changed, or what was before it was changed, removed or moved)';

  test.each(['actor', 'operation', 'subject', 'message', 'input', 'before', 'after', 'at', 'outcome'])(
    'an entry whose %s is changed is named',
    async (column) => {
      const { tenant, other, ids } = await given();
      const value =
        { input: `'{"b":2}'`, before: `'{}'`, after: `'{}'`, at: `at + interval '1 ms'`, outcome: `'UNCHANGED'` }[
          column
        ] ?? `'x'`;
      await tamper([`UPDATE audit SET ${column} = ${value} WHERE tenant = $1 AND seq = $2`, [tenant, ids[1]]]);
      expect((await found(tenant)).said).toEqual([`audit entry ${ids[1]}: ${CHAIN}`]);
      expect((await found(other)).said).toEqual([]);
    },
  );

  test('where one is removed, the next one is named; the first too', async () => {
    const { tenant, ids } = await given();
    await tamper(['DELETE FROM audit WHERE tenant = $1 AND seq = $2', [tenant, ids[1]]]);
    expect((await found(tenant)).said).toEqual([`audit entry ${ids[2]}: ${CHAIN}`]);
    await tamper(['DELETE FROM audit WHERE tenant = $1 AND seq = $2', [tenant, ids[0]]]);
    expect((await found(tenant)).said).toEqual([`audit entry ${ids[2]}: ${CHAIN}`]);
  });

  test('two that changed places are named, and one that was put in between', async () => {
    const { tenant, ids } = await given();
    const move = 'UPDATE audit SET seq = $3 WHERE tenant = $1 AND seq = $2';
    await tamper([move, [tenant, ids[1], 0]], [move, [tenant, ids[2], ids[1]]], [move, [tenant, 0, ids[2]]]);
    expect((await found(tenant)).said.map((text) => text.split(':')[0])).toEqual(
      [ids[1], ids[2], ids[3]].map((id) => `audit entry ${id}`),
    );
  });

  test('an entry of one tenant is none of another', async () => {
    const { tenant, other } = await given();
    const [last] = (await idsOf(other)).slice(-1);
    await tamper(['UPDATE audit SET tenant = $1 WHERE tenant = $2 AND seq = $3', [tenant, other, last]]);
    expect((await found(tenant)).said).toEqual([`audit entry ${last}: ${CHAIN}`]);
    // What was cut off at the end of the other leaves a trail that is whole: only who noted its head sees it.
    expect((await found(other)).said).toEqual([]);
  });

  test('what is cut off at the end, and a trail that was written anew, is seen by the head that was noted', async () => {
    const { tenant, ids, head } = await given();
    const CUT = `audit entry ${ids[3]}: head of the audit trail as it was noted (entries were cut off, or all written anew)`;
    expect(head).toEqual({ id: ids[3], hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    // It goes on, and what was the head is in it.
    await write(database.pool, tenant, 'five');
    expect((await found(tenant, { [tenant]: head })).said).toEqual([]);
    await tamper(['DELETE FROM audit WHERE tenant = $1 AND seq >= $2', [tenant, ids[3]]]);
    expect((await found(tenant)).said).toEqual([]);
    expect((await found(tenant, { [tenant]: head })).said).toEqual([CUT]);
    await tamper(['DELETE FROM audit WHERE tenant = $1', [tenant]]);
    for (const actor of ['one', 'two', 'nobody', 'four']) await write(database.pool, tenant, actor);
    expect((await found(tenant)).said).toEqual([]);
    expect((await found(tenant, { [tenant]: head })).said).toEqual([CUT]);
  });

  test('entries that are written at once are one chain', async () => {
    const tenant = newTenant();
    await Promise.all(Array.from({ length: 40 }, (_, index) => write(database.pool, tenant, `${index}`)));
    expect(await idsOf(tenant)).toHaveLength(40);
    expect((await found(tenant)).said).toEqual([]);
  });

  test('what is rolled back leaves no gap in it', async () => {
    const { tenant } = await given();
    await expect(
      underTenantLock(database.pool, tenant, async (client) => {
        await write(client, tenant, 'nobody');
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    await write(database.pool, tenant, 'five');
    expect((await found(tenant)).said).toEqual([]);
  });
});

describe.runIf(DATABASES.includes('PostgreSQL'))('on PostgreSQL', () => {
  const database = givenDatabase(APP_ROLE);

  test('an entry is written while an import of its tenant goes on: its lock is another', async () => {
    const tenant = newTenant();
    await underTenantLock(database.pool, tenant, async () => {
      await recordAttempt(
        database.pool,
        { tenant, actor: 'ann' },
        { operation: 'readContent', subject: 'requests', input: {}, refusal: null },
      );
    });
    const { rows } = await database.pool.query('SELECT actor FROM audit WHERE tenant = $1', [tenant]);
    expect(rows).toEqual([{ actor: 'ann' }]);
  });
});

describe.each(DATABASES)('a %s database of before', (kind) => {
  const database = givenDatabase(kind);

  test('its entries are chained as they are found', async () => {
    const MIGRATION = '20261201100000_trail_chained';
    const { pool } = database;
    await pool.query('DROP TRIGGER audit_chained ON audit');
    await pool.query('DROP FUNCTION chain_audit, audit_hash');
    await pool.query('ALTER TABLE audit DROP COLUMN hash');
    await pool.query('DELETE FROM "_prisma_migrations" WHERE migration_name = $1', [MIGRATION]);
    const tenants = [newTenant(), newTenant()];
    for (const actor of ['one', 'two', 'three']) {
      for (const tenant of tenants) {
        await recordAttempt(pool, { tenant, actor }, { operation: 'x', subject: 'y', input: {}, refusal: null });
      }
    }
    expect(await migrate(pool)).toEqual([MIGRATION]);
    await recordAttempt(
      pool,
      { tenant: tenants[0]!, actor: 'four' },
      { operation: 'x', subject: 'y', input: {}, refusal: null },
    );
    await expectVerified(database);
    await expect(pool.query(`UPDATE audit SET actor = 'nobody'`)).rejects.toMatchObject({ code: '42501' });
    await pool.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    await pool.query(`UPDATE audit SET actor = 'nobody' WHERE actor = 'two' AND tenant = $1`, [tenants[1]]);
    const said: string[] = [];
    await verify(pool, ({ tenant, place }) => said.push(`${tenant} ${place}`));
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${tenants[1]} audit entry \\d+$`))]);
  });
});
