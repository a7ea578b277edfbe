import { createHash } from 'node:crypto';
import type { SessionsInvalidInputError, SessionsNotFoundError } from './errors.type.ts';

// What all actions ask of their inputs, and how they refuse them.

const MAX_KEY = 200;
const MAX_REASON = 2_000;
const MAX_AUDITED = 500;

/** What is wrong with a text; null: nothing. */
export function textProblem(text: string, max: number): string | null {
  if (text.trim() === '') return 'must not be empty';
  if (text.length > max) return `at most ${max} characters`;
  if (text.includes('\0')) return 'must not hold the character U+0000';
  return text.isWellFormed() ? null : 'must be well-formed Unicode';
}

export const keyProblem = (key: string) => textProblem(key, MAX_KEY);
export const reasonProblem = (reason: string) => textProblem(reason, MAX_REASON);

export function notFound(
  what: 'session' | 'request' | 'detection' | 'rule' | 'attack' | 'bulk action',
  id: string,
): SessionsNotFoundError {
  return { code: 'NOT_FOUND', message: `there is no such ${what}, or it is no longer kept`, id };
}

export function invalid(path: readonly string[], problem: string): SessionsInvalidInputError {
  return { code: 'INVALID', message: `${path.at(-1)}: ${problem}`, path: [...path] };
}

/** Whether a text can be an id at all: the store takes no U+0000 and no broken characters. */
export function isStorableId(id: string): boolean {
  return id.isWellFormed() && !id.includes('\0');
}

/** Equal for equal inputs, whatever the order of their fields. A field that is null is not one that is absent. */
export function hashOf(input: object): string {
  const ordered = JSON.stringify(input, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(ordered).digest('hex');
}

/** The input as the audit trail keeps it: also a refused one can be stored, and is not long. */
export function auditedInput(input: object): string {
  return JSON.stringify(input, (_, value: unknown) => {
    if (Array.isArray(value)) return value.slice(0, 100);
    return typeof value === 'string' ? value.slice(0, MAX_AUDITED).toWellFormed().replaceAll('\0', '\ufffd') : value;
  });
}

/** The same of a subject, which may hold an id as a caller gave it. */
export function auditedSubject(subject: string): string {
  return subject.slice(0, 300).toWellFormed().replaceAll('\0', '\ufffd');
}
