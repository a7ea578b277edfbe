import type { TableBytes } from './bytes.ts';
import type { Times } from './times.ts';
import type { Work } from './work.ts';

// What a run leaves behind as JSON.

/** What was measured of one question. */
export interface Measured extends Work {
  name: string;
  title: string;
  /** Rows of the answer, which all gave alike. */
  answered: number;
  /** False: the product says that its numbers are lower bounds, and they were not compared. */
  isExact: boolean;
  ours: Times;
  /** Milliseconds of it, the median, in which the database had a statement: the rest is the server's own work. */
  sqlMs: number;
  floor: Times;
  /** Which of the floor's statements was the fastest, from 0. */
  floorStatement: number;
  /** Slower than a peer: it says nothing of what is possible. */
  isFloorVoid: boolean;
  /** Null: not asked. */
  clickHouse: Times | null;
}

/** A question that is not reported, and why. */
export interface Refused {
  name: string;
  why: string;
}

/** More requests into a store that is full already, with what is settled after them. */
export interface ImportMeasured {
  requests: number;
  importSeconds: number;
  settleSeconds: number;
  /** The same rows, inserted into one table with four indexes that has as many rows before: the mean of before and after. */
  bareSeconds: number;
}

export interface SizeMeasured {
  requests: number;
  parts: number;
  /** Of the load, when the store was made; kept with it. */
  load: { importSeconds: number; settleSeconds: number };
  tables: TableBytes[];
  questions: Measured[];
  refused: Refused[];
  more: ImportMeasured | null;
  /** The most that this process had, with the generator, ClickHouse and, where it is, the embedded database in it. */
  memoryMb: number;
}

export interface Result {
  commit: string;
  /** Moment of the start. */
  at: string;
  machine: string;
  versions: Record<string, string>;
  options: Record<string, unknown>;
  sizes: SizeMeasured[];
}
