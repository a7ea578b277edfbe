import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { DATABASES } from '../support/database.ts';
import { givenGraph } from '../support/graph.ts';
import { acknowledged, begin, listening } from '../support/ingest.ts';
import { differencesOf } from '../support/projections.ts';
import { newTenant } from '../support/traffic.ts';
import { measured, sized } from './support/measured.ts';

// A long stream over HTTP: cut again and again, it is stored as one that was not, and its length costs no memory.

const LINES = sized(20_000, 1_000_000);
const CUTS = sized(6, 40);

/** No line has an id of its own, and each comes twice. */
const line = (n: number) => {
  const pair = Math.floor(n / 2);
  const time = new Date(Date.UTC(2024, 4, 12) + pair * 80).toISOString();
  return `{"time":"${time}","method":"GET","path":"/orders/${pair % 50}","host":"api.example.com","status":200,"ip":"203.0.113.${pair % 250}"}\n`;
};

function* linesFrom(offset: number): Generator<string> {
  for (let n = offset; n < LINES; n += 500) {
    let text = '';
    for (let each = n; each < Math.min(n + 500, LINES); each++) text += line(each);
    yield text;
  }
}

/** What a tenant has, apart from ids, which are of the tenant. */
async function storedOf({ pool }: Database, tenant: string): Promise<unknown> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS requests, count(DISTINCT id)::int AS ids, md5(string_agg(row, ',' ORDER BY row)) AS digest
     FROM (SELECT id, concat_ws(' ', time, method, host, path, status, ip) AS row FROM request WHERE tenant = $1) AS each`,
    [tenant],
  );
  const { rows: parts } = await pool.query(
    `SELECT count(*)::int AS parts, sum(request_count)::int AS requests FROM session WHERE tenant = $1`,
    [tenant],
  );
  return [...rows, ...parts];
}

const { database, graph } = givenGraph(DATABASES.at(-1)!);

test('the long stream, cut at random points and gone on with, is equal to one that was not', {
  timeout: 7_200_000,
}, async () => {
  const origin = await listening(graph.app);
  const [whole, cut] = [newTenant(), newTenant()];
  const uncut = begin(origin, whole, { 'idempotency-key': 'one', 'content-encoding': 'gzip' });
  let peak = 0;
  const [before, began] = [process.memoryUsage().rss, Date.now()];
  const watching = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss - before);
  }, 200);
  await pipeline(Readable.from(linesFrom(0)), createGzip({ level: 1 }), uncut.sent);
  const { body } = await uncut.heard();
  clearInterval(watching);
  const tookMs = Date.now() - began;
  expect(body).toMatchObject({ read: LINES, accepted: LINES, acknowledged: LINES });
  let breaks = 0;
  for (let isOver = false; !isOver; ) {
    const offset = await acknowledged(origin, cut, 'one');
    const sending = begin(origin, cut, { 'idempotency-key': 'one', 'x-sessions-offset': String(offset) });
    const length = breaks < CUTS ? Math.ceil(((LINES * 130) / CUTS) * 2 * Math.random()) : Number.POSITIVE_INFINITY;
    let sent = 0;
    for (const text of linesFrom(offset)) {
      await sending.write(text.slice(0, length - sent));
      sent += text.length;
      if (sent >= length) break;
    }
    isOver = sent < length;
    if (isOver) expect(await sending.end()).toMatchObject({ status: 200, body: { acknowledged: LINES } });
    else {
      sending.cut();
      // Long enough that something of it is written, and it goes on there.
      await expect.poll(() => acknowledged(origin, cut, 'one'), { interval: 100 }).toBeGreaterThan(offset);
    }
    breaks += isOver ? 0 : 1;
  }
  expect(await storedOf(database, cut)).toEqual(await storedOf(database, whole));
  expect(await differencesOf(database)).toEqual([]);
  const speed = Math.round(LINES / (tookMs / 1_000));
  measured(
    `a stream of ${LINES} lines over HTTP`,
    `${breaks} cuts: equal; uncut ${speed} lines/s, memory +${Math.round(peak / 2 ** 20)} MiB at most`,
  );
});
