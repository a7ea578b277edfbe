import { html, nothing, type TemplateResult } from 'lit';
import { printable } from '../shared/printable.ts';
import type { FilterDefinition } from '../state/filter-fields.ts';
import { parseRange } from '../state/filter-values.ts';
import { conditionOf, type PivotMode, withCondition } from '../state/view.ts';
import type { FilterBar, Menu } from './menu.ts';
import { clearButton, modeSwitch, problemText, segments, startMode } from './menu-parts.ts';

/** The filters that are typed: ids, a parameter, a range; and those of yes and no. */
export class FormMenu implements Menu {
  private mode: PivotMode;
  private problem = '';

  constructor(
    private readonly bar: FilterBar,
    private readonly definition: FilterDefinition,
  ) {
    this.mode = startMode(bar.view, definition);
  }

  get id() {
    return this.definition.id;
  }

  get first() {
    return this.definition.kind === 'flag' ? 'input:checked' : 'textarea, input[name=text], input[name=from]';
  }

  render(): TemplateResult {
    const { terms, words, view } = this.bar;
    const { kind, excludable } = this.definition;
    const clear = () => {
      this.bar.apply(withCondition(this.bar.view, this.id, { only: [], not: [] }));
      this.bar.closeMenu();
    };
    return html`<form class="form" novalidate @submit=${this.submitted}>
      <div class="head">
        <strong>${terms.filterNames[this.id]}</strong>
        ${
          excludable
            ? modeSwitch(words, terms.filterNames[this.id], this.mode, (mode) => {
                this.mode = mode;
                this.problem = '';
                this.bar.requestUpdate();
              })
            : nothing
        }
        ${kind === 'flag' ? nothing : clearButton(words, conditionOf(view, this.id), clear)}
      </div>
      ${
        kind === 'flag'
          ? this.renderFlag()
          : html`${this.renderFields()} ${problemText(this.problem)}
          <button class="button primary">${words.apply}</button>`
      }
    </form>`;
  }

  private renderFlag(): TemplateResult {
    const { terms, words, names, view } = this.bar;
    const value = conditionOf(view, this.id).only[0] ?? 'any';
    return segments(
      'flag',
      terms.filterNames[this.id],
      [['any', words.any], ...this.definition.choices!.map((choice) => [choice, names.of(this.id, choice)] as const)],
      value,
      (chosen) =>
        this.bar.apply(withCondition(this.bar.view, this.id, { only: chosen === 'any' ? [] : [chosen], not: [] })),
    );
  }

  private renderFields(): TemplateResult {
    const { words } = this.bar;
    const { kind } = this.definition;
    const name = this.bar.terms.filterNames[this.id];
    const values = conditionOf(this.bar.view, this.id)[this.mode];
    const describedBy = this.problem ? 'problem hint' : 'hint';
    const invalid = this.problem ? 'true' : nothing;
    if (kind === 'range') {
      const { gte, lte } = parseRange(values[0] ?? '') ?? {};
      const end = (field: 'from' | 'to', value: number | undefined) =>
        html`<label
          >${words[field]}
          <input
            name=${field}
            type="number"
            min="0"
            step="any"
            aria-invalid=${invalid}
            aria-describedby=${this.problem ? 'problem' : nothing}
            .value=${value === undefined ? '' : String(value)}
        /></label>`;
      return html`<div class="ends">${end('from', gte)} ${end('to', lte)}</div>`;
    }
    const text = values.join('\n');
    return kind === 'typed'
      ? html`<textarea
            name="text"
            rows="4"
            spellcheck="false"
            class="mono"
            aria-label=${name}
            aria-invalid=${invalid}
            aria-describedby=${describedBy}
            .value=${text}
          ></textarea>
          <p class="muted" id="hint">${words.ids}</p>`
      : html`<input
            name="text"
            type="text"
            autocomplete="off"
            spellcheck="false"
            class="mono"
            aria-label=${name}
            aria-invalid=${invalid}
            aria-describedby=${describedBy}
            .value=${text}
          />
          <p class="muted" id="hint">${this.id === 'agent' ? words.agent : this.id === 'endpoint' ? words.endpoint : words.parameter}</p>`;
  }

  private readonly submitted = (event: SubmitEvent) => {
    event.preventDefault();
    if (this.definition.kind === 'flag') return;
    const values = this.read(event.target as HTMLFormElement);
    this.bar.requestUpdate();
    if (!values) return;
    this.bar.apply(
      withCondition(this.bar.view, this.id, { ...conditionOf(this.bar.view, this.id), [this.mode]: values }),
    );
    this.bar.closeMenu();
  };

  /** Null: `problem` says what is wrong. */
  private read(form: HTMLFormElement): string[] | null {
    const { words } = this.bar;
    const { kind, accepts } = this.definition;
    const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
    this.problem = '';
    if (kind === 'range') {
      const [from, to] = [field('from'), field('to')];
      if ([from, to].some(({ validity, valueAsNumber }) => validity.badInput || valueAsNumber < 0)) {
        this.problem = words.rangeNumber;
        return null;
      }
      if (from.value === '' && to.value === '') return [];
      const text = [from, to].map(({ value, valueAsNumber }) => (value === '' ? '' : String(valueAsNumber))).join('..');
      if (accepts(text)) return [text];
      this.problem =
        from.value !== '' && to.value !== '' && from.valueAsNumber > to.valueAsNumber
          ? words.rangeOrder
          : parseRange(text)
            ? words.rangeWhole
            : words.rangeNumber;
      return null;
    }
    const text = field('text').value.trim();
    const values = kind === 'typed' ? text.split(/[\s,]+/) : [text];
    const bad = values.find((value) => value !== '' && !accepts(value));
    if (bad !== undefined) this.problem = words.unusable(printable(bad.slice(0, 60)));
    return bad === undefined ? values.filter((value) => value !== '') : null;
  }
}
