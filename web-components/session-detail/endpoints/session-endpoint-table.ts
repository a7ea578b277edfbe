import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import {
  type SessionEndpointOrder,
  type SessionEndpointOrderField,
  SessionEndpointsDocument,
  type SessionEndpointsQuery,
} from '../../data/documents.generated.ts';
import { QueryController } from '../../data/query-controller.ts';
import { ENDPOINTS } from '../../i18n/endpoints.ts';
import { JUDGEMENT } from '../../i18n/judgement.ts';
import { LanguageController } from '../../i18n/language.ts';
import { performanceStyles } from '../../performance/performance.styles.ts';
import type { Pivot } from '../../pivots/pivot.ts';
import { pivotStyles } from '../../pivots/pivots.styles.ts';
import { Pivots } from '../../pivots/pivots.ts';
import { GridFocus } from '../../session-list/grid-focus.ts';
import { SessionsElement } from '../../shared/element.ts';
import { SessionsPivotEvent } from '../../shared/events.ts';
import { exactNumber } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import type { RequestsWhere } from '../../state/detail-filters.ts';
import { rowGridStyles } from '../row-grid.styles.ts';
import { type EndpointRow, nameOf, type RowsContext, renderHead, renderRow } from './endpoint-rows.ts';
import { endpointTableStyles } from './session-endpoint-table.styles.ts';

type Table = NonNullable<NonNullable<SessionEndpointsQuery['session']>['endpoints']>;

/** Rows at first, and as many as the graph gives. */
const FEW = 50;
const MOST = 200;

/**
 * The endpoints of a session, of the requests that meet its filters: how often each was asked, with what errors, how fast
 * beside what is usual there.
 *
 * @tag session-endpoint-table
 * @fires {SessionsPivotEvent} sessions-pivot - A value of an endpoint is to be filtered by.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @csspart table - The grid.
 */
export class SessionEndpointTable extends SessionsElement {
  static override readonly tag = 'session-endpoint-table';
  static override styles = [SessionsElement.styles, pivotStyles, performanceStyles, rowGridStyles, endpointTableStyles];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** Of which of its requests: the arguments `period` and `filter` of Session.endpoints. */
  @property({ attribute: false }) where: RequestsWhere = {};

  /** @internal Every request of the session has the value: there is nothing to filter by it. */
  @property({ attribute: false }) everywhere?: (pivot: Pivot) => boolean;

  /** @internal The requests of an endpoint are to be shown. */
  @property({ attribute: false }) showRequests?: () => void;

  // What stands out first: who opens the table looks for the slow ones.
  @state() private order: SessionEndpointOrder = { field: 'DEVIATIONS', direction: 'DESC' };
  @state() private first = FEW;

  private readonly words = new LanguageController(this, ENDPOINTS);
  private readonly judgement = new LanguageController(this, JUDGEMENT);
  private readonly grid = new GridFocus(this);
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => this.say(text),
    undefined,
    (pivot) => this.everywhere?.(pivot) === true,
  );
  private readonly table = new QueryController(this, () =>
    this.sessionId
      ? {
          query: SessionEndpointsDocument,
          variables: { id: this.sessionId, orderBy: this.order, first: this.first, ...this.where },
        }
      : null,
  );

  override render() {
    const { terms } = this.localize;
    const { data, failure, loading, away } = this.table;
    const table = data?.session?.id === this.sessionId ? data.session.endpoints : undefined;
    if ((failure && !(away && table)) || table === null) {
      return html`<p class="notice" role="alert">${icons.warning}<span>${away ? terms.failure.away : this.words.terms.unavailable}</span>
        <button type="button" class="button" @click=${() => this.table.refresh()}>${terms.retry}</button></p>`;
    }
    if (!table) return html`<p class="notice muted" aria-busy="true">${terms.loading}</p>`;
    return html`<div class=${this.table.loading ? 'stale' : ''} aria-busy=${loading}>
      ${this.renderTable(table)} ${this.renderRest(table)} ${this.pivots.template}
      <div class="visually-hidden" role="status"></div>
    </div>`;
  }

  private renderTable(table: Table) {
    const { rows } = table;
    const words = this.words.terms;
    const context: RowsContext = {
      localize: this.localize,
      words,
      judgement: this.judgement.terms,
      order: this.order,
      requestCount: table.requestCount,
      withHost: rows.some(({ summary }) => summary.host !== rows[0]!.summary.host),
      sort: this.sort,
      show: this.show,
    };
    return html`<div class="scroller">
      <table part="table" role="grid" aria-label=${words.label} aria-colcount="8" aria-rowcount=${table.endpointCount + 1}
        @focusin=${this.grid.onFocusIn} @keydown=${this.pressed} @click=${this.pivots.onClick} @pointerdown=${this.pivots.onPress}>
        ${renderHead(context)}
        <tbody role="rowgroup">${rows.map((row, index) => renderRow(row, index, context))}</tbody>
      </table>
    </div>`;
  }

  /** What has no row here is said, and how to come to it. */
  private renderRest({ rows, endpointCount }: Table) {
    if (endpointCount <= rows.length) return nothing;
    const words = this.words.terms;
    const { locale } = this.localize;
    const more = Math.min(endpointCount, MOST);
    return html`<p class="rest muted">${words.firstOf(exactNumber(rows.length, locale), exactNumber(endpointCount, locale))}
      ${
        rows.length < more
          ? html`<button type="button" class="button" @click=${() => {
              this.first = MOST;
            }}>${words.showUpTo(exactNumber(more, locale))}</button>`
          : nothing
      }</p>`;
  }

  private readonly sort = (field: SessionEndpointOrderField): void => {
    const turns = this.order.field === field && this.order.direction === 'DESC';
    this.order = { field, direction: turns ? 'ASC' : 'DESC' };
  };

  private readonly show = ({ summary }: EndpointRow): void => {
    this.dispatchEvent(new SessionsPivotEvent('endpoint-id', summary.id, 'only', nameOf(summary)));
    this.showRequests?.();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    this.pivots.onKeyDown(event);
    this.grid.onKeyDown(event);
  };

  private say(text: string): void {
    const status = this.renderRoot.querySelector('[role=status]');
    if (status) status.textContent = text;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-endpoint-table': SessionEndpointTable;
  }
}
