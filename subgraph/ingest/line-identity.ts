import { createHash } from 'node:crypto';

const MINUTE = 60_000;
// Lines may come this much out of order before they are counted apart.
export const WINDOW_MINUTES = 10;

/** Gives ids to records that bring none. */
export interface RecordIdentity {
  /**
   * @param raw the record's own bytes as text, in whichever way shows all of them
   * @param time the time in it
   * @param line its number
   */
  idOf(raw: string, time: Date, line: number): string;
}

/**
 * Ids of the records of a stream that has a name: of what the record is, and its place in the stream. Wherever the stream was cut, the same
 * record has the same id, and equal ones at two places are two.
 */
export class PlaceIdentity implements RecordIdentity {
  /** @param scope what else tells records apart: the tenant, the name of the stream, and what is said of all its records */
  constructor(private readonly scope: readonly (string | null)[]) {}

  idOf(raw: string, _time: Date, line: number): string {
    return hash([...this.scope, 'place', String(line), raw]);
  }
}

/**
 * Ids of records that bring none: a hash of tenant, record and its n-th occurrence in the file, so that equal lines of
 * one file all count and a second import of the file adds nothing.
 *
 * Occurrences are counted by minute of the request, and a minute is forgotten when the file is ten minutes past it: an
 * equal line has an equal time, so it comes near its twin. A line that comes later than that is counted apart, as the
 * n-th late one: still a different id for each, still the same at every import, and memory stays that of ten minutes.
 */
export class LineIdentity implements RecordIdentity {
  private readonly counts = new Map<number, Map<string, number>>();
  private readonly late = new Map<string, number>();
  /** The latest minute so far, since 1970. */
  newest = Number.NEGATIVE_INFINITY;

  /** @param scope what else tells records apart: the tenant, and what the import says of all its records */
  constructor(private readonly scope: readonly (string | null)[]) {}

  idOf(raw: string, time: Date): string {
    const minute = Math.floor(time.getTime() / MINUTE);
    const record = hash([...this.scope, raw]);
    if (minute > this.newest) {
      this.newest = minute;
      for (const known of this.counts.keys()) if (known < minute - WINDOW_MINUTES) this.counts.delete(known);
    }
    const isLate = minute < this.newest - WINDOW_MINUTES;
    const occurrence = count(isLate ? this.late : this.minuteOf(minute), record);
    return occurrence === 1 && !isLate ? record : hash([record, isLate ? 'late' : 'again', String(occurrence)]);
  }

  private minuteOf(minute: number): Map<string, number> {
    const counts = this.counts.get(minute) ?? new Map<string, number>();
    this.counts.set(minute, counts);
    return counts;
  }
}

function count(counts: Map<string, number>, record: string): number {
  const occurrence = (counts.get(record) ?? 0) + 1;
  counts.set(record, occurrence);
  return occurrence;
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
