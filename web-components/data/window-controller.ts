import type { ReactiveController } from 'lit';
import { answeredData } from './answered.ts';
import { clientOf, type Failure } from './client.ts';
import type { Page, PagePlace } from './pages-controller.ts';
import { QueryController, type QueryHost } from './query-controller.ts';
import type { TypedQuery } from './typed-query.ts';

/** Where a window begins: at the start of the list, or at the page that holds a row. */
export interface WindowPlace extends PagePlace {
  readonly around?: string;
}

/** A page, and where it was asked for. */
interface PlacedPage<Edge> extends Page<Edge> {
  readonly place: WindowPlace;
}

export interface WindowOptions<Data, Variables, Edge> {
  readonly query: TypedQuery<Data, Variables>;
  /** The list; with each change the window starts anew. Null: nothing to ask. */
  readonly list: () => object | null;
  /** Id of a row to start at; undefined: at the start. */
  readonly around: () => string | undefined;
  readonly variables: (place: WindowPlace) => Variables;
  readonly page: (data: Data) => Page<Edge> | null | undefined;
  /** Rows that are kept; what is furthest from the newest ones goes first. */
  readonly most: number;
}

/** A stretch of a long list that grows at both ends on demand, and lets go of the other end when it gets too long. */
export class WindowController<Data, Variables, Edge> implements ReactiveController {
  /** Undefined: no answer yet. While another list is on its way, the rows of the last one. */
  rows: readonly Edge[] | undefined;
  /** The same as they were read, page by page; a page that stays is the same object. */
  stretches: readonly (readonly Edge[])[] = [];
  hasBefore = false;
  hasAfter = false;
  private pages: readonly PlacedPage<Edge>[] = [];
  private last: Data | undefined;
  private place: WindowPlace = {};
  private list = '';
  /** The list without its place: of what is to be shown, and of the rows that are. */
  private wanted = '';
  private shown = '';
  private fresh = true;
  private readonly query: QueryController<Data, Variables>;

  constructor(
    private readonly host: QueryHost,
    private readonly options: WindowOptions<Data, Variables, Edge>,
  ) {
    // In front of the query's controller: it sets the place before the query looks at it.
    host.addController(this);
    this.query = new QueryController(
      host,
      () => (options.list() ? { query: options.query, variables: options.variables(this.place) } : null),
      (data) => this.arrived(data),
    );
  }

  /** The newest answer. */
  get data(): Data | undefined {
    return this.query.data;
  }

  get failure(): Failure | undefined {
    return this.query.failure;
  }

  get loading(): boolean {
    return this.query.loading;
  }

  /** The rows are those of an earlier list. */
  get stale(): boolean {
    return this.loading && this.rows !== undefined && this.shown !== this.wanted;
  }

  /** Rows of another place are on their way; those that are there are of the same list, or stale. */
  get moving(): boolean {
    return this.loading && this.fresh && this.rows !== undefined;
  }

  hostUpdate(): void {
    const around = this.options.around();
    this.wanted = JSON.stringify(this.options.list());
    const list = JSON.stringify([this.wanted, around]);
    if (list === this.list) return;
    this.list = list;
    this.fresh = true;
    this.place = around === undefined ? {} : { around };
  }

  before(): void {
    const cursor = this.pages[0]?.pageInfo.startCursor;
    if (this.hasBefore && cursor && !this.loading) this.go({ before: cursor });
  }

  after(): void {
    const cursor = this.pages.at(-1)?.pageInfo.endCursor;
    if (this.hasAfter && cursor && !this.loading) this.go({ after: cursor });
  }

  retry(): void {
    this.query.refresh();
  }

  private go(place: WindowPlace): void {
    this.place = place;
    this.host.requestUpdate();
  }

  private arrived(data: Data): void {
    const { place } = this;
    const page = this.options.page(data);
    // Told once more what is there: the cache is about to ask anew.
    if (!page || (!this.fresh && data === this.last)) return;
    this.last = data;
    const arrived = { ...page, place };
    const isAgain = !this.fresh && this.pages.some((one) => one.place === place);
    if (this.fresh) {
      this.shown = this.wanted;
      this.show([arrived]);
    } else if (isAgain) this.renew(arrived);
    else if (place.before !== undefined) this.show(this.shorten([arrived, ...this.pages], 'end'));
    else if (place.after !== undefined) this.show(this.shorten([...this.pages, arrived], 'start'));
    this.fresh = false;
  }

  private show(pages: readonly PlacedPage<Edge>[]): void {
    this.pages = pages;
    this.stretches = pages.map(({ edges }) => edges);
    this.rows = this.stretches.flat();
    this.hasBefore = pages[0]!.pageInfo.hasPreviousPage;
    this.hasAfter = pages.at(-1)!.pageInfo.hasNextPage;
  }

  /** A page is there anew: its rows have changed, so the others may have. */
  private renew(arrived: PlacedPage<Edge>): void {
    const others = this.pages.filter(({ place }) => place !== arrived.place);
    this.replace(arrived);
    const { connection } = this.host;
    const { query, variables, page } = this.options;
    for (const { place } of others) {
      clientOf(connection)
        .query(query, variables(place) as object)
        .toPromise()
        .then((answer) => {
          const data = answeredData(answer);
          const one = data && page(data as Data);
          if (!one) return;
          this.replace({ ...one, place });
          this.host.requestUpdate();
        });
    }
  }

  /** In its place, if that is still shown. What was let go of beyond it stays known. */
  private replace(fresh: PlacedPage<Edge>): void {
    this.show(
      this.pages.map((old) => {
        if (old.place !== fresh.place) return old;
        const { hasNextPage, hasPreviousPage, ...cursors } = fresh.pageInfo;
        const pageInfo = {
          ...cursors,
          hasNextPage: hasNextPage || old.pageInfo.hasNextPage,
          hasPreviousPage: hasPreviousPage || old.pageInfo.hasPreviousPage,
        };
        return { ...fresh, pageInfo };
      }),
    );
  }

  /** Lets whole pages go; what is left knows that there are rows after it. */
  private shorten(pages: PlacedPage<Edge>[], end: 'start' | 'end'): PlacedPage<Edge>[] {
    const count = (some: readonly Page<Edge>[]) => some.reduce((sum, { edges }) => sum + edges.length, 0);
    const kept = [...pages];
    while (kept.length > 1 && count(kept) > this.options.most) {
      if (end === 'start') kept.shift();
      else kept.pop();
    }
    if (kept.length === pages.length) return kept;
    const at = end === 'start' ? 0 : kept.length - 1;
    const edge = kept[at]!;
    const more = end === 'start' ? { hasPreviousPage: true } : { hasNextPage: true };
    kept[at] = { ...edge, pageInfo: { ...edge.pageInfo, ...more } };
    return kept;
  }
}
