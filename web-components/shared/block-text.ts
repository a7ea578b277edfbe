import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { DenylistCore } from '../plugins/core/contract.ts';
import { dateTime } from './format.ts';
import { printable } from './printable.ts';

/** Until when, for what, by whom and why the key of a session is blocked. */
export function blockFacts(entry: DenylistCore, words: DecisionTerms, locale: string, timeZone: string): string[] {
  const { createdAt, createdBy, applications, until, reason } = entry;
  const time = (iso: string) => dateTime(iso, locale, timeZone);
  const list = new Intl.ListFormat(locale).format(applications.map(printable));
  return [
    until === null ? words.blockedForGood : words.blockedUntil(time(until)),
    ...(applications.length > 0 ? [words.blockedFor(list)] : []),
    words.decidedBy(printable(createdBy), time(createdAt)),
    words.because(printable(reason)),
  ];
}
