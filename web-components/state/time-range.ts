import { TZDateMini } from '@date-fns/tz';
import type { SessionTimeRange } from '../data/documents.generated.ts';

/** Units of a relative range. */
export type TimeUnit = 'm' | 'h' | 'd';

/** Ranges with a name of their own; days and weeks (from Monday) are those of the time zone of the view. */
export type NamedTime = 'today' | 'yesterday' | 'last-week' | 'all';

/**
 * The time of a view, as it was chosen: relative ranges stay relative, in a link too.
 * `last` ends now, so it has no end; `between` is half open, and an end may be missing. Days with a `zone` are those of that zone, wherever
 * the link is opened; without, those of the zone of the view.
 */
export type TimeSelection =
  | { readonly kind: 'last'; readonly amount: number; readonly unit: TimeUnit }
  | { readonly kind: 'named'; readonly name: NamedTime; readonly zone?: string }
  | { readonly kind: 'between'; readonly from?: string; readonly to?: string };

/** What the screen starts with: the last 7 x 24 hours. */
export const DEFAULT_TIME: TimeSelection = { kind: 'last', amount: 7, unit: 'd' };

/** Everything that is kept; what an explore link shows. */
export const ALL_TIME: TimeSelection = { kind: 'named', name: 'all' };

/** No moment is in it. Where it is not known what is asked for, to leave that out would find more than was asked for. */
export const NO_TIME: SessionTimeRange = { from: '2000-01-01T00:00:00.000Z', to: '2000-01-01T00:00:00.000Z' };

/** What the menu offers, in its order. */
export const TIME_PRESETS: readonly TimeSelection[] = [
  { kind: 'last', amount: 15, unit: 'm' },
  { kind: 'last', amount: 30, unit: 'm' },
  { kind: 'last', amount: 1, unit: 'h' },
  { kind: 'last', amount: 6, unit: 'h' },
  { kind: 'last', amount: 12, unit: 'h' },
  { kind: 'named', name: 'today' },
  { kind: 'named', name: 'yesterday' },
  DEFAULT_TIME,
  { kind: 'named', name: 'last-week' },
  ALL_TIME,
];

const UNIT_MS: Record<TimeUnit, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const MAX_LAST_MS = 10 * 366 * UNIT_MS.d;

/** As it stands in a link: `15m`, `today`, `2026-11-20T10:00Z..2026-11-21T00:00Z`. */
export function formatTime(time: TimeSelection): string {
  switch (time.kind) {
    case 'last':
      return `${time.amount}${time.unit}`;
    case 'named':
      return time.zone ? `${time.name}@${time.zone}` : time.name;
    case 'between':
      return `${shorten(time.from)}..${shorten(time.to)}`;
  }
}

/** Null: not the text of a time. */
export function parseTime(text: string): TimeSelection | null {
  const [name = '', zone] = text.split('@', 2);
  if (zone !== undefined) {
    const day = parseTime(name);
    const isDay = day?.kind === 'named' && day.name !== 'all';
    return isDay && text === `${name}@${zone}` && isZone(zone) ? { ...day, zone } : null;
  }
  const last = /^([1-9]\d{0,6})([mhd])$/.exec(text);
  if (last) {
    const [amount, unit] = [Number(last[1]), last[2] as TimeUnit];
    return amount * UNIT_MS[unit] <= MAX_LAST_MS ? { kind: 'last', amount, unit } : null;
  }
  if (text === 'today' || text === 'yesterday' || text === 'last-week' || text === 'all') {
    return { kind: 'named', name: text };
  }
  const [from, to, ...rest] = text.split('..').map(instant);
  if (from === undefined || to === undefined || rest.length > 0 || (from === '' && to === '')) return null;
  if (from && to && from >= to) return null;
  return { kind: 'between', ...(from && { from }), ...(to && { to }) };
}

/**
 * The period that the server is asked for. Ranges that end now have no end: a clock of the browser that is behind must
 * not hide the newest requests.
 * @param now the moment that the view stands for, in milliseconds
 * @returns undefined: everything that is kept
 */
export function resolveTime(time: TimeSelection, now: number, timeZone: string): SessionTimeRange | undefined {
  switch (time.kind) {
    case 'last':
      return { from: new Date(now - time.amount * UNIT_MS[time.unit]).toISOString() };
    case 'between':
      return { ...(time.from && { from: time.from }), ...(time.to && { to: time.to }) };
    case 'named':
      break;
  }
  if (time.name === 'all') return undefined;
  // The days of whoever chose them.
  timeZone = time.zone ?? timeZone;
  if (time.name === 'today') return { from: startOfDay(now, timeZone, 0) };
  if (time.name === 'yesterday') return { from: startOfDay(now, timeZone, -1), to: startOfDay(now, timeZone, 0) };
  const sinceMonday = (new TZDateMini(now, timeZone).getDay() + 6) % 7;
  return { from: startOfDay(now, timeZone, -sinceMonday - 7), to: startOfDay(now, timeZone, -sinceMonday) };
}

/** The moment at which the clocks of the zone show this time (`2026-11-20T10:00`, as from `datetime-local`); null: no such text. */
export function wallToInstant(wall: string, timeZone: string): string | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(wall);
  // A Date rolls 31 February over, and takes the year 20 for 1920.
  if (!parts || instant(`${wall}Z`) === undefined) return null;
  const [year, month, day, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const date = new TZDateMini(year!, month! - 1, day!, hours!, minutes!, seconds!, timeZone);
  return Number.isNaN(date.getTime()) ? null : new Date(date.getTime()).toISOString();
}

/** What the clocks of the zone show at a moment, to the minute, for `datetime-local`. */
export function instantToWall(iso: string, timeZone: string): string {
  const date = new TZDateMini(Date.parse(iso), timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A day is one of some zone: for a link, which may be opened in another one, of that in which it was chosen. */
export function inZone(time: TimeSelection, zone: string): TimeSelection {
  return time.kind === 'named' && time.name !== 'all' && !time.zone ? { ...time, zone } : time;
}

/** Names that the browser knows; no longer ones than there are. */
function isZone(name: string): boolean {
  try {
    return name.length <= 60 && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export const sameTime = (one: TimeSelection, other: TimeSelection): boolean => formatTime(one) === formatTime(other);

function startOfDay(now: number, timeZone: string, days: number): string {
  const date = new TZDateMini(now, timeZone);
  date.setDate(date.getDate() + days);
  date.setHours(0, 0, 0, 0);
  return new Date(date.getTime()).toISOString();
}

/** An ISO moment in UTC in its full form, '' for a missing end, undefined for anything else. */
function instant(text: string): string | undefined {
  if (text === '') return '';
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) return undefined;
  const ms = Date.parse(text);
  // Date.parse rolls 31 February over; what was written is not what it says.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text.slice(0, 16))
    ? undefined
    : new Date(ms).toISOString();
}

/** Without seconds where they are zero. */
const shorten = (iso = ''): string => iso.replace(/(:00)?\.000Z$/, 'Z');
