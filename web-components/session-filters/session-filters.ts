import { html, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FilterOptionsQuery, FilterOptionsQueryVariables } from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import { FILTER_BAR } from '../i18n/filter-bar.ts';
import { LanguageController } from '../i18n/language.ts';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import type { ShownFilter } from '../plugins/core/plugin-filters.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionsRefreshEvent, SessionsWhereChangeEvent } from '../shared/events.ts';
import { FilteredElement } from '../shared/filtered-element.ts';
import { UnreadParams } from '../shared/unread.ts';
import { ValueNames } from '../shared/value-names.ts';
import { FILTERS, type FilterDefinition, type FilterId, filterOf, findFilter } from '../state/filter-fields.ts';
import { inZone, sameTime } from '../state/time-range.ts';
import {
  allChipsOf,
  type Chip,
  chipsOf,
  INITIAL_VIEW,
  isFiltered,
  sameView,
  type Unread,
  type View,
  withExtra,
  withoutConditions,
  withoutValue,
  withTime,
} from '../state/view.ts';
import { withoutUnread } from '../state/view-params.ts';
import { toWhere, type Where } from '../state/where.ts';
import { barStyles } from './bar-styles.ts';
import { renderChips } from './chips.ts';
import { EndpointSearch } from './endpoint-search.ts';
import type { FilterBar, Menu, MenuId } from './menu.ts';
import { MenuPanel } from './menu-panel.ts';
import { menuStyles } from './menu-styles.ts';
import { pillsOf, renderMore, renderPill, renderPluginPill, renderTimePill } from './pills.ts';
import { listenForSlash, stopListening } from './search-key.ts';

// Types of its members and events, for who imports it alone.
export type { AnyPlugin } from '../plugins/core/contract.ts';
export type { SessionsAuthRequiredEvent, SessionsWhereChangeEvent } from '../shared/events.ts';

/**
 * The general filters of a list of sessions: a pill for each, with values and counts from the server, the time, a search
 * for endpoints, and what is active as chips.
 *
 * @tag session-filters
 * @fires {SessionsWhereChangeEvent} sessions-where-change - Somebody changed the filters.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @slot start - In front of the time.
 * @slot end - At the end of the bar.
 * @csspart bar - The line with the pills.
 * @csspart pill - A button that opens the menu of a filter.
 * @csspart menu - The open menu.
 * @csspart chips - The list of what is active.
 * @csspart chip - A button that takes one value away.
 */
export class SessionFilters extends FilteredElement implements FilterBar {
  static override readonly tag = 'session-filters';
  static override styles = [FilteredElement.styles, barStyles, menuStyles];

  /** The moment that relative times are counted from, in milliseconds; unless given, when the element was made or a time was chosen. */
  @property({ attribute: false }) now?: number;

  /** Pills for filters in use only; the others are under "More filters". */
  @property({ type: Boolean, reflect: true }) compact = false;

  /** Plugins of this bar; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);
  /** @internal */
  readonly names: ValueNames = new ValueNames(this);
  private readonly language = new LanguageController(this, FILTER_BAR);
  private readonly panel = new MenuPanel(this);
  /** @internal */
  readonly options = new QueryController<FilterOptionsQuery, FilterOptionsQueryVariables>(
    this,
    () => {
      this.asking = this.panel.menu;
      return this.asking?.question?.() ?? null;
    },
    (data) => this.asking?.answered?.(data),
  );
  private readonly search = new EndpointSearch(this);
  /** Loaded when a request is asked for: it may be followed by another. */
  private groupRows: typeof import('./group-rows.ts') | undefined;
  private asking: Menu | undefined;
  /** Pills that somebody opened: they stay, filled or not. */
  private chosen: ReadonlySet<FilterId> = new Set();
  private own = Date.now();
  /** What was chosen here last: the search for endpoints holds what stands in it. */
  private applied: View = INITIAL_VIEW;
  private announced = '';

  /** @internal */
  get words(): FilterBarTerms {
    return this.language.terms;
  }

  /** @internal */
  get moment(): number {
    return this.now ?? this.own;
  }

  /** @internal */
  get zone(): string {
    return this.effectiveTimeZone;
  }

  /** Puts the focus into the search for endpoints. */
  focusSearch(): void {
    const input = this.renderRoot?.querySelector<HTMLInputElement>('#search');
    input?.focus();
    input?.select();
  }

  /** @internal */
  apply(chosen: View): void {
    const view = withTime(chosen, inZone(chosen.time, this.zone));
    if (sameView(view, this.view)) return;
    // "Last 15 minutes" means those before it was chosen, however long the page has been open.
    if (!sameTime(view.time, this.view.time)) this.own = Date.now();
    this.view = this.applied = view;
    this.announced = this.words.changed(allChipsOf(view).length);
    this.dispatchEvent(new SessionsWhereChangeEvent(this.narrow(toWhere(view, this.moment, this.zone)), view));
  }

  /** @internal */
  get pluginFilters(): readonly ShownFilter[] {
    return this.pluginScope.set?.filtersFor(this) ?? [];
  }

