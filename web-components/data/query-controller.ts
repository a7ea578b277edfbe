import type { ReactiveController } from 'lit';
import { clientOf, type Failure, failureOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { TypedQuery } from './typed-query.ts';

/** An element that asks the graph. */
export interface QueryHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  readonly isConnected: boolean;
  readonly connection: Connection;
  /** Told of each failure once. */
  queryFailed?(failure: Failure): void;
}

/** What to ask; null: nothing now. */
export interface Question<Data, Variables> {
  readonly query: TypedQuery<Data, Variables>;
  readonly variables: Variables;
}

/**
 * Keeps an element's answer to a question that changes with its properties. A new question takes the old one back: an
 * answer that is late is not shown. Until the new answer is there, the old one is kept and called stale.
 */
export class QueryController<Data, Variables> implements ReactiveController {
  /** The newest answer that arrived; of the last question, unless `stale`. */
  data: Data | undefined;
  failure: Failure | undefined;
  loading = false;
  /** The answer came with errors: a null in it may stand for something that was not found out. */
  incomplete = false;
  private asked = '';
  private connection: Connection | undefined;
  private stop: (() => void) | undefined;

  constructor(
    private readonly host: QueryHost,
    private readonly question: () => Question<Data, Variables> | null,
    /** Called with each answer, before the element renders it. */
    private readonly answered?: (data: Data) => void,
  ) {
    host.addController(this);
  }

  /** There is data, of an earlier question. */
  get stale(): boolean {
    return this.loading && this.data !== undefined;
  }

  hostUpdate(): void {
    // Properties that came before the element was in the page are asked for when it is.
    if (!this.host.isConnected) return;
    const question = this.question();
    if (textOf(question) === this.asked && this.connection === this.host.connection) return;
    this.ask(question, 'cache-first');
  }

  hostConnected(): void {
    if (this.asked === '') this.host.requestUpdate();
  }

  hostDisconnected(): void {
    // The element may only be moved within the page.
    queueMicrotask(() => {
      if (this.host.isConnected) return;
      this.stop?.();
      this.stop = undefined;
      this.asked = '';
    });
  }

  /** Asks again, past the cache. */
  refresh(): void {
    this.ask(this.question(), 'network-only');
    this.host.requestUpdate();
  }

  private ask(question: Question<Data, Variables> | null, requestPolicy: 'cache-first' | 'network-only'): void {
    this.stop?.();
    this.stop = undefined;
    this.asked = textOf(question);
    this.connection = this.host.connection;
    this.loading = question !== null;
    this.failure = undefined;
    if (!question) {
      this.data = undefined;
      return;
    }
    const operation = clientOf(this.host.connection).query(question.query, question.variables as object, {
      requestPolicy,
    });
    const { unsubscribe } = operation.subscribe(({ data, error, stale }) => {
      this.loading = stale;
      this.failure = error && data == null ? failureOf(error) : undefined;
      this.incomplete = error !== undefined;
      if (data != null) {
        this.data = data as Data;
        this.answered?.(this.data);
      }
      if (error) this.host.queryFailed?.(failureOf(error));
      this.host.requestUpdate();
    });
    this.stop = unsubscribe;
  }
}

const textOf = (question: Question<unknown, unknown> | null): string =>
  question ? `${question.query}${JSON.stringify(question.variables)}` : '';
