import { html, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { icons } from '../shared/icons.ts';
import { daysOf, timeText, timeTitle } from '../shared/time-text.ts';
import {
  formatTime,
  instantToWall,
  inZone,
  parseTime,
  resolveTime,
  sameTime,
  TIME_PRESETS,
  type TimeSelection,
  wallToInstant,
} from '../state/time-range.ts';
import { withTime } from '../state/view.ts';
import { type FilterBar, type Menu, movedTo, optionAt } from './menu.ts';
import { problemText } from './menu-parts.ts';

const UNITS = ['m', 'h', 'd'] as const;

/** Presets, a relative range of any length, and two moments on the clocks of the view. */
export class TimeMenu implements Menu {
  readonly id = 'time';
  readonly first = '#options';
  private active: number;
  private problem = '';
  private readonly walls: { readonly from: string; readonly to: string };

  constructor(private readonly bar: FilterBar) {
    const { view, moment, zone } = bar;
    this.active = TIME_PRESETS.findIndex((preset) => this.isChosen(preset));
    const wall = (iso: unknown) => (iso ? instantToWall(String(iso), zone) : '');
    const { from, to } = resolveTime(view.time, moment, zone) ?? {};
    this.walls = { from: wall(from), to: wall(to) };
  }

  render(): TemplateResult {
    const { words } = this.bar;
    const active = Math.max(0, this.active);
    return html`
      <ul
        id="options"
        role="listbox"
        class="presets"
        tabindex="0"
        aria-label=${words.time}
        aria-activedescendant="option-${active}"
        @click=${(event: Event) => this.choose(optionAt(event))}
        @keydown=${this.key}
      >
        ${TIME_PRESETS.map((preset, index) => this.renderPreset(preset, index, index === active))}
      </ul>
      <form class="form" novalidate @submit=${this.chooseLast}>${this.renderLast()}</form>
      <form class="form" novalidate @submit=${this.chooseBetween}>
        <div class="ends">
          ${this.renderEnd('from')} ${this.renderEnd('to')}
        </div>
        <p class="muted">${words.zone(this.bar.zone)}</p>
        ${problemText(this.problem)}
        <button class="button primary" aria-label=${`${words.apply}: ${words.from} – ${words.to}`}>${words.apply}</button>
      </form>
    `;
  }

  private renderPreset(preset: TimeSelection, index: number, isActive: boolean): TemplateResult {
    const isChosen = this.isChosen(preset);
    return html`<li
      role="option"
      id="option-${index}"
      data-index=${index}
      aria-selected=${isChosen}
      class=${classMap({ active: isActive })}
      title=${timeTitle(preset, this.bar)}
    >
      <span class="tick">${isChosen ? icons.check : ''}</span>
      <span class="name">${timeText(preset, this.bar)}</span>
      <span class="muted number">${daysOf(preset, this.bar)}</span>
    </li>`;
  }

  /** Days of another zone are others. */
  private isChosen(preset: TimeSelection): boolean {
    const { view, zone } = this.bar;
    return sameTime(inZone(preset, zone), inZone(view.time, zone));
  }

  private renderLast(): TemplateResult {
    const { words, view } = this.bar;
    const { amount, unit } = view.time.kind === 'last' ? view.time : { amount: 24, unit: 'h' };
    return html`<div class="last">
      <label>${words.lastAmount} <input name="amount" type="number" min="1" step="1" .value=${String(amount)} /></label>
      <select name="unit" aria-label=${words.unit}>
        ${UNITS.map((each) => html`<option value=${each} ?selected=${each === unit}>${words.units[each]}</option>`)}
      </select>
      <button class="button" aria-label=${`${words.apply}: ${words.lastAmount}`}>${words.apply}</button>
    </div>`;
  }

  private renderEnd(end: 'from' | 'to'): TemplateResult {
    return html`<label
      >${this.bar.words[end]} <input name=${end} type="datetime-local" max="9999-12-31T23:59" .value=${this.walls[end]}
    /></label>`;
  }

  private readonly key = (event: KeyboardEvent) => {
    const next = movedTo(event.key, Math.max(0, this.active), TIME_PRESETS.length);
    if (next !== null) {
      this.active = next;
      this.bar.find(`#option-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.choose(Math.max(0, this.active));
    } else {
      return;
    }
    event.preventDefault();
    this.bar.requestUpdate();
  };

  private choose(index: number | null): void {
    const preset = index === null ? undefined : TIME_PRESETS[index];
    if (preset) this.apply(preset);
  }

  private readonly chooseLast = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value;
    const time = parseTime(`${value('amount')}${value('unit')}`);
    if (time) this.apply(time);
    else this.refuse(this.bar.words.amountWrong);
  };

  private readonly chooseBetween = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { words } = this.bar;
    const ends: { from?: string; to?: string } = {};
    for (const end of ['from', 'to'] as const) {
      const input = form.elements.namedItem(end) as HTMLInputElement;
      const instant = this.instant(end, input.value);
      // What is typed halfway has no value, and is not the same as nothing.
      if (input.validity.badInput || instant === null) return this.refuse(words.timeWrong(words[end]));
      if (instant !== undefined) ends[end] = instant;
    }
    if (!ends.from && !ends.to) return this.refuse(words.timeMissing);
    const time = parseTime(formatTime({ kind: 'between', ...ends }));
    if (time) this.apply(time);
    else this.refuse(words.timeOrder);
  };

  /** Undefined: no such end; null: no moment. What was not touched keeps its seconds. */
  private instant(end: 'from' | 'to', wall: string): string | null | undefined {
    const { time } = this.bar.view;
    if (wall === '') return undefined;
    if (wall === this.walls[end] && time.kind === 'between') return time[end];
    return wallToInstant(wall, this.bar.zone);
  }

  private refuse(problem: string): void {
    this.problem = problem;
    this.bar.requestUpdate();
  }

  private apply(time: TimeSelection): void {
    this.bar.apply(withTime(this.bar.view, time));
    this.bar.closeMenu();
  }
}
