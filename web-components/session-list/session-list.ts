import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Page } from '../data/pages-controller.ts';
import { DECISIONS } from '../i18n/decisions.ts';
import { LanguageController } from '../i18n/language.ts';
import type { Pivot } from '../pivots/pivot.ts';
import type { PivotChoice } from '../pivots/pivot-menu.ts';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import {
  SessionsListChangeEvent,
  SessionsLoadedEvent,
  SessionsPivotEvent,
  SessionsRefreshEvent,
  SessionsWhereChangeEvent,
} from '../shared/events.ts';
import { FilteredElement } from '../shared/filtered-element.ts';
import { UnreadParams } from '../shared/unread.ts';
import { filterOf } from '../state/filter-fields.ts';
import { sessionsLink } from '../state/link.ts';
import { DEFAULT_ORDER, nextOrder, type OrderName, type OrderText } from '../state/session-order.ts';
import { inZone } from '../state/time-range.ts';
import { chipsOf, onlyThis, type View, withPivot, withTime } from '../state/view.ts';
import { withoutUnread } from '../state/view-params.ts';
import { textOf } from '../state/view-text.ts';
import type { SessionEdge } from './cells.ts';
import { ColumnChoice } from './column-choice.ts';
import { fitColumns } from './fit-columns.ts';
import { GridFocus } from './grid-focus.ts';
import { DEFAULT_PAGE_SIZE, ListData } from './list-data.ts';
import type { ListExported } from './list-download.ts';
import { ListMenus } from './list-menus.ts';
import { ListMessages } from './list-messages.ts';
import { RowActions } from './row-actions.ts';
import { listStyles } from './session-list.styles.ts';
import { renderAway, renderEmpty, renderFailure } from './states.ts';
import { tableStyles } from './table.styles.ts';
import { renderTable } from './table.ts';
import { renderFooter, renderToolbar } from './toolbar.ts';

// Types of its members and events, for who imports it alone.
export type { AnyPlugin } from '../plugins/core/contract.ts';
export type {
  SessionSelectEvent,
  SessionsAuthRequiredEvent,
  SessionsListChangeEvent,
  SessionsLoadedEvent,
  SessionsPivotEvent,
  SessionsRefreshEvent,
  SessionsWhereChangeEvent,
} from '../shared/events.ts';
export type { SessionsListExportEvent } from '../shared/export-events.ts';
export type { SessionsActionEvent, SessionsPluginErrorEvent } from '../shared/plugin-events.ts';
export type { SessionsSelectionChangeEvent } from '../shared/selection-events.ts';
export type { OrderText } from '../state/session-order.ts';

/**
 * The sessions that meet the filters, in pages, with their number. Each value in it is a filter.
 *
 * @tag session-list
 * @fires {SessionSelectEvent} session-select - A session is to be opened. Cancel it to show it yourself; otherwise its link is followed.
 * @fires {SessionsPivotEvent} sessions-pivot - A value is to be filtered by. Cancel it to do so yourself.
 * @fires {SessionsWhereChangeEvent} sessions-where-change - Somebody changed the filters here.
 * @fires {SessionsListChangeEvent} sessions-list-change - Somebody changed the order or the columns.
 * @fires {SessionsLoadedEvent} sessions-loaded - A page has arrived.
 * @fires {SessionsListExportEvent} sessions-list-export - The whole list is to be taken out as a file. Cancel it to forbid that, or to do it yourself.
 * @fires {SessionsSelectionChangeEvent} sessions-selection-change - Somebody selected rows, or selects them no more.
 * @fires {SessionsActionEvent} sessions-action - Selected sessions are about to be blocked or unblocked. Cancel it to do that yourself, or to have nothing done.
 * @fires {SessionsRefreshEvent} sessions-refresh - The newest state is read: somebody asked for it, or the list refreshes by itself.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - Something of a plugin was left out.
 * @slot empty - In the place of what an empty list says.
 * @slot error - In the place of what a failed list says.
 * @slot toolbar-start - Before the number of sessions.
 * @slot toolbar-end - After the buttons of the list.
 * @csspart toolbar - Number of sessions and buttons.
 * @csspart table - The grid.
 * @csspart header - Its row of headings.
 * @csspart row - A session.
 * @csspart cell - A cell of a session.
 * @csspart selection - What is selected, and what can be done with it.
 * @csspart empty - What an empty list says.
 * @csspart error - What a failed list says.
 */
