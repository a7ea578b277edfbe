import { html } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import type { DenylistCore } from '../plugins/core/contract.ts';
import { blockFacts } from '../shared/block-text.ts';

/** What is known of the block; that there is one stands beside the title. */
export function renderBlock(entry: DenylistCore, words: DecisionTerms, { locale, timeZone }: LocalizeController) {
  const facts = blockFacts(entry, words, locale, timeZone).join(' · ');
  return html`<p class="block"><span class="muted">${words.blocked}</span> <span>${facts}</span></p>`;
}
