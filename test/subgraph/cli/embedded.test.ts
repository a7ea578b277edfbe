import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbedded } from '../../../subgraph/db/embedded.ts';

// One backend serves all connections of the embedded database. Its clients must not notice.

test('connections never get into each other’s statements and transactions', async () => {
  const embedded = await startEmbedded(null);
  const pool = new pg.Pool({ connectionString: embedded.url, max: 8 });
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      const wrong: string[] = [];
      for (let n = 0; n < 60; n++) {
        const client = await pool.connect();
        if (n % 3 === 0) await client.query('BEGIN');
        const { rows } = await client.query(`SELECT $1::text AS text, ${worker} AS worker`, [`${worker}/${n}`]);
        if (n % 3 === 0) await client.query('COMMIT');
        if (rows[0]?.text !== `${worker}/${n}` || rows[0]?.worker !== worker) wrong.push(JSON.stringify(rows));
        client.release();
      }
      return wrong;
    }),
  );
  expect(answers.flat()).toEqual([]);
  await pool.end();
  await embedded.close();
});

test('an error inside a statement, and a client that leaves in the middle of a transaction, disturb nobody', async () => {
  const embedded = await startEmbedded(null);
  const [lost, other] = [new pg.Client(embedded.url), new pg.Client(embedded.url)];
  lost.on('error', () => {});
  await lost.connect();
  await other.connect();
  await other.query('CREATE TABLE kept (n int)');
  await expect(other.query('SELECT $1::int / 0', [1])).rejects.toThrow('division by zero');
  await lost.query('BEGIN');
  await lost.query('INSERT INTO kept VALUES ($1)', [1]);
  const waiting = other.query<{ n: number }>('SELECT count(*)::int AS n FROM kept WHERE n > $1', [0]);
  (lost as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect((await waiting).rows).toEqual([{ n: 0 }]);
  await other.end();
  await embedded.close();
});
