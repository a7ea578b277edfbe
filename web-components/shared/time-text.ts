import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import { resolveTime, type TimeSelection } from '../state/time-range.ts';
import { exactTimes, fullDateTime } from './format.ts';

/** In which words, and on whose clocks, a time is written. */
export interface Clock {
  readonly words: FilterBarTerms;
  readonly locale: string;
  readonly zone: string;
  readonly moment: number;
}

/** "Last 7 days", or the range itself. */
export function timeText(time: TimeSelection, clock: Clock): string {
  const { words } = clock;
  switch (time.kind) {
    case 'last':
      return words.last(time.amount, time.unit);
    case 'named':
      return time.zone && time.zone !== clock.zone
        ? `${words.named[time.name]} (${time.zone})`
        : words.named[time.name];
    case 'between': {
      const { from, to } = time;
      const text = exactTimes([from, to].filter((end) => end) as string[], clock.locale, clock.zone, clock.moment);
      return from && to ? text : from ? words.since(text) : words.until(text);
    }
  }
}

/** The exact interval. */
export function timeTitle(time: TimeSelection, clock: Clock): string {
  const { words, locale, zone, moment } = clock;
  const range = resolveTime(time, moment, zone);
  if (!range) return words.kept;
  const exact = (iso: unknown) => (iso ? fullDateTime(String(iso), locale, zone) : null);
  const [from, to] = [exact(range.from), exact(range.to)];
  if (from === null) return `${words.until(to!)} (${zone})`;
  return `${from} – ${to ?? words.now} (${zone})`;
}

/** The days that a name stands for, today: "16–22 Nov"; '' where the name says it all. */
export function daysOf(time: TimeSelection, { locale, zone, moment }: Clock): string {
  if (time.kind !== 'named') return '';
  const range = resolveTime(time, moment, zone);
  if (!range) return '';
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, month: 'short', day: 'numeric' });
  const last = range.to ? Date.parse(String(range.to)) - 1 : moment;
  return format.formatRange(new Date(String(range.from)), new Date(last));
}
