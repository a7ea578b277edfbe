// What 50,000 more requests cost, by what is stored already: the same seven days, the same 1,000 endpoints, sessions that
// go on and new ones. Beside it a bare insert of the same rows into a table with the indexes of `request`.
//   npx tsx bench/import-growth.ts [sizes = 0,100000,300000] [more = 50000]
// On PostgreSQL (TEST_DATABASE_URL, else a throwaway server from the installed binaries).

import { Readable } from 'node:stream';
import { insertRows } from '../subgraph/db/batch.ts';
import { type Database, openDatabase } from '../subgraph/db/database.ts';
import { importRequests } from '../subgraph/ingest/import.ts';
import { readerFor } from '../subgraph/ingest/readers/index.ts';
import { createHasher } from '../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../subgraph/ingest/session-key/sessions-config.ts';
import { sessionise } from '../subgraph/ingest/sessioniser.ts';
import { settleDeviations } from '../subgraph/settling/settle-deviations.ts';
import { settleRisk } from '../subgraph/settling/settle-risk.ts';
import { requestColumns } from '../subgraph/store/columns.ts';
import type { StoredRequest } from '../subgraph/store/stored-request.type.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';

const sizes = (process.argv[2] ?? '0,100000,300000').split(',').map(Number);
const more = Number(process.argv[3] ?? 50_000);
const tenant = 'bench';
const sessioniser = { tenant, config: loadSessionsConfig(null), hasher: createHasher('a secret of the bench', tenant) };
const ENDPOINTS = 1_000;
const REQUESTS_PER_SESSION = 20;
const DAY = 86_400_000;

/** 0 to 1, the same for the same numbers. */
function chance(index: number, purpose: number): number {
  let mixed = (index * 2_654_435_761 + purpose * 40_503) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) >>> 0;
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** Few large and many small: of `count` things the n-th is chosen about as often as all from n to 2 n together. */
const zipf = (count: number, drawn: number) => Math.floor(count ** drawn) - 1;

/** Sessions have about as many requests at any size; the first one has a few percent of all. */
function line(index: number, stored: number): string {
  const session = zipf(Math.max(2, Math.floor((stored + more) / REQUESTS_PER_SESSION)), chance(index, 1));
  const endpoint = zipf(ENDPOINTS, chance(index, 2));
  const isSlow = chance(index, 3) < 0.002;
  return JSON.stringify({
    id: `r${index}`,
    time: new Date(Date.parse('2024-05-12T00:00:00Z') + Math.floor(chance(index, 4) * 7 * DAY)).toISOString(),
    method: endpoint % 5 === 0 ? 'POST' : 'GET',
    path: `/resource-of-${endpoint.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}`,
    host: 'api.example.com',
    status: chance(index, 5) < 0.05 ? 404 : 200,
    durationMs: isSlow ? 4_000 : Math.round(10 * 1.5 ** (4 * chance(index, 6)) * (1 + (endpoint % 7))),
    sizeBytes: Math.round(300 * 2 ** (3 * chance(index, 7))),
    ip: `10.0.${session % 250}.9`,
    user: `user ${session}`,
    parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: `session ${session}` }],
    detections: chance(index, 8) < 0.005 ? [{ type: 'sqli', action: 'MONITORED' }] : [],
  });
}

function input(from: number, count: number): Readable {
  const pieces = function* () {
    for (let start = from; start < from + count; start += 500) {
      const lines = Array.from({ length: Math.min(500, from + count - start) }, (_, index) =>
        line(start + index, from),
      );
      yield Buffer.from(`${lines.join('\n')}\n`);
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function add(database: Database, from: number, count: number) {
  const source = input(from, count);
  const write = await seconds(() => importRequests(database, source, { ...sessioniser, reader: readerFor('ndjson') }));
  const risk = await seconds(() => settleRisk(database, tenant));
  const deviations = await seconds(() => settleDeviations(database, tenant));
  return { write, risk, deviations, total: write + risk + deviations };
}

/** Into a table with the columns and indexes of `request`, partitions aside, which is empty. */
async function bareInsert(database: Database): Promise<number> {
  const requests: StoredRequest[] = [];
  for await (const record of readerFor('ndjson').read(input(0, more))) {
    if ('request' in record) requests.push(sessionise(record.request, String(record.request.id), sessioniser));
  }
  await database.pool.query(
    `CREATE TABLE bare (LIKE request INCLUDING ALL); CREATE SEQUENCE bare_seq;
     ALTER TABLE bare ALTER seq SET DEFAULT nextval('bare_seq')`,
  );
  const client = await database.pool.connect();
  const time = await seconds(async () => {
    for (let start = 0; start < more; start += 5_000) {
      await insertRows(client, 'bare', requestColumns(tenant), requests.slice(start, start + 5_000));
    }
  });
  client.release();
  return time;
}

const cluster = process.env.TEST_DATABASE_URL ? null : await startPostgresCluster();
try {
  const database = await openDatabase({
    url: process.env.TEST_DATABASE_URL ?? cluster!.url,
    dataDirectory: null,
    retentionDays: null,
  });
  const shown = (time: number) => `${time.toFixed(2)} s`;
  console.log(`bare insert of ${more}: ${shown(await bareInsert(database))}`);
  let stored = 0;
  for (const size of sizes) {
    while (stored < size) {
      const count = Math.min(more, size - stored);
      await add(database, stored, count);
      stored += count;
    }
    const { write, risk, deviations, total } = await add(database, stored, more);
    console.log(
      `${more} more into ${stored}: ${shown(total)} (write ${shown(write)}, risk ${shown(risk)}, deviations ${shown(deviations)})`,
    );
    stored += more;
  }
  await database.close();
} finally {
  await cluster?.stop();
}
