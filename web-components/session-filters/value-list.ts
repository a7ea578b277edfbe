import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { exactNumber, shortNumber } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { FilterId } from '../state/filter-fields.ts';
import { conditionOf, type PivotMode } from '../state/view.ts';
import type { FilterBar } from './menu.ts';
import type { ValueOption } from './value-options.ts';

/** How many values a list has at most. */
export const LISTED = 50;

/** A line of the list of values, ticked where the list of this mode has it. */
export function renderValue(
  { terms, words, names, locale, view }: FilterBar,
  id: FilterId,
  mode: PivotMode,
  { value, count, typed }: ValueOption,
  index: number,
  isActive: boolean,
): TemplateResult {
  const condition = conditionOf(view, id);
  const isIn = condition[mode].includes(value);
  const other: PivotMode = mode === 'only' ? 'not' : 'only';
  const label = typed ? words.use(printable(value!)) : names.of(id, value);
  const key = !typed && value !== null && printable(value) !== label ? printable(value) : '';
  const tag = condition[other].includes(value) ? { only: words.is, not: words.isNot }[other] : '';
  return html`<li
    role="option"
    id="option-${index}"
    data-index=${index}
    aria-selected=${isIn}
    class=${classMap({ active: isActive })}
    title=${key ? `${label} (${key})` : label}
  >
    <span class="tick">${isIn ? icons.check : nothing}</span>
    <span class="name"
      ><bdi class=${classMap({ muted: value === null })}>${label}</bdi>${
        key ? html` <bdi class="muted mono">${key}</bdi>` : nothing
      }</span
    >
    ${tag ? html`<span class="tag">${tag}</span>` : nothing}
    ${
      count === null
        ? nothing
        : html`<span class="number count" title=${terms.sessions({ short: exactNumber(count, locale), value: count })}
            >${shortNumber(count, locale)} <span class="visually-hidden">${words.sessions}</span></span
          >`
    }
  </li>`;
}

/**
 * What there is to say of the list as a whole.
 * @param found how many values the server found for the text; undefined: not known yet
 */
export function renderNote(
  { terms, words, options }: FilterBar,
  text: string,
  found: number | undefined,
  /** Nobody is named: the values are users or roles, and requests have none. */
  isUnnamed: boolean,
): TemplateResult {
  const { failure } = options;
  const none = () => (text ? words.noneContains(printable(text)) : words.noValues);
  const some = (count: number) => (count === LISTED ? words.firstOnly(count) : words.found(count));
  return html`
    <p class="note muted" role="status">
      ${failure ? nothing : found === undefined ? terms.loading : isUnnamed ? words.noNames : found === 0 ? none() : some(found)}
    </p>
    ${
      failure
        ? html`<p class="problem" role="alert">
            ${icons.warning} <span>${terms.failure[failure.kind]}</span>
            <button type="button" class="button" @click=${() => options.refresh()}>${terms.retry}</button>
          </p>`
        : nothing
    }
  `;
}
