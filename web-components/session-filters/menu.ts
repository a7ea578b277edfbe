import type { TemplateResult } from 'lit';
import type { Failure } from '../data/client.ts';
import type { Connection } from '../data/connection.ts';
import type { FilterOptionsQuery, FilterOptionsQueryVariables } from '../data/documents.generated.ts';
import type { Question } from '../data/query-controller.ts';
import type { Terms } from '../i18n/en.ts';
import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import type { ShownFilter } from '../plugins/core/plugin-filters.ts';
import type { ValueNames } from '../shared/value-names.ts';
import type { FilterDefinition, FilterId } from '../state/filter-fields.ts';
import type { GroupName } from '../state/groups.ts';
import type { Unread, View } from '../state/view.ts';
import type { Where } from '../state/where.ts';

/** Of the conditions of another request, and of how soon it follows. */
export type GroupMenuId = `${GroupName}/${FilterId | 'more' | 'within'}`;

/** `x.`: of a plugin. */
export type MenuId = FilterId | 'time' | 'more' | `x.${string}` | GroupMenuId;

/** What a menu knows of the bar that it belongs to. */
export interface FilterBar {
  readonly connection: Connection;
  readonly view: View;
  /** Its conditions are those of one request among several: what the list has, they do not say alone. */
  readonly ofGroup?: boolean;
  /** The moment that relative times are counted from, in milliseconds. */
  readonly moment: number;
  readonly zone: string;
  readonly locale: string;
  readonly terms: Terms;
  /** Those of the bar. */
  readonly words: FilterBarTerms;
  readonly names: ValueNames;
  /** Of the values that the open menu lists. */
  readonly options: { readonly loading: boolean; readonly failure: Failure | undefined; refresh(): void };
  /** Filters without a pill. */
  readonly offered: readonly FilterDefinition[];
  readonly pluginFilters: readonly ShownFilter[];
  /** What was not understood of its filters. */
  readonly unread: readonly Unread[];
  readonly reasonFor: (one: Unread) => string;
  /** The controls of a filter of a plugin. */
  renderPluginFilter(name: string): unknown;
  /** The question of the view, with what filters of plugins add to it. */
  narrow(where: Where): Where;
  /** Somebody chose this. */
  apply(view: View): void;
  openMenu(id: MenuId): Promise<void>;
  closeMenu(): void;
  requestUpdate(): void;
  /** Something in the open menu. */
  find(selector: string): HTMLElement | null;
}

/** What the popover shows; made anew each time it opens. */
export interface Menu {
  readonly id: MenuId;
  /** Where its id is not that of a filter of the bar. */
  readonly title?: string;
  /** Whose button it opens at, where it is not its own. */
  readonly anchor?: MenuId;
  /** What it looks like, where it is not called so. */
  readonly look?: string;
  /** What has the focus first. */
  readonly first: string;
  render(): TemplateResult;
  question?(): Question<FilterOptionsQuery, FilterOptionsQueryVariables> | null;
  answered?(data: FilterOptionsQuery): void;
  closed?(): void;
}

/** Where a key leads in a list of options; null: nowhere. */
export function movedTo(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** The option that an event in a list of options happened on, by its number; null: none. */
export function optionAt(event: Event): number | null {
  const option = (event.target as Element).closest<HTMLElement>('[role=option]');
  return option ? Number(option.dataset.index) : null;
}
