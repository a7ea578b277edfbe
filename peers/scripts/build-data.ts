/**
 * Writes what the two peers own, from the demo traffic:
 *
 *     npx tsx peers/scripts/build-data.ts
 *
 * The same demo traffic gives the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openDatabase } from '../../subgraph/db/database.ts';
import { decideDemo, importDemo } from '../../subgraph/ingest/demo.ts';
import { readPeerData } from './peer-data.ts';

const PEERS = join(import.meta.dirname, '..');
const TENANT = 'default';

const database = await openDatabase({ url: null, dataDirectory: null });
try {
  await decideDemo(database, true, new Date());
  // The secret is of session keys, which are not looked at.
  await importDemo(database, TENANT, 'no session is read here');
  const { attacks, endpoints } = await readPeerData(database, TENANT);
  writeFileSync(join(PEERS, 'attacks/attacks.ndjson'), linesOf(attacks));
  writeFileSync(join(PEERS, 'discovery/endpoints.ndjson.gz'), gzipSync(linesOf(endpoints), { level: 9 }));
  console.log(`${attacks.length} attacks, ${endpoints.length} endpoints`);
} finally {
  await database.close();
}

function linesOf(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
