import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { mayReadContent } from '../data/content-scope.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { FilterDefinition } from '../state/filter-fields.ts';
import { synonymsOf } from './filter-synonyms.ts';
import { type FilterBar, type Menu, movedTo, optionAt } from './menu.ts';

/** Filters by values that are content. */
const asksAboutContent = ({ id }: FilterDefinition): boolean => id === 'parameter' || id === 'agent';

/** The filters that have no place in the bar of their own. */
export class MoreMenu implements Menu {
  readonly id = 'more';
  readonly first = 'input';
  private text = '';
  private active = 0;
  private offered: readonly FilterDefinition[];

  constructor(private readonly bar: FilterBar) {
    this.offered = bar.offered;
    this.leaveOutContent();
  }

  /** What is refused is not offered. */
  private async leaveOutContent(): Promise<void> {
    if (!this.offered.some(asksAboutContent) || (await mayReadContent(this.bar.connection))) return;
    this.offered = this.offered.filter((definition) => !asksAboutContent(definition));
    this.active = 0;
    this.bar.requestUpdate();
  }

  render(): TemplateResult {
    const { words } = this.bar;
    const found = this.found();
    const active = found.length > 0 ? `option-${this.active}` : nothing;
    return html`
      <label class="field">
        ${icons.search}
        <input
          type="search"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          aria-label=${words.searchIn(words.more)}
          aria-expanded=${found.length > 0}
          aria-controls=${found.length > 0 ? 'options' : nothing}
          aria-activedescendant=${active}
          .value=${this.text}
          @input=${this.typed}
          @keydown=${this.key}
        />
      </label>
      ${
        found.length > 0
          ? html`<div id="options" role="listbox" aria-label=${words.more} @click=${this.clicked}>
              ${this.renderGroup(words.ofRequests, 'request', found)}
              ${this.renderGroup(words.ofSessions, 'session', found)}
            </div>`
          : html`<p class="note muted" role="status">${words.noFilter(printable(this.text.trim()))}</p>`
      }
    `;
  }

  private renderGroup(label: string, of: FilterDefinition['of'], found: readonly FilterDefinition[]) {
    if (!found.some((definition) => definition.of === of)) return nothing;
    return html`<div role="group" aria-label=${label}>
      <div class="columns muted" aria-hidden="true">${label}</div>
      ${found.map((definition, index) =>
        definition.of === of
          ? html`<div
              role="option"
              id="option-${index}"
              data-index=${index}
              aria-selected="false"
              class=${classMap({ active: index === this.active })}
            >
              <span class="name">${this.bar.terms.filterNames[definition.id]}</span>
            </div>`
          : nothing,
      )}
    </div>`;
  }

  /** Those of requests first, as they are shown. */
  private found(): FilterDefinition[] {
    const text = this.text.trim().toLowerCase();
    const { terms, names } = this.bar;
    // A flag is found by what it says too: blocked sessions by "blocked".
    const said = ({ id, choices }: FilterDefinition) =>
      [terms.filterNames[id], ...(choices?.map((choice) => names.of(id, choice)) ?? [])].join(' ').toLowerCase();
    const isNamed = (definition: FilterDefinition) => said(definition).includes(text);
    // By the words of people too; what is called so stands first.
    const meant = this.offered.filter((one) => !isNamed(one) && synonymsOf(one.id).includes(text));
    const named = [...this.offered.filter(isNamed), ...meant];
    return [...named.filter(({ of }) => of === 'request'), ...named.filter(({ of }) => of === 'session')];
  }

  private readonly typed = (event: InputEvent) => {
    this.text = (event.target as HTMLInputElement).value;
    this.active = 0;
    this.bar.requestUpdate();
  };

  private readonly key = (event: KeyboardEvent) => {
    // Home and End move in the text.
    const next = event.key.startsWith('Arrow') ? movedTo(event.key, this.active, this.found().length) : null;
    if (next !== null) {
      this.active = next;
      this.bar.find(`#option-${next}`)?.scrollIntoView({ block: 'nearest' });
      this.bar.requestUpdate();
    } else if (event.key === 'Enter' && !event.isComposing) {
      this.choose(this.active);
    } else {
      return;
    }
    event.preventDefault();
  };

  private readonly clicked = (event: Event) => this.choose(optionAt(event));

  private choose(index: number | null): void {
    const definition = index === null ? undefined : this.found()[index];
    if (definition) this.bar.openMenu(definition.id);
  }
}
