import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import { filterOf } from '../state/filter-fields.ts';
import { type Chip, chipsOf, type PivotMode, type Unread, type View } from '../state/view.ts';
import type { FilterBar } from './menu.ts';
import { segments } from './menu-parts.ts';

/** What is asked for, value by value; each takes itself away. @param adds what asks for other requests */
export function renderChips(
  bar: FilterBar,
  adds: unknown,
  remove: (chip: Chip, index: number) => void,
  removeExtra: (name: string, index: number) => void,
  removeUnread: (one: Unread, index: number) => void,
): TemplateResult {
  const { words, view } = bar;
  const count = chipsOf(view).length;
  const extras = bar.pluginFilters.filter(({ text }) => text !== undefined);
  const chips = chipsOf(view);
  return html`<div class="line">
    ${view.groups && html`<span class="joint muted">${words.requestWith}</span>`}
    <div part="chips" class="chips">
      <ul aria-label=${words.active}>
        ${view.groups && !chips.some(isOfRequest) ? html`<li class="muted">${words.anyRequest}</li>` : nothing}
        ${repeat(
          chips,
          ({ id, value, mode }) => `${mode} ${id} ${value === null ? '' : `=${value}`}`,
          (chip, index) => html`${joint(bar, chips, index)}${renderChip(bar, chip, () => remove(chip, index))}`,
        )}
        ${extras.map(({ name, title, text }, index) =>
          chip(bar, title, text!, 'only', () => removeExtra(name, count + index)),
        )}
        ${bar.unread.map((one, index) => unreadChip(bar, one, () => removeUnread(one, count + extras.length + index)))}
      </ul>
      ${adds ?? nothing}
    </div>
    ${
      !view.groups && hasChoiceOfMatch(view)
        ? html`<div class="match" title=${words.matchHint}>
            ${segments(
              'match',
              words.match,
              [
                ['one', words.matchOne],
                ['any', words.matchAny],
              ],
              view.match,
              (match) => bar.apply({ ...bar.view, match }),
            )}
          </div>`
        : nothing
    }
  </div>`;
}

const isOfRequest = ({ id }: Chip): boolean => filterOf(id).of === 'request';

/** Where different requests may meet the conditions, it says which of them belong to one. */
function joint({ view, words }: FilterBar, chips: readonly Chip[], index: number) {
  const entries = chips.filter((chip) => chip.mode === 'only' && isOfRequest(chip));
  const chip = chips[index]!;
  const place = entries.indexOf(chip);
  const isFirst = place >= 0 && entries[place - 1]?.id !== chip.id;
  if (view.match === 'one' || !hasChoiceOfMatch(view) || !isFirst) return nothing;
  return html`<li class="joint muted">${place === 0 ? words.requestWith : words.andAnother}</li>`;
}

export function renderChip(bar: FilterBar, { id, value, mode }: Chip, remove: (event: Event) => void): TemplateResult {
  return chip(bar, bar.terms.filterNames[id], bar.names.of(id, value), mode, remove);
}

function chip(
  { terms, words }: FilterBar,
  name: string,
  shown: string,
  mode: PivotMode,
  remove: (event: Event) => void,
): TemplateResult {
  const text = mode === 'not' ? terms.filterIsNot(name, shown) : terms.filterIs(name, shown);
  return html`<li>
    <button
      type="button"
      part="chip"
      class="chip ${mode}"
      title=${text}
      aria-label=${words.remove(text)}
      @click=${remove}
    >
      <span><span class="name">${mode === 'not' ? `${name} ${words.isNot}` : `${name}:`}</span> <bdi>${shown}</bdi></span>
      ${icons.close}
    </button>
  </li>`;
}

/** What was not understood, as it was written. */
function unreadChip({ words, reasonFor }: FilterBar, one: Unread, remove: () => void): TemplateResult {
  const text = printable(`${one.name}=${one.value}`).slice(0, 80);
  return html`<li>
    <button type="button" part="chip" class="chip unread" title=${`${words.notUnderstood}. ${reasonFor(one)}`}
      aria-label=${`${words.notUnderstood}: ${words.remove(text)}`} @click=${remove}>
      ${icons.warning}<span><bdi dir="ltr">${text}</bdi></span>${icons.close}
    </button>
  </li>`;
}

/** Whether one request meets all or several may makes a difference from two conditions on. */
function hasChoiceOfMatch(view: View): boolean {
  const asked = chipsOf(view).filter(({ id, mode }) => mode === 'only' && filterOf(id).of === 'request');
  return new Set(asked.map(({ id }) => id)).size > 1;
}
