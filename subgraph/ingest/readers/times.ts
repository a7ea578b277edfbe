import { quote, reject } from './record.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 1 to 12; 0: no month. Servers write English names whatever their locale. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

/**
 * `17/May/2015:10:05:03 +0000`, with a fraction of a second or without. Some builds of ModSecurity write a negative zone with
 * two signs (`--0400`): it is read as `-0400`, the zone of the machine that the sample came from.
 */
export function clfTime(text: string): Date {
  const m = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(\.\d+)? (\+|--?)(\d{2})(\d{2})$/.exec(text);
  if (!m) return reject(`time ${quote(text)} should read like 17/May/2015:10:05:03 +0000`);
  return dateOf(text, [m[3]!, monthNumber(m[2]!), m[1]!, m[4]!, m[5]!, m[6]!], m[7], m[8], m[9], m[10]);
}

/** RFC 3339; the colon of the zone may be missing (`+0200`), as some tools leave it out. */
export function isoTime(text: string): Date {
  const m = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})([.,]\d+)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/.exec(text);
  if (!m) return reject(`time ${quote(text)} should read like 2026-01-31T12:00:00Z (RFC 3339, with its time zone)`);
  return dateOf(text, [m[1]!, m[2]!, m[3]!, m[4]!, m[5]!, m[6]!], m[7], m[8], m[9], m[10]);
}

/** Rejects what no calendar has (30 February, month 13, 24:00); a leap second (:60) is the first one of the next minute. */
export function dateOf(
  text: string,
  [year, month, day, hour, minute, second]: readonly (string | number)[],
  fraction = '.0',
  sign = '+',
  zoneHours = '00',
  zoneMinutes = '00',
): Date {
  const days = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = days.getUTCMonth() === Number(month) - 1 && days.getUTCDate() === Number(day);
  const inDay = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!real || !inDay || Number(zoneHours) > 18 || Number(zoneMinutes) > 59)
    reject(`time ${quote(text)} is in no calendar: check day, month, hour, minute, second and zone`);
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign.startsWith('-') ? -1 : 1);
  const seconds = Number(hour) * 3600 + (Number(minute) - zone) * 60 + Number(second);
  return new Date(days.getTime() + seconds * 1000 + Math.floor(Number(`0.${fraction.slice(1)}`) * 1000 + 1e-6));
}
