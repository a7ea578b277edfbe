import type pg from 'pg';
import { linesOf } from '../questions/export.ts';
import type { Question, Rows } from '../questions/question.type.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { Folded } from './agreement.ts';

/** Rows that are in memory at once, each with one or many lines. */
const PIECES = 1_000;

/** The floor's answer to a question by one of its statements. */
export async function askFloor(pool: pg.Pool, { isStream }: Question, statement: string): Promise<Rows> {
  if (isStream) return readInPieces(pool, statement);
  const { rows } = await pool.query({ text: statement, rowMode: 'array' });
  return rows as unknown as Rows;
}

async function readInPieces(pool: pg.Pool, statement: string): Promise<Rows> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`DECLARE piece NO SCROLL CURSOR FOR ${statement}`);
    const folded = new Folded();
    for (;;) {
      const { rows } = await client.query({ text: `FETCH ${PIECES} FROM piece`, rowMode: 'array' });
      for (const [count, first, last] of rows as unknown as string[][]) folded.add(Number(count), first!, last!);
      if (rows.length < PIECES) return folded.rows();
    }
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

export function askClickHouse(clickHouse: ClickHouse, { isStream, clickHouse: statement }: Question): Rows {
  if (!isStream) return clickHouse.rows(statement);
  const text = clickHouse.text(statement, 'CSV');
  const idAt = (from: number) => /"([^"]*)"/.exec(text.slice(from, from + 200))?.[1] ?? null;
  return [[linesOf(text), idAt(0), idAt(text.lastIndexOf('\n', text.length - 2) + 1)]];
}

/** The fastest of several statements that answer the same, each after a run that warms it up. */
export async function bestFloor(pool: pg.Pool, question: Question): Promise<string> {
  let best = { statement: question.floor[0]!, ms: Number.POSITIVE_INFINITY };
  if (question.floor.length === 1) return best.statement;
  for (const statement of question.floor) {
    await askFloor(pool, question, statement);
    for (let run = 0; run < 3; run++) {
      const start = performance.now();
      await askFloor(pool, question, statement);
      const ms = performance.now() - start;
      if (ms < best.ms) best = { statement, ms };
    }
  }
  return best.statement;
}
