import type { ReactiveController } from 'lit';
import type { Page, PagesController } from '../../data/pages-controller.ts';
import type { QueryHost } from '../../data/query-controller.ts';
import { LanguageController, type LanguageHost } from '../../i18n/language.ts';
import type { LiveTerms } from '../../i18n/live.en.ts';
import { LIVE } from '../../i18n/live.ts';
import type { Terms } from '../../i18n/localize.ts';
import type { MenuKit } from '../../pivots/menu-kit.ts';
import { exactNumber } from '../../shared/format.ts';
import type { OrderText } from '../../state/session-order.ts';
import type { View } from '../../state/view.ts';
import type { Where } from '../../state/where.ts';
import type { SessionEdge } from '../cells.ts';
import { AutoRefresh } from './auto-refresh.ts';
import { freshIn, type Known, knownOf } from './fresh-rows.ts';
import { KeptPlace } from './kept-place.ts';
import { adoptLiveStyles } from './live-styles.ts';
import { type Front, type Newer, NewerSessions } from './newer-sessions.ts';
import { Ticks } from './ticks.ts';

export interface LiveHost extends QueryHost, LanguageHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly refreshSeconds: number;
  readonly storageKey: string;
  readonly view: View;
  readonly updateComplete: Promise<boolean>;
  /** Reads the newest state, and tells the host. */
  renew(): void;
  readonly terms: Terms;
  readonly locale: string;
  notify(text: string): void;
}

/** What a list shows. */
export interface LiveData {
  readonly pages: Pick<PagesController<never, never, SessionEdge>, 'page' | 'loading' | 'failure'>;
  readonly where: Where;
  readonly order: OrderText;
}

const DEFAULT_SECONDS = 30;
const MOST_SECONDS = 86_400;

/**
 * Keeps a list up with what arrives: it looks for newer sessions while the page is seen, reads the rows again by itself where somebody
 * chose that, and marks what is new in them.
 */
export class Live implements ReactiveController {
  /** The rows that came are those of a refresh by itself, which says what is new in its own words. */
  quiet = false;
  private byItself = false;
  private page: Page<SessionEdge> | undefined;
  private before: (Known & { readonly list: string }) | undefined;
  private fresh: ReadonlySet<string> = new Set();
  private freshList = '';
  private readonly language: LanguageController<LiveTerms>;
  private readonly sessions: NewerSessions;
  private readonly auto: AutoRefresh;
  private readonly place: KeptPlace;
  private readonly ticks = new Ticks(() => this.sessions.look());

  constructor(
    private readonly host: LiveHost,
    private readonly data: Pick<LiveData, keyof LiveData>,
    private readonly kit: MenuKit,
  ) {
    this.page = data.pages.page;
    this.language = new LanguageController(host, LIVE);
    this.place = new KeptPlace(host);
    this.auto = new AutoRefresh(
      host,
      kit,
      () => this.language.terms,
      () => this.found(),
    );
    this.sessions = new NewerSessions(
      host,
      () => this.front,
      () => this.found(),
    );
    adoptLiveStyles(host.renderRoot);
    host.addController(this);
    host.requestUpdate();
  }

  /** How many sessions are new or updated; undefined: none, not known, or about to be shown. */
  get notice(): string | undefined {
    const { newer } = this.sessions;
    return this.byItself || !newer ? undefined : this.textOf(newer);
  }

  hostConnected(): void {
    this.ticks.every(this.seconds);
  }

  hostUpdate(): void {
    if (this.host.isConnected) this.ticks.every(this.seconds);
    const { page, loading, failure } = this.data.pages;
    const { list } = this;
    if (list !== this.freshList) this.fresh = new Set();
    this.freshList = list;
    if (failure) this.byItself = false;
    if (loading || page === this.page) return;
    this.page = page;
    if (page) this.arrived(page);
  }

  hostUpdated(): void {
    this.place.restore();
  }

  hostDisconnected(): void {
    this.ticks.stop();
  }

  /** The rows are about to be read again. */
  rereads(): void {
    const { page } = this.data.pages;
    const { newestFirst, list } = this;
    const newest = newestFirst ? undefined : this.sessions.newestAt;
    // Of a later page, or of rows in another order alone, nobody knows what was there.
    const isKnown = page && !page.pageInfo.hasPreviousPage && (newestFirst || newest !== undefined);
    this.before = isKnown ? { ...knownOf(page.edges, newest), list } : undefined;
    this.fresh = new Set();
    this.sessions.forget();
  }

  /** Beside the time of a row that is new; nothing for others. */
  mark(id: string): unknown {
    const { terms } = this.language;
    return this.fresh.has(id) ? this.kit.html`<span class="fresh" title=${terms.freshHint}>${terms.fresh}</span>` : '';
  }

  /** How often the list reads itself again. */
  render(): unknown {
    return this.auto.render();
  }

  /** Which list it is, whatever page of it. */
  private get list(): string {
    return JSON.stringify([this.host.view, this.data.order]);
  }

  private get newestFirst(): boolean {
    return this.data.order === '-last-seen';
  }

  /** Null: newer sessions cannot come, or a later page is read. */
  private get front(): Front | null {
    const { page, loading, failure } = this.data.pages;
    const { where } = this.data;
    const { to } = where.period ?? {};
    if (!page || page.pageInfo.hasPreviousPage || (to && Date.parse(to) <= Date.now())) return null;
    const says = this.newestFirst || page.edges.length === 0;
    return { where, before: says ? page.pageInfo.startCursor : undefined, settled: !loading && !failure };
  }

  private get seconds(): number {
    const { refreshSeconds } = this.host;
    if (refreshSeconds === 0) return 0;
    if (this.auto.seconds > 0) return this.auto.seconds;
    return refreshSeconds > 0 ? Math.min(Math.max(refreshSeconds, 1), MOST_SECONDS) : DEFAULT_SECONDS;
  }

  private textOf({ count, more }: Newer): string {
    const { terms, locale } = this.host;
    const short = exactNumber(count, locale);
    return terms.list.newer({ short: more ? terms.atLeast(short) : short, value: count });
  }

  /** A look was answered. An open menu stays where its row is: the next look finds the same. */
  private found(): void {
    if (this.auto.seconds === 0 || this.byItself || !this.sessions.newer) return;
    if (this.host.renderRoot.querySelector(':popover-open')) return;
    this.byItself = true;
    queueMicrotask(() => this.host.renew());
  }

  private arrived({ edges }: Page<SessionEdge>): void {
    const { before, byItself } = this;
    this.before = undefined;
    this.byItself = false;
    if (before?.list === this.list) this.fresh = freshIn(edges, before);
    if (!byItself) return;
    this.place.keep();
    this.quiet = true;
    this.host.updateComplete.then(() => {
      this.quiet = false;
      if (this.fresh.size > 0) this.host.notify(this.textOf({ count: this.fresh.size, more: false }));
    });
  }
}
