import { type FilterId, filterOf } from '../state/filter-fields.ts';
import type { GroupName } from '../state/groups.ts';
import { FormMenu } from './form-menu.ts';
import { GroupMenu, groupBar, WithinMenu } from './group-menus.ts';
import type { FilterBar, GroupMenuId, Menu, MenuId } from './menu.ts';
import { MoreMenu } from './more-menu.ts';
import { PluginMenu } from './plugin-menu.ts';
import { TimeMenu } from './time-menu.ts';
import { ValuesMenu } from './values-menu.ts';

export function menuOf(bar: FilterBar, id: MenuId): Menu {
  if (id === 'time') return new TimeMenu(bar);
  if (id === 'more') return new MoreMenu(bar);
  if (id.startsWith('x.')) return new PluginMenu(bar, id);
  if (id.includes('/')) return groupMenuOf(bar, id as GroupMenuId);
  const definition = filterOf(id as FilterId);
  return definition.kind === 'values' ? new ValuesMenu(bar, definition) : new FormMenu(bar, definition);
}

function groupMenuOf(bar: FilterBar, id: GroupMenuId): Menu {
  const [name, of] = id.split('/') as [GroupName, FilterId | 'more' | 'within'];
  if (of === 'within') return new WithinMenu(id, bar, name);
  const title = of === 'more' ? bar.words.addCondition : bar.terms.filterNames[of];
  return new GroupMenu(id, menuOf(groupBar(bar, name), of), title, name);
}
