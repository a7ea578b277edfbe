import {
  SessionsTimelineDocument,
  type SessionsTimelineQuery,
  type SessionsTimelineQueryVariables,
  type TimelineFragment,
} from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';

/** How long the server may count before it answers what it has: the eye waits no longer without a sign. */
const BUDGET_MS = 300;

type Variables = Omit<SessionsTimelineQueryVariables, 'budgetMs' | 'continueFrom'>;
type Bucket = TimelineFragment['buckets'][number];
type Part = NonNullable<NonNullable<SessionsTimelineQuery['sessions']>['timeline']>;

/**
 * The timeline of a list, newest buckets first: asks on until it is whole, and has what was counted so far. A new list begins anew; its
 * first part takes the place of what was there.
 */
export class TimelineParts {
  /** All buckets; those that are not counted yet are empty. Null: the list has no time; undefined: nothing is known. */
  timeline: TimelineFragment | null | undefined;
  /** How many buckets at the beginning are not counted yet. */
  uncounted = 0;
  readonly query: QueryController<SessionsTimelineQuery, SessionsTimelineQueryVariables>;
  private list = '';
  /** Of the part that is asked, or was asked last; null: the first. */
  private continueFrom: string | null = null;

  constructor(
    private readonly host: QueryHost,
    list: () => Variables | null,
  ) {
    this.query = new QueryController(
      host,
      () => {
        const variables = list();
        const text = JSON.stringify(variables);
        if (text !== this.list) this.continueFrom = null;
        this.list = text;
        if (!variables) return null;
        return {
          query: SessionsTimelineDocument,
          variables: { ...variables, budgetMs: BUDGET_MS, continueFrom: this.continueFrom },
        };
      },
      ({ sessions }) => this.arrived(sessions?.timeline),
    );
  }

  /** Asks again from the newest on, past the cache. */
  refresh(): void {
    this.continueFrom = null;
    this.query.refresh();
  }

  private arrived(part: Part | null | undefined): void {
    const known = this.continueFrom === null ? [] : (this.timeline?.buckets.slice(this.uncounted) ?? []);
    const isRead = known[0] !== undefined && part?.buckets.some(({ start }) => start === known[0]!.start);
    // An older part that comes again: something has changed since, maybe in all of them.
    if (!isRead) this.join(part, known);
    if (!isRead && !part?.continueFrom) return;
    this.continueFrom = isRead ? null : part!.continueFrom;
    // An answer of the cache comes while the element is about to render: what it leads to is asked the next time.
    queueMicrotask(() => this.host.requestUpdate());
  }

  private join(part: Part | null | undefined, known: readonly Bucket[]): void {
    this.uncounted = 0;
    this.timeline = part;
    if (!part) return;
    const { bucketMs, axisStart, continueFrom, buckets } = part;
    const counted = [...buckets, ...known];
    if (continueFrom) this.uncounted = Math.round((Date.parse(counted[0]!.start) - Date.parse(axisStart)) / bucketMs);
    const empty = (_: unknown, index: number) => emptyBucket(Date.parse(axisStart) + index * bucketMs);
    this.timeline = { bucketMs, buckets: [...Array.from({ length: this.uncounted }, empty), ...counted] };
  }
}

const emptyBucket = (start: number): Bucket => ({
  start: new Date(start).toISOString(),
  requests: 0,
  malicious: 0,
  blocked: 0,
  clientErrors: 0,
  serverErrors: 0,
  durationMsCount: 0,
  durationMsP95: null,
  durationMsExpectedP95: null,
  durationMsExpectedCount: 0,
});
