/** Units of a duration, and how many milliseconds one is. */
export const DURATION_UNITS = { us: 1e-3, ms: 1, s: 1e3 } as const;
export type DurationUnit = keyof typeof DURATION_UNITS;

const NUMBER = /^\d{1,15}(?:\.\d{1,9})?$/;

/** Milliseconds, to the nanosecond; null: not a number (`-`), not known. */
export function milliseconds(text: string, unit: DurationUnit): number | null {
  return NUMBER.test(text) ? Math.round(Number(text) * DURATION_UNITS[unit] * 1e6) / 1e6 : null;
}

/** Milliseconds since 1970, of which there may be more digits than a fraction is exact in; null: not a number. */
export function epochMilliseconds(text: string, unit: DurationUnit): number | null {
  const [, whole = '', fraction = ''] = /^(\d{1,16})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === '') return null;
  if (unit === 's') return Number(whole) * 1000 + Number(`${fraction}000`.slice(0, 3));
  return unit === 'ms' ? Number(whole) : Math.floor(Number(whole) / 1000);
}

/** `12ms`, `D=123us`, `rt=0.004s`: a number that says its unit. */
const WITH_UNIT = /^(?:[\w-]{1,32}=)?(\d{1,15}(?:\.\d{1,9})?)(us|µs|μs|ms|s)$/;

/**
 * The duration in the fields after the size: the only one that says its unit, or, in the unit that the import was told, a number at
 * the end of the line with no other bare field beside it.
 *
 * Without a unit a number is none: Apache ends its lines with microseconds (`%D`), seconds (`%T`) or milliseconds (`%{ms}T`), Tomcat
 * with milliseconds, nginx with seconds (`0.123`), a Node server with milliseconds (`12.345`), and others with a port.
 */
export function durationOf(
  bare: readonly string[],
  last: string | null,
  told: DurationUnit | undefined,
): { durationMs: number | null; hint?: string } {
  const known = bare.flatMap((text) => {
    const [, value, unit] = WITH_UNIT.exec(text) ?? [];
    return value === undefined ? [] : milliseconds(value, unit!.replace(/^[µμ]/, 'u') as DurationUnit);
  });
  if (known.length === 1) return { durationMs: known[0] ?? null };
  if (known.length > 1) return { durationMs: null, hint: SEVERAL };
  if (last === null || !NUMBER.test(last)) return { durationMs: null };
  if (told === undefined) return { durationMs: null, hint: NO_UNIT };
  return bare.length > 1 ? { durationMs: null, hint: SEVERAL } : { durationMs: milliseconds(last, told) };
}

const NO_UNIT =
  'a number at the end does not say what it is: if it is a duration, say its unit (--duration-unit) or the format (--log-format)';
const SEVERAL = 'several fields could be the duration: say which one is by the format of the log (--log-format)';
