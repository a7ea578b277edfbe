import type { ReactiveController } from 'lit';
import { clientOf, type Failure, failureOf } from '../../data/client.ts';
import {
  MatchingRequestsDocument,
  type MatchingRequestsQuery,
  NextMatchesDocument,
  type NextMatchesQuery,
  RequestMatchDocument,
  type RequestMatchQuery,
  type RequestMatchQueryVariables,
  type SessionRequestOrder,
} from '../../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../../data/query-controller.ts';
import type { RequestsWhere } from '../../state/detail-filters.ts';

type Match = NonNullable<NextMatchesQuery['session']>['requests']['edges'][number];

/** The server takes no longer lists. */
const MOST_IDS = 200;
/** An arrow key that is held down need not ask for each row that it passes. */
const REST_MS = 120;

export interface MatchesOptions {
  readonly list: () => { id: string; where: RequestsWhere; orderBy: SessionRequestOrder };
  /** Ids of the rows of which it must be known whether they match. */
  readonly rows: () => readonly string[];
  /** Id of the row whose place among the matches is wanted; undefined: none. */
  readonly at: () => string | undefined;
  /** Nothing to ask now. */
  readonly idle: () => boolean;
}

/** Among all requests of a session, those that meet its filters: which they are, how many, and the next one. */
export class RequestMatches implements ReactiveController {
  /** Another object with each answer. */
  known: ReadonlyMap<string, boolean> = new Map();
  private readonly asked = new Set<string>();
  private list = '';
  private at: string | undefined;
  private timer = 0;
  private readonly place: QueryController<RequestMatchQuery, RequestMatchQueryVariables>;

  constructor(
    private readonly host: QueryHost,
    private readonly options: MatchesOptions,
  ) {
    host.addController(this);
    this.place = new QueryController(host, () => {
      if (options.idle()) return null;
      const variables = { ...this.variables, ...(this.at !== undefined && { around: this.at }) };
      return { query: RequestMatchDocument, variables };
    });
  }

  /** Undefined: not known yet. */
  isMatch(id: string): boolean | undefined {
    return this.known.get(id);
  }

  get total(): { readonly value: number; readonly exact: boolean } | null {
    return this.place.data?.session?.requests.totalCount ?? null;
  }

  /** Of the row that was asked for: 1 is the first match; null: it is none, or not known yet. */
  get position(): number | null {
    const [match] = this.place.data?.session?.requests.edges ?? [];
    return match && match.node.id === this.options.at() ? match.position : null;
  }

  /**
   * The next matches after a place of the order, or those before it, in the order of the list: fewer than asked for at its
   * end.
   */
  async find(
    cursor: string | undefined,
    direction: 'after' | 'before',
    first: number,
  ): Promise<readonly Match[] | Failure> {
    const variables = { ...this.variables, first, ...(cursor !== undefined && { [direction]: cursor }) };
    const { data, error } = await clientOf(this.host.connection)
      .query<NextMatchesQuery>(NextMatchesDocument, variables)
      .toPromise();
    if (!error || data?.session) return data?.session?.requests.edges ?? [];
    const failure = failureOf(error);
    this.host.queryFailed?.(failure);
    return failure;
  }

  hostUpdate(): void {
    const list = JSON.stringify(this.variables);
    if (list !== this.list) {
      this.list = list;
      this.known = new Map();
      this.asked.clear();
    }
    if (!this.host.isConnected || this.options.idle()) return;
    this.follow(this.options.at());
    const unknown = this.options.rows().filter((id) => !this.asked.has(id));
    for (let from = 0; from < unknown.length; from += MOST_IDS) this.ask(unknown.slice(from, from + MOST_IDS));
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  private get variables(): RequestMatchQueryVariables {
    const { id, where, orderBy } = this.options.list();
    return { id, ...where, orderBy };
  }

  private follow(at: string | undefined): void {
    if (at === this.at) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.at = at;
      this.host.requestUpdate();
    }, REST_MS);
  }

  private async ask(ids: readonly string[]): Promise<void> {
    const { list } = this;
    const { id, where } = this.options.list();
    for (const one of ids) this.asked.add(one);
    const wanted = where.filter?.ids ? ids.filter((one) => where.filter?.ids?.includes(one)) : ids;
    let found = new Set<string>();
    if (wanted.length > 0) {
      const variables = { id, ...where, filter: { ...where.filter, ids: wanted }, first: wanted.length };
      const { data } = await clientOf(this.host.connection)
        .query<MatchingRequestsQuery>(MatchingRequestsDocument, variables)
        .toPromise();
      // Not answered: these rows stay unmarked until they are read again.
      if (!data?.session) return;
      found = new Set(data.session.requests.nodes.map((node) => node.id));
    }
    // The filters may have changed meanwhile.
    if (list !== this.list) return;
    this.known = new Map([...this.known, ...ids.map((one) => [one, found.has(one)] as const)]);
    this.host.requestUpdate();
  }
}
