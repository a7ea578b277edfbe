import { html, nothing } from 'lit';
import type { Page } from '../data/pages-controller.ts';
import type { Terms } from '../i18n/en.ts';
import { MENU_KIT } from '../pivots/menu-kit.ts';
import { exactNumber, shortNumber } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import type { ColumnChoice } from './column-choice.ts';
import type { Total } from './list-data.ts';
import type { ListMenus } from './list-menus.ts';
import type { Live } from './live/live.ts';

export interface ToolbarContext {
  readonly terms: Terms;
  readonly locale: string;
  /** Undefined: nothing is counted. */
  readonly total: Total | 'counting' | 'unavailable' | undefined;
  /** What the notice of newer sessions says. */
  readonly newer: string | undefined;
  /** Undefined: not read yet. */
  readonly live: Live | undefined;
  readonly choice: ColumnChoice;
  readonly menus: ListMenus;
  readonly columnsChanged: () => void;
  readonly showNewer: () => void;
  readonly refresh: () => void;
}

export function renderToolbar(context: ToolbarContext) {
  const { terms, newer, showNewer, refresh } = context;
  return html`
    <div class="toolbar" part="toolbar">
      <slot name="toolbar-start"></slot>
      ${renderTotal(context)}
      ${
        newer === undefined
          ? nothing
          : html`<button type="button" class="button newer" title=${terms.list.newerHint} @click=${showNewer}>${icons.up}${newer}</button>`
      }
      <span class="copied muted" aria-hidden="true">${icons.check}${terms.copied}</span>
      <span class="actions">
        ${context.menus.download?.render()} ${renderColumns(context)} ${context.live?.render()}
        <button type="button" class="button quiet refresh" title=${terms.list.refresh} aria-label=${terms.list.refresh}
          @click=${refresh}>${icons.refresh}</button>
        <slot name="toolbar-end"></slot>
      </span>
    </div>
  `;
}

function renderColumns({ terms, choice, menus, columnsChanged }: ToolbarContext) {
  const { all, shown: columns, isOwn } = choice;
  const turn = (id: string, on: boolean) => {
    choice.turn(id, on);
    columnsChanged();
    return choice.shown.some((column) => column.id === id);
  };
  const reset = () => {
    choice.reset();
    columnsChanged();
  };
  const face = html`${icons.columns}<span class="wide">${terms.list.chooseColumns}</span>`;
  return menus.parts
    ? menus.parts.renderColumnMenu({ kit: MENU_KIT, terms, face, all, columns, turn, reset: isOwn ? reset : undefined })
    : html`<button type="button" class="button quiet" title=${terms.list.chooseColumns} @click=${menus.load}>${face}</button>`;
}

function renderTotal({ terms, locale, total }: ToolbarContext) {
  if (total === undefined) return nothing;
  if (total === 'counting') return html`<span class="muted">${terms.list.counting}</span>`;
  if (total === 'unavailable') return html`<span class="muted">${terms.list.countUnavailable}</span>`;
  const { value, exact } = total;
  const count = (short: string) => terms.sessions({ short: exact ? short : terms.atLeast(short), value });
  return html`
    <span class="total number" title=${count(exactNumber(value, locale))}>${count(shortNumber(value, locale))}</span>
    ${exact ? nothing : html`<span class="muted">${terms.list.notCounted}</span>`}
  `;
}

export interface FooterContext {
  readonly terms: Terms;
  readonly locale: string;
  /** Places of the first and the last row, from 1. */
  readonly from: number;
  readonly to: number;
  readonly total: Total | null;
  readonly pageInfo: Page<unknown>['pageInfo'];
  readonly loading: boolean;
  readonly previous: () => void;
  readonly next: () => void;
}

/** Nothing, where one page holds all. */
export function renderFooter(context: FooterContext) {
  const { terms, locale, from, to, total, pageInfo, loading, previous, next } = context;
  if (!pageInfo.hasNextPage && !pageInfo.hasPreviousPage) return nothing;
  const write = (value: number) => exactNumber(value, locale);
  const whole = total && (total.exact ? write(total.value) : terms.atLeast(write(total.value)));
  // Not disabled: a button that is keeps no focus.
  const step = (icon: unknown, label: string, possible: boolean, go: () => void) =>
    html`<button type="button" class="button" title=${label} aria-label=${label} aria-disabled=${!possible || loading}
      @click=${() => possible && !loading && go()}>${icon}</button>`;
  return html`
    <div class="footer">
      <span class="number muted">${whole ? terms.list.rangeOf(write(from), write(to), whole) : terms.list.range(write(from), write(to))}</span>
      ${step(icons.previous, terms.list.previous, pageInfo.hasPreviousPage, previous)}
      ${step(icons.next, terms.list.next, pageInfo.hasNextPage, next)}
    </div>
  `;
}
