import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { live } from 'lit/directives/live.js';
import {
  FilterOptionsDocument,
  type FilterOptionsQuery,
  type FilterOptionsQueryVariables,
} from '../data/documents.generated.ts';
import type { Question } from '../data/query-controller.ts';
import { icons } from '../shared/icons.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterDefinition } from '../state/filter-fields.ts';
import { conditionOf, type PivotMode, withCondition } from '../state/view.ts';
import { toOptionsWhere } from '../state/where.ts';
import { type FilterBar, type Menu, movedTo, optionAt } from './menu.ts';
import { clearButton, modeSwitch, startMode } from './menu-parts.ts';
import { LISTED, renderNote, renderValue } from './value-list.ts';
import { toggled, usedValues, type ValueOption, valueOptions } from './value-options.ts';

const TYPING_MS = 150;
const CODE_CLASSES = ['2xx', '3xx', '4xx', '5xx'];

/** Several values out of those that the server knows: with a search, counts, and "is not". */
export class ValuesMenu implements Menu {
  readonly first = 'input[type=search]';
  private mode: PivotMode;
  /** As it stands in the field, and as it was asked last. */
  private text = '';
  private search = '';
  private listed: FilterOptionsQuery['sessionFilterOptions'] | undefined;
  private asked = '';
  /** What `listed` was searched for. */
  private answeredFor: string | undefined;
  private pinned: readonly FilterValue[];
  private active = -1;
  private timer = 0;

  constructor(
    private readonly bar: FilterBar,
    private readonly definition: FilterDefinition,
  ) {
    this.mode = startMode(bar.view, definition);
    this.pinned = usedValues(bar.view, definition);
  }

  get id() {
    return this.definition.id;
  }

  question(): Question<FilterOptionsQuery, FilterOptionsQueryVariables> {
    const { view, moment, zone } = this.bar;
    this.asked = this.search;
    return {
      query: FilterOptionsDocument,
      variables: {
        dimension: this.definition.dimension!,
        search: this.search || null,
        first: LISTED,
        ...this.bar.narrow(toOptionsWhere(view, this.id, moment, zone)),
      },
    };
  }

  answered({ sessionFilterOptions }: FilterOptionsQuery): void {
    if (!sessionFilterOptions) return;
    this.listed = sessionFilterOptions;
    this.answeredFor = this.asked;
    this.bar.names.remember(this.id, sessionFilterOptions);
    this.active = -1;
  }

  closed(): void {
    clearTimeout(this.timer);
  }

  render(): TemplateResult {
    const { terms, words } = this.bar;
    const { definition } = this;
    const options = this.options();
    const name = terms.filterNames[this.id];
    const condition = conditionOf(this.bar.view, this.id);
    const active = this.activeOption(options);
    return html`
      <div class="head">
        <strong>${name}</strong>
        ${
          definition.excludable
            ? modeSwitch(words, name, this.mode, (mode) => {
                this.mode = mode;
                this.bar.requestUpdate();
              })
            : nothing
        }
        ${clearButton(words, condition, () =>
          this.bar.apply(withCondition(this.bar.view, this.id, { only: [], not: [] })),
        )}
      </div>
      <label class="field">
        ${icons.search}
        <input
          type="search"
          maxlength="1000"
          autocomplete="off"
          spellcheck="false"
          aria-label=${words.searchIn(name)}
          aria-controls=${options.length > 0 ? 'options' : nothing}
          aria-activedescendant=${active >= 0 ? `option-${active}` : nothing}
          .value=${live(this.text)}
          @input=${this.typed}
          @keydown=${this.searchKey}
        />
      </label>
      ${this.id === 'code' ? this.renderClasses() : nothing} ${this.renderList(options, active)}
    `;
  }

  private renderClasses(): TemplateResult {
    const values = conditionOf(this.bar.view, this.id)[this.mode];
    return html`<div class="classes" role="group" aria-label=${this.bar.words.classes}>
      ${CODE_CLASSES.map(
        (code) =>
          html`<button
            type="button"
            class="button"
            aria-pressed=${values.includes(code)}
            @click=${() => this.toggle(code)}
          >
            ${code}
          </button>`,
      )}
    </div>`;
  }

