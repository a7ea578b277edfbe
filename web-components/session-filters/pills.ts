import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { ShownFilter } from '../plugins/core/plugin-filters.ts';
import { cutValue } from '../shared/cut.ts';
import { icons } from '../shared/icons.ts';
import { timeText, timeTitle } from '../shared/time-text.ts';
import { FILTERS, type FilterDefinition, type FilterId } from '../state/filter-fields.ts';
import { conditionOf, type View } from '../state/view.ts';
import type { FilterBar, MenuId } from './menu.ts';

const SHOWN_VALUES = 2;

/** Filters with a pill: the usual ones, those in use, those that were asked for. */
export function pillsOf(view: View, chosen: ReadonlySet<FilterId>, compact: boolean): FilterDefinition[] {
  return FILTERS.filter(({ id, pinned }) => {
    if (id === 'endpoint') return false;
    return (!compact && pinned) || chosen.has(id) || view.conditions[id] !== undefined;
  });
}

export function renderPill(bar: FilterBar, { id }: FilterDefinition, open: MenuId | undefined): TemplateResult {
  const { words, terms } = bar;
  const value = valueText(bar, id);
  const name = id === 'user' || id === 'role' ? words.sessionIncludes[id] : terms.filterNames[id];
  return button(
    id,
    open,
    Boolean(value),
    value ? `${name}: ${value}` : name,
    html`<span class="name">${terms.filterNames[id]}</span>${value ? html` <bdi class="value">${cutValue(id, value)}</bdi>` : nothing}`,
  );
}

export function renderPluginPill({ name, title, text }: ShownFilter, open: MenuId | undefined): TemplateResult {
  return button(
    `x.${name}`,
    open,
    Boolean(text),
    text ? `${title}: ${text}` : title,
    html`<span class="name">${title}</span>${text ? html` <bdi class="value">${text}</bdi>` : nothing}`,
  );
}

export function renderTimePill(bar: FilterBar, open: MenuId | undefined): TemplateResult {
  const { time } = bar.view;
  return button(
    'time',
    open,
    false,
    timeTitle(time, bar),
    html`${icons.clock}<span class="visually-hidden">${bar.words.time}:</span> <span>${timeText(time, bar)}</span>`,
  );
}

export function renderMore(bar: FilterBar, open: MenuId | undefined): TemplateResult {
  return button('more', open, false, '', html`${icons.plus}<span>${bar.words.more}</span>`);
}

/** Clicks are heard by the bar. */
function button(
  id: MenuId,
  open: MenuId | undefined,
  isActive: boolean,
  title: string,
  content: TemplateResult,
): TemplateResult {
  const isOpen = id === open;
  return html`<button
    type="button"
    part="pill"
    class=${classMap({ button: true, pill: true, active: isActive })}
    data-menu=${id}
    title=${title || nothing}
    aria-haspopup="dialog"
    aria-expanded=${isOpen}
    aria-controls=${isOpen ? 'menu' : nothing}
  >
    ${content}${id === 'more' ? nothing : html`<span class="arrow">${icons.down}</span>`}
  </button>`;
}

/** "POST, PUT +2", "is not GET". */
function valueText({ view, names, words }: FilterBar, id: FilterId): string {
  const { only, not } = conditionOf(view, id);
  const [shown, prefix] = only.length > 0 ? [only, ''] : [not, `${words.isNot} `];
  if (shown.length === 0) return '';
  const others = only.length + not.length - Math.min(shown.length, SHOWN_VALUES);
  const first = shown.slice(0, SHOWN_VALUES).map((value) => names.of(id, value));
  return `${prefix}${first.join(', ')}${others > 0 ? ` +${others}` : ''}`;
}
