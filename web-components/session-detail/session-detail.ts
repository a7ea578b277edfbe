import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { SessionHeaderDocument } from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { DECISIONS } from '../i18n/decisions.ts';
import { DETAIL } from '../i18n/detail.ts';
import { FILTER_BAR } from '../i18n/filter-bar.ts';
import { LanguageController } from '../i18n/language.ts';
import { say } from '../notices/brief-message.ts';
import { clearOfNotice } from '../notices/notice.styles.ts';
import { Notices } from '../notices/notice.ts';
import { pivotStyles } from '../pivots/pivots.styles.ts';
import { Pivots, pivot } from '../pivots/pivots.ts';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { inOrder } from '../plugins/core/in-order.ts';
import { pluginStyles } from '../plugins/core/plugin.styles.ts';
import type { Panel } from '../plugins/core/plugin-panels.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import type { ReadyOffer } from '../plugins/core/plugin-view.ts';
import { markParams, requestLink, type SessionMarkEvent } from '../session-request/request-link.ts';
import { SessionStatistics } from '../session-statistics/session-statistics.ts';
import { SessionTimeline } from '../session-timeline/session-timeline.ts';
import { copyText } from '../shared/copy.ts';
import { SessionsElement, type SessionsElementClass } from '../shared/element.ts';
import {
  SessionCloseEvent,
  SessionFiltersChangeEvent,
  SessionSelectEvent,
  SessionsPivotEvent,
  type SessionsTimeChangeEvent,
} from '../shared/events.ts';
import { inheritedAttributes } from '../shared/inherited-attributes.ts';
import { UnreadParams } from '../shared/unread.ts';
import {
  applyGeneral,
  canApply,
  type DetailFilters,
  EXPLORE_FILTERS,
  generalChanged,
  openUnder,
  type RequestsWhere,
  showAll,
  toRequestsWhere,
  unreadOf,
  withLocalValue,
  withOnlyLocal,
  withoutTime,
  withoutUnreadParts,
} from '../state/detail-filters.ts';
import { formatDetail, parseDetail } from '../state/detail-params.ts';
import { sessionsLink } from '../state/explorer-url.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';
import { type Chip, conditionOf, type View, withoutValue } from '../state/view.ts';
import { parseView } from '../state/view-params.ts';
import { namesOfChips } from './chip-names.ts';
import { ExportOffer } from './export-offer.ts';
import { renderFailure } from './failure-notice.ts';
import { renderFilters } from './filter-chips.ts';
import { GoneReason } from './gone-reason.ts';
import { LiftedFilters } from './lifted-filters.ts';
import { detailStyles } from './session-detail.styles.ts';
import { type PartsContext, renderParts } from './session-facts.ts';
import { renderHeader } from './session-header.ts';
import { SessionRequestTable } from './session-request-table.ts';
import { StatisticsFold } from './statistics-fold.ts';
import type { ListingEvent } from './table-toolbar.ts';

/**
 * One session: who, when, how its requests spread over their values, and the requests themselves, under the filters it was
 * opened with and those that are set inside it.
 *
 * @tag session-detail
 * @fires {SessionFiltersChangeEvent} session-filters-change - Somebody changed what was set inside, applied, showed all, or followed a link to a request.
 * @fires {SessionCloseEvent} session-close - It was closed.
 * @fires {SessionSelectEvent} session-select - Another part of the session is to be opened.
 * @fires {SessionsExportEvent} sessions-export - Its requests are to be taken out as a file. Cancel it to forbid that, or to do it yourself.
 * @fires {SessionsPivotEvent} sessions-pivot - The chip of an explore link was removed (`remove`).
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @fires {SessionsActionEvent} sessions-action - Something is about to be done. Cancel it to do it yourself, or to have nothing done.
 * @fires {SessionsNavigateEvent} sessions-navigate - A plugin leads to another page. Cancel it to go there yourself.
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - Something of a plugin was left out.
 * @csspart header - Who and when.
 * @csspart filters - What decides the requests shown.
 * @csspart panel - What a plugin shows of the session.
 * @cssprop --sessions-requests-height - The greatest height of the table of requests.
 * @cssprop --sessions-timeline-height - Height of the bars of the timeline.
 */
