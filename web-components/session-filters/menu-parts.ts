import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import { icons } from '../shared/icons.ts';
import type { Condition } from '../state/filter.type.ts';
import type { FilterDefinition } from '../state/filter-fields.ts';
import { conditionOf, type PivotMode, type View } from '../state/view.ts';

/** Which list a menu opens with: the one in use. */
export function startMode(view: View, { id }: FilterDefinition): PivotMode {
  const { only, not } = conditionOf(view, id);
  return only.length === 0 && not.length > 0 ? 'not' : 'only';
}

/** One of a few, side by side. */
export function segments<Value extends string>(
  name: string,
  label: string,
  choices: readonly (readonly [Value, string])[],
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
      ([value, text]) =>
        html`<label
          ><input
            type="radio"
            class="visually-hidden"
            name=${name}
            value=${value}
            .checked=${live(value === chosen)}
            @change=${() => choose(value)}
          /><span>${text}</span></label
        >`,
    )}
  </div>`;
}

/** @param name of the filter */
export const modeSwitch = (
  words: FilterBarTerms,
  name: string,
  mode: PivotMode,
  choose: (mode: PivotMode) => void,
): TemplateResult =>
  segments(
    'mode',
    name,
    [
      ['only', words.is],
      ['not', words.isNot],
    ],
    mode,
    choose,
  );

export function clearButton(words: FilterBarTerms, { only, not }: Condition, clear: () => void): TemplateResult {
  // Stays, without effect, where nothing is chosen: the head keeps its shape, and the focus its place.
  const isEmpty = only.length === 0 && not.length === 0;
  return html`<button type="button" class="button quiet clear" aria-disabled=${isEmpty} @click=${clear}>
    ${words.clear}
  </button>`;
}

export const problemText = (text: string): TemplateResult | typeof nothing =>
  text ? html`<p class="problem" role="alert" id="problem">${icons.warning} <span>${text}</span></p>` : nothing;
