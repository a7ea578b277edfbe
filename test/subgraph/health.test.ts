import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import type { ServerOptions } from '../../subgraph/server.ts';
import { DATABASES } from '../support/database.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';

// Who restarts a server asks whether it lives, who sends it traffic whether it is ready: a busy database is no reason for the first.

/** A server, asked for a path: the code and the body of its answer. */
async function given(database: Database, options: Partial<ServerOptions> = {}) {
  const app = await createTestServer(database, options);
  onTestFinished(() => app.close());
  return async (path: string) => {
    const { statusCode, body } = await app.inject(path);
    return [statusCode, JSON.parse(body)];
  };
}

describe.each(DATABASES)('%s', (kind) => {
  const database = givenDatabase(kind);

  test('a server that can answer says so, and what it has looked at', async () => {
    const ask = await given(database);
    expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
    expect(await ask('/health/ready')).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok', migrations: 'ok', disk: 'none' } },
    ]);
    expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
  });

  test('while every connection for questions is taken, it is ready: health has one of its own', async () => {
    const ask = await given(database);
    const clients = await Promise.all(
      Array.from({ length: database.pool.options.max! }, () => database.pool.connect()),
    );
    onTestFinished(() => {
      for (const client of clients) client.release();
    });
    expect(await ask('/health/ready')).toMatchObject([200, { status: 'ready' }]);
  });

  test('a database that was put back without a migration is not ready for this version', async () => {
    const ask = await given(database);
    const newest = `"_prisma_migrations" SET rolled_back_at = $1 WHERE migration_name = (SELECT max(migration_name) FROM "_prisma_migrations")`;
    await database.pool.query(`UPDATE ${newest}`, [new Date()]);
    onTestFinished(async () => {
      await database.pool.query(`UPDATE ${newest}`, [null]);
    });
    expect(await ask('/health/ready')).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'ok', migrations: 'pending', disk: 'none' } },
    ]);
    expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
  });
});

describe('embedded', () => {
  const database = givenDatabase('embedded');

  test('the embedded database in a long transaction is busy: the server lives, and is ready again after it', async () => {
    const ask = await given(database);
    const client = await database.pool.connect();
    onTestFinished(() => client.release());
    await client.query('BEGIN');
    const waiting = ask('/health/ready');
    expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
    expect(await waiting).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'busy', migrations: 'unknown', disk: 'none' } },
    ]);
    await client.query('COMMIT');
    await expect.poll(() => ask('/health/ready')).toMatchObject([200, { status: 'ready' }]);
  });

  test('a server that ends is not ready, and lives: what it has accepted it still answers', async () => {
    const stopping = new AbortController();
    const ask = await given(database, { stopping: stopping.signal });
    stopping.abort();
    expect(await ask('/health/ready')).toEqual([503, { status: 'stopping' }]);
    expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
  });

  test('room is looked for where the embedded database keeps its files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'room-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const ask = await given(database, { dataDirectory: folder });
    expect(await ask('/health/ready')).toMatchObject([200, { checks: { disk: 'ok' } }]);
    const lost = await given(database, { dataDirectory: join(folder, 'gone') });
    expect(await lost('/health/ready')).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'ok', migrations: 'ok', disk: 'unavailable' } },
    ]);
  });

  test('however many ask at once, the database is asked once', async () => {
    let probes = 0;
    const probe = () => {
      probes += 1;
      return database.probe();
    };
    const ask = await given({ ...database, probe });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('/health/ready')));
    expect(answers.every(([code]) => code === 200)).toBe(true);
    expect(probes).toBe(1);
  });
});
