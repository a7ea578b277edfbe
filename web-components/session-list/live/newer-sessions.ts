import {
  NewerSessionsDocument,
  type NewerSessionsQuery,
  type NewerSessionsQueryVariables,
} from '../../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../../data/query-controller.ts';
import type { Where } from '../../state/where.ts';

/** Sessions with activity after that of all that were known. */
export interface Newer {
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** Where newer sessions would come to. */
export interface Front {
  readonly where: Where;
  /** Cursor of the newest session; null: there is none. Undefined: the rows do not say, being in another order. */
  readonly before: string | null | undefined;
  /** The rows are those of these filters: none are on their way. */
  readonly settled: boolean;
}

/** Asks whether sessions have come in front of the newest one that is known. It never touches the rows. */
export class NewerSessions {
  /** What the last look started from: a list that has just been read is not looked beyond at once. */
  private looked: string | null | undefined;
  private readonly query: QueryController<NewerSessionsQuery, NewerSessionsQueryVariables>;
  /** For rows in another order: the newest session as they were read. */
  private readonly newest: QueryController<NewerSessionsQuery, NewerSessionsQueryVariables>;

  constructor(
    host: QueryHost,
    /** Null: newer sessions cannot come, or the rows stay as they are. */
    private readonly front: () => Front | null,
    found: () => void,
  ) {
    this.newest = new QueryController(host, () => {
      const front = this.front();
      return front?.before === undefined && front ? asked(front.where, null, 1) : null;
    });
    this.query = new QueryController(
      host,
      () => {
        const before = this.before;
        if (before !== this.looked) this.looked = undefined;
        const front = this.front();
        return front && this.looked !== undefined ? asked(front.where, this.looked, 50) : null;
      },
      found,
    );
  }

  /** Undefined: none, or not known. */
  get newer(): Newer | undefined {
    const sessions = this.query.data?.sessions;
    if (!sessions || sessions.nodes.length === 0) return undefined;
    const { hasPreviousPage, hasNextPage } = sessions.pageInfo;
    return { count: sessions.nodes.length, more: hasPreviousPage || (this.looked === null && hasNextPage) };
  }

  /** When the newest session was active last, for rows that do not say it themselves. */
  get newestAt(): string | undefined {
    return this.newest.data?.sessions?.nodes[0]?.lastSeenAt;
  }

  look(): void {
    const { before } = this;
    if (before === undefined) return;
    this.looked = before;
    this.query.refresh();
  }

  /** The rows are read again. */
  forget(): void {
    this.looked = undefined;
    if (this.front()?.before === undefined) this.newest.refresh();
  }

  /** Undefined: not known, or not to be looked for. */
  private get before(): string | null | undefined {
    const front = this.front();
    if (!front?.settled) return undefined;
    if (front.before !== undefined) return front.before;
    const { data, loading } = this.newest;
    return loading || !data?.sessions ? undefined : data.sessions.pageInfo.startCursor;
  }
}

const asked = (where: Where, before: string | null, first: number) => ({
  query: NewerSessionsDocument,
  variables: { ...where, before, first },
});
