import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlatRow } from './flat-row.ts';

/** What is used of `chdb`, which is installed beside the bench and not with the product. */
interface Session {
  query(text: string, format?: string): string;
  close(): void;
}

export class NoClickHouse extends Error {}

/** ClickHouse in this process, over a folder. */
export class ClickHouse {
  readonly #session: Session;
  readonly #folder: string;
  readonly version: string;

  private constructor(session: Session, folder: string) {
    this.#session = session;
    this.#folder = folder;
    this.version = `ClickHouse ${this.rows('SELECT version()')[0]![0]}`;
  }

  static async open(folder: string): Promise<ClickHouse> {
    const entry = new URL('../node_modules/chdb/index.mjs', import.meta.url);
    if (!existsSync(entry)) throw new NoClickHouse('chdb is not installed: npm ci --prefix bench, or --no-clickhouse');
    const { Session } = (await import(entry.href)) as { Session: new (path: string) => Session };
    mkdirSync(folder, { recursive: true });
    return new ClickHouse(new Session(folder), folder);
  }

  rows(text: string): (string | number | null)[][] {
    const answer = this.#session.query(text, 'JSONCompactEachRow');
    return answer
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** The answer as the format spells it. */
  text(text: string, format: string): string {
    return this.#session.query(text, format);
  }

  /** There is one folder at a time in a process. What is in it stays. */
  close(): void {
    this.#session.close();
  }

  createTables(): void {
    for (const statement of CLICKHOUSE_TABLES) this.#session.query(statement);
  }

  insert(rows: readonly FlatRow[]): void {
    const file = join(this.#folder, 'rows.ndjson');
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    this.#session.query(
      `INSERT INTO bench.request SELECT * FROM file('${file}', 'JSONEachRow', '${COLUMNS.replaceAll("'", "\\'")}') SETTINGS date_time_input_format = 'best_effort'`,
    );
    rmSync(file);
  }

  createRisks(): void {
    this.#session.query('DROP TABLE IF EXISTS bench.risk');
    this.#session.query('CREATE TABLE bench.risk (id String, score Int32) ENGINE = MergeTree ORDER BY (score, id)');
  }

  insertRisks(rows: readonly { id: string; score: number | null }[]): void {
    const values = rows.map(({ id, score }) => `('${id}', ${score ?? -1})`);
    if (values.length > 0) this.#session.query(`INSERT INTO bench.risk VALUES ${values.join(', ')}`);
  }

  /** What inserts have left in pieces becomes whole, as it does by itself after a while. */
  optimise(): void {
    this.#session.query('OPTIMIZE TABLE bench.request FINAL');
  }
}

const LOW = (name: string) => `${name} LowCardinality(Nullable(String))`;
const COLUMNS = [
  'tenant UInt32',
  'part UInt32',
  'key String',
  'day Date',
  "time DateTime64(3, 'UTC')",
  'seq UInt64',
  'id String',
  'method LowCardinality(String)',
  LOW('host'),
  'path String',
  'query Nullable(String)',
  'status Nullable(UInt16)',
  'duration Nullable(Float64)',
  'size Nullable(Float64)',
  LOW('ip'),
  LOW('country'),
  LOW('application'),
  LOW('user'),
  LOW('role'),
  'blocked Bool',
  'endpoint LowCardinality(String)',
  'types Array(LowCardinality(String))',
  'attacks Array(String)',
  'detections UInt32',
  'tags Array(LowCardinality(String))',
  'parameters String',
].join(', ');

/** In the order of parts, so that a session is read in one piece, and with the least and greatest time of each granule. */
export const CLICKHOUSE_TABLES = [
  'DROP DATABASE IF EXISTS bench',
  'CREATE DATABASE bench',
  `CREATE TABLE bench.request (${COLUMNS}, INDEX times time TYPE minmax, INDEX ids id TYPE bloom_filter,
     INDEX named attacks TYPE bloom_filter) ENGINE = MergeTree ORDER BY (tenant, day, part, time, seq)`,
];
