import { nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { html, type StaticValue, unsafeStatic } from 'lit/static-html.js';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionFilters } from '../session-filters/session-filters.ts';
import { SessionList } from '../session-list/session-list.ts';
import { SessionsElement, type SessionsElementClass } from '../shared/element.ts';
import {
  type SessionCloseEvent,
  type SessionFiltersChangeEvent,
  SessionSelectEvent,
  type SessionsListChangeEvent,
  type SessionsLoadedEvent,
  SessionsPivotEvent,
  type SessionsRefreshEvent,
  type SessionsTimeChangeEvent,
  SessionsWhereChangeEvent,
} from '../shared/events.ts';
import { inheritedAttributes } from '../shared/inherited-attributes.ts';
import { parseDetail } from '../state/detail-params.ts';
import { sessionsLink, writeState } from '../state/explorer-url.ts';
import { parseOrder } from '../state/session-order.ts';
import { withPivot, withTime } from '../state/view.ts';
import { readView } from '../state/view-text.ts';
import { BrushedTime } from './brushed-time.ts';
import { CopyButton } from './copy-button.ts';
import { Exploration } from './exploration.ts';
import { explored, holdsOne } from './explored.ts';
import type { Extras } from './extras.ts';
import { explorerStyles } from './session-explorer.styles.ts';

// Types of its members and events, for who imports it alone.
export type { AnyPlugin } from '../plugins/core/contract.ts';
export type {
  SessionSelectEvent,
  SessionsAuthRequiredEvent,
  SessionsPivotEvent,
  SessionsWhereChangeEvent,
} from '../shared/events.ts';
export type { SessionsActionEvent, SessionsNavigateEvent, SessionsPluginErrorEvent } from '../shared/plugin-events.ts';
export type { SessionsSelectionChangeEvent } from '../shared/selection-events.ts';

/** Loaded when the first session is opened. */
const DETAIL = { tag: 'session-detail' };
/** Loaded when the list is there. */
const TIMELINE = { tag: 'session-timeline' };

/**
 * Filters, the list of sessions and the open session in one, with all of its state in the address of the page.
 *
 * @tag session-explorer
 * @fires {SessionSelectEvent} session-select - A session is to be opened. Cancel it to show it yourself.
 * @fires {SessionsPivotEvent} sessions-pivot - A value is to be filtered by. Cancel it to do so yourself.
 * @fires {SessionsWhereChangeEvent} sessions-where-change - Somebody changed the filters, came with others in the address, or went back or forward to them.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @fires {SessionsActionEvent} sessions-action - Something is about to be done. Cancel it to do it yourself, or to have nothing done.
 * @fires {SessionsSelectionChangeEvent} sessions-selection-change - Somebody selected rows of the list, or selects them no more.
 * @fires {SessionsNavigateEvent} sessions-navigate - A plugin leads to another page. Cancel it to go there yourself.
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - Something of a plugin was left out.
 * @slot empty - In the place of what an empty list says.
 * @csspart filters - The bar of filters.
 * @csspart timeline - Requests over time.
 * @csspart list - The list of sessions.
 * @csspart detail - The open session.
 * @csspart filters-bar - The line with the pills of the filters.
 * @csspart filters-pill - A button that opens the menu of a filter.
 * @csspart filters-menu - The open menu of a filter.
 * @csspart filters-chips - The list of active filters.
 * @csspart filters-chip - A button that takes one value of a filter away.
 * @csspart timeline-chart - The bars of the timeline.
 * @csspart timeline-marks - What happened in a session, above the bars.
 * @csspart list-toolbar - The line above the list.
 * @csspart list-table - The table of sessions.
 * @csspart list-header - The head of a column.
 * @csspart list-row - A session of the list.
 * @csspart list-cell - A cell of it.
 * @csspart list-selection - What is selected in it, and what can be done with that.
 * @csspart list-empty - What stands in the place of an empty list.
 * @csspart list-error - What stands in the place of a list that failed.
 * @csspart detail-header - Who and when of the open session.
 * @csspart detail-filters - What decides the requests shown.
 * @csspart detail-panel - What a plugin shows of the open session.
 */
export class SessionExplorer extends SessionsElement {
  static override readonly tag = 'session-explorer';
  static override readonly dependencies: readonly SessionsElementClass[] = [SessionFilters, SessionList];
  static override styles = [SessionsElement.styles, explorerStyles];

  /** Leaves the address of the page alone. */
  @property({ type: Boolean, attribute: 'no-url' }) noUrl = false;

