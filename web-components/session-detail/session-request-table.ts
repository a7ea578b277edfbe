import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import type { Failure } from '../data/client.ts';
import {
  type SessionRequestOrder,
  type SessionRequestOrderField,
  SessionRequestsDocument,
  type SessionRequestsQuery,
  type SessionRequestsQueryVariables,
} from '../data/documents.generated.ts';
import { WindowController } from '../data/window-controller.ts';
import { GridFocus } from '../session-list/grid-focus.ts';
import { SessionRequest } from '../session-request/session-request.ts';
import { SessionsElement, type SessionsElementClass } from '../shared/element.ts';
import { SessionsAuthRequiredEvent } from '../shared/events.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import { NearEnd } from './near-end.ts';
import { pivotStyles } from './pivots.styles.ts';
import { Pivots } from './pivots.ts';
import { RequestMatches } from './request-matches.ts';
import { type RequestEdge, type RowsContext, renderHead, renderRows } from './request-rows.ts';
import { requestTableStyles } from './session-request-table.styles.ts';
import { type Listing, placeText, renderToolbar, type ToolbarContext, toggleHelp } from './table-toolbar.ts';

const PAGE_SIZE = 50;
/** More would make the page slow; the rest is a click away. */
const MOST_ROWS = 1000;
const NEWEST_FIRST: SessionRequestOrder = { field: 'TIME', direction: 'DESC' };

/** A row, and its place in the order. */
interface Place {
  readonly id: string;
  /** Undefined: not known before its row is read. */
  readonly cursor?: string;
}

/**
 * The requests of a session, newest first: those that meet the filters, or all with those told apart. Each opens below
 * its row.
 *
 * @tag session-request-table
 * @fires {SessionsPivotEvent} sessions-pivot - A value of a request is to be filtered by.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @csspart table - The grid.
 */
export class SessionRequestTable extends SessionsElement {
  static override readonly tag = 'session-request-table';
  static override readonly dependencies: readonly SessionsElementClass[] = [SessionRequest];
  static override styles = [SessionsElement.styles, pivotStyles, requestTableStyles];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** Which of its requests: the arguments `period` and `filter` of Session.requests. */
  @property({ attribute: false }) where: RequestsWhere = {};

  /** Id of a request to mark and to bring into view. */
  @property() mark?: string;

  @state() private order: SessionRequestOrder = NEWEST_FIRST;
  @state() private listing: Listing = 'only';
  @state() private current: Place | undefined;
  @state() private opened: string | undefined;
  @query('.scroller') private scroller?: HTMLElement;
  @query('[role=status]') private status?: HTMLElement;

  /** Id of the request that the window begins around. */
  private center: string | undefined;
  /** What is to be brought into view when its row is there. */
  private goal: { id: string; focus: boolean } | undefined;
  private toTop = false;
  private sayPlace = false;
  private steps: Promise<void> = Promise.resolve();

  private readonly grid = new GridFocus(this);
  private readonly pivots = new Pivots(this, this.localize, (text) => this.say(text));
  private readonly requestTag = unsafeStatic(this.tagOf(SessionRequest));
  private readonly window = new WindowController<SessionRequestsQuery, SessionRequestsQueryVariables, RequestEdge>(
    this,
    {
      query: SessionRequestsDocument,
      list: () => (this.sessionId ? { id: this.sessionId, ...this.listed, order: this.order } : null),
      around: () => this.center,
      variables: (place) => ({ id: this.sessionId, ...this.listed, orderBy: this.order, first: PAGE_SIZE, ...place }),
      page: (data) => data.session?.requests,
      most: MOST_ROWS,
    },
  );
  private readonly matching = new RequestMatches(this, {
    list: () => ({ id: this.sessionId, where: this.where, orderBy: this.order }),
    rows: () => (this.window.stale ? [] : (this.window.rows ?? []).map(({ node }) => node.id)),
    at: () => this.current?.id,
    idle: () => !this.sessionId || !this.inContext,
  });

