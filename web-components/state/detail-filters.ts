import type { SessionRequestFilter, SessionTimeRange } from '../data/documents.generated.ts';
import type { FilterValue } from './filter.type.ts';
import { type FilterDefinition, type FilterId, filterOf } from './filter-fields.ts';
import { ALL_TIME, NO_TIME, resolveTime, sameTime, type TimeSelection } from './time-range.ts';
import {
  chipsOf,
  conditionOf,
  NO_CONDITION,
  type PivotMode,
  sameView,
  type Unread,
  type View,
  withCondition,
  withoutValue,
  withValue,
} from './view.ts';
import { withoutUnread } from './view-params.ts';
import { toRequestFilter } from './where.ts';

/**
 * The filters of an open session: those it was opened under, and those that were set inside it. What happens to the
 * general filters later moves nothing here until it is asked for.
 */
export interface DetailFilters {
  /** The general filters at the moment of opening, or of the last Apply. */
  readonly inherited: View;
  /** The moment that the relative time of `inherited` is counted from, in milliseconds. */
  readonly now: number;
  readonly local: View['conditions'];
  /** Replaces the time of `inherited`: a brush. */
  readonly localTime: TimeSelection | null;
  /** Parameters of the session that were not understood; with any, or with any inherited ones, no request is shown. */
  readonly unread?: readonly Unread[];
}

/** Filters that an explore link brings: one control, wherever they are shown. */
export const EXPLORE_FILTERS: readonly FilterId[] = ['request', 'attack', 'endpoint-id'];

export function openUnder(general: View, now: number): DetailFilters {
  return { inherited: ofRequests(general), now, local: {}, localTime: null };
}

/** "Show all requests". */
export function showAll(filters: DetailFilters): DetailFilters {
  return { inherited: NO_CONDITION, now: filters.now, local: {}, localTime: null };
}

/** What was not understood, inherited or set inside. */
export const unreadOf = ({ inherited, unread = [] }: DetailFilters): readonly Unread[] => [
  ...(inherited.unread ?? []),
  ...unread,
];

/** The rest, without what was not understood. */
export const withoutUnreadParts = ({ unread: _unread, ...filters }: DetailFilters): DetailFilters => ({
  ...filters,
  inherited: withoutUnread(filters.inherited),
});

/** "Apply filters": the general filters as they are now; what was set inside stays. */
export function applyGeneral(filters: DetailFilters, general: View, now: number): DetailFilters {
  return { ...filters, inherited: ofRequests(general), now };
}

/** Whether Apply would change what is inherited. */
export function canApply(filters: DetailFilters, general: View): boolean {
  return !sameView(ofRequests(general), filters.inherited);
}

/** The general filters have changed. Only the chip of an explore link goes along: it is one with the general one. */
export function generalChanged(filters: DetailFilters, before: View, after: View): DetailFilters {
  let { inherited } = filters;
  // What somebody decided about it, they decided for both.
  if (inherited.unread && before.unread && !after.unread) inherited = withoutUnread(inherited);
  for (const id of EXPLORE_FILTERS) {
    for (const value of conditionOf(before, id).only) {
      if (!conditionOf(after, id).only.includes(value)) inherited = withoutValue(inherited, id, value, 'only');
    }
  }
  return inherited === filters.inherited ? filters : { ...filters, inherited };
}

/** Inside a session, user and role are those of a request; other facts of the session choose none. */
const choosesRequests = ({ of, dimension }: FilterDefinition): boolean => of === 'request' || dimension !== undefined;

/** Of these conditions, those that may be set inside a session. */
export const ofInside = (conditions: View['conditions']): View['conditions'] =>
  Object.fromEntries(Object.entries(conditions).filter(([id]) => choosesRequests(filterOf(id as FilterId))));

/** Sets what one filter asks for inside the session; without values, what is inherited counts again. */
export function withLocal(
  filters: DetailFilters,
  id: FilterId,
  condition: View['conditions'][FilterId],
): DetailFilters {
  if (!choosesRequests(filterOf(id))) return filters;
  const local = withCondition(localView(filters), id, condition ?? { only: [], not: [] });
  return { ...filters, local: local.conditions };
}

