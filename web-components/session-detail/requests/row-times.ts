import { dateFormat, dateTime, duration, exactNumber, written } from '../../shared/format.ts';

/** Of a row, what is needed here. */
interface Row {
  readonly node: { readonly id: string; readonly time: string };
}

/** How the times of rows are written: all of them alike. */
export interface RowTimes {
  /** Their clocks know parts of a second. */
  readonly precise: boolean;
  /** They are of several days, in the zone of the reader. */
  readonly withDay: boolean;
}

export function rowTimes(rows: readonly Row[], locale: string, timeZone: string): RowTimes {
  const times = rows.map(({ node }) => node.time).sort();
  const dayOf = (iso: string) => dateFormat(locale, { timeZone, dateStyle: 'short' }).format(new Date(iso));
  return {
    precise: times.some((time) => Date.parse(time) % 1000 !== 0),
    withDay: times.length > 0 && dayOf(times[0]!) !== dayOf(times.at(-1)!),
  };
}

/** 10:00:05.120, or with its day. */
export function timeText(iso: string, { precise, withDay }: RowTimes, locale: string, timeZone: string): string {
  const options = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: precise ? 3 : undefined,
    hourCycle: 'h23',
  } as const;
  if (!withDay) return written([new Date(iso)], locale, options);
  return precise
    ? written([new Date(iso)], locale, { ...options, month: 'short', day: 'numeric' })
    : dateTime(iso, locale, timeZone);
}

/** The time since another moment: +120ms, +1.2s, +3m 5s. Of whole seconds, none says nothing: it may have been most of one. */
export function gapText(ms: number, precise: boolean, locale: string): string {
  if (ms === 0 && !precise) return '';
  if (ms >= 1000 && ms < 10_000) return `+${exactNumber(Math.floor(ms / 100) / 10, locale)}s`;
  return `+${duration(ms, locale)}`;
}

/**
 * How long after the request before it each one came, in milliseconds, in a list that is sorted by time. The oldest that is there has
 * none: what came before it may not be read yet.
 */
export function gapsOf(rows: readonly Row[], oldestFirst: boolean): ReadonlyMap<string, number> {
  const gaps = new Map<string, number>();
  for (const [at, { node }] of rows.entries()) {
    const before = rows[oldestFirst ? at - 1 : at + 1];
    if (before) gaps.set(node.id, Date.parse(node.time) - Date.parse(before.node.time));
  }
  return gaps;
}
