import type { Terms } from '../../i18n/en.ts';
import { printable } from '../../shared/printable.ts';
import { type FilterId, filterOf } from '../../state/filter-fields.ts';
import { NO_TIME } from '../../state/time-range.ts';
import { type View, withExtra } from '../../state/view.ts';
import type { Where } from '../../state/where.ts';
import { combineFilters } from './combine-filters.ts';
import type { Filter } from './contract.ts';
import type { Contributed, Contributions } from './contributions.ts';
import { atOnce } from './guard.ts';
import { pluginSlot } from './plugin-slot.ts';
import type { PluginView } from './plugin-view.ts';

/** A filter of a plugin, as a bar shows it. */
export interface ShownFilter {
  /** In links, after `x.`. */
  readonly name: string;
  readonly title: string;
  /** Its value in words; undefined: it has none. */
  readonly text: string | undefined;
}

/** A bar whose view such filters are part of. */
export interface FiltersView extends PluginView {
  readonly view: View;
  readonly locale: string;
  readonly terms: Terms;
  apply(view: View): void;
}

type ContributedFilter = Contributed<Filter>;

const nameOf = ({ plugin, item }: ContributedFilter): string => `${plugin.id}-${item.id}`;

const allOf = (set: Contributions): readonly ContributedFilter[] => set.all('filters');

/** Undefined: none, or not one that the filter understands. */
function filterValue(set: Contributions, filter: ContributedFilter, view: View): unknown {
  const text = view.extras?.[nameOf(filter)];
  return text === undefined ? undefined : parsed(set, filter, text);
}

/** Whether a filter of a plugin takes this text. */
export const understands = (set: Contributions, name: string, text: string): boolean =>
  allOf(set).some((filter) => {
    if (nameOf(filter) !== name) return false;
    const value = parsed(set, filter, text);
    const asks = () => atOnce(filter.item.toWhere(value)) !== undefined;
    return value !== undefined && set.guarded(filter.plugin.id, `${filter.point}.toWhere`, false, asks);
  });

function parsed(set: Contributions, filter: ContributedFilter, text: string): unknown {
  return set.guarded(filter.plugin.id, `${filter.point}.parse`, undefined, () => filter.item.parse(text));
}

export function shownFilters(set: Contributions, view: View, locale: string): ShownFilter[] {
  return allOf(set).map((filter) => {
    const { item, plugin, point } = filter;
    const value = filterValue(set, filter, view);
    const words = () => printable(item.label?.(value, locale) ?? item.format(value));
    return {
      name: nameOf(filter),
      title: set.text(plugin.id, point, item.title, locale),
      text: value === undefined ? undefined : set.guarded(plugin.id, `${point}.label`, '', words),
    };
  });
}

/** The question of a view, with what filters of plugins add to it. */
export function narrow(set: Contributions, where: Where, view: View): Where {
  let filter = where.filter ?? {};
  for (const contributed of allOf(set)) {
    const value = filterValue(set, contributed, view);
    if (value === undefined) continue;
    const { item, plugin, point } = contributed;
    const more = () => combineFilters(filter, atOnce(item.toWhere(value)), asksForOne(view));
    const both = set.guarded(plugin.id, `${point}.toWhere`, undefined, more);
    // Without it, more would be found than was asked for.
    if (!both) return { ...where, period: NO_TIME };
    filter = both;
  }
  return Object.keys(filter).length === 0 ? where : { ...where, filter };
}

/** The first request that is asked for is the one of the bar: not where it asks for others beside it alone. */
function asksForOne({ match, conditions, groups = {} }: View): boolean {
  const isFirst = Object.keys(conditions).some((id) => filterOf(id as FilterId).of === 'request');
  return match === 'one' && (isFirst || Object.keys(groups).every((name) => name.startsWith('then')));
}

/** The controls of a filter, for its menu. */
export function renderFilter(set: Contributions, name: string, bar: FiltersView): unknown {
  const filter = allOf(set).find((other) => nameOf(other) === name);
  if (!filter) return '';
  const { item, plugin, point } = filter;
  const change = (value: unknown) => {
    const text =
      value === undefined ? undefined : set.guarded(plugin.id, `${point}.format`, undefined, () => item.format(value));
    bar.apply(withExtra(bar.view, name, text));
  };
  return pluginSlot({
    set,
    contributed: filter,
    view: bar,
    terms: bar.terms,
    draw: (host) => item.render(filterValue(set, filter, bar.view), change, host),
  });
}
