import type { RequestRowFragment, SessionMetric } from '../data/documents.generated.ts';

/** With fewer responses there is no baseline, and nothing stands out: so the graph says of `SessionExpected`. */
const LEAST_SAMPLES = 50;

/** What is usual for the endpoint of a request: in milliseconds or bytes. */
export interface Usual {
  /** Responses that it is made of. */
  readonly count: number;
  /** Null: there is no response. */
  readonly median: number | null;
  readonly p95: number | null;
}

/** A time or a size of a request beside what is usual. */
export interface Measured {
  readonly metric: SessionMetric;
  /** Milliseconds or bytes; null: not recorded. */
  readonly value: number | null;
  /** Null: it is compared with nothing. */
  readonly usual: Usual | null;
  /** Undefined: it does not stand out, as far as that was decided. */
  readonly deviation: RequestRowFragment['deviations'][number] | undefined;
}

export function measured(
  { durationMs, sizeBytes, expected, deviations }: RequestRowFragment,
  metric: SessionMetric,
): Measured {
  const deviation = deviations.find((one) => one.metric === metric);
  if (metric === 'DURATION') {
    const usual = expected && {
      count: expected.durationMsSampleCount,
      median: expected.durationMsMedian,
      p95: expected.durationMsP95,
    };
    return { metric, value: durationMs, usual, deviation };
  }
  const usual = expected && {
    count: expected.sizeBytesSampleCount,
    median: expected.sizeBytesMedian,
    p95: expected.sizeBytesP95,
  };
  return { metric, value: sizeBytes, usual, deviation };
}

/** What is usual, where it is enough to compare with. */
export function baselineOf({ usual }: Measured): { count: number; median: number; p95: number } | null {
  if (!usual || usual.count < LEAST_SAMPLES || usual.median === null || usual.p95 === null) return null;
  return { count: usual.count, median: usual.median, p95: usual.p95 };
}
