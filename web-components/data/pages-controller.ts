import type { CombinedError } from '@urql/core';
import type { ReactiveController } from 'lit';
import type { Failure } from './client.ts';
import { QueryController, type QueryHost } from './query-controller.ts';
import type { TypedQuery } from './typed-query.ts';

/** Where a page begins; neither: at the start of the list. */
export interface PagePlace {
  readonly after?: string;
  readonly before?: string;
}

/** A page as a query answers it. */
export interface Page<Edge> {
  readonly edges: readonly Edge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export interface PagesOptions<Data, Variables, Edge> {
  readonly query: TypedQuery<Data, Variables>;
  /** The list; with each change it starts at its first page. Null: nothing to ask. */
  readonly list: () => object | null;
  /** The variables of a page of it. */
  readonly variables: (place: PagePlace) => Variables;
  readonly page: (data: Data) => Page<Edge> | null | undefined;
}

/** Walks through the pages of a list by cursors, one page at a time, and knows how many rows lie in front of it. */
export class PagesController<Data, Variables, Edge> implements ReactiveController {
  /** Rows in front of this page. */
  offset = 0;
  private place: PagePlace = {};
  private coming = 0;
  private list = '';
  private readonly query: QueryController<Data, Variables>;

  constructor(
    host: QueryHost,
    private readonly options: PagesOptions<Data, Variables, Edge>,
  ) {
    // In front of the query's controller: it resets the place before the query looks at it.
    host.addController(this);
    this.query = new QueryController(
      host,
      () => (options.list() ? { query: options.query, variables: options.variables(this.place) } : null),
      () => this.arrived(),
    );
    this.host = host;
  }

  private readonly host: QueryHost;

  /** The page that is shown: while another one is on its way, the last one. */
  get page(): Page<Edge> | undefined {
    return (this.query.data === undefined ? undefined : this.options.page(this.query.data)) ?? undefined;
  }

  get failure(): Failure | undefined {
    return this.query.failure;
  }

  get loading(): boolean {
    return this.query.loading;
  }

  /** Of the newest answer: some of it was not found out. */
  get error(): CombinedError | undefined {
    return this.query.error;
  }

  get stale(): boolean {
    return this.query.stale;
  }

  hostUpdate(): void {
    const list = JSON.stringify(this.options.list());
    if (list === this.list) return;
    this.list = list;
    this.go({}, 0);
  }

  next(): void {
    const { page } = this;
    if (!page?.pageInfo.hasNextPage || page.pageInfo.endCursor === null || this.loading) return;
    this.go({ after: page.pageInfo.endCursor }, this.offset + page.edges.length);
  }

  /** @param size rows of a page */
  previous(size: number): void {
    const { page } = this;
    if (!page?.pageInfo.hasPreviousPage || page.pageInfo.startCursor === null || this.loading) return;
    this.go({ before: page.pageInfo.startCursor }, Math.max(0, this.offset - size));
  }

  first(): void {
    this.go({}, 0);
  }

  /** Reads the first page anew. */
  refresh(): void {
    this.go({}, 0);
    this.query.refresh();
  }

  /** Reads this page again, after a failure. */
  retry(): void {
    this.query.refresh();
  }

  private go(place: PagePlace, offset: number): void {
    this.place = place;
    this.coming = offset;
    this.host.requestUpdate();
  }

  private arrived(): void {
    // Rows that came in meanwhile may have pushed the first page away from the start, or the start towards it.
    this.offset = this.page?.pageInfo.hasPreviousPage === false ? 0 : this.coming;
  }
}
