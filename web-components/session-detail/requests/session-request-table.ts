import { html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import type { Failure } from '../../data/client.ts';
import type { SessionRequestOrderField } from '../../data/documents.generated.ts';
import { DETAIL } from '../../i18n/detail.ts';
import { JUDGEMENT } from '../../i18n/judgement.ts';
import { LanguageController } from '../../i18n/language.ts';
import { clearOfNotice } from '../../notices/notice.styles.ts';
import { NoticeEvent } from '../../notices/notice.ts';
import { performanceStyles } from '../../performance/performance.styles.ts';
import type { Pivot } from '../../pivots/pivot.ts';
import { pivotStyles } from '../../pivots/pivots.styles.ts';
import { Pivots } from '../../pivots/pivots.ts';
import { GridFocus } from '../../session-list/grid-focus.ts';
import { SessionRequest } from '../../session-request/session-request.ts';
import { SessionsElement, type SessionsElementClass } from '../../shared/element.ts';
import { inheritedAttributes } from '../../shared/inherited-attributes.ts';
import type { RequestsWhere } from '../../state/detail-filters.ts';
import { SessionEndpointTable } from '../endpoints/session-endpoint-table.ts';
import { renderFailure } from '../failure-notice.ts';
import { rowGridStyles } from '../row-grid.styles.ts';
import { EndpointsView } from './endpoints-view.ts';
import { MatchSteps } from './match-steps.ts';
import { NearEnd } from './near-end.ts';
import { type Direction, type Place, RequestList } from './request-list.ts';
import { requestRowsStyles } from './request-rows.styles.ts';
import { type RequestEdge, type RowsContext, renderHead, renderRows } from './request-rows.ts';
import { RowControls } from './row-controls.ts';
import { gapsOf, rowTimes } from './row-times.ts';
import { requestTableStyles } from './session-request-table.styles.ts';
import { ListingEvent, openHelp, placeText, renderToolbar, type ToolbarContext } from './table-toolbar.ts';
import { bringIntoView, rowOf, toggleOf } from './table-view.ts';

/**
 * The requests of a session, newest first: those that meet the filters, or all with those told apart. Each opens below
 * its row.
 *
 * @tag session-request-table
 * @fires {SessionsPivotEvent} sessions-pivot - A value of a request, or of an endpoint, is to be filtered by.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @csspart table - The grid.
 */
export class SessionRequestTable extends SessionsElement {
  static override readonly tag = 'session-request-table';
  static override readonly dependencies: readonly SessionsElementClass[] = [SessionRequest, SessionEndpointTable];
  static override styles = [
    SessionsElement.styles,
    pivotStyles,
    requestTableStyles,
    rowGridStyles,
    requestRowsStyles,
    performanceStyles,
    clearOfNotice,
  ];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** Which of its requests: the arguments `period` and `filter` of Session.requests. */
  @property({ attribute: false }) where: RequestsWhere = {};

  /** Id of a request to mark and to bring into view. */
  @property() mark?: string;

  /** @internal Every request of the session has the value: there is nothing to filter by it. */
  @property({ attribute: false }) everywhere?: (pivot: Pivot) => boolean;

  @query('.scroller') private scroller?: HTMLElement;
  @query('[role=status]') private status?: HTMLElement;

  /** What is to be brought into view when its row is there. */
  private goal: { id: string; focus: boolean; again?: boolean } | undefined;
  private toTop = false;
  private sayPlace = false;

  private readonly detail = new LanguageController(this, DETAIL);
  private readonly language = new LanguageController(this, JUDGEMENT);
  private readonly grid = new GridFocus(this);
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => this.say(text),
    undefined,
    (pivot) => this.everywhere?.(pivot) === true,
  );
  private readonly list = new RequestList(this);
  private readonly controls = new RowControls(this, this.list, this.grid, this.pivots);
  /** The steps move the focus, too: they were taken by a key. */
  private byKey = false;
  private readonly steps = new MatchSteps(this.list, {
    moved: () => this.requestUpdate(),
    show: (place, ended) => {
      if (ended) this.say(this.detail.terms.noFurtherMatch);
      this.sayPlace = !ended && !this.byKey;
      if (place) this.goTo(place, this.byKey);
    },
    failed: ({ kind }) => this.complain(this.localize.terms.failure[kind]),
  });
  private readonly endpoints = new EndpointsView(this, unsafeStatic(this.tagOf(SessionEndpointTable)));
  private readonly requestTag = unsafeStatic(this.tagOf(SessionRequest));

  constructor() {
    super();
    const { window } = this.list;
    new NearEnd(
      this,
      '.scroller',
      '.later',
      () => window.rows,
      () => window.after(),
    );
  }

  /**
   * How many requests meet the filters; null: not counted, or not yet.
   * @internal
   */
  get total() {
    return this.list.window.stale ? null : this.list.place.total;
  }

  /** @internal */
  override queryFailed(failure: Failure): void {
    super.queryFailed(failure);
    this.list.failed(failure);
  }

  /** A key that was pressed anywhere in the session. True: it was one of the table's. */
  shortcut(key: string): boolean {
    switch (key) {
      case 'j':
      case 'k':
        return this.controls.step(key === 'j' ? 1 : -1);
      case 'n':
      case 'N':
        if (this.list.isFiltered) this.jump(key === 'n' ? 'after' : 'before', true);
        return this.list.isFiltered;
      case 'e':
        this.endpoints.toggle();
        return true;
      case 'o':
        this.sort('TIME');
        return true;
      case '?': {
        const help = this.renderRoot.querySelector<HTMLElement>('.keys');
        if (help) openHelp(help);
        return help !== null;
      }
      case 'Escape':
        return this.controls.closeOpened();
      default:
        return false;
    }
  }

  /** Whether the filters hide a request of the session. */
  hides(id: string): Promise<boolean> {
    return this.list.hides(id);
  }

  /** To the marked request, with the focus. */
  async goToMark(): Promise<void> {
    // What the mark changes begins with the next update.
    await this.updateComplete;
    if (this.mark === undefined) return;
    this.goTo({ id: this.mark }, true);
  }

  private goTo(place: Place, focus: boolean): void {
    this.endpoints.choose('requests');
    this.list.goTo(place);
    this.goal = { id: place.id, focus };
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('sessionId') || changed.has('mark');
    const before = changed.get('where');
    if (other) {
      this.list.current = this.mark ? { id: this.mark } : undefined;
      // Who asks for a request wants to read it.
      this.controls.opened = this.mark;
      if (this.mark) this.endpoints.view = 'requests';
    }
    if (other || (before && JSON.stringify(before) !== JSON.stringify(this.where))) this.beginAt(this.mark);
  }

  private beginAt(id: string | undefined): void {
    this.steps.stop();
    this.list.beginAt(id);
    this.goal = id === undefined ? undefined : { id, focus: false };
    this.toTop = id === undefined;
    this.requestUpdate();
  }

  protected override updated(): void {
    const { loading, rows } = this.list.window;
    if (loading || !rows) return;
    if (this.toTop && this.scroller) this.scroller.scrollTop = 0;
    this.toTop = false;
    const { goal } = this;
    this.goal = undefined;
    if (goal) {
      this.bring(goal.id, goal.focus);
      if (!goal.again && this.list.readAround(goal.id)) this.goal = { id: goal.id, focus: false, again: true };
    }
    const { position, total } = this.list.place;
    if (!this.sayPlace || position === null || !total) return;
    this.sayPlace = false;
    this.say(placeText(position, total, this.toolbarContext, true));
  }

  private bring(id: string, focus: boolean): void {
    const row = rowOf(this.renderRoot, id);
    if (!row || !this.scroller) return;
    bringIntoView(row, this.scroller);
    const toggle = toggleOf(row);
    // The tab stop goes along, whether or not the focus does.
    this.grid.onFocusIn({ target: toggle } as unknown as FocusEvent);
    row.scrollIntoView({ block: focus ? 'center' : 'nearest' });
    if (focus) toggle.focus({ preventScroll: true });
  }

  override render() {
    const { terms } = this.localize;
    const { rows, failure, loading, stale } = this.list.window;
    if (failure && !rows) return renderFailure(failure, terms, () => this.list.window.retry());
    if (!rows) return html`<p class="notice muted" aria-busy="true">${terms.loading}</p>`;
    return html`
      <div class=${stale ? 'stale' : ''} aria-busy=${loading}>
        ${renderToolbar(this.toolbarContext)} ${failure ? renderFailure(failure, terms, () => this.list.window.retry()) : nothing}
        ${rows.length === 0 ? html`<p class="notice">${this.detail.terms.noRequestMatches}</p>` : this.endpoints.isOpen ? this.endpoints.render() : this.renderTable(rows)}
        ${this.pivots.template}
        <div class="visually-hidden" role="status"></div>
      </div>
    `;
  }

  private get toolbarContext(): ToolbarContext {
    const { terms, locale } = this.localize;
    const { listing, total, rows, isFiltered, place } = this.list;
    const go = (direction: Direction) => this.jump(direction, false);
    const list = (wanted: typeof listing) => {
      const { currentEdge } = this.list;
      this.list.listing = wanted;
      this.dispatchEvent(new ListingEvent(wanted));
      this.beginAt(currentEdge?.node.id ?? this.mark);
    };
    return {
      terms,
      detail: this.detail.terms,
      locale,
      total,
      rows: rows.length,
      view: this.endpoints.view,
      show: this.endpoints.choose,
      busy: this.steps.busy || this.list.window.moving,
      matches: isFiltered ? { listing, ...place, go } : undefined,
      list,
    };
  }

  private renderTable(rows: readonly RequestEdge[]) {
    const { terms: detail } = this.detail;
    const { window, total, matching, inContext, order, current } = this.list;
    const context: RowsContext = {
      localize: this.localize,
      detail,
      words: this.language.terms,
      order,
      mark: this.mark,
      current: current?.id,
      opened: this.controls.opened,
      withHost: rows.some(({ node }) => node.host !== rows[0]!.node.host),
      times: rowTimes(rows, this.localize.locale, this.localize.timeZone),
      gaps: order.field === 'TIME' ? gapsOf(rows, order.direction === 'ASC') : new Map(),
      isMatch: (id) => inContext && matching.isMatch(id) === true,
      matchesKnown: inContext && matching.known,
      sort: (field) => this.sort(field),
      renderOpened: (id, name) => this.renderOpened(id, name),
    };
    return html`
      <div class="scroller">
        ${window.hasBefore ? this.renderMore('earlier', detail.earlierRows, () => window.before()) : nothing}
        <table part="table" role="grid" class=${context.times.withDay ? 'days' : ''} aria-label=${detail.requestsOfSession} aria-colcount="8"
          aria-rowcount=${total?.exact ? total.value + 1 : -1} @focusin=${this.controls.focused} @keydown=${this.controls.pressed}
          @click=${this.controls.clicked} @pointerdown=${this.pivots.onPress}>
          ${renderHead(context)} ${renderRows(window.stretches, context)}
        </table>
        ${window.hasAfter ? this.renderMore('later', detail.laterRows, () => window.after()) : nothing}
      </div>
    `;
  }

  private renderOpened(id: string, name: string) {
    return staticHtml`<${this.requestTag} role="group" aria-label=${name} .requestId=${id} .everywhere=${this.everywhere} ${inheritedAttributes(this)}></${this.requestTag}>`;
  }

  private renderMore(which: string, text: string, load: () => void) {
    return html`<p class="more ${which}">
      <button type="button" class="button" aria-disabled=${this.list.window.loading} @click=${load}>${text}</button>
    </p>`;
  }

  private sort(field: SessionRequestOrderField): void {
    this.list.sort(field);
    this.beginAt(this.mark);
  }

  /** To the next or the previous match. */
  private jump(direction: Direction, byKey: boolean): void {
    this.byKey = byKey;
    this.steps.take(direction);
  }

  private complain(text: string): void {
    if (this.dispatchEvent(new NoticeEvent({ text, tone: 'error' }))) this.say(text);
  }

  private say(text: string): void {
    if (this.status) this.status.textContent = text;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-request-table': SessionRequestTable;
  }
}
