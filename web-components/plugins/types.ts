import type { SessionFilter } from '../data/documents.generated.ts';
import type { FilterId, FilterValue } from '../state/filters.ts';
import type { OrderName } from '../state/session-order.ts';

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
}

/** What was found in a request. */
export interface DetectionCore {
  readonly id: string;
  /** Null: its source grouped it under no attack. */
  readonly attackId: string | null;
  readonly type: { readonly code: string; readonly label: string };
  readonly falsePositive: boolean;
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

/** What a plugin may ask of the elements. */
export interface PluginHost {
  readonly apiVersion: 1;
  /** BCP 47 tag of the language in which the element is written. */
  readonly locale: string;
  /** Aborted when the plugin, or the place that it shows something in, goes away. */
  readonly signal: AbortSignal;
  /** Asks the graph, the way the elements do; rejects with the error of a refused or failed operation. */
  query<Data = unknown, Variables extends Record<string, unknown> = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Leads to another page: first by the event `sessions-navigate`, which the host of the page may cancel. */
  navigate(href: string): void;
  /** Says something, to screen readers too. */
  notify(message: Text, tone?: 'info' | 'error'): void;
  /** Has the element read its data anew. */
  refresh(): void;
  /** A value that can be filtered by, as a button with a menu; where there are no filters, its text. */
  value(filter: FilterId, value: FilterValue, text?: string): Renderable;
}

interface Contribution<Context> {
  /** Kebab-case; unique among the contributions of its kind in the plugin. */
  readonly id: string;
  readonly title: Text;
  /** Place among the others; those of the elements have 0, 100, 200 and so on. */
  readonly order?: number;
  /** Whether it is there; a throw or a promise means no. */
  when?(context: Context): boolean;
}

/** A column of the list, `<plugin>.<column>` in its `columns`. */
export interface Column<S = object> extends Omit<Contribution<never>, 'when'> {
  readonly align?: 'start' | 'end';
  /** What the server sorts by when the heading is pressed. */
  readonly orderBy?: OrderName;
  /**
   * Called for each row, in the midst of drawing the list: quick, and without side effects. Not called where a field of
   * your fragment is unavailable: the cell says so.
   */
  render(context: SessionContext<S>): Renderable;
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
  readonly columns?: readonly Column<S>[];
  readonly sessionPanels?: readonly Panel<SessionContext<S>>[];
  readonly requestPanels?: readonly Panel<RequestContext<R>>[];
  readonly sessionActions?: readonly Action<SessionContext<S>>[];
  readonly requestActions?: readonly Action<RequestContext<R>>[];
  /** In the head of an open session, and of an open request: tell them apart by `'request' in context`. */
  readonly links?: readonly Link<SessionContext<S> | RequestContext<R>>[];
  /** Beside each detection of an open request. */
  readonly detectionLinks?: readonly Link<DetectionContext<R>>[];
  // biome-ignore lint/suspicious/noExplicitAny: each filter has a type of value of its own.
  readonly filters?: readonly Filter<any>[];
  /** Before it contributes, for two seconds at most. Gives back what is to be done when it goes. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to give back.
  setup?(host: PluginHost): void | (() => void) | Promise<void | (() => void)>;
}

/** A plugin whatever its fragments: what elements take. */
// biome-ignore lint/suspicious/noExplicitAny: a list of plugins holds fields of any type.
export type AnyPlugin = SessionsPlugin<any, any>;