  /** @internal */
  renderPluginFilter(name: string): unknown {
    return this.pluginScope.set?.renderFilter(name, this) ?? nothing;
  }

  /** @internal */
  get unread(): readonly Unread[] {
    return this.pluginScope.unread(this.view);
  }

  /** @internal */
  readonly reasonFor = (one: Unread): string => this.unreadParams.reason(one);
  private readonly unreadParams = new UnreadParams(this, () => this.unread);

  /** @internal */
  narrow(where: Where): Where {
    return this.pluginScope.narrow(where, this.view);
  }

  /** @internal */
  notify(text: string): void {
    this.announced = text;
    this.requestUpdate();
  }

  /** @internal */
  refresh(): void {
    this.dispatchEvent(new SessionsRefreshEvent(Date.now()));
  }

  /** @internal */
  get offered(): readonly FilterDefinition[] {
    const pills = pillsOf(this.view, this.chosen, this.compact);
    return FILTERS.filter((definition) => definition.id !== 'endpoint' && !pills.includes(definition));
  }

  /** @internal */
  openMenu(id: MenuId): Promise<void> {
    if (findFilter(id)) this.chosen = new Set([...this.chosen, id as FilterId]);
    return this.panel.open(id);
  }

  /** @internal */
  closeMenu(): void {
    this.panel.close();
  }

  /** @internal */
  find(selector: string): HTMLElement | null {
    return this.panel.find(selector);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForSlash(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    stopListening(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') && !sameView(this.view, this.applied)) this.search.reset();
    this.applied = this.view;
    if (this.asksForRequest && !this.groupRows) this.loadGroups();
  }

  private get asksForRequest(): boolean {
    return Boolean(this.view.groups) || chipsOf(this.view).some(({ id }) => filterOf(id).of === 'request');
  }

  private async loadGroups(): Promise<void> {
    this.groupRows = await import('./group-rows.ts');
    this.requestUpdate();
  }

  override render() {
    const open = this.panel.menu?.id;
    const { words } = this;
    return html`
      <form role="search" aria-label=${words.label} @submit=${(event: Event) => event.preventDefault()}>
        <div part="bar" class="bar" @pointerdown=${this.panel.pointed} @click=${this.panel.clicked}>
          <slot name="start"></slot>
          ${renderTimePill(this, open)} ${this.search.render()}
          ${repeat(
            pillsOf(this.view, this.chosen, this.compact),
            ({ id }) => id,
            (definition) => renderPill(this, definition, open),
          )}
          ${this.pluginFilters.map((filter) => renderPluginPill(filter, open))} ${renderMore(this, open)}
          ${
            isFiltered(this.view) || this.unread.length > 0
              ? html`<button type="button" class="button quiet" @click=${this.reset}>${words.reset}</button>`
              : nothing
          }
          <slot name="end"></slot>
        </div>
        ${
          chipsOf(this.view).length > 0 ||
          this.view.groups ||
          this.unread.length > 0 ||
          this.pluginFilters.some(({ text }) => text !== undefined)
            ? this.renderChips()
            : nothing
        }
      </form>
      ${this.panel.render()}
      <p class="visually-hidden" role="status">${this.announced}</p>
    `;
  }

  private renderChips() {
    const rows = this.asksForRequest ? this.groupRows : undefined;
    const chips = renderChips(
      this,
      this.view.groups ? undefined : rows?.renderAdds(this),
      (chip, index) => this.removeChip(chip, index),
      (name, index) => this.removed(withExtra(this.view, name, undefined), index),
      (one, index) => this.removed(withoutUnread(this.view, [one]), index),
    );
    return html`<div class="groups" @pointerdown=${this.panel.pointed} @click=${this.panel.clicked}>
      ${chips}
      ${rows && this.view.groups ? html`${rows.renderGroups(this, this.removedInGroup)} ${rows.renderAdds(this)}` : nothing}
    </div>`;
  }

  private readonly removedInGroup = (view: View, button: HTMLElement): void => {
    const buttons = [...this.renderRoot.querySelectorAll('.chip, .group button')];
    this.removed(view, buttons.slice(0, buttons.indexOf(button)).filter((each) => each.matches('.chip')).length);
  };

  private readonly reset = async () => {
    this.search.reset();
    this.chosen = new Set();
    this.apply(withoutConditions(this.view));
    await this.updateComplete;
    this.focusTime();
  };

  private async removeChip({ id, value, mode }: Chip, index: number): Promise<void> {
    if (id === 'endpoint') this.search.reset();
    await this.removed(withoutValue(this.view, id, value, mode), index);
  }

  private async removed(view: View, index: number): Promise<void> {
    this.apply(view);
    await this.updateComplete;
    const chips = this.renderRoot.querySelectorAll<HTMLElement>('.chip');
    const next = chips[Math.min(index, chips.length - 1)];
    if (next) next.focus();
    else this.focusTime();
  }

  private focusTime(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-menu=time]')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-filters': SessionFilters;
  }
}
