import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import type { Failure } from '../data/client.ts';
import { SessionAvailabilityDocument, SessionHeaderDocument } from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { ValueNames } from '../session-filters/value-names.ts';
import { SessionStatistics } from '../session-statistics/session-statistics.ts';
import { copyText } from '../shared/copy.ts';
import { SessionsElement, type SessionsElementClass } from '../shared/element.ts';
import {
  SessionCloseEvent,
  SessionSelectEvent,
  SessionsAuthRequiredEvent,
  SessionsPivotEvent,
} from '../shared/events.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import {
  applyGeneral,
  canApply,
  type DetailFilters,
  EXPLORE_FILTERS,
  generalChanged,
  inheritedInForce,
  localView,
  openUnder,
  type RequestsWhere,
  showAll,
  toRequestsWhere,
  withLocalValue,
  withOnlyLocal,
  withoutTime,
} from '../state/detail-filters.ts';
import { sessionsLink } from '../state/explorer-url.ts';
import { type Chip, type View, withoutValue } from '../state/view.ts';
import { parseView } from '../state/view-params.ts';
import { renderFilters } from './filter-chips.ts';
import { pivotStyles } from './pivots.styles.ts';
import { Pivots } from './pivots.ts';
import { rememberedOpen, rememberOpen } from './remembered.ts';
import { detailStyles } from './session-detail.styles.ts';
import { type PartsContext, renderFacts, renderParts } from './session-facts.ts';
import { SessionRequestTable } from './session-request-table.ts';

/** Statistics are open from here on, in pixels of the element, unless somebody chose otherwise. */
const WIDE = 700;

/**
 * One session: who, when, how its requests spread over their values, and the requests themselves, under the filters it was
 * opened with and those that are set inside it.
 *
 * @tag session-detail
 * @fires {SessionCloseEvent} session-close - It was closed.
 * @fires {SessionSelectEvent} session-select - Another part of the session is to be opened.
 * @fires {SessionsPivotEvent} sessions-pivot - The chip of an explore link was removed (`remove`).
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @csspart header - Who and when.
 * @csspart filters - What decides the requests shown.
 * @cssprop --sessions-requests-height - The greatest height of the table of requests.
 * @cssprop --sessions-timeline-height - Height of the bars of the timeline.
 */
export class SessionDetail extends SessionsElement {
  static override readonly tag = 'session-detail';
  static override readonly dependencies: readonly SessionsElementClass[] = [SessionStatistics, SessionRequestTable];
  static override styles = [SessionsElement.styles, pivotStyles, detailStyles];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** The general filters, as a link writes them. It opens under them; what becomes of them later waits for "Apply filters". */
  @property() params = 'time=all';

  /** Id of a request to mark and to bring into view. */
  @property() mark?: string;

  /** The moment that relative times are counted from, in milliseconds; unless given, that of opening. */
  @property({ attribute: false }) now?: number;

  /** Name under which the browser keeps whether the statistics are open. */
  @property({ attribute: 'storage-key' }) storageKey = 'api-sessions';

  @state() private filters: DetailFilters = openUnder(parseView('time=all').view, 0);
  @state() private withStatistics = false;
  @query('h2') private heading?: HTMLElement;
  @query('[role=status]') private status?: HTMLElement;
  @query('.requests') private table?: SessionRequestTable;

