import { nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { html, type StaticValue, unsafeStatic } from 'lit/static-html.js';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionFilters } from '../session-filters/session-filters.ts';
import { SessionList } from '../session-list/session-list.ts';
import { copyText } from '../shared/copy.ts';
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
import { icons } from '../shared/icons.ts';
import { inheritedAttributes } from '../shared/inherited-attributes.ts';
import { printable } from '../shared/printable.ts';
import { detailAfter } from '../state/detail-params.ts';
import { type ExplorerState, INITIAL_STATE, sessionsLink, writeState } from '../state/explorer-url.ts';
import { parseOrder } from '../state/session-order.ts';
import { ALL_TIME, formatTime, inZone, type TimeSelection } from '../state/time-range.ts';
import { conditionOf, type View, withCondition, withOnly, withoutValue, withTime, withValue } from '../state/view.ts';
import { formatView, parseView } from '../state/view-params.ts';
import { toWhere } from '../state/where.ts';
import { explorerStyles } from './session-explorer.styles.ts';
import { UrlStateController } from './url-state-controller.ts';

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
 * @fires {SessionsNavigateEvent} sessions-navigate - A plugin leads to another page. Cancel it to go there yourself.
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - Something of a plugin was left out.
 * @slot empty - In the place of what an empty list says.
 * @csspart filters - The bar of filters.
 * @csspart timeline - Requests over time.
 * @csspart list - The list of sessions.
 * @csspart detail - The open session.
 */
export class SessionExplorer extends SessionsElement {
  static override readonly tag = 'session-explorer';
  static override readonly dependencies: readonly SessionsElementClass[] = [SessionFilters, SessionList];
  static override styles = [SessionsElement.styles, explorerStyles];

  /** Leaves the address of the page alone. */
  @property({ type: Boolean, attribute: 'no-url' }) noUrl = false;

  /** Filters to start with where the address has none, as a link writes them: `attack=17&time=7d`. */
  @property() params = '';

  /** Sessions of a page: 25, 50, 100 or 200. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = 50;

  /** Seconds between looks for newer sessions; 0: none. */
  @property({ type: Number, attribute: 'refresh-seconds' }) refreshSeconds = 30;

  /** Name under which the browser keeps the choice of columns. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  /** Plugins of all elements in it; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);

  @state() private explored: ExplorerState = INITIAL_STATE;
  @state() private now = Date.now();
  @state() private ignored: readonly string[] = [];
  /** What became of the last copy. */
  @state() private said = '';
  @query('.list') private list?: HTMLElement;
  @query('.detail') private detail?: HTMLElement;

