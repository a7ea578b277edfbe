import {
  COUNTED_DIMENSIONS,
  DIMENSION_TABLE,
  type Dimension,
  type DimensionValue,
  type TokenSource,
} from '../filters/dimensions.ts';
import { mergeTokens, tokensOf } from '../filters/tokens.ts';
import { countsAsAttack } from './counted-detections.ts';
import { type KeptTokens, keptTokens, type ValueCount } from './part-values.ts';
import type { KeySource, StoredDetection, StoredRequest } from './stored-request.type.ts';

/** As much of a detection as a tally looks at. */
export type TalliedDetection = Pick<StoredDetection, 'type' | 'falsePositive' | 'attackFalsePositive'>;

/** As much of a request. */
interface Tallied extends TokenSource {
  time: Date;
  blocked: boolean;
  detections: readonly TalliedDetection[];
}

/**
 * Everything derived from some requests of one session part. An import adds the tally of its batch to the stored one;
 * `verify` makes the tally of all requests and compares.
 */
export class SessionTally {
  startedAt = Number.POSITIVE_INFINITY;
  lastSeenAt = Number.NEGATIVE_INFINITY;
  requestCount = 0;
  attackCount = 0;
  maliciousCount = 0;
  blockedCount = 0;
  taggedCount = 0;
  readonly values = new Map<Dimension, Map<string, ValueCount>>();
  private readonly tokens = new Set<string>();

  constructor(
    readonly key: string,
    readonly day: string,
    readonly identifiedBy: KeySource[],
  ) {}

  add(request: Tallied): void {
    const time = request.time.getTime();
    this.startedAt = Math.min(this.startedAt, time);
    this.lastSeenAt = Math.max(this.lastSeenAt, time);
    this.requestCount += 1;
    this.maliciousCount += request.attackTypes.length > 0 ? 1 : 0;
    this.blockedCount += request.blocked ? 1 : 0;
    this.taggedCount += request.sourceTags.length > 0 ? 1 : 0;
    for (const each of tokensOf(request)) this.tokens.add(each);
    for (const dimension of COUNTED_DIMENSIONS) {
      for (const value of DIMENSION_TABLE[dimension].kept!.of(request)) {
        const detections = dimension === 'ATTACK_TYPE' ? countedOf(request, value) : 0;
        this.attackCount += detections;
        this.count(dimension, value, detections);
      }
    }
  }

  /** The tokens of the part with those of this tally. @param known what is stored; null: nothing */
  kept(known: KeptTokens | null): KeptTokens {
    const places = new Map(known?.tokens.map((token, place) => [token, place]));
    return keptTokens(mergeTokens(known?.tokens ?? [], this.tokens), (dimension, value, token) => {
      const place = places.get(token) ?? -1;
      const own = this.values.get(dimension)?.get(value);
      return {
        requests: (known?.requests[place] ?? 0) + (own?.requests ?? 0),
        detections: (known?.detections?.[place] ?? 0) + (own?.detections ?? 0),
      };
    });
  }

  /** A missing value is no row: "no value" is what the counted ones leave of the requests. */
  private count(dimension: Dimension, given: DimensionValue, detections: number): void {
    if (given === null) return;
    const value = String(given);
    const values = this.values.get(dimension) ?? new Map<string, ValueCount>();
    this.values.set(dimension, values);
    const known = values.get(value);
    if (known) {
      known.requests += 1;
      known.detections += detections;
    } else {
      values.set(value, { requests: 1, detections });
    }
  }
}

/** Detections of a type that count as attacks. */
function countedOf({ detections }: Tallied, type: DimensionValue): number {
  return detections.filter((each) => each.type === type && countsAsAttack(each)).length;
}

/** The tallies of a batch, one per session part. */
export function tallySessions(requests: Iterable<StoredRequest>): SessionTally[] {
  const tallies = new Map<string, SessionTally>();
  for (const request of requests) {
    const part = `${request.sessionKey}.${request.day}`;
    let tally = tallies.get(part);
    if (!tally) {
      tally = new SessionTally(request.sessionKey, request.day, request.identifiedBy);
      tallies.set(part, tally);
    }
    tally.add(request);
  }
  return [...tallies.values()];
}