  /** Filters to start with where the address has none, as a link writes them: `attack=17&time=7d`. */
  @property() params = '';

  /** Rows of the list can be selected, to be blocked or taken out together, as far as the viewer may. */
  @property({ type: Boolean }) selectable = false;

  /** Sessions of a page: 25, 50, 100 or 200. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = 50;

  /** Seconds between looks for newer sessions; 0: none. */
  @property({ type: Number, attribute: 'refresh-seconds' }) refreshSeconds = 30;

  /** Name under which the browser keeps the choice of columns, which panels are folded, and how list and session share the width. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  /** Plugins of all elements in it; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);

  @query('.list') private list?: HTMLElement;
  @query('.detail') private detail?: HTMLElement;

  private readonly exploration = new Exploration(this);
  private readonly brushed = new BrushedTime();
  private readonly copy = new CopyButton(this, () => this.link);
  /** Comes when the first render is on the screen. */
  private extras?: Extras;
  private readonly tags: Record<'filters' | 'timeline' | 'list' | 'detail', StaticValue> = {
    filters: unsafeStatic(this.tagOf(SessionFilters)),
    list: unsafeStatic(this.tagOf(SessionList)),
    timeline: unsafeStatic(this.tagOf(TIMELINE)),
    detail: unsafeStatic(this.tagOf(DETAIL)),
  };

  /** @internal Prefix of the parameters in the address. */
  get key(): string {
    return this.linkKey;
  }

  /** Filters, order and open session as text: the part of the address that is ours. */
  get value(): string {
    return writeState(this.exploration.shown, new URLSearchParams(), this.linkKey).toString();
  }

  /** @internal */
  refresh(): void {
    (this.list as SessionList | undefined)?.refresh();
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A host that sets params after the start means them.
    if (changed.has('params') && changed.get('params') !== undefined) this.exploration.set(readView(this.params));
    if (this.exploration.shown.open !== null) this.loadDetail();
  }

  protected override updated(): void {
    this.extras?.updated();
  }

  protected override firstUpdated(): void {
    this.loadTimeline();
    this.loadExtras();
  }

  private loadDetail(): Promise<void> {
    return this.load(DETAIL, async () => (await import('../session-detail/session-detail.ts')).SessionDetail);
  }

  private async loadExtras(): Promise<void> {
    const { Extras } = await import('./extras.ts');
    this.extras = new Extras(this, this.exploration, this.localize);
    this.requestUpdate();
  }

  private loadTimeline(): Promise<void> {
    return this.load(TIMELINE, async () => (await import('../session-timeline/session-timeline.ts')).SessionTimeline);
  }

  private async load(element: { readonly tag: string }, read: () => Promise<SessionsElementClass>): Promise<void> {
    const tag = this.tagOf(element);
    if (!this.registry.get(tag)) (await read()).define(tag, this.registry);
  }

  override render() {
    const { shown, now, ignored } = this.exploration;
    const { view, order, open, mark, detail } = shown;
    const { tags } = this;
    // A link to a request or an attack opens its session: the room is as it will be from the start.
    const leads = open !== null || holdsOne(view);
    return html`
      <div
        class=${open === null ? (leads ? 'explorer leads' : 'explorer') : 'explorer open'}
        @sessions-where-change=${this.whereChanged}
        @sessions-pivot=${this.pivoted}
        @session-select=${this.selected}
        @sessions-list-change=${this.listChanged}
        @sessions-loaded=${this.loaded}
        @sessions-refresh=${this.refreshed}
        @session-close=${this.closed}
        @session-filters-change=${this.detailChanged}
        @sessions-time-change=${this.timeChosen}
      >
        <${tags.filters} class="filters" part="filters" exportparts=${passedOn('filters', 'bar pill menu chips chip')} .view=${view} .now=${now} ${inheritedAttributes(this)}>
        </${tags.filters}>
        ${ignored.length > 0 ? this.extras?.renderIgnored() : nothing}
        ${
          this.pluginScope.unread(view).length > 0
            ? nothing
            : html`<${tags.timeline} class="timeline" part="timeline" exportparts=${passedOn('timeline', 'chart marks')} .view=${view} .now=${now}
            .fold=${leads ? `${this.storageKey}.chart` : ''} .folded=${true} ${inheritedAttributes(this)}>
        </${tags.timeline}>`
        }
        ${leads ? nothing : html`<div class="starts">${this.extras?.renderStarts()}</div>`}
        <div class="panes">
          <${tags.list} class="list" part="list" exportparts=${passedOn('list', 'toolbar table header row cell selection empty error')} .view=${view} .now=${now} .order=${order} .selected=${open ?? ''}
            .compact=${open !== null} .selectable=${this.selectable} .pageSize=${this.pageSize} .refreshSeconds=${this.refreshSeconds}
            .storageKey=${this.storageKey} ${inheritedAttributes(this)}>
            <slot name="empty" slot="empty"></slot>
            ${this.copy.render()}
          </${tags.list}>
          ${
            open === null
              ? nothing
              : html`<div class="between">${this.extras?.renderSplitter()}</div>
                <${tags.detail} class="detail" part="detail" exportparts=${passedOn('detail', 'header filters panel')} .sessionId=${open} .view=${view} .carried=${detail} .now=${now} .storageKey=${this.storageKey}
                  .mark=${mark ?? explored(view).request} ${inheritedAttributes(this)}>
                </${tags.detail}>`
          }
        </div>
      </div>
    `;
  }