export class SessionList extends FilteredElement {
  static override readonly tag = 'session-list';
  static override styles = [FilteredElement.styles, listStyles, tableStyles];

  /** `-last-seen`, `started`, `length`, `requests`, `attacks` or `risk`, with a minus in front: descending. */
  @property() order: OrderText = DEFAULT_ORDER;

  /** Columns by name, separated by commas; unless given, those that were chosen here before, or the usual ones. */
  @property() columns?: string;

  /** Sessions of a page: 25, 50, 100 or 200. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = DEFAULT_PAGE_SIZE;

  /** Less air and fewer columns, for a card or beside an open session. */
  @property({ type: Boolean, reflect: true }) compact = false;

  /** Rows can be selected, to be blocked or taken out together: there are boxes where the viewer may do that. */
  @property({ type: Boolean }) selectable = false;

  /** Id of the open session; its row is marked. */
  @property() selected = '';

  /** The moment that relative times are counted from, in milliseconds; unless given, that of the last change or refresh. */
  @property({ attribute: false }) now?: number;

  /** Name under which the browser keeps the choice of columns. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  /** Seconds between looks for newer sessions; 0: none. */
  @property({ type: Number, attribute: 'refresh-seconds' }) refreshSeconds = 30;

  /** Plugins of this list; in the place of the provider's. */
  @property({ attribute: false }) plugins?: readonly AnyPlugin[];

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.plugins);

  /** The page that was told of. */
  private told: unknown;
  private toFirstRow = false;

  private readonly decisions = new LanguageController(this, DECISIONS);
  private readonly grid = new GridFocus(this);
  private readonly data = new ListData(this);
  private readonly unread = new UnreadParams(this, () => this.data.unread);
  private readonly choice = new ColumnChoice(
    this,
    () => chipsOf(this.view).some(({ id }) => filterOf(id).of === 'request') || !!this.view.groups,
    () => (this.pluginScope.pending ? undefined : (this.pluginScope.set?.columnsFor(this) ?? [])),
  );
  private readonly messages = new ListMessages(this, this.localize, this.data, this.choice);
  private readonly menus = new ListMenus(this, {
    root: () => this.renderRoot,
    terms: () => this.localize.terms,
    link: ({ filter, value }) => this.linkTo(textOf(onlyThis(filter!, value))),
    choose: (pivot, choice) => this.pivoted(pivot, choice),
  });
  private readonly actions = new RowActions(this, this.grid, this.menus);

  /** Focuses the row, or the value in it, that was focused last. */
  override focus(options?: FocusOptions): void {
    this.grid.focus(options);
  }

  /** @internal */
  get pages(): ListData['pages'] {
    return this.data.pages;
  }

  /** @internal What can be downloaded, as it stands on the screen. */
  get exported(): ListExported {
    return this.data.selection?.exported ?? { where: this.data.whereOf(this.view), total: this.data.total };
  }

  /** @internal */
  notify(text: string): void {
    this.messages.say(text);
  }

  /** @internal Reads the newest state, and tells the host. */
  renew(): void {
    this.refresh();
    this.dispatchEvent(new SessionsRefreshEvent(this.data.moment));
  }

  /** Reads the newest state. */
  refresh(): void {
    this.data.refresh();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.data.update(changed);
  }

  protected override updated(): void {
    const { page, failure, loading } = this.data.pages;
    fitColumns(this.renderRoot.querySelector('table'));
    if (page && page !== this.told && !failure && !loading) {
      this.told = page;
      this.arrived(page);
    }
    this.messages.updated();
  }

  private arrived({ edges, pageInfo }: Page<SessionEdge>): void {
    if (this.toFirstRow) {
      this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
      this.grid.toFirstRow();
    }
    this.toFirstRow = false;
    this.messages.sayShown(edges.length, this.data.order);
    this.menus.load();
    const complete = !pageInfo.hasNextPage && !pageInfo.hasPreviousPage;
    const ids = edges.map(({ node }) => node.id);
    this.dispatchEvent(new SessionsLoadedEvent(ids, complete));
  }

  override render(): TemplateResult {
    const { terms } = this.localize;
    const { page, failure: last, stale } = this.data.pages;
    const isKept = page && last?.kind === 'away';
    const failure = isKept ? undefined : last;
    const { ignored } = this.messages;
    const content =
      this.data.unread.length > 0
        ? this.unread.render(() => this.bring(() => this.filter(withoutUnread(this.view, this.data.unread))))
        : failure
          ? renderFailure(terms, failure, () => this.bring(() => this.data.retry()))
          : page?.edges.length === 0
            ? renderEmpty(terms, this.view, this.data.periodText, (view) => this.bring(() => this.filter(view)))
            : this.renderTable(page && this.data.isHeld ? [] : page?.edges);
    return html`
      <div class="frame ${this.compact ? 'dense' : 'roomy'} ${stale ? 'stale' : ''}">
        ${this.renderToolbar()} ${ignored ? html`<p class="muted" role="note">${ignored}</p>` : nothing} ${isKept ? renderAway(terms) : nothing} ${content} ${failure || !page || this.data.unread.length > 0 ? nothing : this.renderFooter(page)} ${this.data.selection?.renderBar()} ${this.menus.template}
        <div class="visually-hidden" role="status"></div>
      </div>
    `;
  }

  private renderToolbar() {
    const { terms, locale } = this.localize;
    const { choice } = this;
    return renderToolbar({
      terms,
      locale,
      total: this.data.shownTotal,
      newer: this.messages.newer,
      live: this.data.live,
      choice,
      menus: this.menus,
      columnsChanged: () => this.listChanged(),
      showNewer: () => {
        this.grid.toFirstRow();
        this.bring(() => this.renew());
      },
      refresh: () => this.renew(),
    });
  }

  private renderTable(edges: readonly SessionEdge[] | undefined) {
    const { terms, locale, timeZone } = this.localize;
    const { pages, order, total, moment } = this.data;
    const linked = textOf(withTime(this.view, inZone(this.view.time, timeZone)));
    const params = order === DEFAULT_ORDER ? linked : `${linked}&sort=${order}`;
    return renderTable({
      terms,
      decisions: this.decisions.terms,
      locale,
      timeZone,
      now: moment,
      columns: this.choice.shown,
      order,
      edges,
      busy: pages.loading,
      offset: pages.offset,
      total,
      selected: this.selected ?? '',
      selection: this.data.selection,
      sort: (name) => this.sort(name),
      link: (session) => this.linkTo(params, session),
      mark: (id) => this.data.live?.mark(id),
      onFocusIn: this.grid.onFocusIn,
      onKeyDown: this.actions.onKeyDown,
      onClick: this.actions.onClick,
      onPress: this.menus.onPress,
    });
  }

  private renderFooter({ edges, pageInfo }: Page<SessionEdge>) {
    const { pages, size, total } = this.data;
    return renderFooter({
      terms: this.localize.terms,
      locale: this.localize.locale,
      from: pages.offset + 1,
      to: pages.offset + edges.length,
      total,
      pageInfo,
      loading: pages.loading,
      previous: () => this.bring(() => pages.previous(size)),
      next: () => this.bring(() => pages.next()),
    });
  }

  /** Brings other rows by what somebody did; the focus then goes to the first of them. */
  private bring(act: () => void): void {
    this.toFirstRow = true;
    act();
  }

  private pivoted({ filter, value, text }: Pivot, choice: PivotChoice): true {
    if (choice === 'copy') {
      this.messages.copy(text);
    } else if (this.dispatchEvent(new SessionsPivotEvent(filter!, value, choice))) {
      this.filter(withPivot(this.view, filter!, value, choice));
    }
    return true;
  }

  private linkTo(params: string, session?: string): string {
    return sessionsLink({ params, session }, this.explorerPage, this.linkKey);
  }

  private filter(chosen: View): void {
    this.view = withTime(chosen, inZone(chosen.time, this.effectiveTimeZone));
    this.dispatchEvent(new SessionsWhereChangeEvent(this.data.whereOf(this.view), this.view));
  }

  private sort(name: OrderName): void {
    this.order = nextOrder(this.data.order, name);
    this.listChanged();
  }

  private listChanged(): void {
    const columns = this.choice.shown.map(({ id }) => id);
    this.dispatchEvent(new SessionsListChangeEvent(this.data.order, columns));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-list': SessionList;
  }
}
