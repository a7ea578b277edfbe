import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';

/** A value that somebody may do something with. */
export interface Pivot {
  /** That it can be filtered by; null: it can be copied only. */
  readonly filter: FilterId | null;
  readonly value: FilterValue;
  /** What people read, and what is copied. */
  readonly text: string;
}

/** The button of a value. */
export type PivotButton = HTMLButtonElement & { readonly pivot: Pivot };
