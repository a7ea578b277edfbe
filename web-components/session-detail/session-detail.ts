import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { unsafeStatic } from 'lit/static-html.js';
import { SessionHeaderDocument } from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { DECISIONS } from '../i18n/decisions.ts';
import { DETAIL } from '../i18n/detail.ts';
import { FILTER_BAR } from '../i18n/filter-bar.ts';
import { LanguageController } from '../i18n/language.ts';
import { say } from '../notices/brief-message.ts';
import { clearOfNotice } from '../notices/notice.styles.ts';
import { Notices } from '../notices/notice.ts';
import type { Pivot } from '../pivots/pivot.ts';
import { pivot } from '../pivots/pivot-button.ts';
import { pivotStyles } from '../pivots/pivots.styles.ts';
import { Pivots } from '../pivots/pivots.ts';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { pluginStyles } from '../plugins/core/plugin.styles.ts';
import type { Panel } from '../plugins/core/plugin-panels.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import type { ReadyOffer } from '../plugins/core/plugin-view.ts';
import { markParams, requestLink } from '../session-request/request-link.ts';
import { SessionStatistics } from '../session-statistics/session-statistics.ts';
import { SessionTimeline } from '../session-timeline/session-timeline.ts';
import { SessionsElement, type SessionsElementClass } from '../shared/element.ts';
import { SessionCloseEvent } from '../shared/events.ts';
import { UnreadParams } from '../shared/unread.ts';
import {
  canApply,
  type DetailFilters,
  type RequestsWhere,
  toRequestsWhere,
  unreadOf,
} from '../state/detail-filters.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';
import { sessionsLink } from '../state/link.ts';
import { NO_CONDITION, type View } from '../state/view.ts';
import { readView, textOf, viewProperty } from '../state/view-text.ts';
import { namesOfChips } from './chip-names.ts';
import { type PanelsContext, panelsOfDetail } from './detail-panels.ts';
import { pressed } from './detail-shortcuts.ts';
import { isEverywhere } from './everywhere.ts';
import { ExportOffer } from './export-offer.ts';
import { renderFailure } from './failure-notice.ts';
import { FilterChanges } from './filter-changes.ts';
import { renderFilters } from './filter-chips.ts';
import { followRequest } from './followed-request.ts';
import { GoneReason } from './gone-reason.ts';
import { InsideFilters } from './inside-filters.ts';
import { LiftedFilters } from './lifted-filters.ts';
import { SessionRequestTable } from './requests/session-request-table.ts';
import type { ListingEvent } from './requests/table-toolbar.ts';
import { detailStyles } from './session-detail.styles.ts';
import { renderParts } from './session-facts.ts';
import { renderHeader } from './session-header.ts';
import { SessionLinks } from './session-links.ts';
import { StatisticsFold } from './statistics-fold.ts';

// Types of its members and events, for who imports it alone.
export type { AnyPlugin } from '../plugins/core/contract.ts';
export type {
  SessionCloseEvent,
  SessionFiltersChangeEvent,
  SessionSelectEvent,
  SessionsAuthRequiredEvent,
  SessionsPivotEvent,
} from '../shared/events.ts';
export type { SessionsExportEvent } from '../shared/export-events.ts';
export type { SessionsActionEvent, SessionsNavigateEvent, SessionsPluginErrorEvent } from '../shared/plugin-events.ts';