  private renderList(options: readonly ValueOption[], active: number): TemplateResult {
    const { terms, words, options: query } = this.bar;
    return html`
      ${
        options.length > 0
          ? html`<div class="columns muted" aria-hidden="true">
                <span>${words.value}</span><span>${this.bar.ofGroup || this.bar.view.groups ? words.sessionsWith : words.sessions}</span>
              </div>
              <ul
                id="options"
                role="listbox"
                aria-multiselectable="true"
                aria-label=${terms.filterNames[this.id]}
                aria-busy=${query.loading}
                aria-activedescendant=${active >= 0 ? `option-${active}` : nothing}
                tabindex="0"
                class=${classMap({ stale: query.loading })}
                @click=${this.clicked}
                @keydown=${this.listKey}
                @focus=${this.listFocused}
              >
                ${options.map((option, index) => renderValue(this.bar, this.id, this.mode, option, index, index === active))}
              </ul>`
          : nothing
      }
      ${renderNote(this.bar, this.text.trim(), this.isFresh ? this.listed?.length : undefined, this.isUnnamed)}
    `;
  }

  private get isUnnamed(): boolean {
    const names = this.id === 'user' || this.id === 'role';
    return names && this.isFresh && this.text.trim() === '' && !!this.listed?.every(({ key }) => key === null);
  }

  /** The list is the answer to what stands in the field. */
  private get isFresh(): boolean {
    return this.answeredFor === this.text.trim() && !this.bar.options.loading;
  }

  private options(): ValueOption[] {
    return valueOptions(this.definition, this.listed ?? [], this.pinned, this.text.trim());
  }

  /** The one that Enter takes: where the arrow keys are, or, while typing, the first that was found. */
  private activeOption(options: readonly ValueOption[]): number {
    if (this.active >= 0 || this.text.trim() === '') return Math.min(this.active, options.length - 1);
    if (options[0]?.typed) return 0;
    return this.isFresh ? options.findIndex(({ value, count }) => count !== null && !this.pinned.includes(value)) : -1;
  }

  private readonly typed = (event: InputEvent) => {
    this.text = (event.target as HTMLInputElement).value;
    this.active = -1;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.ask, TYPING_MS);
    this.bar.requestUpdate();
  };

  private readonly ask = () => {
    clearTimeout(this.timer);
    this.search = this.text.trim();
    this.pinned = usedValues(this.bar.view, this.definition);
    this.bar.requestUpdate();
  };

  private readonly searchKey = (event: KeyboardEvent) => {
    const options = this.options();
    if (event.key === 'ArrowDown' && options.length > 0) {
      event.preventDefault();
      this.active = Math.max(0, this.activeOption(options));
      this.bar.find('#options')?.focus();
      this.bar.requestUpdate();
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const option = options[this.activeOption(options)];
      if (option) this.toggle(option.value);
      else this.ask();
    }
  };

  private readonly listKey = (event: KeyboardEvent) => {
    const options = this.options();
    const at = this.activeOption(options);
    const next = movedTo(event.key, at, options.length);
    if (event.key === 'ArrowUp' && at <= 0) {
      event.preventDefault();
      this.active = -1;
      this.bar.find(this.first)?.focus();
    } else if (next !== null) {
      event.preventDefault();
      this.active = next;
      this.bar.find(`#option-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (options[at]) this.toggle(options[at].value);
    } else if ((event.key.length === 1 || event.key === 'Backspace') && !event.ctrlKey && !event.metaKey) {
      // Goes on typing in the search.
      this.bar.find(this.first)?.focus();
    }
    this.bar.requestUpdate();
  };

  private readonly listFocused = () => {
    if (this.active < 0) this.active = Math.max(0, this.activeOption(this.options()));
    this.bar.requestUpdate();
  };

  private readonly clicked = (event: Event) => {
    const index = optionAt(event);
    const option = index === null ? undefined : this.options()[index];
    if (!option) return;
    this.active = index!;
    this.toggle(option.value);
  };

  private toggle(value: FilterValue): void {
    const isListed = this.options().some((option) => option.value === value && !option.typed);
    this.bar.apply(toggled(this.bar.view, this.definition, value, this.mode));
    if (isListed || CODE_CLASSES.includes(value ?? '')) {
      if (!isListed) this.pinned = usedValues(this.bar.view, this.definition);
      return;
    }
    // A typed value is in use now: it stands in the list, and the search is over.
    this.text = '';
    this.active = -1;
    this.ask();
    this.bar.find(this.first)?.focus();
  }
}
