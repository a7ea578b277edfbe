import type { SessionsAction } from '../../../data/capabilities.ts';
import type { FilterValue } from '../../../state/filter.type.ts';
import type { FilterId } from '../../../state/filter-fields.ts';
import type { Renderable, Text } from './text.type.ts';

/** An operation of your own: text, or what code generators make of it. */
export type Operation<Data, Variables> =
  | string
  | {
      readonly kind: 'Document';
      readonly definitions: readonly unknown[];
      readonly __apiType?: (variables: Variables) => Data;
    };

/** What an action does. */
export type ActionKind =
  | 'mark-false-positive'
  | 'unmark-false-positive'
  | 'create-rule'
  | 'delete-rule'
  | 'block-session'
  | 'unblock-session'
  | 'judge-attack'
  | 'withdraw-verdict';

/** Something to be done about what was said. */
export interface Offer {
  readonly title: Text;
  /** `host` is that of the place where it was pressed. */
  run(host: PluginHost): void | Promise<void>;
}

/** A dialog: what is below its title is drawn by the plugin. */
export interface Dialog {
  readonly title: Text;
  /** Plain HTML in it looks like ours; a `form`, say, with labels and buttons. */
  render(dialog: OpenDialog): Renderable;
}

/** A dialog that is open. */
export interface OpenDialog {
  /** Draws it anew. */
  update(): void;
  close(): void;
  /** Aborted when it is closed. */
  readonly signal: AbortSignal;
}

/** What a plugin may ask of the elements. */
export interface PluginHost {
  readonly apiVersion: 1;
  /** BCP 47 tag of the language in which the element is written. */
  readonly locale: string;
  /** IANA name of the zone in which the element shows times. */
  readonly timeZone: string;
  /** Aborted when the plugin, or the place that it shows something in, goes away. */
  readonly signal: AbortSignal;
  /** Asks the graph, the way the elements do; rejects with the error of a refused or failed operation. */
  query<Data = unknown, Variables extends Record<string, unknown> = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    /** `fresh`: past the cache. */
    options?: { readonly fresh?: boolean },
  ): Promise<Data>;
  /** Changes something through the graph; what the elements show is read anew. Rejects as `query` does. */
  mutate<Data = unknown, Variables extends Record<string, unknown> = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Whether the viewer may do it, as `sessionsCapabilities` of the graph say. False until that is known: the element is drawn again then. */
  allows(action: SessionsAction): boolean;
  /** Tells the page what is about to be done, by the event `sessions-action`. False: the page does it itself, or nothing is done. */
  propose(kind: ActionKind, subject: string, input: object): boolean;
  /** Opens a dialog over the page, until it is closed; the focus goes back to where it was. One at a time in an element. */
  dialog(dialog: Dialog): Promise<void>;
  /** Leads to another page: first by the event `sessions-navigate`, which the host of the page may cancel. */
  navigate(href: string): void;
  /** Says something, to screen readers too. An error, or an offer such as "Undo", stays in an open session until it is dismissed or the next one comes. */
  notify(message: Text, tone?: 'info' | 'error', offer?: Offer): void;
  /** Has the element read its data anew. */
  refresh(): void;
  /** A value that can be filtered by, as a button with a menu; where there are no filters, its text. */
  value(filter: FilterId, value: FilterValue, text?: string): Renderable;
  /**
   * A request of the open session, by its id, as a link: followed, it is marked in the table and brought into view, for
   * which filters that hide it are lifted. Outside an open session, its text; unless given, that is the id.
   */
  request(id: string, text?: string): Renderable;
}
