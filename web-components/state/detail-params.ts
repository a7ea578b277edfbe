import { canApply, type DetailFilters, ofInside, openUnder } from './detail-filters.ts';
import { formatTime, parseTime } from './time-range.ts';
import { chipsOf, NO_CONDITION, type Unread, type View } from './view.ts';
import { formatView, parseView, viewFromParams, viewToParams } from './view-params.ts';

/**
 * The filters of an open session as parameters, beside the general filters of the same link:
 *
 *     method=POST&time=2026-11-20T10:00Z..2026-11-20T11:00Z&from=code%3D403
 *
 * What was set inside stands as in any view, `time` only where it replaces the inherited one. `from` is what the session
 * was opened under, where that is not what the general filters are now. Nothing at all: just opened.
 */
export function detailToParams(filters: DetailFilters, general: View): URLSearchParams {
  const params = viewToParams({ ...NO_CONDITION, conditions: filters.local });
  params.delete('time');
  if (filters.localTime) params.append('time', formatTime(filters.localTime));
  if (canApply(filters, general)) params.append('from', formatView(filters.inherited));
  for (const { name, value } of filters.unread ?? []) params.append(name, value);
  return params;
}

/** @param now the moment that relative times of `from` are counted from, in milliseconds */
export function detailFromParams(all: URLSearchParams, general: View, now: number): DetailFilters {
  const params = new URLSearchParams(all);
  const [from, ...otherFroms] = params.getAll('from');
  params.delete('from');
  const { view } = viewFromParams(params);
  const local = ofInside(view.conditions);
  const time = params.getAll('time').map(parseTime);
  const unread = [
    ...(view.unread ?? []),
    ...outside(view, local),
    ...otherFroms.filter((other) => other !== from).map((value) => ({ name: 'from', value })),
  ];
  return {
    ...openUnder(from === undefined ? general : parseView(from).view, now),
    local,
    localTime: time.find((one) => one !== null) ?? null,
    ...(unread.length > 0 && { unread }),
  };
}

/** What a view may hold, and the filters inside a session may not. */
function outside(view: View, local: View['conditions']): Unread[] {
  const chips = chipsOf(view).filter(({ id }) => !local[id]);
  return [
    ...chips.map(({ id, value, mode }) => ({ name: mode === 'not' ? `not.${id}` : id, value: value ?? '' })),
    ...Object.entries(view.extras ?? {}).map(([name, value]) => ({ name: `x.${name}`, value })),
    ...(view.match === 'any' ? [{ name: 'match', value: 'any' }] : []),
    ...(view.groups ? unreadGroups(view) : []),
  ];
}

/** Chains are asked for among the general filters; inside, those that were taken over. */
function unreadGroups({ groups }: View): Unread[] {
  const params = viewToParams({ ...NO_CONDITION, ...(groups && { groups }) });
  params.delete('time');
  return [...params].map(([name, value]) => ({ name, value }));
}

/** Their text, for the `filters` of a detail. */
export const formatDetail = (filters: DetailFilters, general: View): string =>
  detailToParams(filters, general).toString();

/** The filters that a text says, of a `filters` attribute. */
export const parseDetail = (text: string, general: View, now: number): DetailFilters =>
  detailFromParams(new URLSearchParams(text), general, now);
