import type { FilterOptionsQuery } from '../data/documents.generated.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterDefinition } from '../state/filter-fields.ts';
import { conditionOf, type PivotMode, type View, withoutValue, withValue } from '../state/view.ts';

type Listed = NonNullable<FilterOptionsQuery['sessionFilterOptions']>[number];

/** A line of the list of values. */
export interface ValueOption {
  readonly value: FilterValue;
  /** Sessions; null: the server did not list the value. */
  readonly count: number | null;
  /** Typed, and not listed: offered for use. */
  readonly typed: boolean;
}

/**
 * The lines, from the top: a typed text that is a value too, the values that were chosen when the list was opened, those of
 * the server. Values that are chosen meanwhile stay where they are: no line moves under the pointer.
 */
export function valueOptions(
  definition: FilterDefinition,
  listed: readonly Listed[],
  chosen: readonly FilterValue[],
  text: string,
): ValueOption[] {
  const counts = new Map(listed.map(({ key, count }) => [key, count]));
  const isTyped = definition.open && definition.accepts(text) && !counts.has(text) && !chosen.includes(text);
  const others = listed.filter(({ key }) => !chosen.includes(key) && (key !== null || definition.nullable));
  return [
    ...(isTyped ? [{ value: text, count: null, typed: true }] : []),
    ...chosen.map((value) => ({ value, count: counts.get(value) ?? null, typed: false })),
    ...others.map(({ key, count }) => ({ value: key, count, typed: false })),
  ];
}

/** All values of a filter that are in use, asked for or left out. */
export function usedValues(view: View, { id }: FilterDefinition): FilterValue[] {
  const { only, not } = conditionOf(view, id);
  return [...new Set([...only, ...not])];
}

/** Into the list of this mode, or out of it. */
export function toggled(view: View, { id }: FilterDefinition, value: FilterValue, mode: PivotMode): View {
  return conditionOf(view, id)[mode].includes(value)
    ? withoutValue(view, id, value, mode)
    : withValue(view, id, value, mode);
}