  private whereChanged(event: SessionsWhereChangeEvent): void {
    event.stopPropagation();
    this.exploration.changeView(event.view);
  }

  private timeChosen(event: SessionsTimeChangeEvent): void {
    event.stopPropagation();
    const { view } = this.exploration.shown;
    this.exploration.changeView(withTime(view, this.brushed.choose(view.time, event.span)));
  }

  private pivoted(event: SessionsPivotEvent): void {
    event.stopPropagation();
    event.preventDefault();
    const { filter, value, action } = event;
    if (!this.dispatchEvent(new SessionsPivotEvent(filter, value, action))) return;
    const view = withPivot(this.exploration.shown.view, filter, value, action);
    if (action === 'all') this.exploration.change({ view, open: null, mark: null, detail: null });
    else this.exploration.changeView(view);
  }

  private selected(event: SessionSelectEvent): void {
    event.stopPropagation();
    event.preventDefault();
    if (!this.dispatchEvent(new SessionSelectEvent(event.id, event.href))) return;
    this.exploration.change({ open: event.id, mark: null, detail: this.exploration.opening });
    this.focusDetail();
  }

  private async focusDetail(): Promise<void> {
    await Promise.all([this.updateComplete, this.loadDetail()]);
    this.detail?.focus();
  }

  private detailChanged(event: SessionFiltersChangeEvent): void {
    event.stopPropagation();
    const { carried = parseDetail(event.filters, this.exploration.shown.view, this.exploration.now) } = event;
    this.exploration.change({ detail: carried, ...(event.mark !== undefined && { mark: event.mark }) });
  }

  private closed(event: SessionCloseEvent): void {
    event.stopPropagation();
    this.exploration.change({ open: null, mark: null, detail: null });
    this.updateComplete.then(() => this.list?.focus());
  }

  private listChanged(event: SessionsListChangeEvent): void {
    event.stopPropagation();
    const order = parseOrder(event.order);
    if (order && order !== this.exploration.shown.order) this.exploration.change({ order });
  }

  /** An explore link to a request finds exactly one session, and that to an attack may: it is shown at once. */
  private loaded(event: SessionsLoadedEvent): void {
    event.stopPropagation();
    const [only] = event.ids;
    const { view, open } = this.exploration.shown;
    const { request, attack } = explored(view);
    const of = request ?? attack;
    const opens = of && open === null && only && event.ids.length === 1 && event.complete && this.opened !== of;
    if (opens) this.exploration.change({ open: only, detail: this.exploration.opening }, 'replace');
    // Once each: who closes the session wants it closed.
    if (opens || open !== null) this.opened = of;
  }

  private opened: string | undefined;

  private refreshed(event: SessionsRefreshEvent): void {
    event.stopPropagation();
    this.exploration.now = event.now;
    this.requestUpdate();
  }

  /** To all that is shown, on the page that other links lead to. */
  private get link(): string {
    const page = sessionsLink({}, this.explorerPage, this.linkKey);
    const address = new URL(page, location.href);
    address.search = writeState(this.exploration.shown, address.searchParams, this.linkKey).toString();
    return address.href;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-explorer': SessionExplorer;
  }
}

/** Parts of an element inside, for pages by the name of the element in front: `list-row`. */
function passedOn(element: string, parts: string): string {
  return parts.replace(/\w+/g, (part) => `${part}:${element}-${part},`);
}
