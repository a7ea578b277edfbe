import type { PropertyValues } from 'lit';
import { SessionCountDocument, SessionListDocument } from '../data/documents.generated.ts';
import { PagesController } from '../data/pages-controller.ts';
import { QueryController } from '../data/query-controller.ts';
import { MENU_KIT } from '../pivots/menu-kit.ts';
import type { PluginScope } from '../plugins/core/plugin-scope.ts';
import { fullDateTime } from '../shared/format.ts';
import { DEFAULT_ORDER, type OrderText, parseOrder, toOrder } from '../state/session-order.ts';
import type { Unread, View } from '../state/view.ts';
import { toWhere, type Where } from '../state/where.ts';
import type { Live, LiveHost } from './live/live.ts';
import type { Selection } from './selection/selection.ts';
import type { SelectionHost } from './selection/selection.type.ts';

const PAGE_SIZES = [25, 50, 100, 200];
export const DEFAULT_PAGE_SIZE = 50;

/** A number of sessions; not exact: there are at least so many. */
export interface Total {
  readonly value: number;
  readonly exact: boolean;
}

export interface ListDataHost extends LiveHost, SelectionHost {
  readonly view: View;
  readonly order: OrderText;
  readonly pageSize: number;
  readonly now?: number;
  readonly effectiveTimeZone: string;
  readonly locale: string;
  readonly pluginScope: PluginScope;
}

/** What a list knows of the graph: a page of rows, their number, and whether there are newer ones. */
export class ListData {
  /** That relative times are counted from, in milliseconds. */
  moment = Date.now();
  readonly pages;
  /** What the rows were asked for with. */
  where: Where = {};
  private readonly count;
  /** Undefined: not loaded yet; the first look is seconds away. */
  live: Live | undefined;
  /** The rows that are selected; undefined: not read yet, or not wanted. */
  selection: Selection | undefined;
  private reading = false;
  private isPlain = false;

  constructor(private readonly host: ListDataHost) {
    this.pages = new PagesController(host, {
      query: SessionListDocument,
      list: () => (this.unread.length > 0 ? null : this.asked),
      variables: (place) => ({ ...this.asked, ...place }),
      page: ({ sessions }) => sessions,
    });
    this.count = new QueryController(host, () =>
      this.unread.length > 0 ? null : { query: SessionCountDocument, variables: this.where },
    );
    import('./live/live.ts').then(
      ({ Live }) => {
        this.live = new Live(host, this, MENU_KIT);
      },
      // Without it nobody is told of newer sessions, and the list is what it is.
      () => {},
    );
  }

  /** Before the element's controllers look for something new to ask. */
  update(changed: PropertyValues<ListDataHost>): void {
    const { now } = this.host;
    if (now !== undefined && changed.has('now')) this.moment = now;
    else if (now === undefined && changed.has('view')) this.moment = Date.now();
    this.where = this.whereOf(this.host.view);
    if (this.host.selectable && !this.reading) this.readSelection();
  }

  /** Whether rows have boxes is not known yet: shown now, they would move. */
  get isHeld(): boolean {
    return this.host.selectable && !this.selection?.isSettled && !this.isPlain;
  }

  private readSelection(): void {
    this.reading = true;
    import('./selection/selection.ts').then(
      ({ Selection }) => {
        this.selection = new Selection(this.host, this, MENU_KIT);
      },
      // Rows without boxes are what they are.
      () => {
        this.isPlain = true;
        this.host.requestUpdate();
      },
    );
  }

  /** Reads the newest state, past the cache. */
  refresh(): void {
    this.moment = Date.now();
    this.where = this.whereOf(this.host.view);
    this.live?.rereads();
    this.pages.refresh();
    this.count.refresh();
  }

  retry(): void {
    this.pages.retry();
    this.count.refresh();
  }

  /** What was not understood of what is to be listed: then nothing is. */
  get unread(): readonly Unread[] {
    return this.host.pluginScope.unread(this.host.view);
  }

  whereOf(view: View): Where {
    return this.host.pluginScope.narrow(toWhere(view, this.moment, this.host.effectiveTimeZone), view);
  }

  /** The exact period, on the clocks of the list; '': it has no ends, or is as long on every clock. */
  get periodText(): string {
    const { from, to } = this.where.period ?? {};
    if ((!from && !to) || this.host.view.time.kind === 'last') return '';
    const { locale, effectiveTimeZone: zone } = this.host;
    const moment = (iso: unknown) => (iso ? fullDateTime(String(iso), locale, zone) : '');
    return `${`${moment(from)} – ${moment(to)}`.trim()} (${zone})`;
  }

  get order(): OrderText {
    return parseOrder(this.host.order ?? '') ?? DEFAULT_ORDER;
  }

  get size(): number {
    return PAGE_SIZES.includes(this.host.pageSize) ? this.host.pageSize : DEFAULT_PAGE_SIZE;
  }

  /** Null: not known, or not yet. */
  get total(): Total | null {
    const { loading, failure, data } = this.count;
    return loading || failure ? null : (data?.sessions?.totalCount ?? null);
  }

  /** What to say in its place: an old number goes with old rows, and not with new ones. */
  get shownTotal(): Total | 'counting' | 'unavailable' | undefined {
    if (this.unread.length > 0) return undefined;
    const { loading, data } = this.count;
    if (!loading) return this.total ?? 'unavailable';
    return (this.pages.stale && data?.sessions?.totalCount) || 'counting';
  }

  private get asked() {
    return { ...this.where, orderBy: toOrder(this.order), first: this.size };
  }
}