  constructor() {
    super();
    new NearEnd(this, '.scroller', '.later', () => this.window.after());
  }

  queryFailed({ kind }: Failure): void {
    if (kind === 'auth') this.dispatchEvent(new SessionsAuthRequiredEvent());
    // The request of a link may be gone, or of another session: its session is worth showing all the same.
    if (kind === 'input' && this.center !== undefined && this.center === this.mark) this.center = undefined;
  }

  /** A key that was pressed anywhere in the session. True: it was one of the table's. */
  shortcut(key: string): boolean {
    switch (key) {
      case 'j':
      case 'k':
        return this.step(key === 'j' ? 1 : -1);
      case 'n':
      case 'N':
        if (this.isFiltered) this.jump(key === 'n' ? 'after' : 'before', true);
        return this.isFiltered;
      case '?':
        toggleHelp(this.renderRoot.querySelector<HTMLElement>('.help button')!);
        return true;
      case 'Escape':
        return this.closeOpened();
      default:
        return false;
    }
  }

  private get isFiltered(): boolean {
    return this.where.filter !== undefined;
  }

  private get inContext(): boolean {
    return this.isFiltered && this.listing === 'context';
  }

  private get listed(): RequestsWhere {
    const { period } = this.where;
    return this.inContext ? { ...(period && { period }) } : this.where;
  }

  private get rows(): readonly RequestEdge[] {
    return this.window.rows ?? [];
  }

  private get currentEdge(): RequestEdge | undefined {
    return this.rows.find(({ node }) => node.id === this.current?.id);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('sessionId') || changed.has('mark');
    const before = changed.get('where');
    if (other) {
      this.current = this.mark ? { id: this.mark } : undefined;
      this.opened = undefined;
    }
    if (other || (before && JSON.stringify(before) !== JSON.stringify(this.where))) this.beginAt(this.mark);
  }

  /** The list is another one: it is read from a request on, or from its start. */
  private beginAt(id: string | undefined): void {
    this.center = id;
    this.goal = id === undefined ? undefined : { id, focus: false };
    this.toTop = id === undefined;
  }

  protected override updated(): void {
    const { loading, rows } = this.window;
    if (loading || !rows) return;
    if (this.toTop && this.scroller) this.scroller.scrollTop = 0;
    this.toTop = false;
    const { goal } = this;
    this.goal = undefined;
    if (goal) this.bring(goal.id, goal.focus);
    const { position, total } = this.place;
    if (!this.sayPlace || position === null || !total) return;
    this.sayPlace = false;
    this.say(placeText(position, total, this.toolbarContext, true));
  }

  private bring(id: string, focus: boolean): void {
    const row = this.rowOf(id);
    if (!row || !this.scroller) return;
    const { top, bottom, height } = row.getBoundingClientRect();
    const frame = this.scroller.getBoundingClientRect();
    if (top < frame.top + height * 2 || bottom > frame.bottom - height) {
      this.scroller.scrollTop += top - frame.top - (frame.height - height) / 2;
    }
    const toggle = toggleOf(row);
    // The tab stop goes along, whether or not the focus does.
    this.grid.onFocusIn({ target: toggle } as unknown as FocusEvent);
    if (focus) toggle.focus();
    else row.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { rows, failure, loading } = this.window;
    if (failure && !rows) return this.renderFailure(failure);
    if (!rows) return html`<p class="notice muted" aria-busy="true">${this.localize.terms.loading}</p>`;
    return html`
      <div class=${this.window.stale ? 'frame stale' : 'frame'} aria-busy=${loading}>
        ${renderToolbar(this.toolbarContext)} ${failure ? this.renderFailure(failure) : nothing}
        ${rows.length === 0 ? html`<p class="notice">${this.localize.terms.noRequestMatches}</p>` : this.renderTable(rows)}
        ${this.pivots.template}
        <div class="visually-hidden" role="status"></div>
      </div>
    `;
  }

