/** Milliseconds of runs of the same work. */
export interface Times {
  runs: number;
  p50: number;
  p95: number;
  least: number;
  most: number;
  /** The middle half of the runs lies so far apart. */
  spread: number;
}

export function timesOf(runs: readonly number[]): Times {
  const sorted = [...runs].sort((a, b) => a - b);
  return {
    runs: sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    spread: quantile(sorted, 0.75) - quantile(sorted, 0.25),
  };
}

/** Between two runs, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [from = Number.NaN, to = from] = [sorted[below], sorted[below + 1]];
  return from + (to - from) * (place - below);
}

export async function timed<Result>(work: () => Promise<Result> | Result): Promise<{ ms: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}
