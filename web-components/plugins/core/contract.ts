import type { DetectionContext, RequestContext, SessionContext } from './contract/context.type.ts';
import type { Action, Column, Filter, Link, Panel } from './contract/contribution.type.ts';
import type { PluginHost } from './contract/host.type.ts';

export type { SessionsAction } from '../../data/capabilities.ts';
export type * from './contract/context.type.ts';
export type * from './contract/contribution.type.ts';
export type * from './contract/host.type.ts';
export type * from './contract/text.type.ts';

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
