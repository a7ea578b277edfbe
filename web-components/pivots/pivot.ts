import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';

/** A value that can be filtered by. */
export interface Pivot {
  readonly filter: FilterId;
  readonly value: FilterValue;
  /** What people read, and what is copied. */
  readonly text: string;
}

/** The button of a value. */
export type PivotButton = HTMLButtonElement & { readonly pivot: Pivot };