  private get total() {
    return this.window.data?.session?.requests.totalCount ?? null;
  }

  /** Where the current row stands among the matches. */
  private get place() {
    if (!this.inContext) return { total: this.total, position: this.currentEdge?.position ?? null };
    return { total: this.matching.total, position: this.matching.position };
  }

  private get toolbarContext(): ToolbarContext {
    const { terms, locale } = this.localize;
    const go = (direction: 'after' | 'before') => this.jump(direction, false);
    const matches = this.isFiltered ? { listing: this.listing, ...this.place, go } : undefined;
    return { terms, locale, total: this.total, rows: this.rows.length, matches, list: (listing) => this.list(listing) };
  }

  private renderTable(rows: readonly RequestEdge[]) {
    const { terms } = this.localize;
    const { hasBefore, hasAfter } = this.window;
    const context: RowsContext = {
      localize: this.localize,
      order: this.order,
      mark: this.mark,
      current: this.current?.id,
      opened: this.opened,
      withHost: rows.some(({ node }) => node.host !== rows[0]!.node.host),
      isMatch: (id) => this.inContext && this.matching.isMatch(id) === true,
      sort: (field) => this.sort(field),
      renderOpened: (id) => this.renderOpened(id),
    };
    return html`
      <div class="scroller">
        ${hasBefore ? this.renderMore('earlier', terms.earlierRows, () => this.window.before()) : nothing}
        <table part="table" role="grid" aria-label=${terms.requestsOfSession} aria-colcount="8"
          aria-rowcount=${this.total?.exact ? this.total.value + 1 : -1} @focusin=${this.focused} @keydown=${this.pressed}
          @click=${this.clicked} @pointerdown=${this.pivots.onPress}>
          ${renderHead(context)} ${renderRows(rows, context)}
        </table>
        ${hasAfter ? this.renderMore('later', terms.laterRows, () => this.window.after()) : nothing}
      </div>
    `;
  }

  private renderOpened(id: string) {
    return staticHtml`<${this.requestTag} .requestId=${id} endpoint=${ifDefined(this.endpoint)}
      time-zone=${ifDefined(this.timeZone)} lang=${ifDefined(this.lang || undefined)}></${this.requestTag}>`;
  }

  private renderMore(which: string, text: string, load: () => void) {
    return html`<p class="more ${which}">
      <button type="button" class="button" aria-disabled=${this.window.loading} @click=${load}>${text}</button>
    </p>`;
  }

  private renderFailure({ kind, detail }: Failure) {
    const { terms } = this.localize;
    return html`<p class="notice" role="alert">
      ${icons.warning}<span>${terms.failure[kind]}${kind === 'input' && detail ? ` ${printable(detail)}` : ''}</span>
      <button type="button" class="button" @click=${() => this.window.retry()}>${terms.retry}</button>
    </p>`;
  }

  private sort(field: SessionRequestOrderField): void {
    const descending = this.order.field === field && this.order.direction === 'DESC';
    this.order = { field, direction: descending ? 'ASC' : 'DESC' };
    // Its cursor is a place of the old order.
    this.current = this.current && { id: this.current.id };
    this.beginAt(this.mark);
  }

  private list(listing: Listing): void {
    this.listing = listing;
    this.beginAt(this.currentEdge ? this.current?.id : this.mark);
  }

  private readonly focused = (event: FocusEvent): void => {
    this.grid.onFocusIn(event);
    const id = (event.target as HTMLElement).closest('tr')?.dataset.row;
    if (!id || id === this.current?.id) return;
    this.current = { id };
    this.current = { id, cursor: this.currentEdge?.cursor };
  };

