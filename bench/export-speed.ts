// How long the export of one large session takes, and what memory it needs.
//   npm run bench -- export-speed [requests = 1000000] [formats = CSV,JSON,HAR] [PostgreSQL | embedded]
// On PostgreSQL (TEST_DATABASE_URL, else a throwaway server from the installed binaries), or on the embedded database. The
// server and its reader, which drops what it gets, are one process. It also tells how long /health waited at most.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '../subgraph/db/database.ts';
import { type ExportFormatName, exportSession, sessionOf } from '../test/support/export.ts';
import { repeatRequest } from '../test/support/many-requests.ts';
import { type Graph, openGraph } from '../test/support/open-graph.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';
import { importLines } from '../test/support/traffic.ts';

const [wanted = '1000000', formats = 'CSV,JSON,HAR', place = 'PostgreSQL'] = process.argv.slice(2);
const tenant = 'bench';
const MB = 1024 * 1024;

await run();

async function run(): Promise<void> {
  const embedded = place === 'embedded';
  const cluster = embedded || process.env.TEST_DATABASE_URL ? null : await startPostgresCluster();
  try {
    const url = embedded ? null : (process.env.TEST_DATABASE_URL ?? cluster!.url);
    const database = await openDatabase({ url, dataDirectory: null, retentionDays: null });
    const graph = await openGraph(database);
    await graph.app.listen({ port: 0, host: '127.0.0.1' });
    const time = '2024-05-12T10:00:00Z';
    const line = { id: 'r', sid: 'one', time, path: '/orders/7', host: 'api.example.com', status: 200, durationMs: 3 };
    await importLines(database, tenant, [{ ...line, user: 'alice', ip: '203.0.113.9' }]);
    await repeatRequest(database, tenant, 'r', Number(wanted) - 1);
    await database.pool.query('ANALYZE request');
    const { port } = graph.app.server.address() as AddressInfo;
    const sessionId = await sessionOf(graph, tenant, 'r');
    for (const format of formats.split(',') as ExportFormatName[]) {
      const { url: link } = await exportSession(graph, tenant, { sessionId, format });
      console.log(`${place}, ${format}:`);
      await measure(graph, `http://127.0.0.1:${port}${link}`);
    }
    await graph.app.close();
    await database.close();
  } finally {
    await cluster?.stop();
  }
}

async function measure(graph: Graph, url: string): Promise<void> {
  const before = process.memoryUsage.rss();
  const start = performance.now();
  let [bytes, peak, lines] = [0, 0, 0];
  const done = new AbortController();
  const waited = longestWait(graph, done.signal);
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - start) / 1000;
  done.abort();
  console.log(
    `  ${lines} lines, ${(bytes / MB).toFixed(0)} MB in ${seconds.toFixed(1)} s (${Math.round(Number(wanted) / seconds)} requests/s); RSS ${(before / MB).toFixed(0)} MB before, ${(peak / MB).toFixed(0)} MB at most; /health waited ${Math.round(await waited)} ms at most`,
  );
}

/** Milliseconds that somebody else waits for an answer meanwhile, at most. */
async function longestWait({ app }: Graph, done: AbortSignal): Promise<number> {
  let longest = 0;
  while (!done.aborted) {
    const asked = performance.now();
    await app.inject({ url: '/health' });
    longest = Math.max(longest, performance.now() - asked);
    // Seldom enough not to be what the export waits for.
    await wait(500);
  }
  return longest;
}
