import type { Graph } from '../../test/support/open-graph.ts';

/** A value of an answer. */
export type Cell = string | number | null;
/** What all three must answer alike: rows in their order. */
export type Rows = readonly (readonly Cell[])[];

export interface Answer {
  rows: Rows;
  /** The product says that its numbers are lower bounds: it stopped counting. */
  isExact: boolean;
}

/** What is asked, in three ways. */
export interface Question {
  /** What `--only` picks it by. */
  name: string;
  /** What it is, in a few words. */
  title: string;
  /** How the product is asked: GraphQL through the whole server in process, unless it says otherwise. */
  ours(graph: Graph): Promise<Answer>;
  /** SQL for the floor; the fastest of several is taken. */
  floor: readonly string[];
  clickHouse: string;
  /** Columns that may differ by 1 %: percentiles told by histograms. */
  near?: readonly number[];
  /**
   * Rows are many: what is compared is their number, and the ids of the first and the last. The floor's statement gives them in
   * pieces of (count, first id, last id, lines), ClickHouse as CSV that begins with the id.
   */
  isStream?: boolean;
  /** It takes so long that no more runs are worth it; not given: as many as are asked for. */
  runs?: number;
}

/** What questions ask for, found in the traffic when they are made. */
export interface Facts {
  tenant: string;
  from: string;
  to: string;
  days: number;
  /** The part with the most requests. */
  largest: { id: string; part: number; day: string };
  requestId: string;
  attackId: string;
  endpointIds: string[];
  attackIds: string[];
  /** Number of a value; null: no request has it. */
  code(dimension: string, value: string): number | null;
}
