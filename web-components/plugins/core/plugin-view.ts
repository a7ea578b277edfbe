import type { Connection } from '../../data/connection.ts';
import type { Terms } from '../../i18n/en.ts';
import type { FilterValue } from '../../state/filter.type.ts';
import type { FilterId } from '../../state/filter-fields.ts';
import type { Renderable } from './contract.ts';

/** An element that shows, or sets up, something of a plugin. */
export interface PluginView {
  readonly connection: Connection;
  /** Undefined: that of the page. */
  readonly locale?: string;
  readonly effectiveTimeZone?: string;
  /** Where dialogs open. */
  readonly renderRoot?: HTMLElement | DocumentFragment;
  /** Says it in the live region of the element. */
  notify?(text: string, tone: 'info' | 'error', offer?: ReadyOffer): void;
  refresh(): void;
  requestUpdate?(): void;
  /** A value with the menu of the element. */
  filterable?(filter: FilterId, value: FilterValue, text: string): Renderable;
  /** A link to a request of the open session. */
  linkToRequest?(id: string, text: string): Renderable;
  dispatchEvent(event: Event): boolean;
}

/** An offer of a plugin, for whichever element shows it. */
export interface ReadyOffer {
  readonly text: string;
  run(view: PluginView): Promise<void>;
}

/** An element that writes what plugins bring. */
export interface PanelsView extends PluginView {
  readonly locale: string;
  readonly terms: Terms;
}
