import { StartupError } from '../startup-error.ts';

// How settings of the environment are read; each mistake names its variable.

/** Gives the value of a variable, trimmed; null: not set, or empty. */
export type ReadText = (name: string) => string | null;

export function flagOf(name: string, text: string | null, unset: boolean): boolean {
  if (text === null) return unset;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new StartupError(`${name} must be 0 or 1, not "${text}"`);
}

export function secretOf(name: string, text: string | null): string | null {
  if (text !== null && text.length < 16) throw new StartupError(`${name} must have at least 16 characters`);
  return text;
}

export function oneOf<Value extends string>(
  name: string,
  text: string | null,
  values: readonly Value[],
  unset: Value,
): Value {
  if (text === null) return unset;
  const value = values.find((each) => each === text);
  if (!value) throw new StartupError(`${name} must be ${values.join(' or ')}, not "${text}"`);
  return value;
}

export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
