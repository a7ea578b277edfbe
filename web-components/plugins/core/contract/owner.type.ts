import type { Fragment, PluginHost, Renderable } from '../contract.ts';

/** What the subgraph that owns a type says of a thing at this moment, beside the copies that filters go by. */
export interface OwnerFacts<Fields> {
  /**
   * Name of that subgraph in the supergraph. Gateways that name the one that failed, and no place, then say nothing of this one
   * when another is down.
   */
  readonly subgraph?: string;
  /** One fragment on the type. */
  readonly fields: Fragment<Fields>;
  /** What to show of them, in order; null, undefined and '' become a dash. `host.locale` says in which language. */
  rows(owned: Fields, host: PluginHost): readonly (readonly [label: string, value: Renderable])[];
}
