import type pg from 'pg';
import { PAUSE_MS, pause } from '../db/give-way.ts';

/** How a long comparison reads the store. */
export interface Steps {
  /** A piece of it, all of one moment. What it compares is written in one transaction, so that each piece holds by itself. */
  each<Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result>;
  /** How many rows a piece reads, of those that one would read who keeps nobody waiting. */
  rows(many: number): number;
}

const SNAPSHOT = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** A backend that serves everybody answers nobody during a step. */
const FEWER = 5;

/** All pieces of one moment, for a server: it answers others meanwhile. */
export async function inOneSnapshot<Result>(pool: pg.Pool, work: (steps: Steps) => Promise<Result>): Promise<Result> {
  return inSnapshot(pool, (client) => work({ each: (piece) => piece(client), rows: (many) => many }));
}

/** Each piece of its own moment, and others get their turn in between: for the embedded database. */
export function stepByStep(pool: pg.Pool): Steps {
  return {
    async each(piece) {
      const result = await inSnapshot(pool, piece);
      await pause(PAUSE_MS);
      return result;
    },
    rows: (many) => Math.ceil(many / FEWER),
  };
}

async function inSnapshot<Result>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query(SNAPSHOT);
    return await work(client);
  } finally {
    await client.query('ROLLBACK').catch(() => {});
    client.release();
  }
}
