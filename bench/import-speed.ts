// How fast an import is, against a bare insert of the same rows into a table without indexes, in the same run.
//   npx tsx bench/import-speed.ts [lines = 100000]
// On PostgreSQL (TEST_DATABASE_URL, else a throwaway server from the installed binaries) and on the embedded database.

import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { insertRows } from '../subgraph/db/batch.ts';
import { type Database, openDatabase } from '../subgraph/db/database.ts';
import { importRequests } from '../subgraph/ingest/import.ts';
import { readerFor } from '../subgraph/ingest/readers/index.ts';
import { createHasher } from '../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../subgraph/ingest/session-key/sessions-config.ts';
import { sessionise } from '../subgraph/ingest/sessioniser.ts';
import { requestColumns } from '../subgraph/store/columns.ts';
import type { StoredRequest } from '../subgraph/store/stored-request.type.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';

const LOG = 'test/data/access-nginx-combined-erddap-api-2024-05-12_18.log.gz';
const wanted = Number(process.argv[2] ?? 100_000);
const tenant = 'bench';
const sessioniser = { tenant, config: loadSessionsConfig(null), hasher: createHasher('a secret of the bench', tenant) };

/** Whole lines of the real log, repeated with other first numbers of the address until there are enough. */
function lines(): string {
  const whole = gunzipSync(readFileSync(LOG))
    .toString('utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line));
  const rounds = Math.ceil(wanted / whole.length);
  const all = Array.from({ length: rounds }, (_, round) =>
    whole.map((line) => line.replace(/^\d+/, String(10 + (round % 240)))),
  );
  return all.flat().slice(0, wanted).join('\n');
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function measure(name: string, database: Database, text: string): Promise<void> {
  const input = () => Readable.from([Buffer.from(text)], { objectMode: false });
  const requests: StoredRequest[] = [];
  for await (const record of readerFor('combined').read(input())) {
    if ('request' in record) requests.push(sessionise(record.request, String(record.line), sessioniser));
  }
  await database.pool.query('CREATE TABLE bare (LIKE request)');
  await database.pool.query(`CREATE SEQUENCE bare_seq; ALTER TABLE bare ALTER seq SET DEFAULT nextval('bare_seq')`);
  const client = await database.pool.connect();
  const bare = await seconds(async () => {
    for (let start = 0; start < requests.length; start += 5_000) {
      await insertRows(client, 'bare', requestColumns(tenant), requests.slice(start, start + 5_000));
    }
  });
  client.release();
  let summary: object = {};
  const full = await seconds(async () => {
    summary = await importRequests(database, input(), { ...sessioniser, reader: readerFor('combined') });
  });
  const again = await seconds(() =>
    importRequests(database, input(), { ...sessioniser, reader: readerFor('combined') }),
  );
  const rate = (time: number) => `${Math.round(requests.length / time)} rows/s`;
  console.log(`${name}: ${JSON.stringify(summary)}`);
  console.log(
    `  bare insert ${rate(bare)}, import ${rate(full)} (${(full / bare).toFixed(1)} x the time), again ${rate(again)}`,
  );
}

const text = lines();
const cluster = process.env.TEST_DATABASE_URL ? null : await startPostgresCluster();
try {
  const server = await openDatabase({ url: process.env.TEST_DATABASE_URL ?? cluster!.url, dataDirectory: null });
  await measure('PostgreSQL', server, text);
  await server.close();
  const embedded = await openDatabase({ url: null, dataDirectory: null });
  await measure('embedded (in memory)', embedded, text);
  await embedded.close();
} finally {
  await cluster?.stop();
}