  private readonly clicked = (event: MouseEvent): void => {
    this.pivots.onClick(event);
    const target = event.target as HTMLElement;
    const id = target.closest('tr')?.dataset.row;
    const control = target.closest('a, button');
    if (!id || (control && !control.matches('.toggle'))) return;
    if (control || !isSelectingText(this.renderRoot)) this.toggle(id);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const id = target.closest('tr')?.dataset.row;
    // Inside the open request, keys are its own.
    if (id === undefined || event.defaultPrevented) return;
    this.pivots.onKeyDown(event);
    if (event.key === 'Enter' && id && target.matches('td, th')) {
      event.preventDefault();
      this.toggle(id);
    } else {
      this.grid.onKeyDown(event);
    }
  };

  private toggle(id: string): void {
    this.opened = this.opened === id ? undefined : id;
    const row = this.rowOf(id);
    if (this.opened === undefined || !row || !this.scroller) return;
    // What opens at the lower end would not be seen.
    const frame = this.scroller.getBoundingClientRect();
    const { top, bottom, height } = row.getBoundingClientRect();
    if (bottom > frame.top + frame.height * 0.6) this.scroller.scrollTop += top - frame.top - height * 2;
  }

  private closeOpened(): boolean {
    const row = this.opened === undefined ? undefined : this.rowOf(this.opened);
    if (!row) return false;
    const inside = (this.renderRoot as ShadowRoot).activeElement?.closest('tr') === row.nextElementSibling;
    this.opened = undefined;
    if (inside) toggleOf(row).focus();
    return true;
  }

  /** To the next or the previous row. */
  private step(by: 1 | -1): boolean {
    const at = this.rows.findIndex(({ node }) => node.id === this.current?.id);
    const to = this.rows[at < 0 ? 0 : at + by];
    const row = to && this.rowOf(to.node.id);
    if (row) toggleOf(row).focus();
    return this.rows.length > 0;
  }

  /** To the next or the previous match; one after the other, however fast the key is pressed. */
  private jump(direction: 'after' | 'before', focus: boolean): void {
    this.steps = this.steps.then(async () => {
      const near = this.nearMatch(direction === 'after' ? 1 : -1);
      const cursor = this.currentEdge?.cursor ?? this.current?.cursor;
      const isNowhere = direction === 'before' && cursor === undefined;
      const match = near ?? (isNowhere ? null : await this.matching.find(cursor, direction));
      if (match) this.goTo({ id: match.node.id, cursor: match.cursor }, focus);
      else this.say(this.localize.terms.noFurtherMatch);
      await this.updateComplete;
    });
  }

  /** The match among the rows that are there; undefined: the server must say. */
  private nearMatch(by: 1 | -1): { node: { id: string }; cursor: string } | undefined {
    if (this.window.stale) return undefined;
    const { rows } = this;
    let at = rows.findIndex(({ node }) => node.id === this.current?.id);
    if (at < 0) return undefined;
    for (at += by; rows[at]; at += by) {
      const isMatch = this.inContext ? this.matching.isMatch(rows[at]!.node.id) : true;
      if (isMatch === undefined) return undefined;
      if (isMatch) return rows[at];
    }
    return undefined;
  }

  private goTo(place: Place, focus: boolean): void {
    this.current = place;
    this.goal = { id: place.id, focus };
    this.sayPlace = !focus;
    if (!this.currentEdge) this.center = place.id;
  }

  private rowOf(id: string): HTMLTableRowElement | undefined {
    const rows = this.renderRoot.querySelectorAll<HTMLTableRowElement>('tr[data-row]');
    return [...rows].find(({ dataset }) => dataset.row === id);
  }

  private say(text: string): void {
    if (this.status) this.status.textContent = text;
  }
}

const toggleOf = (row: HTMLElement): HTMLElement => row.querySelector<HTMLElement>('.toggle')!;

/** The end of a drag over text is a click too. */
function isSelectingText(root: Node & { getSelection?: () => Selection | null }): boolean {
  return [root.getSelection?.(), document.getSelection()].some((selection) => selection?.type === 'Range');
}

declare global {
  interface HTMLElementTagNameMap {
    'session-request-table': SessionRequestTable;
  }
}
