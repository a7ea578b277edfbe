import type { SessionsAction } from '../../data/capabilities.ts';
import type { SessionFilter } from '../../data/documents.generated.ts';
import type { FilterValue } from '../../state/filter.type.ts';
import type { FilterId } from '../../state/filter-fields.ts';
import type { OrderName } from '../../state/session-order.ts';

export type { SessionsAction } from '../../data/capabilities.ts';

/** Plain text, or text per locale. Never HTML. */
export type Text = string | ((locale: string) => string);

/** Whatever Lit renders: a template of any copy of Lit 2 or 3, a Node, a string, a list of these, nothing. */
export type Renderable = unknown;

/** What every list and every open session knows of a session part. */
export interface SessionCore {
  readonly id: string;
  /** Shared by the parts of a session. */
  readonly key: string;
  /** The UTC day of this part. */
  readonly date: string;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly durationMs: number;
  readonly requestCount: number;
  readonly attackCount: number;
  /** The first of them. */
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly applications: readonly string[];
  readonly ips: readonly { readonly address: string; readonly countryCode: string | null }[];
  readonly hosts: readonly { readonly host: string }[];
  /** Why and until when its key is blocked; null: it is not. Undefined: not asked for, as for an open request. */
  readonly denylistEntry?: DenylistCore | null;
}

/** A block that is in force. */
export interface DenylistCore {
  readonly createdAt: string;
  readonly createdBy: string;
  /** What it is kept out of; empty: everything. */
  readonly applications: readonly string[];
  /** Null: without end. */
  readonly until: string | null;
  readonly reason: string;
}

/** What was found in a request. */
export interface DetectionCore {
  readonly id: string;
  /** Null: its source grouped it under no attack. */
  readonly attackId: string | null;
  readonly type: { readonly code: string; readonly label: string; readonly canMarkFalsePositive: boolean };
  /** Where it was found, in the words of its source; null: not known. */
  readonly parameter: string | null;
  readonly falsePositive: boolean;
  /** Who judged it so here; null: nobody, or its source did. */
  readonly falsePositiveMark: {
    /** The detection that was judged: this one, or an earlier one whose mark silenced it too. */
    readonly detectionId: string;
    readonly markedAt: string;
    readonly markedBy: string;
    readonly reason: string | null;
  } | null;
}

