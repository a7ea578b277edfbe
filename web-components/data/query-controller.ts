import type { CombinedError, Operation, RequestPolicy } from '@urql/core';
import type { ReactiveController } from 'lit';
import { Again } from './again.ts';
import { answeredData } from './answered.ts';
import { againAfterMs, clientOf, type Failure, failureOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { TypedQuery } from './typed-query.ts';

/** Adds to what an element asks. */
export interface Composer {
  /** The text to send for a document; null: not known yet. */
  compose(document: string, connection: Connection): string | null;
  /** A composed document got no data. True: another text is to be asked. */
  refused(operation: Operation, error: CombinedError, connection: Connection): boolean;
  /** Somebody asks anew. */
  retry(connection: Connection): void;
}

/** An element that asks the graph. */
export interface QueryHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  readonly isConnected: boolean;
  readonly connection: Connection;
  readonly pluginScope?: Composer;
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
 * answer that is late is not shown. Until the new answer is there, the old one is kept and called stale. A server that is not to be
 * reached is asked again until it is, or the question is another one.
 */
export class QueryController<Data, Variables> implements ReactiveController {
  /** The newest answer that arrived; of the last question, unless `stale`. */
  data: Data | undefined;
  failure: Failure | undefined;
  loading = false;
  /** Of the newest answer; with data: a null in it may stand for something that was not found out. */
  error: CombinedError | undefined;
  private asked = '';
  private connection: Connection | undefined;
  private stop: (() => void) | undefined;
  private readonly again = new Again(() => this.send(this.question(), 'network-only'));

  constructor(
    private readonly host: QueryHost,
    private readonly question: () => Question<Data, Variables> | null,
    /** Called with each answer, before the element renders it. */
    private readonly answered?: (data: Data) => void,
  ) {
    host.addController(this);
  }

  /** The answer came with errors. */
  get incomplete(): boolean {
    return this.error !== undefined;
  }

  /** There is data, of an earlier question. */
  get stale(): boolean {
    return (this.loading || this.away) && this.data !== undefined;
  }

  /** The server is not to be reached, and is asked again. */
  get away(): boolean {
    return this.failure?.kind === 'away';
  }

  hostUpdate(): void {
    // Properties that came before the element was in the page are asked for when it is.
    if (!this.host.isConnected) return;
    const question = this.question();
    const asked = this.textOf(question);
    if (asked === null) this.loading = true;
    else if (asked !== this.asked || this.connection !== this.host.connection) this.ask(question, 'cache-first');
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
      this.again.end();
      this.asked = '';
    });
  }

  /** Asks again, past the cache. */
  refresh(): void {
    this.host.pluginScope?.retry(this.host.connection);
    this.ask(this.question(), 'network-only');
    this.host.requestUpdate();
  }

  private ask(question: Question<Data, Variables> | null, requestPolicy: RequestPolicy): void {
    this.again.end();
    this.loading = question !== null;
    this.failure = undefined;
    if (!question) this.data = undefined;
    this.send(question, requestPolicy);
  }

  private send(question: Question<Data, Variables> | null, requestPolicy: RequestPolicy): void {
    this.stop?.();
    this.stop = undefined;
    const { connection } = this.host;
    this.connection = connection;
    this.asked = this.textOf(question) ?? '';
    const document = question && this.composed(question.query);
    if (!question || document === null) return;
    const answers = clientOf(connection).query(document, question.variables as object, { requestPolicy });
    const { unsubscribe } = answers.subscribe((answer) => {
      const { error, stale, operation } = answer;
      const data = answeredData(answer);
      const refused = error && data === undefined && document !== question.query;
      // The host asks again by itself: the text is another one.
      if (refused && this.host.pluginScope?.refused(operation, error, connection)) return;
      this.loading = stale;
      this.error = error;
      this.failure = undefined;
      if (error) this.failed(error, data === undefined);
      else this.again.end();
      if (data !== undefined) {
        this.data = data as Data;
        this.answered?.(this.data);
      }
      this.host.requestUpdate();
    });
    this.stop = unsubscribe;
  }

  private failed(error: CombinedError, whole: boolean): void {
    const failure = failureOf(error);
    const wait = againAfterMs(error);
    if (whole) this.failure = wait === null ? failure : { kind: 'away' };
    if (wait === null || !this.again.tries) this.host.queryFailed?.(failure);
    if (wait === null) this.again.end();
    else this.again.later(wait);
  }

  /** Null: what is to be sent is not known yet. */
  private composed(query: string): string | null {
    const { pluginScope, connection } = this.host;
    return pluginScope ? pluginScope.compose(query, connection) : query;
  }

  private textOf(question: Question<Data, Variables> | null): string | null {
    if (!question) return '';
    const document = this.composed(question.query);
    return document === null ? null : `${document}${JSON.stringify(question.variables)}`;
  }
}
