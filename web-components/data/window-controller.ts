import type { ReactiveController } from 'lit';
import type { Failure } from './client.ts';
import type { Page, PagePlace } from './pages-controller.ts';
import { QueryController, type QueryHost } from './query-controller.ts';
import type { TypedQuery } from './typed-query.ts';

/** Where a window begins: at the start of the list, or at the page that holds a row. */
export interface WindowPlace extends PagePlace {
  readonly around?: string;
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
  private pages: Page<Edge>[] = [];
  private place: WindowPlace = {};
  private list = '';
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
    return this.loading && this.fresh && this.rows !== undefined;
  }

  hostUpdate(): void {
    const around = this.options.around();
    const list = JSON.stringify([this.options.list(), around]);
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
    const page = this.options.page(data);
    if (!page) return;
    if (this.fresh) this.pages = [page];
    else if (this.place.before !== undefined) this.pages = this.shorten([page, ...this.pages], 'end');
    else if (this.place.after !== undefined) this.pages = this.shorten([...this.pages, page], 'start');
    this.fresh = false;
    this.stretches = this.pages.map(({ edges }) => edges);
    this.rows = this.stretches.flat();
    this.hasBefore = this.pages[0]!.pageInfo.hasPreviousPage;
    this.hasAfter = this.pages.at(-1)!.pageInfo.hasNextPage;
  }

  /** Lets whole pages go; what is left knows that there are rows behind it. */
  private shorten(pages: Page<Edge>[], end: 'start' | 'end'): Page<Edge>[] {
    const count = (some: Page<Edge>[]) => some.reduce((sum, { edges }) => sum + edges.length, 0);
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
