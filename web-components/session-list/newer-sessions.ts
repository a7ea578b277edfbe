import type { ReactiveController } from 'lit';
import {
  NewerSessionsDocument,
  type NewerSessionsQuery,
  type NewerSessionsQueryVariables,
} from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';

/** Sessions in front of the first row. */
export interface Newer {
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

const DEFAULT_SECONDS = 30;
const MOST_SECONDS = 86_400;

/** Looks from time to time whether sessions have come in front of the first row. It never touches the rows. */
export class NewerSessions implements ReactiveController {
  private timer: ReturnType<typeof setInterval> | undefined;
  private running = 0;
  /** The first row of the last look: a list that has just been read is not looked beyond at once. */
  private looked: string | undefined;
  private readonly query: QueryController<NewerSessionsQuery, NewerSessionsQueryVariables>;

  constructor(
    private readonly host: QueryHost & { readonly refreshSeconds: number },
    /** Null: newer sessions would not come to the front, or nobody looks at the front. */
    private readonly front: () => NewerSessionsQueryVariables | null,
  ) {
    host.addController(this);
    this.query = new QueryController(host, () => {
      const variables = front();
      if (variables?.before !== this.looked) this.looked = undefined;
      return variables && this.looked ? { query: NewerSessionsDocument, variables } : null;
    });
  }

  /** Undefined: none, or not known. */
  get newer(): Newer | undefined {
    const sessions = this.query.data?.sessions;
    if (!sessions || sessions.nodes.length === 0) return undefined;
    return { count: sessions.nodes.length, more: sessions.pageInfo.hasPreviousPage };
  }

  hostConnected(): void {
    this.start();
  }

  hostUpdate(): void {
    if (this.seconds !== this.running) this.start();
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
    this.running = 0;
  }

  private get seconds(): number {
    const { refreshSeconds } = this.host;
    if (refreshSeconds === 0) return 0;
    return refreshSeconds > 0 ? Math.min(Math.max(refreshSeconds, 1), MOST_SECONDS) : DEFAULT_SECONDS;
  }

  private start(): void {
    clearInterval(this.timer);
    if (!this.host.isConnected) return;
    this.running = this.seconds;
    if (this.running > 0) this.timer = setInterval(() => this.look(), this.running * 1000);
  }

  private look(): void {
    const before = this.front()?.before;
    if (before === undefined || document.visibilityState !== 'visible') return;
    this.looked = before;
    this.query.refresh();
  }
}
