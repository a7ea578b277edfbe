import type { Readable } from 'node:stream';
import type { Database } from '../../subgraph/db/database.ts';
import { importRequests } from '../../subgraph/ingest/import.ts';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';
import type { Format } from '../../subgraph/ingest/readers/reader.type.ts';
import { createHasher } from '../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../../subgraph/ingest/session-key/sessions-config.ts';
import { type Sessioniser, sessionise } from '../../subgraph/ingest/sessioniser.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { bucketHours } from '../questions/timelines.ts';
import type { ClickHouse } from './clickhouse.ts';
import { Codes, insertFlat } from './flat-copy.ts';
import { type FlatRow, Numbering } from './flat-row.ts';
import { analyse, INDEXES, sumsOf, TABLES } from './flat-tables.ts';

/** The traffic of one tenant: read twice, by the import of the product and for the flat copy, the same both times. */
export interface Traffic {
  tenant: string;
  format: Format;
  open(): Readable;
}

export type Progress = (text: string) => void;

const SECRET = 'a secret of the bench';
const ROWS_AT_ONCE = 10_000;
/** ClickHouse wants few large inserts. */
const PIECE = 100_000;

export function sessioniserOf(tenant: string): Sessioniser {
  return { tenant, config: loadSessionsConfig(null), hasher: createHasher(SECRET, tenant) };
}

export interface Loaded {
  requests: number;
  seconds: number;
  settledIn: number;
}

/** What the product does with a file: its import, and what is settled after it. */
export async function importTraffic(database: Database, traffic: Traffic, progress: Progress): Promise<Loaded> {
  const start = performance.now();
  const { accepted } = await importRequests(database, traffic.open(), {
    ...sessioniserOf(traffic.tenant),
    reader: readerFor(traffic.format),
    onProgress: ({ read }) => progress(`${traffic.tenant}: ${read} read`),
  });
  const imported = performance.now();
  progress(`${traffic.tenant}: settling`);
  await settle(database, traffic.tenant);
  return {
    requests: accepted,
    seconds: (imported - start) / 1000,
    settledIn: (performance.now() - imported) / 1000,
  };
}

/** The same requests as rows, with the sessions and endpoints that the product makes of them. */
export async function* flatRows(traffic: Traffic, tenant: number, numbering: Numbering): AsyncGenerator<FlatRow> {
  const sessioniser = sessioniserOf(traffic.tenant);
  for await (const record of readerFor(traffic.format).read(traffic.open())) {
    if ('rejected' in record) continue;
    const id = record.request.id ?? `line ${record.line}`;
    yield numbering.rowOf(tenant, sessionise(record.request, id, sessioniser));
  }
}

/** Fills the tables of the floor and of ClickHouse, in place of what is there. */
export async function loadFlat(
  { pool }: Database,
  clickHouse: ClickHouse | null,
  all: readonly Traffic[],
  days: number,
  progress: Progress,
): Promise<void> {
  await pool.query(TABLES);
  clickHouse?.createTables();
  const [codes, numbering] = [new Codes(), new Numbering()];
  let count = 0;
  let rows: FlatRow[] = [];
  let piece: FlatRow[] = [];
  const flush = async () => {
    if (rows.length > 0) await insertFlat(pool, codes, rows);
    count += rows.length;
    progress(`flat copy: ${count}`);
    rows = [];
  };
  const toClickHouse = () => {
    if (piece.length > 0) clickHouse?.insert(piece);
    piece = [];
  };
  for (const [tenant, traffic] of all.entries()) {
    for await (const row of flatRows(traffic, tenant, numbering)) {
      rows.push(row);
      if (clickHouse) piece.push(row);
      if (rows.length === ROWS_AT_ONCE) await flush();
      if (piece.length === PIECE) toClickHouse();
    }
  }
  await flush();
  toClickHouse();
  progress('flat copy: indexes');
  await codes.write(pool);
  await pool.query(INDEXES);
  progress('flat copy: sums');
  await pool.query(sumsOf(bucketHours(days)));
  await analyse(pool);
  clickHouse?.optimise();
}
