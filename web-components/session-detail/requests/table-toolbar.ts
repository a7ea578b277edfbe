import { html, nothing } from 'lit';
import type { DetailTerms } from '../../i18n/detail.en.ts';
import type { Terms } from '../../i18n/en.ts';
import { segments } from '../../session-filters/menu-parts.ts';
import { focusedElement } from '../../shared/focused.ts';
import { exactNumber, shortNumber } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import { placePopover } from '../../shared/popover.ts';
import type { View } from './endpoints-view.ts';

/** Which requests are listed: those that meet the filters, or all with those told apart. */
export type Listing = 'only' | 'context';

/** Somebody chose what is listed: for the session around, whose timeline shows the same requests. */
export class ListingEvent extends Event {
  constructor(readonly listing: Listing) {
    super('session-listing', { bubbles: true, composed: true });
  }
}

interface Total {
  readonly value: number;
  readonly exact: boolean;
}

export interface ToolbarContext {
  readonly terms: Terms;
  readonly detail: DetailTerms;
  readonly locale: string;
  /** Of what is listed; null: not counted. */
  readonly total: Total | null;
  readonly rows: number;
  /** Other rows, or a match, are on their way. */
  readonly busy: boolean;
  readonly view: View;
  readonly show: (view: View) => void;
  /** Undefined: nothing is filtered, so there are no matches to tell apart. */
  readonly matches: MatchesContext | undefined;
  readonly list: (listing: Listing) => void;
}

interface MatchesContext {
  readonly listing: Listing;
  readonly total: Total | null;
  /** Of the current row among them; null: it is none. */
  readonly position: number | null;
  readonly go: (direction: 'after' | 'before') => void;
}

function written({ value, exact }: Total, { terms, locale }: ToolbarContext, write = shortNumber): string {
  const text = write(value, locale);
  return exact ? text : terms.atLeast(text);
}

/** "3 of 14", for the eye and for the ear. */
export function placeText(position: number, total: Total, context: ToolbarContext, said = false): string {
  const words = said ? context.detail.matchSaid : context.detail.matchOf;
  return words(exactNumber(position, context.locale), written(total, context, exactNumber));
}

export function renderToolbar(context: ToolbarContext) {
  const { terms, detail, locale, total, rows, busy, matches, view, show } = context;
  const count = total
    ? terms.requestCount({ short: written(total, context), value: total.value })
    : detail.requestsShown(exactNumber(rows, locale));
  const choices = [
    ['requests', detail.asRequests],
    ['endpoints', detail.asEndpoints],
  ] as const;
  return html`<div class="toolbar">
    ${segments('view', detail.shownAs, choices, view, show)}
    <h3 title=${total ? exactNumber(total.value, locale) : nothing}>${count}</h3>
    ${matches && view === 'requests' ? renderMatches(matches, context) : nothing}
    <span class="loading muted ${busy ? 'busy' : ''}" aria-hidden="true">${terms.loading}</span>
    <span class="help">${renderKeyHelp(detail)}</span>
  </div>`;
}

function renderMatches({ listing, total, position, go }: MatchesContext, context: ToolbarContext) {
  const { detail, list } = context;
  const isKnown = total !== null && position !== null;
  const count = total && detail.matchCount({ short: written(total, context), value: total.value });
  // Where only matches are listed, their number stands in front already.
  const place = isKnown ? placeText(position, total, context) : listing === 'context' ? count : nothing;
  const button = (direction: 'after' | 'before', text: string, key: string, icon: unknown, last: boolean) =>
    // Without effect at the ends, and still there: who stands on it keeps the focus.
    html`<button type="button" class="button quiet" aria-disabled=${last} aria-label=${text} title=${`${text} (${key})`}
      @click=${() => last || go(direction)}>${icon}</button>`;
  const none = total?.value === 0;
  const atEnd = none || (total?.exact && position === total.value) || false;
  return html`
    ${segments(
      'listing',
      detail.listed,
      [
        ['only', detail.onlyMatching],
        ['context', detail.inContext],
      ],
      listing,
      list,
    )}
    <span class="steps">
      ${button('before', detail.previousMatch, 'N', icons.up, none || position === 1)}
      ${button('after', detail.nextMatch, 'n', icons.down, atEnd)}
      <span class="place number">${place}</span>
    </span>
  `;
}

function renderKeyHelp(detail: DetailTerms) {
  return html`
    <button type="button" class="button quiet" popovertarget="keys" aria-haspopup="dialog" aria-label=${detail.keys}
      title=${`${detail.keys} (?)`}>${icons.keyboard}</button>
    <div id="keys" class="keys" popover="auto" role="dialog" aria-label=${detail.keys} tabindex="-1" @toggle=${helpToggled}
      @keydown=${closeHelpByKey}>
      <dl>${detail.keyHelp.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
    </div>
  `;
}

/** Where the focus goes back to: `?` may be pressed anywhere in the session. */
let before: HTMLElement | undefined;

/** At once: the next key may be Escape, and it is meant for the help, not for the session. */
export function openHelp(popover: HTMLElement): void {
  before = focusedElement();
  popover.showPopover();
  popover.focus();
}

function helpToggled({ currentTarget, newState }: ToggleEvent): void {
  if (newState !== 'open') return;
  const popover = currentTarget as HTMLElement;
  placePopover(popover, popover.previousElementSibling!);
  if (focusedElement() === popover) return;
  before = focusedElement();
  popover.focus();
}

function closeHelpByKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' && event.key !== '?') return;
  // The session around the help stays open.
  event.preventDefault();
  event.stopPropagation();
  (event.currentTarget as HTMLElement).hidePopover();
  before?.focus();
}
