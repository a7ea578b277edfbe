import type pg from 'pg';
import { log } from '../logging/log.ts';
import { isConfined } from './row-security.ts';

// What the planner knows of our tables. A server analyses a table by itself some time after it changed, but never the
// whole of a partitioned one, which is what joins are planned by; the embedded database has nobody for it at all.

/** Changed rows from which on the plans of queries may have become wrong ones. */
const WORTH_ANALYZING = 500;
/** Share of the rows of a table that must have changed. */
const SHARE = 0.1;
/** Share by which all partitions together must have grown or shrunk. It costs a look at each of them. */
const SHARE_OF_PARTITIONS = 0.2;

interface Table {
  name: string;
  /** Null: it is no partition. */
  whole: string | null;
  rows: number;
  changed: number;
  isChanged: boolean;
}

interface Whole {
  name: string;
  /** When it was analysed; -1: never. */
  rows: number;
}

/**
 * Analyses what changed materially since it was analysed last, and nothing else. Does nothing for tables of another
 * owner, unless row-level security holds: then as that owner. Never fails: a question that takes longer is better than an import that is told to have failed.
 * @param everything also what did not change: a migration may have added what has no statistics yet
 */
export async function keepStatistics(pool: pg.Pool, { everything = false } = {}): Promise<void> {
  try {
    // What this connection has written is then counted: else up to a second later. It is the one that wrote last.
    await pool.query('SELECT pg_stat_force_next_flush()');
    for (const name of await tablesDue(pool, everything)) {
      // A table that somebody analyses already needs nobody else; each table by itself, so that others get their turn.
      if (isConfined(pool)) await pool.query('SELECT analyze_table($1::text::regclass)', [name]);
      else await pool.query(`ANALYZE (SKIP_LOCKED) ${name}`);
    }
  } catch (error) {
    log.warn('the statistics of the database were not brought up to date', error);
  }
}

/** Names as they stand in SQL. A partitioned table stands for all of its partitions. */
async function tablesDue(pool: pg.Pool, everything: boolean): Promise<string[]> {
  const tables = await findTables(pool);
  const due = everything ? tables.filter(({ rows, changed }) => rows + changed > 0) : tables.filter(isDue);
  if (due.reduce((sum, { changed }) => sum + changed, 0) < WORTH_ANALYZING && !everything) return [];
  const names = new Set(due.map(({ whole, name }) => (everything && whole ? whole : name)));
  for (const whole of await findWholes(pool)) {
    const partitions = tables.filter((table) => table.whole === whole.name);
    const rows = partitions.reduce((sum, table) => sum + table.rows, 0);
    if (!names.has(whole.name) && (rows === 0 || Math.abs(rows - whole.rows) <= SHARE_OF_PARTITIONS * whole.rows))
      continue;
    for (const { name } of partitions) names.delete(name);
    names.add(whole.name);
  }
  return [...names];
}

function isDue({ rows, changed, isChanged }: Table): boolean {
  return isChanged && changed > 0 && changed >= SHARE * rows;
}

/**
 * Tables and partitions with what changed in them: as the statistics collector counts it, which hears of it up to some
 * seconds late, and as their files have grown.
 */
async function findTables(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query<Table>(
    `SELECT t.oid::regclass::text AS name, i.inhparent::regclass::text AS whole,
       greatest(t.reltuples, 0, s.n_live_tup, grown.rows) AS rows,
       greatest(s.n_mod_since_analyze, grown.rows - greatest(t.reltuples, 0)) AS changed,
       (t.reltuples < 0 OR s.n_mod_since_analyze > 0 OR grown.pages > t.relpages) AS "isChanged"
     FROM pg_class AS t LEFT JOIN pg_inherits AS i ON i.inhrelid = t.oid
     LEFT JOIN pg_stat_all_tables AS s ON s.relid = t.oid
     CROSS JOIN LATERAL (SELECT pg_relation_size(t.oid) / current_setting('block_size')::int AS pages) AS size
     CROSS JOIN LATERAL (SELECT size.pages, size.pages * CASE WHEN t.relpages > 0 AND t.reltuples > 0
       THEN t.reltuples / t.relpages ELSE 20 END AS rows) AS grown
     WHERE t.relkind = 'r' AND ${isOurs(pool)}`,
  );
  return rows;
}

async function findWholes(pool: pg.Pool): Promise<Whole[]> {
  const { rows } = await pool.query<Whole>(
    `SELECT t.oid::regclass::text AS name, t.reltuples AS rows FROM pg_class AS t WHERE t.relkind = 'p' AND ${isOurs(pool)}`,
  );
  return rows;
}

const isOurs = (pool: pg.Pool): string =>
  `t.relnamespace = current_schema()::regnamespace ${isConfined(pool) ? '' : `AND pg_has_role(t.relowner, 'USAGE')`}`;