  private readonly header = new QueryController(this, () =>
    this.sessionId ? { query: SessionHeaderDocument, variables: { id: this.sessionId } } : null,
  );
  private readonly whyGone = new QueryController(this, () =>
    this.isGone
      ? { query: SessionAvailabilityDocument, variables: { targets: [{ sessionId: this.sessionId }] } }
      : null,
  );
  private readonly names: ValueNames;
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => this.say(text),
    (event) => this.pivoted(event),
  );
  private readonly tags = {
    statistics: unsafeStatic(this.tagOf(SessionStatistics)),
    table: unsafeStatic(this.tagOf(SessionRequestTable)),
  };

  constructor() {
    super();
    const host = this;
    this.names = new ValueNames({
      addController: (controller) => this.addController(controller),
      requestUpdate: () => this.requestUpdate(),
      get isConnected() {
        return host.isConnected;
      },
      get connection() {
        return host.connection;
      },
      get view() {
        const { inherited, local } = { inherited: inheritedInForce(host.filters), local: localView(host.filters) };
        return { ...inherited, conditions: { ...inherited.conditions, ...local.conditions } };
      },
      get terms() {
        return host.localize.terms;
      },
      get locale() {
        return host.localize.locale;
      },
    });
  }

  /** Moves the focus to the heading. */
  override focus(options?: FocusOptions): void {
    if (this.heading) this.heading.focus(options);
    else this.updateComplete.then(() => this.heading?.focus(options));
  }

  /** @internal */
  queryFailed({ kind }: Failure): void {
    if (kind === 'auth') this.dispatchEvent(new SessionsAuthRequiredEvent());
  }

  private get general(): View {
    return parseView(this.params).view;
  }

  private get isGone(): boolean {
    return this.header.data?.session === null && !this.header.loading;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('storageKey')) this.withStatistics = rememberedOpen(this.storageName) ?? this.clientWidth >= WIDE;
    if (changed.has('sessionId')) this.filters = openUnder(this.general, this.now ?? Date.now());
    else if (changed.has('params')) {
      this.filters = generalChanged(this.filters, parseView(changed.get('params') ?? '').view, this.general);
    }
  }

  override render() {
    const { terms } = this.localize;
    const { data, failure } = this.header;
    if (!this.sessionId) return nothing;
    // While another session is on its way, the last one would stand under a name that is not its own.
    const session = data?.session?.id === this.sessionId ? data.session : undefined;
    const parts = session && renderParts(session, this.partsContext);
    const where = toRequestsWhere(this.filters, this.effectiveTimeZone);
    return html`
      <section aria-labelledby="title" aria-busy=${this.header.loading} @keydown=${this.pressed} @sessions-pivot=${this.pivoted}>
        <header part="header" @click=${this.pivots.onClick} @pointerdown=${this.pivots.onPress} @keydown=${this.pivots.onKeyDown}>
          <div class="title">
            <h2 id="title" tabindex="-1">${session ? terms.sessionOf(printable(nameOf(session))) : terms.session}</h2>
            <button type="button" class="button quiet" title=${terms.copyLinkHint} @click=${this.copyLink}>
              ${icons.link}<span class="wide">${terms.copyLink}</span>
            </button>
            <button type="button" class="button quiet" @click=${this.close} title=${`${terms.closeSession} (Esc)`} aria-label=${terms.closeSession}>
              ${icons.close}
            </button>
          </div>
          ${session ? renderFacts(session, this.localize) : nothing}
          ${parts ? html`<nav class="parts" aria-label=${terms.partsOfSession}>${parts}</nav>` : nothing}
        </header>
        ${failure ? this.renderFailure(failure) : nothing}
        ${this.isGone ? html`<p class="notice" role="status">${this.goneText}</p>` : nothing}
        ${
          this.isGone || (failure && !session)
            ? nothing
            : [
                this.renderStatistics(where),
                this.renderFilters(),
                this.renderTable(where),
                parts ? html`<p class="parts">${parts}</p>` : nothing,
              ]
        }
        ${this.pivots.template}
        <p class="said muted" role="status"></p>
      </section>
    `;
  }

  private renderFailure({ kind, detail }: Failure) {
    const { terms } = this.localize;
    return html`<p class="notice" role="alert">
      ${icons.warning}<span>${terms.failure[kind]}${kind === 'input' && detail ? ` ${printable(detail)}` : ''}</span>
      <button type="button" class="button" @click=${() => this.header.refresh()}>${terms.retry}</button>
    </p>`;
  }

  private renderStatistics(where: RequestsWhere) {
    const { terms } = this.localize;
    return html`<details ?open=${this.withStatistics} @toggle=${this.statisticsToggled}>
      <summary>${icons.next}<h3>${terms.statistics}</h3></summary>
      ${
        this.withStatistics
          ? staticHtml`<${this.tags.statistics} class="statistics" .sessionId=${this.sessionId} .where=${where}
              .local=${this.filters.local} endpoint=${ifDefined(this.endpoint)} time-zone=${ifDefined(this.timeZone)}
              lang=${ifDefined(this.lang || undefined)}></${this.tags.statistics}>`
          : nothing
      }
    </details>`;
  }

  private renderFilters() {
    return renderFilters({
      localize: this.localize,
      names: this.names,
      filters: this.filters,
      canApply: canApply(this.filters, this.general),
      removeInherited: this.removeInherited,
      removeLocal: ({ id, value }) => this.change(withLocalValue(this.filters, id, value, 'remove')),
      removeTime: () => this.change(withoutTime(this.filters)),
      showAll: () => this.change(showAll(this.filters)),
      apply: () => this.change(applyGeneral(this.filters, this.general, this.now ?? Date.now())),
    });
  }

  private renderTable(where: RequestsWhere) {
    return staticHtml`<${this.tags.table} class="requests" .sessionId=${this.sessionId} .where=${where} .mark=${this.mark}
      endpoint=${ifDefined(this.endpoint)} time-zone=${ifDefined(this.timeZone)} lang=${ifDefined(this.lang || undefined)}>
    </${this.tags.table}>`;
  }

  private change(filters: DetailFilters): void {
    const root = this.renderRoot as ShadowRoot;
    const hadFocus = root.activeElement !== null;
    this.filters = filters;
    // What was pressed may be gone: the focus must not start over at the top of the page.
    this.updateComplete.then(() => {
      if (!hadFocus || root.activeElement !== null) return;
      (root.querySelector<HTMLElement>('.filters button') ?? this.heading)?.focus();
    });
  }

  /** The chip of an explore link is one with that of the general filters: whoever owns those takes it away there too. */
  private readonly removeInherited = ({ id, value, mode }: Chip): void => {
    this.change({ ...this.filters, inherited: withoutValue(this.filters.inherited, id, value, mode) });
    if (EXPLORE_FILTERS.includes(id) && mode === 'only') {
      this.dispatchEvent(new SessionsPivotEvent(id, value, 'remove'));
    }
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
      replaces ? withOnlyLocal(this.filters, filter, value) : withLocalValue(this.filters, filter, value, action),
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

  private readonly statisticsToggled = (event: ToggleEvent): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.withStatistics) return;
    this.withStatistics = open;
    rememberOpen(this.storageName, open);
  };

  private get storageName(): string {
    return `${this.storageKey}.statistics`;
  }

  private close(): void {
    this.dispatchEvent(new SessionCloseEvent());
  }

  private get goneText(): string {
    const { terms } = this.localize;
    const state = this.whyGone.data?.sessionAvailability[0]?.state;
    if (state === 'EXPIRED') return terms.sessionExpired;
    return state === 'UNKNOWN' ? terms.sessionUnknown : terms.sessionGone;
  }

  private get partsContext(): PartsContext {
    return { localize: this.localize, linkTo: this.linkTo, open: this.openPart };
  }

  private readonly linkTo = (id: string): string => sessionsLink({ session: id }, this.explorerPage, this.linkKey);

  private readonly openPart = (event: MouseEvent, id: string): void => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!this.dispatchEvent(new SessionSelectEvent(id, this.linkTo(id)))) event.preventDefault();
  };

  /** The session alone, without dates, so that the receiver may set a time on it. */
  private async copyLink(): Promise<void> {
    const { terms } = this.localize;
    const copied = await copyText(new URL(this.linkTo(this.sessionId), location.href).href);
    this.say(copied ? terms.copied : terms.list.copyFailed);
  }

  private say(text: string): void {
    const { status } = this;
    if (!status) return;
    status.textContent = text;
    status.animate([{ opacity: 1 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }], 2000);
  }
}

function nameOf(session: { users: readonly string[]; ips: readonly { address: string }[]; key: string }): string {
  return session.users[0] ?? session.ips[0]?.address ?? session.key;
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
