import type { Terms } from '../i18n/en.ts';

/** What readers call an attack type: in their language where that is known, else as the server labels it. */
export function attackName({ valueNames: { type: names } }: Terms, code: string, label: string): string {
  // A code is whatever a detector wrote, "constructor" too.
  return names && Object.hasOwn(names, code) ? names[code]! : label;
}