/** Inside the session: one more value of a filter, one to leave out, or neither any more. */
export function withLocalValue(
  filters: DetailFilters,
  id: FilterId,
  value: FilterValue,
  action: PivotMode | 'remove',
): DetailFilters {
  if (!choosesRequests(filterOf(id))) return filters;
  const view = localView(filters);
  if (action !== 'remove') return { ...filters, local: withValue(view, id, value, action).conditions };
  const local = withoutValue(withoutValue(view, id, value, 'only'), id, value, 'not');
  return { ...filters, local: local.conditions };
}

/** "Only this", inside the session: replaces what the filter asked for here. */
export function withOnlyLocal(filters: DetailFilters, id: FilterId, value: FilterValue): DetailFilters {
  return withLocal(filters, id, { only: [value], not: [] });
}

/** They ask for the same, counted from the same moment: whoever hands them on may have made them again. */
export const sameFilters = (one: DetailFilters, other: DetailFilters): boolean =>
  one === other ||
  (one.now === other.now &&
    sameView(one.inherited, other.inherited) &&
    sameView(setInside(one), setInside(other)) &&
    (one.localTime === null) === (other.localTime === null));

/** All that was set inside, as a view. */
const setInside = (filters: DetailFilters): View => ({
  ...localView(filters),
  time: filters.localTime ?? ALL_TIME,
  ...(filters.unread && { unread: filters.unread }),
});

/** What was set inside, as a view. */
export const localView = ({ local }: DetailFilters): View => ({ ...NO_CONDITION, conditions: local });

/** Takes the time away: a local one first, then the inherited one. */
export function withoutTime(filters: DetailFilters): DetailFilters {
  if (filters.localTime) return { ...filters, localTime: null };
  return { ...filters, inherited: { ...filters.inherited, time: ALL_TIME } };
}

/** The inherited conditions that count: without those that a local one replaces. */
export function inheritedInForce({ inherited, local }: DetailFilters): View {
  let view = inherited;
  // What several requests met together is left whole: inside the session, other conditions hide some of these.
  if (view.groups) return view;
  for (const id of Object.keys(local) as FilterId[]) view = withCondition(view, id, { only: [], not: [] });
  return view;
}

/** The time that counts. */
export const timeInForce = ({ inherited, localTime }: DetailFilters): TimeSelection => localTime ?? inherited.time;

/** Nothing hides a request. */
export function showsAll(filters: DetailFilters): boolean {
  return (
    unreadOf(filters).length === 0 &&
    chipsOf(filters.inherited).length === 0 &&
    !filters.inherited.groups &&
    Object.keys(filters.local).length === 0 &&
    sameTime(timeInForce(filters), ALL_TIME)
  );
}

/** What the graph is asked for: the arguments of Session.requests. */
export interface RequestsWhere {
  readonly period?: SessionTimeRange;
  readonly filter?: SessionRequestFilter;
}

export function toRequestsWhere(filters: DetailFilters, timeZone: string): RequestsWhere {
  const inherited = toRequestFilter(inheritedInForce(filters));
  const local = localFilter(filters.local);
  const not = [...(inherited?.not ?? []), ...local.not];
  // The fields of the two are apart: a local condition has taken the place of the inherited one.
  const filter = { ...inherited, ...local.only, ...(not.length > 0 && { not }) };
  const period = unreadOf(filters).length > 0 ? NO_TIME : resolveTime(timeInForce(filters), filters.now, timeZone);
  return { ...(period && { period }), ...(Object.keys(filter).length > 0 && { filter }) };
}

/** Inside a session, user and role too are those of the request. */
function localFilter(local: View['conditions']): { only: SessionRequestFilter; not: SessionRequestFilter[] } {
  const only: SessionRequestFilter = {};
  const not: SessionRequestFilter[] = [];
  for (const [id, condition] of Object.entries(local)) {
    const { kind, toFilter } = filterOf(id as FilterId);
    if (condition.only.length > 0) Object.assign(only, toFilter(condition.only));
    // A search text is one per entry.
    const parts = kind === 'search' ? condition.not.map((value) => [value]) : [condition.not];
    for (const values of parts) if (values.length > 0) not.push(toFilter(values));
  }
  return { only, not };
}

/** Facts of the session hide no request, so there is nothing of them to inherit. */
function ofRequests(general: View): View {
  const { extras: _ofPlugins, ...own } = general;
  let view: View = own;
  for (const { id } of chipsOf(general))
    if (filterOf(id).of === 'session') view = withCondition(view, id, { only: [], not: [] });
  return view;
}
