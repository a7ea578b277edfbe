import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icons } from '../shared/icons.ts';
import { filterOf } from '../state/filter-fields.ts';
import { conditionOf, withCondition } from '../state/view.ts';
import type { FilterBar } from './menu.ts';

const TYPING_MS = 300;

/** The field of the filter "endpoint": applies itself when typing rests, or with Enter; Escape empties it. */
export class EndpointSearch implements ReactiveController {
  /** What is being typed; null: nothing, the field shows the filter. */
  private draft: string | null = null;
  private timer = 0;

  constructor(private readonly bar: FilterBar & ReactiveControllerHost) {
    bar.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Takes back what was typed and not applied yet. */
  reset(): void {
    clearTimeout(this.timer);
    this.draft = null;
  }

  render(): TemplateResult {
    const { words } = this.bar;
    const applied = conditionOf(this.bar.view, 'endpoint').only[0] ?? '';
    return html`<label class="field search" title=${words.searchEndpointsHint}>
      ${icons.search}
      <input
        id="search"
        type="search"
        maxlength="1000"
        autocomplete="off"
        spellcheck="false"
        enterkeyhint="search"
        aria-keyshortcuts="/"
        aria-label=${words.searchEndpoints}
        placeholder=${words.searchEndpoints}
        .value=${live(this.draft ?? applied)}
        @input=${this.typed}
        @keydown=${this.key}
        @blur=${this.apply}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>`;
  }

  private readonly typed = (event: InputEvent) => {
    this.draft = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.take(), TYPING_MS);
    this.bar.requestUpdate();
  };

  private readonly key = (event: KeyboardEvent) => {
    const input = event.target as HTMLInputElement;
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.apply();
    } else if (event.key === 'Escape' && input.value !== '') {
      event.preventDefault();
      event.stopPropagation();
      this.draft = '';
      this.apply();
    }
  };

  private readonly apply = () => {
    this.take();
    this.reset();
    this.bar.requestUpdate();
  };

  private take(): void {
    clearTimeout(this.timer);
    if (this.draft === null) return;
    const text = this.draft.trim();
    const { not } = conditionOf(this.bar.view, 'endpoint');
    const only = filterOf('endpoint').accepts(text) ? [text] : [];
    this.bar.apply(withCondition(this.bar.view, 'endpoint', { only, not }));
  }
}
