import { Readable } from 'node:stream';
import type { Database } from '../../subgraph/db/database.ts';
import { insertWide } from '../store/flat-copy.ts';
import { type FlatRow, Numbering } from '../store/flat-row.ts';
import { flatRows, importTraffic, type Traffic } from '../store/load.ts';
import { asFile, generateMore } from '../traffic/generate.ts';
import { type TrafficOptions, tenantsOf } from '../traffic/plan.ts';
import type { ImportMeasured } from './result.type.ts';
import { timed } from './times.ts';

const ROWS_AT_ONCE = 5_000;
/** No number of the flat copy is so high. */
const FIRST_SEQ = 1e12;

/**
 * More requests on the last day of a store that is full, by the product with everything that it settles, and as a bare insert
 * into the flat table: one row a request, under a primary key and three indexes. On a copy of the store.
 */
export async function importMore(database: Database, options: TrafficOptions, count: number): Promise<ImportMeasured> {
  const text = await textOf(asFile(generateMore(options, count, 0)));
  const { name: tenant } = tenantsOf(options)[0]!;
  const traffic: Traffic = {
    tenant,
    format: 'ndjson',
    open: () => Readable.from([Buffer.from(text)], { objectMode: false }),
  };
  const rows: FlatRow[] = [];
  for await (const row of flatRows(traffic, 0, new Numbering())) rows.push(row);
  const insertBare = (firstSeq: number) =>
    timed(async () => {
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const piece = rows.slice(start, start + ROWS_AT_ONCE).map((row) => ({ ...row, seq: row.seq + firstSeq }));
        await insertWide(database.pool, piece);
      }
    });
  // Before and after: other work on the machine comes and goes.
  const before = await insertBare(FIRST_SEQ);
  const ours = await importTraffic(database, traffic, () => {});
  const after = await insertBare(2 * FIRST_SEQ);
  if (ours.requests !== count) throw new Error(`${ours.requests} of ${count} requests were new to the store`);
  return {
    requests: count,
    importSeconds: ours.seconds,
    settleSeconds: ours.settledIn,
    bareSeconds: (before.ms + after.ms) / 2 / 1000,
  };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
