import type { BulkRow } from '../../data/bulk-actions.ts';
import type { PagesController } from '../../data/pages-controller.ts';
import type { QueryHost } from '../../data/query-controller.ts';
import type { LanguageHost } from '../../i18n/language.ts';
import type { Terms } from '../../i18n/localize.ts';
import type { SelectionTerms } from '../../i18n/selection.en.ts';
import type { MenuKit } from '../../pivots/menu-kit.ts';
import type { View } from '../../state/view.ts';
import type { Where } from '../../state/where.ts';
import type { SessionEdge } from '../cells.ts';

export type { MenuKit } from '../../pivots/menu-kit.ts';

/** Sessions of one action. */
export const MOST = 500;

/** What is done to many sessions. */
export type BulkKind = 'BLOCK' | 'UNBLOCK';

/** What came of the last action, and what takes it back; null: nothing does. */
export interface Outcome {
  readonly text: string;
  readonly refused: readonly BulkRow[];
  readonly bulkId: string | null;
}

/** What the bar shows. */
export interface Selected {
  readonly ids: ReadonlySet<string>;
  /** Of the page that is shown. */
  readonly pageIds: readonly string[];
  /** The ids are all that the list had when they were read. */
  readonly isWhole: boolean;
  readonly data: SelectionData;
  readonly words: SelectionTerms;
  readonly kit: MenuKit;
  readonly mayBlock: boolean;
  readonly mayDownload: boolean;
  /** Something is on its way. */
  readonly busy: boolean;
  readonly outcome: Outcome | undefined;
  /** Why all of something failed. */
  readonly failure: string | undefined;
  count(value: number): { readonly short: string; readonly value: number };
  ask(kind: BulkKind): void;
  undo(): void;
  selectAll(): void;
  clear(): void;
  dismiss(): void;
}

/** A list whose rows can be selected. */
export interface SelectionHost extends QueryHost, LanguageHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  readonly selectable: boolean;
  readonly view: View;
  readonly terms: Terms;
  readonly locale: string;
  readonly effectiveTimeZone: string;
  notify(text: string): void;
  refresh(): void;
  focus(): void;
  dispatchEvent(event: Event): boolean;
}

/** What it shows. */
export interface SelectionData {
  readonly pages: Pick<PagesController<never, never, SessionEdge>, 'page'>;
  /** What the rows were asked for with. */
  readonly where: Where;
  /** Of the list; null: not known. */
  readonly total: { readonly value: number; readonly exact: boolean } | null;
}
