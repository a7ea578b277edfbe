import { html, nothing, type TemplateResult } from 'lit';
import { labelOfGroup } from '../shared/group-text.ts';
import { icons } from '../shared/icons.ts';
import { groupsInOrder, withoutGroup } from '../state/group-list.ts';
import { type Group, type GroupName, MOST_GROUPS } from '../state/groups.ts';
import { chipsOf, type View, withGroup, withoutValue } from '../state/view.ts';
import { renderChip } from './chips.ts';
import type { FilterBar } from './menu.ts';

/** Somebody took something away: the view without it, and the button that did. */
export type Removed = (view: View, button: HTMLElement) => void;

/** The other requests that a session must have, a line for each. */
export function renderGroups(bar: FilterBar, removed: Removed): TemplateResult[] {
  return groupsInOrder(bar.view).map(([name, group]) => renderGroup(bar, name, group, removed));
}

/** The buttons that ask for one more. */
export const renderAdds = (bar: FilterBar): TemplateResult =>
  html`<span class="adds">${renderAdd(bar, 'then', bar.words.addFollowing)} ${renderAdd(bar, 'and', bar.words.addAnother)}</span>`;

function renderGroup(bar: FilterBar, name: GroupName, group: Group, removed: Removed): TemplateResult {
  const { words, view } = bar;
  const chips = chipsOf(group);
  const label = labelOfGroup(name, group, words, bar.locale);
  const without = ({ id, value, mode }: (typeof chips)[number]) =>
    withGroup(view, name, {
      ...group,
      conditions: withoutValue({ ...view, conditions: group.conditions }, id, value, mode).conditions,
    });
  return html`<div class="group" role="group" aria-label=${label}>
    ${
      name.startsWith('then')
        ? html`<button type="button" class="button quiet joint" data-menu="${name}/within" aria-haspopup="dialog" title=${words.withinHint}>
            ${label}<span class="arrow">${icons.down}</span>
          </button>`
        : html`<span class="joint muted">${label}</span>`
    }
    <div part="chips" class="chips">
      <ul>
        ${chips.length > 0 ? nothing : html`<li class="muted">${words.anyRequest}</li>`}
        ${chips.map((chip) => renderChip(bar, chip, (event) => removed(without(chip), event.currentTarget as HTMLElement)))}
      </ul>
      <span class="pair">
        <button type="button" class="button quiet small" data-menu="${name}/more" aria-haspopup="dialog"
          aria-label=${`${label}: ${words.addCondition}`} title=${words.addCondition}>${icons.plus}</button>
        <button type="button" class="button quiet small" aria-label=${words.remove(label)} title=${words.remove(label)}
          @click=${(event: Event) => removed(withoutGroup(view, name), event.currentTarget as HTMLElement)}>${icons.close}</button>
      </span>
    </div>
  </div>`;
}

function renderAdd({ view }: FilterBar, kind: 'then' | 'and', label: string) {
  const free = Array.from({ length: MOST_GROUPS }, (_, n): GroupName => `${kind}.${n + 1}`).find(
    (name) => !view.groups?.[name],
  );
  if (!free || view.match === 'any') return nothing;
  return html`<button type="button" class="button quiet" data-menu="${free}/more" aria-haspopup="dialog">
    ${icons.plus}${label}
  </button>`;
}
