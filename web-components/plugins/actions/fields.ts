import { html, nothing } from 'lit';
import type { ProblemOf } from './action-dialog.ts';
import type { ActionWords } from './words.en.ts';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly problemOf: ProblemOf;
}

/** A control with its label, its hint, and what is wrong with it. */
export function renderField({ name, label, hint, problemOf }: Field, control: (described: Described) => unknown) {
  const problem = problemOf(name);
  const ids = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ');
  return html`<p class="field">
    <label for=${name}>${label}</label>
    ${control({ ids: ids || nothing, invalid: problem ? 'true' : nothing })}
    ${hint ? html`<small id=${`${name}-hint`}>${hint}</small>` : nothing}
    ${problem ? html`<strong id=${`${name}-problem`} lang="en">${problem}</strong>` : nothing}
  </p>`;
}

interface TextField extends Field {
  readonly value?: string | null;
  readonly required?: boolean;
  readonly most: number;
  readonly mono?: boolean;
}

export function renderText({ value, required, most, mono, ...field }: TextField) {
  return renderField(
    field,
    ({ ids, invalid }: Described) =>
      html`<input id=${field.name} name=${field.name} class=${mono ? 'mono' : ''} dir=${mono ? 'ltr' : nothing} .defaultValue=${value ?? ''} maxlength=${most}
      ?required=${required} autocomplete="off" spellcheck="false" aria-describedby=${ids} aria-invalid=${invalid} />`,
  );
}

export interface Described {
  readonly ids: string | typeof nothing;
  readonly invalid: string | typeof nothing;
}

/** Why, for those who come later. */
export function renderReason(problemOf: ProblemOf, words: ActionWords, required = false) {
  const field = {
    name: 'reason',
    label: required ? words.reason : `${words.reason} (${words.optional})`,
    hint: words.reasonHint,
    problemOf,
  };
  return renderField(
    field,
    ({ ids, invalid }: Described) =>
      html`<textarea id="reason" name="reason" rows="2" maxlength="2000" ?required=${required} autocomplete="off"
      aria-describedby=${ids} aria-invalid=${invalid}></textarea>`,
  );
}

/** What was entered; null: nothing. */
export const textIn = (entered: FormData, name: string): string | null =>
  String(entered.get(name) ?? '').trim() || null;
