import { html } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import type { DenylistCore } from '../plugins/types.ts';
import { dateTime } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';

/** Until when, for what, by whom and why the key of a session is blocked. */
export function renderBlock(entry: DenylistCore, words: DecisionTerms, { locale, timeZone }: LocalizeController) {
  const { createdAt, createdBy, applications, until, reason } = entry;
  const time = (iso: string) => dateTime(iso, locale, timeZone);
  const list = new Intl.ListFormat(locale).format(applications.map(printable));
  const facts = [
    until === null ? words.blockedForGood : words.blockedUntil(time(until)),
    applications.length > 0 && words.blockedFor(list),
    words.decidedBy(printable(createdBy), time(createdAt)),
    words.because(printable(reason)),
  ];
  return html`<p class="block"><span class="badge">${icons.exclude}${words.blocked}</span> <span>${facts.filter(Boolean).join(' · ')}</span></p>`;
}
