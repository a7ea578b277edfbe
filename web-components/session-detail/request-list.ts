import { clientOf, type Failure } from '../data/client.ts';
import {
  MatchingRequestsDocument,
  type MatchingRequestsQuery,
  type SessionRequestOrder,
  type SessionRequestOrderField,
  SessionRequestsDocument,
  type SessionRequestsQuery,
  type SessionRequestsQueryVariables,
} from '../data/documents.generated.ts';
import type { QueryHost } from '../data/query-controller.ts';
import { WindowController } from '../data/window-controller.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import { RequestMatches } from './request-matches.ts';
import type { RequestEdge } from './request-rows.ts';
import type { Listing } from './table-toolbar.ts';

const PAGE_SIZE = 50;
/** More would make the page slow; the rest is a click away. */
const MOST_ROWS = 1000;

export type Direction = 'after' | 'before';

/** A row, and its place in the order. */
export interface Place {
  readonly id: string;
  /** Undefined: not known before its row is read. */
  readonly cursor?: string;
}

interface ListHost extends QueryHost {
  readonly sessionId: string;
  readonly where: RequestsWhere;
  readonly mark?: string;
}

/** The requests that a table shows: which they are, the row that somebody is at, and the matches among them. */
export class RequestList {
  order: SessionRequestOrder = { field: 'TIME', direction: 'DESC' };
  listing: Listing = 'only';
  /** The row that was gone to last. */
  current: Place | undefined;
  readonly window: WindowController<SessionRequestsQuery, SessionRequestsQueryVariables, RequestEdge>;
  readonly matching: RequestMatches;
  /** Id of the request that the window begins around. */
  private center: string | undefined;

  constructor(private readonly host: ListHost) {
    this.window = new WindowController(host, {
      query: SessionRequestsDocument,
      list: () => (host.sessionId ? { id: host.sessionId, ...this.listed, order: this.order } : null),
      around: () => this.center,
      variables: (place) => ({ id: host.sessionId, ...this.listed, orderBy: this.order, first: PAGE_SIZE, ...place }),
      page: (data) => data.session?.requests,
      most: MOST_ROWS,
    });
    this.matching = new RequestMatches(host, {
      list: () => ({ id: host.sessionId, where: host.where, orderBy: this.order }),
      rows: () => (this.window.stale ? [] : this.rows.map(({ node }) => node.id)),
      at: () => this.current?.id,
      idle: () => !host.sessionId || !this.inContext,
    });
  }

  get rows(): readonly RequestEdge[] {
    return this.window.rows ?? [];
  }

  get isFiltered(): boolean {
    return this.host.where.filter !== undefined;
  }

  get inContext(): boolean {
    return this.isFiltered && this.listing === 'context';
  }

  /** Number of what is listed; null: not counted. */
  get total() {
    return this.window.data?.session?.requests.totalCount ?? null;
  }

  get currentEdge(): RequestEdge | undefined {
    return this.rows.find(({ node }) => node.id === this.current?.id);
  }

  /** Where the current row stands among the matches. */
  get place() {
    if (!this.inContext) return { total: this.total, position: this.currentEdge?.position ?? null };
    return { total: this.matching.total, position: this.matching.position };
  }

  /** The list is another one: it is read from a request on, or from its start. */
  beginAt(id: string | undefined): void {
    this.center = id;
  }

  /** A query was refused. The request of a link may be gone, or of another session: its session is worth showing all the same. */
  failed({ kind }: Failure): void {
    if (kind === 'input' && this.center !== undefined && this.center === this.host.mark) this.center = undefined;
  }

  sort(field: SessionRequestOrderField): void {
    const descending = this.order.field === field && this.order.direction === 'DESC';
    this.order = { field, direction: descending ? 'ASC' : 'DESC' };
    // Its cursor is a place of the old order.
    this.current = this.current && { id: this.current.id };
  }

  /** Makes a row that is there the current one. */
  enter(id: string): void {
    this.current = { id };
    this.current = { id, cursor: this.currentEdge?.cursor };
  }

  /** Makes a row the current one; where it is not there, the window moves. */
  goTo(place: Place): void {
    this.current = place;
    if (!this.currentEdge) this.center = place.id;
  }

  /** Whether the filters hide a request; without an answer they may. */
  async hides(id: string): Promise<boolean> {
    const { sessionId, connection } = this.host;
    const { filter, ...listed } = this.listed;
    if (!this.window.stale && this.rows.some(({ node }) => node.id === id)) return false;
    if (!filter && !listed.period) return false;
    if (filter?.ids && !filter.ids.includes(id)) return true;
    const variables = { id: sessionId, ...listed, filter: { ...filter, ids: [id] }, first: 1 };
    const { data } = await clientOf(connection)
      .query<MatchingRequestsQuery>(MatchingRequestsDocument, variables)
      .toPromise();
    return data?.session?.requests.nodes.length !== 1;
  }

  /** The next or the previous match; null: there is none. */
  async findMatch(direction: Direction): Promise<Place | null> {
    const near = this.nearMatch(direction === 'after' ? 1 : -1);
    if (near) return { id: near.node.id, cursor: near.cursor };
    const cursor = this.currentEdge?.cursor ?? this.current?.cursor;
    if (direction === 'before' && cursor === undefined) return null;
    const match = await this.matching.find(cursor, direction);
    return match && { id: match.node.id, cursor: match.cursor };
  }

  /** Among the rows that are there; undefined: the server must say. */
  private nearMatch(by: 1 | -1): RequestEdge | undefined {
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

  private get listed(): RequestsWhere {
    const { period, filter } = this.host.where;
    return { ...(period && { period }), ...(filter && !this.inContext && { filter }) };
  }
}