/** What is known of the endpoint of a request. */
export interface EndpointCore {
  readonly id: string;
  readonly method: string;
  readonly host: string | null;
  readonly pathTemplate: string;
  /** 1 to 10; null: not known. */
  readonly riskScore: number | null;
  readonly riskLevel: 'LOW' | 'MEDIUM' | 'HIGH' | null;
  readonly riskReasons: readonly string[];
  readonly rogue: 'SHADOW' | 'ZOMBIE' | 'ORPHAN' | null;
  readonly protections: readonly { readonly name: string; readonly state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  readonly sensitiveData: readonly ('PII' | 'CREDENTIALS' | 'FINANCIAL' | 'MEDICAL' | 'TECHNICAL')[];
  readonly businessFlows: readonly { readonly code: string; readonly label: string }[];
}

/** What every open request knows. */
export interface RequestCore {
  readonly id: string;
  readonly time: string;
  readonly method: string;
  readonly host: string | null;
  readonly path: string;
  readonly query: string | null;
  /** Null: no response was recorded. */
  readonly status: number | null;
  readonly ip: string | null;
  readonly user: string | null;
  readonly role: string | null;
  readonly application: string | null;
  readonly endpointSummary: EndpointCore | null;
  readonly detections: readonly DetectionCore[];
}

/**
 * What became of a field of your fragment: it is `undefined` where the graph does not know it; in `unavailable` where it
 * could not be answered now, as its subgraph is down; otherwise its value, and a null in it is an answer.
 */
interface Answered<Fields> {
  /** Fields of your fragment, by their names in it, with a null somewhere that stands for something not found out. */
  readonly unavailable: readonly (keyof Fields)[];
}

/** A session, with the fields of your fragment. */
export interface SessionContext<S = object> extends Answered<S> {
  readonly session: SessionCore & Partial<S>;
}

/** A request and the session part that it belongs to. */
export interface RequestContext<R = object> extends Answered<R> {
  readonly session: Pick<SessionCore, 'id' | 'key' | 'date'>;
  readonly request: RequestCore & Partial<R>;
}

/** One detection of a request. */
export interface DetectionContext<R = object> extends RequestContext<R> {
  readonly detection: DetectionCore;
}

/** The text of one fragment that knows the type of its fields: `` `fragment …` as TypedFragment<{ … }> ``. */
export type TypedFragment<Fields> = string & { readonly __fields?: Fields };

/** Text, or what `gql` and code generators make of it. */
export type Fragment<Fields> =
  | string
  | TypedFragment<Fields>
  | {
      readonly kind: 'Document';
      readonly definitions: readonly unknown[];
      readonly __apiType?: (variables: never) => Fields;
    };

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
  | 'unblock-session';

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

interface Contribution<Context> {
  /** Kebab-case; unique among the contributions of its kind in the plugin. */
  readonly id: string;
  readonly title: Text;
  /** Place among the others; those of the elements have 0, 100, 200 and so on. */
  readonly order?: number;
  /** Whether it is there; a throw or a promise means no. */
  when?(context: Context, host: PluginHost): boolean;
}

/** A column of the list, `<plugin>.<column>` in its `columns`. */
export interface Column<S = object> extends Omit<Contribution<never>, 'when'> {
  readonly align?: 'start' | 'end';
  /** It has a place in a small list too, such as that beside an open session. */
  readonly compact?: boolean;
  /** What the server sorts by when the heading is pressed. */
  readonly orderBy?: OrderName;
  /**
   * Called for each row, in the midst of drawing the list: quick, and without side effects. Not called where a field of
   * your fragment is unavailable: the cell says so.
   * @param locale BCP 47 tag of the language in which the list is written
   */
  render(context: SessionContext<S>, locale: string): Renderable;
}

/** A block of an open session or request. */
export interface Panel<Context> extends Contribution<Context> {
  /** Id of a block of the elements whose place it takes: `endpoint`. */
  readonly replaces?: string;
  /** Once, before the first `render`: for code that is loaded late. */
  load?(): Promise<unknown>;
  render(context: Context, host: PluginHost): Renderable;
}

/** A button. */
export interface Action<Context> extends Contribution<Context> {
  /** What to ask before it runs. */
  readonly confirm?: Text;
  readonly tone?: 'normal' | 'danger';
  run(context: Context, host: PluginHost): void | Promise<void>;
}

/** A link; not there without an address. Other addresses than http(s) and paths of this site are refused. */
export interface Link<Context> extends Contribution<Context> {
  href(context: Context): string | undefined;
  readonly newTab?: boolean;
}

/** A filter of the bar, `x.<plugin>-<filter>` in links. */
export interface Filter<Value = unknown> extends Omit<Contribution<never>, 'when'> {
  /** The controls of its menu; `set(undefined)` takes it away. */
  render(value: Value | undefined, set: (value: Value | undefined) => void, host: PluginHost): Renderable;
  /** In the words of the graph, which knows nothing of the plugin: narrow it, for example to `endpointIds`. */
  toWhere(value: Value): SessionFilter;
  /** The text in links. */
  format(value: Value): string;
  /** Undefined: not a text of `format`. */
  parse(text: string): Value | undefined;
  /** What people read; unless given, the text in links. */
  label?(value: Value, locale: string): string;
}

/** Everything that a plugin brings. A plain object: nothing of this package need be imported to make one. */
export interface SessionsPlugin<S extends object = object, R extends object = object> {
  /** Kebab-case and unique: `acme-discovery`. With underscores, it is the prefix of its fragments and their fields. */
  readonly id: string;
  readonly apiVersion: 1;
  /** What it wants to know of each session and of each open request. */
  readonly fragments?: { readonly session?: Fragment<S>; readonly request?: Fragment<R> };
  /**
   * Names, in the supergraph, of the subgraphs that fields of your fragments come from: `{ acme_owner_team: 'inventory' }`. Some
   * gateways name the one that failed, and no place; a null of a field that comes from others is then an answer. Without
   * names it counts as unavailable.
   */
  readonly subgraphs?: Readonly<Record<string, string | readonly string[]>>;
  readonly columns?: readonly Column<S>[];
  readonly sessionPanels?: readonly Panel<SessionContext<S>>[];
  readonly requestPanels?: readonly Panel<RequestContext<R>>[];
  readonly sessionActions?: readonly Action<SessionContext<S>>[];
  readonly requestActions?: readonly Action<RequestContext<R>>[];
  /** In the head of an open session, and of an open request: tell them apart by `'request' in context`. */
  readonly links?: readonly Link<SessionContext<S> | RequestContext<R>>[];
  /** Beside each detection of an open request. */
  readonly detectionLinks?: readonly Link<DetectionContext<R>>[];
  readonly detectionActions?: readonly Action<DetectionContext<R>>[];
  // biome-ignore lint/suspicious/noExplicitAny: each filter has a type of value of its own.
  readonly filters?: readonly Filter<any>[];
  /** Before it contributes, for two seconds at most. Gives back what is to be done when it goes. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to give back.
  setup?(host: PluginHost): void | (() => void) | Promise<void | (() => void)>;
}

/** A plugin whatever its fragments: what elements take. */
// biome-ignore lint/suspicious/noExplicitAny: a list of plugins holds fields of any type.
export type AnyPlugin = SessionsPlugin<any, any>;
