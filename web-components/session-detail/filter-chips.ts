import { html, nothing } from 'lit';
import type { DetailTerms } from '../i18n/detail.en.ts';
import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { exactNumber } from '../shared/format.ts';
import { labelOfGroup } from '../shared/group-text.ts';
import { icons } from '../shared/icons.ts';
import { timeText } from '../shared/time-text.ts';
import type { ValueNames } from '../shared/value-names.ts';
import { type DetailFilters, inheritedInForce, localView, showsAll, timeInForce } from '../state/detail-filters.ts';
import { filterOf } from '../state/filter-fields.ts';
import { groupsInOrder } from '../state/group-list.ts';
import { ALL_TIME, sameTime } from '../state/time-range.ts';
import { allChipsOf, type Chip, chipsOf, type View } from '../state/view.ts';
import type { FilterChanges } from './filter-changes.ts';

export interface ChipsContext {
  readonly localize: LocalizeController;
  readonly detail: DetailTerms;
  /** In which a time is written. */
  readonly bar: FilterBarTerms;
  readonly names: ValueNames;
  readonly filters: DetailFilters;
  /** The general filters, where they differ from those that were taken over. */
  readonly general: View | undefined;
  readonly changes: FilterChanges;
}

/** What decides the requests shown: taken over from the list, set in here, and the ways to change both. */
export function renderFilters(context: ChipsContext) {
  const { filters, localize, detail, general, changes } = context;
  const inherited = chipsOf(inheritedInForce(filters)).map((chip) => renderChip(chip, 'inherited', context));
  const local = chipsOf(localView(filters)).map((chip) => renderChip(chip, 'local', context));
  const other = groupsInOrder(filters.inherited).map(([name, group]) => {
    const label = labelOfGroup(name, group, context.bar, localize.locale);
    const conditions = chipsOf(group).map((chip) => textOf(chip, context));
    const text = `${label} ${conditions.join(', ') || context.bar.anyRequest}`;
    return renderRemovable(text, 'inherited', context, () => changes.removeGroup(name));
  });
  if (other.length > 0 && inherited.length === 0)
    inherited.push(html`<span class="muted">${context.bar.anyRequest}</span>`);
  inherited.push(...other);
  const time = timeInForce(filters);
  if (!sameTime(time, ALL_TIME)) {
    const chip = renderRemovable(
      timeText(time, { words: context.bar, locale: localize.locale, zone: localize.timeZone, moment: filters.now }),
      filters.localTime ? 'local' : 'inherited',
      context,
      changes.removeTime,
      true,
    );
    (filters.localTime ? local : inherited).unshift(chip);
  }
  const all = showsAll(filters);
  return html`<div class="filters" part="filters" role="group" aria-label=${detail.requestFilters}>
    ${renderGroup(detail.inheritedFilters, inherited)} ${renderGroup(detail.localFilters, local)}
    ${all ? html`<span class="muted">${detail.allRequestsShown}</span>` : nothing}
    ${all ? nothing : html`<button type="button" class="button" @click=${changes.showAll}>${detail.showAllRequests}</button>`}
    ${
      general
        ? html`<button type="button" class="button primary apply" title=${`${detail.applyFiltersHint}
${generalText(general, context, Infinity)}`} @click=${changes.apply}>
            <bdi>${detail.applyFilters(generalText(general, context, MOST_NAMED))}</bdi>
          </button>`
        : nothing
    }
  </div>`;
}

/** Conditions that the button names. */
const MOST_NAMED = 2;

/** What Apply would ask for. */
function generalText(general: View, context: ChipsContext, most: number): string {
  const { localize, bar, detail, filters } = context;
  const { locale, timeZone: zone } = localize;
  const parts = allChipsOf(general)
    .filter(({ id }) => filterOf(id).of === 'request')
    .map((chip) => textOf(chip, context));
  if (!sameTime(general.time, ALL_TIME))
    parts.unshift(timeText(general.time, { words: bar, locale, zone, moment: filters.now }));
  if (parts.length === 0) return detail.noFilters;
  const hidden = parts.length - most;
  return parts.slice(0, most).join(', ') + (hidden > 0 ? ` +${exactNumber(hidden, locale)}` : '');
}

function renderGroup(name: string, chips: readonly unknown[]) {
  return chips.length === 0 ? nothing : html`<span class="group"><span class="muted">${name}</span>${chips}</span>`;
}

function renderChip(chip: Chip, origin: 'inherited' | 'local', context: ChipsContext) {
  const remove = origin === 'local' ? context.changes.removeLocal : context.changes.removeInherited;
  return renderRemovable(textOf(chip, context), origin, context, () => remove(chip));
}

function textOf({ id, value, mode }: Chip, { localize: { terms }, names }: ChipsContext): string {
  const [name, shown] = [terms.filterNames[id], names.of(id, value)];
  return mode === 'not' ? terms.filterIsNot(name, shown) : terms.filterIs(name, shown);
}

function renderRemovable(
  text: string,
  origin: 'inherited' | 'local',
  { detail }: ChipsContext,
  remove: () => void,
  isTime = false,
) {
  const hint = origin === 'local' ? detail.localHint : detail.inheritedHint;
  return html`<button type="button" class="chip ${origin}" aria-label=${`${detail.removeFilter(text)} (${hint})`}
    title=${`${text}\n${hint}`} @click=${remove}>
    ${isTime ? icons.clock : nothing}<bdi>${text}</bdi>${icons.close}
  </button>`;
}
