import { clientOf, type Failure } from '../../data/client.ts';
import {
  MatchingRequestsDocument,
  type MatchingRequestsQuery,
  type SessionRequestOrder,
  type SessionRequestOrderField,
  SessionRequestsDocument,
  type SessionRequestsQuery,
  type SessionRequestsQueryVariables,
} from '../../data/documents.generated.ts';
import type { QueryHost } from '../../data/query-controller.ts';
import { WindowController } from '../../data/window-controller.ts';
import type { RequestsWhere } from '../../state/detail-filters.ts';
import { RequestMatches } from './request-matches.ts';
import type { RequestEdge } from './request-rows.ts';
import type { Listing } from './table-toolbar.ts';

const PAGE_SIZE = 50;
/** More would make the page slow; the rest is a click away. */
const MOST_ROWS = 1000;
/** On either side of a row that was gone to. */
const CONTEXT_ROWS = 12;

export type Direction = 'after' | 'before';

/** A row, and its place in the order. */
export interface Place {
  readonly id: string;
  /** Undefined: not known before its row is read. */
  readonly cursor?: string;
  /** Its number among the matches; undefined: not known. */
  readonly position?: number;
}

/** Where steps from match to match lead. */
export interface Steps {
  /** Undefined: there is none. */
  readonly place: Place | undefined;
  /** How many they are. */
  readonly count: number;
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
      at: () => (this.current?.position === undefined ? this.current?.id : undefined),
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
    const known = this.current?.position;
    if (!this.inContext) return { total: this.total, position: known ?? this.currentEdge?.position ?? null };
    return { total: this.matching.total, position: known ?? this.matching.position };
  }

  /** The list is another one: it is read from a request on, or from its start. */
  beginAt(id: string | undefined): void {
    this.center = id;
    if (this.current) this.current = { id: this.current.id, cursor: this.current.cursor };
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

  /** Makes a row the current one; where it is not there, or about to go, the window moves. */
  goTo(place: Place): void {
    this.current = place;
    if (!this.currentEdge || this.window.moving) this.center = place.id;
  }

  /** A row at an end of what is there has no context: asks for it. True: it is on its way. */
  readAround(id: string): boolean {
    const { rows, window } = this;
    const at = rows.findIndex((edge) => edge.node.id === id);
    if (at < 0) return false;
    if (at < CONTEXT_ROWS && window.hasBefore) window.before();
    else if (rows.length - at <= CONTEXT_ROWS && window.hasAfter) window.after();
    else return false;
    return true;
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

  /** So many matches on, or as many as there are. */
  async findMatch(direction: Direction, count: number): Promise<Steps | Failure> {
    const { current } = this;
    const near = this.nearMatches(direction === 'after' ? 1 : -1, count);
    const last = near.at(-1);
    const cursor = last?.cursor ?? this.currentEdge?.cursor ?? current?.cursor;
    const placeOf = ({
      node,
      cursor,
      position,
    }: Pick<RequestEdge, 'cursor' | 'position'> & { node: { id: string } }) => ({
      id: node.id,
      cursor,
      position: position ?? undefined,
    });
    if (last && near.length === count) {
      const by = direction === 'after' ? count : -count;
      const position = current?.position === undefined ? undefined : current.position + by;
      return { place: this.inContext ? { ...placeOf(last), position } : placeOf(last), count };
    }
    if (direction === 'before' && cursor === undefined) return { place: undefined, count: 0 };
    const found = await this.matching.find(cursor, direction, count - near.length);
    if ('kind' in found) return found;
    const furthest = direction === 'after' ? found.at(-1) : found[0];
    const place = furthest ? placeOf(furthest) : last && { id: last.node.id, cursor: last.cursor };
    return { place, count: near.length + found.length };
  }

  /** Among the rows that are there, as far as it is known which match. */
  private nearMatches(by: 1 | -1, most: number): RequestEdge[] {
    const { rows } = this;
    const found: RequestEdge[] = [];
    let at = this.window.stale ? -1 : rows.findIndex(({ node }) => node.id === this.current?.id);
    if (at < 0) return found;
    for (at += by; rows[at] && found.length < most; at += by) {
      const isMatch = this.inContext ? this.matching.isMatch(rows[at]!.node.id) : true;
      if (isMatch === undefined) break;
      if (isMatch) found.push(rows[at]!);
    }
    return found;
  }

  private get listed(): RequestsWhere {
    const { period, filter } = this.host.where;
    return { ...(period && { period }), ...(filter && !this.inContext && { filter }) };
  }
}