/**
 * One session: who, when, how its requests spread over their values, and the requests themselves, under the filters it was
 * opened with and those that are set inside it.
 *
 * @tag session-detail
 * @fires {SessionFiltersChangeEvent} session-filters-change - Somebody changed what was set inside, applied, showed all, or followed a link to a request.
 * @fires {SessionCloseEvent} session-close - It was closed.
 * @fires {SessionSelectEvent} session-select - Another part of the session is to be opened.
 * @fires {SessionsExportEvent} sessions-export - Its requests are to be taken out as a file. Cancel it to forbid that, or to do it yourself.
 * @fires {SessionsPivotEvent} sessions-pivot - The chip of an explore link was removed (`remove`), or all sessions with a value are asked for (`all`).
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

  /**
   * The general filters, as a link writes them. It opens under them; what becomes of them later waits for "Apply filters".
   * @default 'time=all'
   */
  @property({ noAccessor: true })
  get params(): string {
    return textOf(this.view);
  }
  set params(text: string) {
    this.view = readView(text ?? 'time=all');
  }

  /** @internal The same, as elements hand them on. */
  @property(viewProperty) view: View = NO_CONDITION;

  /** What was set inside the session, as a link writes it: `method=POST&not.host=x`; empty: it was just opened. */
  @property({ noAccessor: true })
  get filters(): string {
    return this.inside.text;
  }
  set filters(text: string) {
    this.inside.text = text ?? '';
  }

  /** @internal The same, as an element around carries it; undefined: `filters` says it. */
  @property({ attribute: false }) carried?: DetailFilters;

  /** Id of a request to mark and to bring into view. */
  @property() mark?: string;

  /** The moment that relative times are counted from, in milliseconds; unless given, that of opening. */
  @property({ attribute: false }) now?: number;

  /** Name under which the browser keeps which of its panels are folded. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  /** Plugins of this session; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);

  /** Whether the table lists all requests, with those told apart that meet the filters. */
  @state() private inContext = false;
  @query('h2') private heading?: HTMLElement;
  @query('.said') private status!: HTMLElement | null;
  @query('.requests') private table?: SessionRequestTable;

  private readonly inside = new InsideFilters(this);
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
    (filters) => this.changes.change(filters),
  );
  private readonly names = namesOfChips(
    this,
    this.localize,
    () => this.inside.inForce,
    () => this.view,
  );
  private readonly changes = new FilterChanges(this, this.inside, this.names);
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => say(this.status, text),
    this.changes.pivoted,
    (pivot) => this.everywhere(pivot),
  );
  private readonly download = new ExportOffer(this);
  private readonly unread = new UnreadParams(this, () => unreadOf(this.inside.inForce));
  private readonly links = new SessionLinks(
    this,
    (target) => sessionsLink(target, this.explorerPage, this.linkKey),
    (done) => say(this.status, done ? this.localize.terms.copied : this.localize.terms.list.copyFailed),
  );
  private readonly goToRequest = followRequest(this, () => this.table, this.inside, this.changes, this.lifted);
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
    return requestLink(id, text, this.links.to(this.sessionId, markParams(id)));
  }

  /** @internal */
  get exported() {
    return { where: this.where, total: this.table?.total ?? null };
  }

  /** Every request of this session has the value. */
  private readonly everywhere = (pivot: Pivot): boolean => {
    const { data } = this.header;
    return data?.session?.id === this.sessionId && isEverywhere(pivot, data.session);
  };

  private get where(): RequestsWhere {
    return toRequestsWhere(this.inside.inForce, this.effectiveTimeZone);
  }

  private get isGone(): boolean {
    return this.header.data?.session === null && !this.header.loading;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.inside.update({
      session: changed.has('sessionId'),
      general: changed.get('view'),
      carried: changed.has('carried') ? this.carried : undefined,
    });
    this.lifted.follow(this.inside.inForce);
  }

  override render() {
    const { terms } = this.localize;
    const { data, failure, error } = this.header;
    if (!this.sessionId) return nothing;
    // While another session is on its way, the last one would stand under a name that is not its own.
    const session = data?.session?.id === this.sessionId ? data.session : undefined;
    const parts =
      session && renderParts(session, { localize: this.localize, detail: this.words.terms, links: this.links });
    const hides = this.isGone || (failure !== undefined && !session);
    const ofPlugins = session && this.pluginScope.set?.forSession(session, this, error);
    return html`
      <section class=${session ? '' : 'coming'} aria-labelledby="title" aria-busy=${this.header.loading} @keydown=${this.pressed} @sessions-pivot=${this.changes.pivoted} @session-notice=${this.notices.take} @session-mark=${this.goToRequest} @session-listing=${this.listed}>
        ${renderHeader({ localize: this.localize, session, detail: this.words.terms, decisions: this.decisions.terms, parts, pivots: this.pivots, tools: ofPlugins?.tools, filters: hides ? nothing : this.renderFilters(), download: session && this.download.render(), copyLink: this.links.copy, close: this.close })}
        ${failure ? renderFailure(failure, terms, () => this.header.refresh()) : nothing}
        ${this.isGone ? html`<p class="notice" role="status">${this.goneReason.text(this.words.terms)}</p>` : nothing}
        ${
          hides
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

  private renderFilters() {
    const { inForce } = this.inside;
    return renderFilters({
      localize: this.localize,
      detail: this.words.terms,
      bar: this.ofBar.terms,
      names: this.names,
      filters: inForce,
      general: canApply(inForce, this.view) ? this.view : undefined,
      changes: this.changes,
    });
  }

  private panels(others: readonly Panel[]): readonly Panel[] {
    const { inForce } = this.inside;
    // Nothing else of the requests: it would be more than was asked for.
    if (unreadOf(inForce).length > 0)
      return [{ id: 'filters', place: 100, render: () => this.unread.render(this.changes.dropUnread) }];
    const context: PanelsContext = {
      host: this,
      tags: this.tags,
      sessionId: this.sessionId,
      mark: this.mark,
      storageKey: this.storageKey,
      everywhere: this.everywhere,
      filters: inForce,
      where: this.where,
      inContext: this.inContext,
      statistics: this.statistics,
      titleOfStatistics: this.words.terms.statistics,
      pivots: this.pivots,
      timeChosen: this.changes.timeChosen,
    };
    return panelsOfDetail(context, others);
  }

  private readonly listed = (event: ListingEvent): void => {
    event.stopPropagation();
    this.inContext = event.listing === 'context';
  };

  private readonly pressed = (event: KeyboardEvent) =>
    pressed(event, { table: (key) => this.table?.shortcut(key), close: this.close });

  private readonly close = (): unknown => this.dispatchEvent(new SessionCloseEvent());
}

declare global {
  interface HTMLElementTagNameMap {
    'session-detail': SessionDetail;
  }
}
