/** Writing of numbers and times; `locale` is a BCP 47 tag, `timeZone` an IANA name. */

// Making one costs far more than using it. Bounded by the styles below times the locales and zones of a page.
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale}${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format as Intl.NumberFormat;
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale}${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format as Intl.DateTimeFormat;
}

/** 1,560 */
export const exactNumber = (value: number, locale: string): string => numberFormat(locale, {}).format(value);

/** Three digits: 49, 1.56K, 12.3K. The exact value belongs beside it, in the title. */
export function shortNumber(value: number, locale: string): string {
  if (value < 1000) return exactNumber(value, locale);
  return numberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** A share of 0 to 1 as whole percent, half up; never 0% or 100% of what is not none or all. */
export function percent(share: number, locale: string): string {
  const format = numberFormat(locale, { style: 'percent' });
  // 0.285 * 100 is 28.499999999999996: the digits that were meant decide.
  const rounded = Math.floor(Number((share * 100).toPrecision(12)) + 0.5);
  if (share > 0 && rounded < 1) return `<${format.format(0.01)}`;
  if (share < 1 && rounded > 99) return `>${format.format(0.99)}`;
  return format.format(rounded / 100);
}

/** A length of time in its two greatest units: 3 d 4 h, 12 min 5 s, 250 ms. */
export function duration(ms: number, locale: string): string {
  const unit = (value: number, name: string) =>
    numberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 0 }).format(value);
  if (ms < 1000) return unit(Math.round(ms), 'millisecond');
  const seconds = Math.floor(ms / 1000);
  const steps: [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3_600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const at = steps.findIndex(([value]) => value > 0);
  return steps
    .slice(at, at + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(' ');
}

/** How far clocks are put back: an hour mostly, half of one on Lord Howe, two in Antarctica. */
const STEPS_BACK = [30, 60, 120].flatMap((minutes) => [minutes * 60_000, minutes * -60_000]);

/** Whether the clocks of the zone show these digits once more, on the night when they are put back. */
function isTwice(date: Date, format: Intl.DateTimeFormat): boolean {
  const text = format.format(date);
  return STEPS_BACK.some((step) => format.format(date.getTime() + step) === text);
}

/** One or two moments, as precise as `options`; with the offset of the zone where the digits alone could mean two moments. */
export function written(dates: readonly Date[], locale: string, options: Intl.DateTimeFormatOptions): string {
  const format = dateFormat(locale, options);
  if (dates.some((date) => isTwice(date, format))) {
    const zoned = dateFormat(locale, { ...options, timeZoneName: 'shortOffset' });
    return dates.map((date) => zoned.format(date)).join(' – ');
  }
  const [from, to] = dates as [Date, Date?];
  if (!to) return format.format(from);
  // Whole seconds are the finest that two moments are told apart by.
  if (options.fractionalSecondDigits) return dates.map((date) => format.format(date)).join(' – ');
  return format.formatRange(from, to);
}

function timeOptions(dates: readonly Date[], timeZone: string, now: number, seconds: boolean) {
  const thisYear = new Date(now).getUTCFullYear();
  const finest = (unit: number) => dates.some((date) => date.getTime() % unit !== 0);
  return {
    timeZone,
    year: dates.every((date) => date.getUTCFullYear() === thisYear) ? undefined : 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: seconds || finest(60_000) ? '2-digit' : undefined,
    fractionalSecondDigits: finest(1000) ? 3 : undefined,
    hourCycle: 'h23',
  } as const satisfies Intl.DateTimeFormatOptions;
}

/** 20 Nov, 10:00:05; with the year where it is not this one, and with the offset where clocks show it twice. */
export function dateTime(iso: string, locale: string, timeZone: string, now = Date.now()): string {
  const dates = [new Date(iso)];
  return written(dates, locale, { ...timeOptions(dates, timeZone, now, true), fractionalSecondDigits: undefined });
}

/** As in dateTime, with milliseconds where there are some: for an end of something, which is no other moment of its second. */
export function endTime(iso: string, locale: string, timeZone: string, now = Date.now()): string {
  const dates = [new Date(iso)];
  return written(dates, locale, timeOptions(dates, timeZone, now, true));
}

/** One moment, or from one to another: to the minute, or as much finer as they are. 20 Nov, 10:00 – 10:05; 20 Nov, 10:00:05.120. */
export function exactTimes(isos: readonly string[], locale: string, timeZone: string, now = Date.now()): string {
  const dates = isos.map((iso) => new Date(iso));
  return written(dates, locale, timeOptions(dates, timeZone, now, false));
}

/** As in dateTime, to the millisecond and with the zone: for titles. */
export function fullDateTime(iso: string, locale: string, timeZone: string): string {
  return dateFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(new Date(iso));
}

/** The UTC day of a session part, 20 Nov. */
export function utcDay(date: string, locale: string): string {
  return dateFormat(locale, { timeZone: 'UTC', month: 'short', day: 'numeric' }).format(new Date(`${date}T00:00Z`));
}

/** 1.2 kB; sizes of the request table are whole bytes, see exactNumber. */
export function bytes(value: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), units.length - 1);
  return numberFormat(locale, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(value / 1000 ** step);
}

const regions = new Map<string, Intl.DisplayNames>();

/** The flag of no country is none: the code itself, and its name for titles. */
export function countryName(code: string, locale: string): string {
  try {
    const names = regions.get(locale) ?? new Intl.DisplayNames(locale, { type: 'region' });
    regions.set(locale, names);
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