export class SessionDetail extends SessionsElement {
  static override readonly tag = 'session-detail';
  static override readonly dependencies: readonly SessionsElementClass[] = [
    SessionStatistics,
    SessionTimeline,
    SessionRequestTable,
  ];
  static override styles = [SessionsElement.styles, pivotStyles, detailStyles, clearOfNotice, pluginStyles];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** The general filters, as a link writes them. It opens under them; what becomes of them later waits for "Apply filters". */
  @property() params = 'time=all';

  /** What was set inside the session, as a link writes it: `method=POST&not.host=x`; empty: it was just opened. */
  @property() filters = '';

  /** Id of a request to mark and to bring into view. */
  @property() mark?: string;

  /** The moment that relative times are counted from, in milliseconds; unless given, that of opening. */
  @property({ attribute: false }) now?: number;

  /** Name under which the browser keeps whether the statistics are open. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  /** Plugins of this session; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);

  /** Whether the table lists all requests, with those told apart that meet the filters. */
  @state() private inContext = false;
  @state() private inForce: DetailFilters = openUnder(parseView('time=all').view, 0);
  @query('h2') private heading?: HTMLElement;
  @query('.said') private status!: HTMLElement | null;
  @query('.requests') private table?: SessionRequestTable;

  private readonly header = new QueryController(this, () =>
    this.sessionId ? { query: SessionHeaderDocument, variables: { id: this.sessionId } } : null,
  );
  private readonly goneReason = new GoneReason(this, () => (this.isGone ? this.sessionId : null));
  private readonly statistics = new StatisticsFold(this);
  private readonly words = new LanguageController(this, DETAIL);
  private readonly ofBar = new LanguageController(this, FILTER_BAR);
  private readonly decisions = new LanguageController(this, DECISIONS);
  private readonly notices = new Notices(this, () => this.decisions.terms);
  private readonly lifted = new LiftedFilters(
    this.notices,
    () => this.decisions.terms,
    (filters) => this.change(filters),
  );
  private readonly names = namesOfChips(this, this.localize, () => this.inForce);
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => say(this.status, text),
    (event) => this.pivoted(event),
  );
  private readonly download = new ExportOffer(this);
  private readonly unread = new UnreadParams(this, () => unreadOf(this.inForce));
  private readonly tags = {
    statistics: unsafeStatic(this.tagOf(SessionStatistics)),
    timeline: unsafeStatic(this.tagOf(SessionTimeline)),
    table: unsafeStatic(this.tagOf(SessionRequestTable)),
  };

  /** Moves the focus to the heading. */
  override focus(options?: FocusOptions): void {
    if (this.heading) this.heading.focus(options);
    else this.updateComplete.then(() => this.heading?.focus(options));
  }

  /** @internal */
  notify(text: string, tone: 'info' | 'error' = 'info', offer?: ReadyOffer): void {
    if (offer || tone === 'error' || this.notices.any) this.notices.show({ text, tone, offer });
    else say(this.status, text);
  }

  /** @internal */
  refresh(): void {
    this.header.refresh();
  }

  /** @internal */
  filterable(filter: FilterId, value: FilterValue, text: string): unknown {
    return pivot(filter, value, text);
  }

  /** @internal */
  linkToRequest(id: string, text: string): unknown {
    return requestLink(id, text, this.linkTo(this.sessionId, markParams(id)));
  }

  /** @internal */
  get exported() {
    const where = toRequestsWhere(this.inForce, this.effectiveTimeZone);
    return { localize: this.localize, where, total: this.table?.total ?? null };
  }

  private get general(): View {
    return parseView(this.params).view;
  }

  private get isGone(): boolean {
    return this.header.data?.session === null && !this.header.loading;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { general } = this;
    if (changed.has('params') && !changed.has('sessionId')) {
      this.inForce = generalChanged(this.inForce, parseView(changed.get('params') ?? '').view, general);
    }
    if (changed.has('sessionId')) this.inForce = parseDetail(this.filters, general, this.now ?? Date.now());
    // Somebody else's words, such as those of an address that "back" led to; ours come back to us unchanged.
    else if (changed.has('filters') && this.filters !== formatDetail(this.inForce, general)) {
      this.inForce = parseDetail(this.filters, general, this.inForce.now);
    }
    this.lifted.follow(this.inForce);
  }

  override render() {
    const { terms } = this.localize;
    const { data, failure, error } = this.header;
    if (!this.sessionId) return nothing;
    // While another session is on its way, the last one would stand under a name that is not its own.
    const session = data?.session?.id === this.sessionId ? data.session : undefined;
    const parts = session && renderParts(session, this.partsContext);
    const ofPlugins = session && this.pluginScope.set?.forSession(session, this, error);
    return html`
      <section aria-labelledby="title" aria-busy=${this.header.loading} @keydown=${this.pressed} @sessions-pivot=${this.pivoted} @session-notice=${this.notices.take} @session-mark=${this.goToRequest} @session-listing=${this.listed}>
        ${renderHeader({ localize: this.localize, session, detail: this.words.terms, decisions: this.decisions.terms, parts, pivots: this.pivots, tools: ofPlugins?.tools, download: session && this.download.render(), copyLink: () => this.copyLink(), close: () => this.close() })}
        ${failure ? renderFailure(failure, terms, () => this.header.refresh()) : nothing}
        ${this.isGone ? html`<p class="notice" role="status">${this.goneReason.text(this.words.terms)}</p>` : nothing}
        ${
          this.isGone || (failure && !session)
            ? nothing
            : [
                repeat(
                  this.panels(ofPlugins?.panels ?? []),
                  ({ id }) => id,
                  (panel) => panel.render(),
                ),
                parts ? html`<p class="parts">${parts}</p>` : nothing,
              ]
        }
        ${this.pivots.template} ${this.notices.render()}
        <p class="said" role="status"></p>
      </section>
    `;
  }

  /** Ours, by the names that plugins know them by, and those of plugins, whose values are filters here too. */
  private panels(others: readonly Panel[]): readonly Panel[] {
    const where = toRequestsWhere(this.inForce, this.effectiveTimeZone);
    const unread = unreadOf(this.inForce);
    if (unread.length > 0) return [{ id: 'filters', place: 100, render: () => this.renderUnread() }];
    const own: readonly Panel[] = [
      { id: 'statistics', place: 0, render: () => this.renderStatistics(where) },
      { id: 'filters', place: 100, render: () => this.renderFilters() },
      { id: 'timeline', place: 200, render: () => this.renderTimeline(where) },
      { id: 'requests', place: 300, render: () => this.renderTable(where) },
    ];
    const { pivots } = this;
    const withPivots = ({ render, ...panel }: Panel): Panel => ({
      ...panel,
      render: () =>
        html`<div @click=${pivots.onClick} @pointerdown=${pivots.onPress} @keydown=${pivots.onKeyDown}>${render()}</div>`,
    });
    return inOrder(own, others.map(withPivots));
  }

  private renderStatistics(where: RequestsWhere) {
    return this.statistics.render(
      this.words.terms.statistics,
      () => staticHtml`<${this.tags.statistics} class="statistics" .sessionId=${this.sessionId} .where=${where}
        .local=${this.inForce.local} ${inheritedAttributes(this)}></${this.tags.statistics}>`,
    );
  }

  private renderFilters() {
    return renderFilters({
      localize: this.localize,
      detail: this.words.terms,
      bar: this.ofBar.terms,
      names: this.names,
      filters: this.inForce,
      canApply: canApply(this.inForce, this.general),
      removeInherited: this.removeInherited,
      removeLocal: ({ id, value }) => this.change(withLocalValue(this.inForce, id, value, 'remove')),
      removeTime: () => this.change(withoutTime(this.inForce)),
      showAll: () => this.change(showAll(this.inForce)),
      apply: () => this.change(applyGeneral(this.inForce, this.general, this.now ?? Date.now())),
    });
  }

  /** Nothing else of the requests: it would be more than was asked for. */
  private renderUnread() {
    return [this.renderFilters(), this.unread.render(() => this.change(withoutUnreadParts(this.inForce)))];
  }

  private renderTimeline(where: RequestsWhere) {
    return staticHtml`<${this.tags.timeline} .sessionId=${this.sessionId} .where=${where} .inContext=${this.inContext} @sessions-time-change=${this.timeChosen} ${inheritedAttributes(this)}>
    </${this.tags.timeline}>`;
  }

  private readonly listed = (event: ListingEvent): void => {
    event.stopPropagation();
    this.inContext = event.listing === 'context';
  };

  /** Back from the first choice, the time counts again that the session was opened under. */
  private readonly timeChosen = (event: SessionsTimeChangeEvent): void => {
    event.stopPropagation();
    this.change({ ...this.inForce, localTime: event.span && { kind: 'between', ...event.span } });
  };

  private renderTable(where: RequestsWhere) {
    return staticHtml`<${this.tags.table} class="requests" .sessionId=${this.sessionId} .where=${where} .mark=${this.mark} ${inheritedAttributes(this)}>
    </${this.tags.table}>`;
  }

  private change(filters: DetailFilters, mark?: string): void {
    this.keepFocus();
    this.inForce = filters;
    this.filters = formatDetail(filters, this.general);
    this.dispatchEvent(new SessionFiltersChangeEvent(this.filters, mark));
  }

  /** A link to a request was followed: it is marked and brought into view, whatever the filters say. */
  private readonly goToRequest = async (event: SessionMarkEvent): Promise<void> => {
    event.stopPropagation();
    event.preventDefault();
    const { requestId } = event;
    const { sessionId, inForce } = this;
    const isHidden = (await this.table?.hides(requestId)) ?? false;
    // Another session, or other filters, may have come meanwhile.
    if (sessionId !== this.sessionId || inForce !== this.inForce) return;
    this.mark = requestId;
    this.change(isHidden ? showAll(inForce) : inForce, requestId);
    if (isHidden) this.lifted.tell(inForce, this.inForce);
    await this.updateComplete;
    await this.table?.goToMark();
  };

  /** What was pressed may be gone afterwards: the focus must not start over at the top of the page. */
  private keepFocus(): void {
    const root = this.renderRoot as ShadowRoot;
    const hadFocus = root.activeElement !== null;
    // After the updates of this element and of the one around it.
    setTimeout(() => {
      if (!hadFocus || root.activeElement !== null) return;
      (root.querySelector<HTMLElement>('.filters button') ?? this.heading)?.focus();
    });
  }

  /** The chip of an explore link is one with that of the general filters: whoever owns those takes it away in both places. */
  private readonly removeInherited = ({ id, value, mode }: Chip): void => {
    const isOneWithGeneral =
      mode === 'only' && EXPLORE_FILTERS.includes(id) && conditionOf(this.general, id).only.includes(value);
    if (isOneWithGeneral && !this.dispatchEvent(new SessionsPivotEvent(id, value, 'remove'))) this.keepFocus();
    else this.change({ ...this.inForce, inherited: withoutValue(this.inForce.inherited, id, value, mode) });
  };

  /** Values inside the session filter its requests, not the list. */
  private readonly pivoted = (event: SessionsPivotEvent): void => {
    event.stopPropagation();
    const { filter, value, action, text } = event;
    if (value !== null && text !== undefined) this.names.remember(filter, [{ key: value, label: text, count: 0 }]);
    const fromStatistics = event.target instanceof Element && event.target.matches('.statistics');
    // The statistics show several values as chosen; the menu of a single one says "only".
    const replaces = action === 'only' && !fromStatistics;
    this.change(
      replaces ? withOnlyLocal(this.inForce, filter, value) : withLocalValue(this.inForce, filter, value, action),
    );
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || isTyping(event.composedPath()[0])) return;
    if (this.table?.shortcut(key)) event.preventDefault();
    else if (key === 'Escape') this.close();
    else return;
    // A dialog of the host around the session stays open.
    event.stopPropagation();
  };

  private close(): void {
    this.dispatchEvent(new SessionCloseEvent());
  }

  private get partsContext(): PartsContext {
    return { localize: this.localize, detail: this.words.terms, linkTo: this.linkTo, open: this.openPart };
  }

  /** Of all time: the session may be older than what a link without a time shows. */
  private readonly linkTo = (id: string, params = 'time=all'): string =>
    sessionsLink({ params, session: id }, this.explorerPage, this.linkKey);

  private readonly openPart = (event: MouseEvent, id: string): void => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!this.dispatchEvent(new SessionSelectEvent(id, this.linkTo(id)))) event.preventDefault();
  };

  /** The session alone, without filters, so that the receiver may set a time on it. */
  private async copyLink(): Promise<void> {
    const { terms } = this.localize;
    const copied = await copyText(new URL(this.linkTo(this.sessionId), location.href).href);
    say(this.status, copied ? terms.copied : terms.list.copyFailed);
  }
}

/** Letters that are typed are no shortcuts. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches('textarea, select, input:not([type=radio], [type=checkbox])') || target.isContentEditable;
}

declare global {
  interface HTMLElementTagNameMap {
    'session-detail': SessionDetail;
  }
}
