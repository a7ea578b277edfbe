import type { CombinedError } from '@urql/core';
import type { Connection } from '../../data/connection.ts';
import type { Text } from './contract.ts';
import type { FragmentType } from './fragments/fragment.ts';
import type { RowPlace } from './fragments/unanswered.ts';
import type { PanelsView, PluginView } from './plugin-view.ts';
import type { Kind, RegisteredPlugin } from './registry.ts';

/** Something that a plugin brings, and whose it is. */
export interface Contributed<Item> {
  readonly item: Item;
  /** `<plugin>.<contribution>` */
  readonly id: string;
  /** Where it is, in reports: `columns.owner`. */
  readonly point: string;
  readonly order: number;
  readonly plugin: RegisteredPlugin;
  readonly signal: AbortSignal;
}

/** An item of a kind, as a plugin gives it. */
export type ItemOf<K extends Kind> = RegisteredPlugin['contributions'][K][number];

/** An address that may be shown, and its text. */
export interface ReadyLink {
  readonly id: string;
  readonly href: string;
  readonly text: string;
  readonly newTab: boolean;
}

/** What a set of plugins is to the columns, filters, panels and tools that are drawn from it. */
export interface Contributions {
  /** What the plugins bring of one kind, in order. */
  all<K extends Kind>(kind: K): readonly Contributed<ItemOf<K>>[];
  /** Those whose `when` has nothing against it. */
  in<K extends Kind>(kind: K, context: unknown, view: PluginView): readonly Contributed<ItemOf<K>>[];
  /** Links with an address that leads somewhere. */
  links(kind: 'links' | 'detectionLinks', context: unknown, view: PanelsView): ReadyLink[];
  text(pluginId: string, point: string, text: Text, locale: string): string;
  /** Runs code of a plugin; what it throws is reported, and the neutral value takes its place. */
  guarded<Value>(pluginId: string, point: string, neutral: Value, run: () => Value): Value;
  /** Fields of plugins that could not be answered for this row. */
  unanswered(on: FragmentType, row: object, at: RowPlace, connection: Connection, error?: CombinedError): string[];
  /** Tells of a failure of a plugin, once per place of it. */
  report(pluginId: string, point: string, error: unknown): void;
}
