import { type FilterId, filterOf } from '../state/filter-fields.ts';
import { FormMenu } from './form-menu.ts';
import type { FilterBar, Menu, MenuId } from './menu.ts';
import { MoreMenu } from './more-menu.ts';
import { PluginMenu } from './plugin-menu.ts';
import { TimeMenu } from './time-menu.ts';
import { ValuesMenu } from './values-menu.ts';

export function menuOf(bar: FilterBar, id: MenuId): Menu {
  if (id === 'time') return new TimeMenu(bar);
  if (id === 'more') return new MoreMenu(bar);
  if (id.startsWith('x.')) return new PluginMenu(bar, id);
  const definition = filterOf(id as FilterId);
  return definition.kind === 'values' ? new ValuesMenu(bar, definition) : new FormMenu(bar, definition);
}