  private readonly url = new UrlStateController(this, (read) => this.arrive(read));
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
    return writeState({ ...this.explored, view: this.view }, new URLSearchParams(), this.linkKey).toString();
  }

  /** @internal */
  refresh(): void {
    (this.list as SessionList | undefined)?.refresh();
  }

  /** The state that the address says, at the start and when somebody goes back or forward. */
  private arrive({ state, ignored }: { state: ExplorerState; ignored: readonly string[] }): void {
    const before = this.arrived ? this.explored : this.startState;
    this.arrived = true;
    this.explored = state;
    this.ignored = ignored;
    this.now = Date.now();
    if (formatView(before.view) !== formatView(state.view)) this.tellWhere();
  }

  private arrived = false;

  /** @internal The state before anything is in the address. */
  get startState(): ExplorerState {
    // Not of a later one: a host that keeps `params` as they are told would lose what "back" leads to.
    this.startParams ??= this.params;
    return this.startParams ? { ...INITIAL_STATE, view: parseView(this.startParams).view } : INITIAL_STATE;
  }

  private startParams: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.startParams = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A host that sets params after the start means them; one that gives back what it was told changes nothing.
    if (changed.has('params') && changed.get('params') !== undefined) {
      const { view } = parseView(this.params);
      if (formatView(view) !== formatView(this.explored.view)) {
        this.explored = { ...this.explored, view };
        this.now = Date.now();
        this.url.write(this.explored, 'replace');
      }
    }
    if (this.explored.open !== null) this.loadDetail();
  }

  protected override firstUpdated(): void {
    this.loadTimeline();
  }

  private loadDetail(): Promise<void> {
    return this.load(DETAIL, async () => (await import('../session-detail/session-detail.ts')).SessionDetail);
  }

  private loadTimeline(): Promise<void> {
    return this.load(TIMELINE, async () => (await import('../session-timeline/session-timeline.ts')).SessionTimeline);
  }

  private async load(element: { readonly tag: string }, read: () => Promise<SessionsElementClass>): Promise<void> {
    const tag = this.tagOf(element);
    if (!this.registry.get(tag)) (await read()).define(tag, this.registry);
  }

  override render() {
    const { order, open, mark, detail } = this.explored;
    const { view } = this;
    const params = formatView(view);
    const { tags, localize } = this;
    return html`
      <div
        class=${open === null ? 'explorer' : 'explorer open'}
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
        <${tags.filters} class="filters" part="filters" .params=${params} .now=${this.now} ${inheritedAttributes(this)}>
        </${tags.filters}>
        ${this.renderIgnored()}
        ${
          this.pluginScope.unread(view).length > 0
            ? nothing
            : html`<${tags.timeline} class="timeline" part="timeline" .params=${params} .now=${this.now} ${inheritedAttributes(this)}>
        </${tags.timeline}>`
        }
        <div class="panes">
          <${tags.list} class="list" part="list" .params=${params} .now=${this.now} .order=${order} .selected=${open ?? ''}
            .compact=${open !== null} .pageSize=${this.pageSize} .refreshSeconds=${this.refreshSeconds}
            .storageKey=${this.storageKey} ${inheritedAttributes(this)}>
            <slot name="empty" slot="empty"></slot>
            <button slot="toolbar-end" type="button" class="button quiet" title=${localize.terms.copyViewHint} @click=${this.copyLink}>
              ${icons.link}<span class="says"><span>${localize.terms.copyView}</span><span role="status">${this.said}</span></span>
            </button>
          </${tags.list}>
          ${
            open === null
              ? nothing
              : html`<${tags.detail} class="detail" part="detail" .sessionId=${open} .params=${params} .filters=${detail} .now=${this.now} .storageKey=${this.storageKey}
                  .mark=${mark ?? undefined} ${inheritedAttributes(this)}>
                </${tags.detail}>`
          }
        </div>
      </div>
    `;
  }

  /** With days of our zone, unless it says of which: it goes into links. */
  private get view(): View {
    const { view } = this.explored;
    return withTime(view, inZone(view.time, this.effectiveTimeZone));
  }

  private renderIgnored() {
    if (this.ignored.length === 0) return nothing;
    const { terms } = this.localize;
    return html`<p class="ignored" role="status">
      ${icons.warning}<span>${terms.ignoredInLink(
        this.ignored
          .slice(0, 5)
          .map((part) => printable(part).slice(0, 80))
          .join(', '),
      )}</span>
      <button type="button" class="button quiet" @click=${() => {
        this.ignored = [];
      }}>${terms.close}</button>
    </p>`;
  }

  /** Takes over what somebody did, and writes it into the address. */
  private change(change: Partial<ExplorerState>, history: 'push' | 'replace' = 'push'): void {
    const before = this.explored;
    this.explored = { ...before, ...change };
    const filtered = formatView(before.view) !== formatView(this.explored.view);
    this.url.write(
      { ...this.explored, view: this.view },
      filtered && sameButSearch(before.view, this.explored.view) ? 'typing' : history,
    );
    if (!filtered) return;
    this.now = Date.now();
    this.tellWhere();
  }

  private tellWhere(): void {
    const { view } = this;
    const where = this.pluginScope.narrow(toWhere(view, this.now, this.effectiveTimeZone), view);
    this.dispatchEvent(new SessionsWhereChangeEvent(where, formatView(view)));
  }

  private changeView(view: View): void {
    // The request of an explore link that loses its chip stays marked among all the others.
    const [request, ...others] = conditionOf(this.explored.view, 'request').only;
    const gone = request && others.length === 0 && conditionOf(view, 'request').only.length === 0;
    const { open, detail } = this.explored;
    const before = this.view;
    const ofDetail = open === null ? {} : { detail: detailAfter(detail, before, view), ...(gone && { mark: request }) };
    this.change({ view, ...ofDetail });
  }

  private whereChanged(event: SessionsWhereChangeEvent): void {
    event.stopPropagation();
    this.changeView(parseView(event.params).view);
  }

  private timeChosen(event: SessionsTimeChangeEvent): void {
    event.stopPropagation();
    const { view } = this;
    // The first choice remembers what "back" leads to in the end.
    if (event.span && this.brushed !== formatTime(view.time)) this.timeBefore = view.time;
    const time: TimeSelection = event.span ? { kind: 'between', ...event.span } : this.timeBefore;
    this.brushed = formatTime(time);
    this.changeView(withTime(view, time));
  }

  private timeBefore: TimeSelection = ALL_TIME;
  /** The last time that the timeline chose. */
  private brushed = '';

  private pivoted(event: SessionsPivotEvent): void {
    event.stopPropagation();
    event.preventDefault();
    const { filter, value, action } = event;
    if (!this.dispatchEvent(new SessionsPivotEvent(filter, value, action))) return;
    const { view } = this;
    if (action === 'only') this.changeView(withOnly(view, filter, value));
    else if (action === 'not') this.changeView(withValue(view, filter, value, 'not'));
    else this.changeView(withoutValue(view, filter, value, 'only'));
  }

  private selected(event: SessionSelectEvent): void {
    event.stopPropagation();
    event.preventDefault();
    if (!this.dispatchEvent(new SessionSelectEvent(event.id, event.href))) return;
    this.change({ open: event.id, mark: null, detail: '' });
    this.focusDetail();
  }

  private async focusDetail(): Promise<void> {
    await Promise.all([this.updateComplete, this.loadDetail()]);
    this.detail?.focus();
  }

  private detailChanged(event: SessionFiltersChangeEvent): void {
    event.stopPropagation();
    this.change({ detail: event.filters, ...(event.mark !== undefined && { mark: event.mark }) });
  }

  private closed(event: SessionCloseEvent): void {
    event.stopPropagation();
    this.change({ open: null, mark: null, detail: '' });
    this.updateComplete.then(() => this.list?.focus());
  }

  private listChanged(event: SessionsListChangeEvent): void {
    event.stopPropagation();
    const order = parseOrder(event.order);
    if (order && order !== this.explored.order) this.change({ order });
  }

  /** An explore link to a request finds exactly one session: it is shown at once. */
  private loaded(event: SessionsLoadedEvent): void {
    event.stopPropagation();
    const [only] = event.ids;
    const { view, open } = this.explored;
    const exploresRequest = conditionOf(view, 'request').only.length === 1;
    if (exploresRequest && open === null && only && event.ids.length === 1 && event.complete && !this.openedFor(view)) {
      this.change({ open: only }, 'replace');
    }
  }

  /** Once per request: who closes the session wants it closed. */
  private openedFor(view: View): boolean {
    const [request = null] = conditionOf(view, 'request').only;
    const already = this.opened === request;
    this.opened = request;
    return already;
  }

  private opened: string | null = null;

  private refreshed(event: SessionsRefreshEvent): void {
    event.stopPropagation();
    this.now = event.now;
  }

  private async copyLink(): Promise<void> {
    const page = sessionsLink({}, this.explorerPage, this.linkKey);
    const address = new URL(page, location.href);
    address.search = writeState({ ...this.explored, view: this.view }, address.searchParams, this.linkKey).toString();
    const { copied, list } = this.localize.terms;
    this.said = (await copyText(address.href)) ? copied : list.copyFailed;
    setTimeout(() => {
      this.said = '';
    }, 2000);
  }
}

/** They differ in the text of the endpoint search alone. */
function sameButSearch(one: View, other: View): boolean {
  const [a, b] = [one, other].map((view) => formatView(withCondition(view, 'endpoint', { only: [], not: [] })));
  return a === b;
}

declare global {
  interface HTMLElementTagNameMap {
    'session-explorer': SessionExplorer;
  }
}
