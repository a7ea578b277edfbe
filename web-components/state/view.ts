import type { Condition, FilterValue } from './filter.type.ts';
import { FILTERS, type FilterId, filterOf, isSingle } from './filter-fields.ts';
import { type Group, type GroupName, type Groups, groupsOf } from './groups.ts';
import { ALL_TIME, DEFAULT_TIME, formatTime, type TimeSelection } from './time-range.ts';

/** The general filters of a view. Immutable: the functions below give a new one. */
export interface View {
  readonly time: TimeSelection;
  /**
   * one: one and the same request meets all conditions on requests. any: different requests may meet them; the detail
   * then shows the requests that meet at least one.
   */
  readonly match: 'one' | 'any';
  readonly conditions: { readonly [Id in FilterId]?: Condition };
  /** Other requests that the session must have; then `match` is one. Undefined: none. */
  readonly groups?: Groups;
  /** Filters of plugins, as links write them; undefined: none. */
  readonly extras?: Readonly<Record<string, string>>;
  /** Parameters that were not understood; they stay in links. A view with any is not shown: it would be wider than it was asked for. */
  readonly unread?: readonly Unread[];
}

/** A parameter that was not understood, as it was written. */
export interface Unread {
  readonly name: string;
  readonly value: string;
}

/** What the screen starts with. */
export const INITIAL_VIEW: View = { time: DEFAULT_TIME, match: 'one', conditions: {} };

/** No condition at all, time neither. */
export const NO_CONDITION: View = { ...INITIAL_VIEW, time: ALL_TIME };

/** How a value is taken into a condition. */
export type PivotMode = 'only' | 'not';

const NONE: Condition = { only: [], not: [] };

export const conditionOf = (view: Pick<View, 'conditions'>, id: FilterId): Condition => view.conditions[id] ?? NONE;

/** Sets the condition of one filter; without values it goes away. */
export function withCondition(view: View, id: FilterId, condition: Condition): View {
  const { [id]: _old, ...others } = view.conditions;
  const only = distinct(condition.only);
  const not = distinct(condition.not);
  if (only.length === 0 && not.length === 0) return { ...view, conditions: others };
  const conditions: View['conditions'] = { ...others, [id]: { only, not } };
  // In the order of the filters, whatever the order of the clicks: equal views have equal links.
  return {
    ...view,
    conditions: Object.fromEntries(FILTERS.flatMap(({ id }) => (conditions[id] ? [[id, conditions[id]]] : []))),
  };
}

/** Adds one value: `only` beside the others that may be, `not` beside those that may not; it leaves the other list. */
export function withValue(view: View, id: FilterId, value: FilterValue, mode: PivotMode): View {
  const { only, not } = conditionOf(view, id);
  const definition = filterOf(id);
  if (mode === 'not' && !definition.excludable) return view;
  if (isSingle(definition))
    return withCondition(view, id, mode === 'only' ? { only: [value], not } : { only, not: [...not, value] });
  const without = (values: readonly FilterValue[]) => values.filter((other) => other !== value);
  return withCondition(view, id, {
    only: mode === 'only' ? [...only, value] : without(only),
    not: mode === 'not' ? [...not, value] : without(not),
  });
}

/** "Only this": replaces what the filter asked for. */
export function withOnly(view: View, id: FilterId, value: FilterValue): View {
  return withCondition(view, id, { only: [value], not: [] });
}

/** All that has this value, whenever it was. */
export const onlyThis = (id: FilterId, value: FilterValue): View => withOnly(NO_CONDITION, id, value);

export function withoutValue(view: View, id: FilterId, value: FilterValue, mode: PivotMode): View {
  const condition = conditionOf(view, id);
  return withCondition(view, id, { ...condition, [mode]: condition[mode].filter((other) => other !== value) });
}

/** What a pivot makes of it: `remove` takes a value that may be away again, `all` asks for nothing else. */
export function withPivot(view: View, id: FilterId, value: FilterValue, action: PivotMode | 'remove' | 'all'): View {
  if (action === 'all') return onlyThis(id, value);
  if (action === 'only') return withOnly(view, id, value);
  return action === 'not' ? withValue(view, id, value, 'not') : withoutValue(view, id, value, 'only');
}

export const withTime = (view: View, time: TimeSelection): View => (time === view.time ? view : { ...view, time });

/** Filters away, time stays: what Reset does. */
export const withoutConditions = ({ time }: View): View => ({ ...INITIAL_VIEW, time });

/** Sets the filter of a plugin; without a text it goes away. */
export function withExtra({ extras, ...view }: View, name: string, text: string | undefined): View {
  const { [name]: _old, ...others } = extras ?? {};
  const all = Object.entries(text === undefined ? others : { ...others, [name]: text });
  return all.length === 0 ? view : { ...view, extras: Object.fromEntries(all.sort()) };
}

/** It asks for more than a time. */
export const isFiltered = ({ extras, groups, conditions }: View): boolean =>
  !!(extras ?? groups) || Object.keys(conditions).length > 0;

/** Sets a group, and takes away one that asks nothing. One request for all is then what the conditions of each mean. */
export function withGroup({ groups: before, ...view }: View, name: GroupName, group?: Group): View {
  const { [name]: _old, ...others } = before ?? {};
  const asks = group && (group.withinMs !== undefined || Object.keys(group.conditions).length > 0);
  const groups: Groups = Object.fromEntries(groupsOf({ groups: asks ? { ...others, [name]: group } : others }));
  return Object.keys(groups).length > 0 ? { ...view, groups, match: 'one' } : view;
}

/** They ask for the same, in the same words: their links are equal. */
export const sameView = (one: View, other: View): boolean => one === other || sayingOf(one) === sayingOf(other);

const sayingOf = ({ time, match, conditions, groups, extras, unread }: View): string =>
  JSON.stringify([formatTime(time), match, conditions, groups, extras, unread]);

/** One chip: a value of a condition. */
export interface Chip {
  readonly id: FilterId;
  readonly value: FilterValue;
  readonly mode: PivotMode;
}

/** The active conditions, one value each, in the order of the filters. */
export function chipsOf(view: Pick<View, 'conditions'>): Chip[] {
  return FILTERS.flatMap(({ id }) => {
    const { only, not } = conditionOf(view, id);
    return [
      ...only.map((value): Chip => ({ id, value, mode: 'only' })),
      ...not.map((value): Chip => ({ id, value, mode: 'not' })),
    ];
  });
}

/** Those of other requests, too. */
export const allChipsOf = (view: View): Chip[] => [view, ...groupsOf(view).map(([, group]) => group)].flatMap(chipsOf);

const distinct = (values: readonly FilterValue[]): FilterValue[] => [...new Set(values)];
