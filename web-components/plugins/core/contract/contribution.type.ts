import type { SessionFilter } from '../../../data/documents.generated.ts';
import type { OrderName } from '../../../state/session-order.ts';
import type { SessionContext } from './context.type.ts';
import type { PluginHost } from './host.type.ts';
import type { Renderable, Text } from './text.type.ts';

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
  /** Not shown unless somebody chooses it. */
  readonly optional?: boolean;
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
