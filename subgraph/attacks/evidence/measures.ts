/** What is measured of each session of an attack, and of each other one. */
export const MEASURES = ['RATE', 'REGULARITY', 'ENDPOINTS', 'AGENTS', 'ADDRESSES', 'KEYS', 'ONLY_READS'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the store knows of a session, of its first requests where it has very many. */
export interface SessionFacts {
  ofAttack: boolean;
  requestCount: number;
  /** Of those that were read: fewer, where the session has very many. */
  readCount: number;
  durationMs: number;
  endpointCount: number;
  addressCount: number;
  /** Null: no request says one. */
  agentCount: number | null;
  /** Intervals between its requests, their mean and standard deviation in milliseconds. */
  intervals: number;
  meanMs: number | null;
  deviationMs: number | null;
  /** All its requests only read. */
  reads: boolean;
  /** The address of most of its requests; null: no request says one. */
  address: string | null;
}

/** How a measure spreads over sessions. */
export interface Spread {
  /** Sessions that it could be measured of. */
  sessionCount: number;
  /** Of a share, null. */
  low: number | null;
  middle: number;
  high: number | null;
}

export type Standing = 'BELOW' | 'WITHIN' | 'ABOVE';

const SECOND_MS = 1000;
/** Fewer say nothing of a pace or a rhythm. */
export const LEAST_INTERVALS = 10;
/** Fewer other sessions are no usage. */
export const LEAST_OTHERS = 20;

/** Of one session; null: it cannot be measured. `keysOf`: how many keys an address has on these days. */
const MEASURE_OF: Record<Measure, (facts: SessionFacts, keysOf: ReadonlyMap<string, number>) => number | null> = {
  // Clocks of logs have whole seconds: what takes no time on them took at most one.
  RATE: ({ requestCount, durationMs }) =>
    requestCount <= LEAST_INTERVALS ? null : ((requestCount - 1) * 60 * SECOND_MS) / Math.max(durationMs, SECOND_MS),
  REGULARITY: ({ intervals, meanMs, deviationMs }) =>
    intervals < LEAST_INTERVALS || !meanMs || deviationMs === null ? null : deviationMs / meanMs,
  ENDPOINTS: ({ endpointCount }) => endpointCount,
  AGENTS: ({ agentCount }) => agentCount,
  ADDRESSES: ({ addressCount }) => addressCount || null,
  KEYS: ({ address }, keysOf) => (address === null ? null : (keysOf.get(address) ?? null)),
  ONLY_READS: ({ reads }) => (reads ? 1 : 0),
};

export function spreadOf(
  measure: Measure,
  sessions: readonly SessionFacts[],
  keysOf: ReadonlyMap<string, number>,
): Spread | null {
  const values = sessions
    .map((facts) => MEASURE_OF[measure](facts, keysOf))
    .filter((value): value is number => value !== null)
    .sort((one, other) => one - other);
  const sessionCount = values.length;
  if (sessionCount === 0) return null;
  if (measure === 'ONLY_READS') {
    return { sessionCount, low: null, middle: values.filter((value) => value === 1).length / sessionCount, high: null };
  }
  return { sessionCount, low: rank(values, 0.1), middle: rank(values, 0.5), high: rank(values, 0.9) };
}

/** The smallest value that at least this part of all values do not exceed. */
function rank(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
}

/** Where the middle of an attack lies among eight of ten other sessions; null: there are too few, or it is a share. */
export function standingOf(attack: Spread | null, others: Spread | null): Standing | null {
  if (!attack || !others || others.low === null || others.high === null) return null;
  if (others.sessionCount < LEAST_OTHERS) return null;
  if (attack.middle < others.low) return 'BELOW';
  return attack.middle > others.high ? 'ABOVE' : 'WITHIN';
}
