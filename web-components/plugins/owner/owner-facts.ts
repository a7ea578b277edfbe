import { print } from '@0no-co/graphql.web';
import { html, type TemplateResult } from 'lit';
import { liveFactsDe } from '../../i18n/live-facts.de.ts';
import { type LiveFactsWords, liveFactsEn } from '../../i18n/live-facts.en.ts';
import { holdsNull } from '../../shared/holds-null.ts';
import { oneFragment } from '../../shared/one-fragment.ts';
import { printable } from '../../shared/printable.ts';
import type { Fragment, OwnerFacts, PluginHost, Renderable } from '../plugin.ts';

/** What its owner says of a thing. `unavailable`: it could not be asked. `unknown`: it does not know the thing. */
export type OwnerAnswer<Fields> = { readonly known: Fields } | 'unavailable' | 'unknown';

export const isGerman = (locale: string): boolean => /^de\b/i.test(locale);
export const liveWords = (locale: string): LiveFactsWords => (isGerman(locale) ? liveFactsDe : liveFactsEn);

/** Id and fields of the owner, as the selection of a field of this type; throws where they are no such fragment. */
export const selectionOf = (fields: Fragment<unknown>, type: string): string =>
  `{ id ... on ${type} ${print(oneFragment(fields, type).selectionSet)} }`;

/**
 * @param owned what was answered; undefined: nothing
 * @param isUnavailable nulls in it may stand for what could not be asked
 */
export function ownerAnswer<Fields extends object>(
  owned: Fields | null | undefined,
  isUnavailable: boolean,
): OwnerAnswer<Fields> {
  if (isUnavailable && (!owned || holdsNull(owned))) return 'unavailable';
  // The id is known to us too: an owner that does not know the thing leaves all others empty.
  const isKnown = Object.entries(owned ?? {}).some(
    ([name, value]) => name !== 'id' && name !== '__typename' && value !== null,
  );
  return owned && isKnown ? { known: owned } : 'unknown';
}

/** @param owner its name */
export function renderOwnerAnswer<Fields>(
  answer: OwnerAnswer<Fields>,
  { rows }: OwnerFacts<Fields>,
  owner: string,
  host: PluginHost,
): TemplateResult {
  const words = liveWords(host.locale);
  if (answer === 'unavailable') return html`<p>${words.unavailable(owner)}</p>`;
  if (answer === 'unknown') return html`<p>${words.unknown(owner)}</p>`;
  const shown = (value: Renderable) => {
    if (value === null || value === undefined || value === '') return words.none;
    return typeof value === 'string' ? printable(value) : value;
  };
  return html`<dl class="facts">
    ${rows(answer.known, host).map(([label, value]) => html`<div><dt>${label}</dt><dd>${shown(value)}</dd></div>`)}
  </dl>`;
}

/** What the owner says, under its name; it can be asked again. */
export function renderLive(content: unknown, owner: string, host: PluginHost): TemplateResult {
  const words = liveWords(host.locale);
  return html`<div class="source live">
    <div class="head">
      <h5>${words.live(owner)}</h5>
      <button type="button" class="button quiet" @click=${() => host.refresh()}>${words.askAgain}</button>
    </div>
    <div aria-live="polite">${content}</div>
  </div>`;
}

/** Our copies, and what they are. */
export function renderCopies(content: unknown, host: PluginHost): TemplateResult {
  const words = liveWords(host.locale);
  return html`<div class="source">
    <div class="head">
      <h5>${words.copies}</h5>
      <span class="muted">${words.copiesWhy}</span>
    </div>
    ${content}
  </div>`;
}
