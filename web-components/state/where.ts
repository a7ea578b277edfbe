import type { SessionFilter, SessionRequestFilter, SessionTimeRange } from '../data/documents.generated.ts';
import { FILTERS, type FilterId, filterOf } from './filter-fields.ts';
import { groupsOf } from './groups.ts';
import { NO_TIME, resolveTime } from './time-range.ts';
import { conditionOf, type View, withCondition } from './view.ts';

/** What the graph is asked for: the arguments `period` and `filter` of Query.sessions. */
export interface Where {
  readonly period?: SessionTimeRange;
  readonly filter?: SessionFilter;
}

/**
 * The question of a view.
 * @param now the moment that relative times are counted from, in milliseconds
 */
export function toWhere(view: View, now: number, timeZone: string): Where {
  const asked = where(view, entriesOf(view), now, timeZone);
  return view.unread ? { ...asked, period: NO_TIME } : asked;
}

/**
 * The question whose answer lists the values of one filter: the view without that filter's own condition, with the entry
 * in front that "only" puts a value into.
 */
export function toOptionsWhere(view: View, id: FilterId, now: number, timeZone: string): Where {
  const others = withCondition(view, id, { only: [], not: [] });
  const entries = entriesOf(others);
  const own = view.match === 'any' && filterOf(id).of === 'request' && entries.length > 0 ? [excluded(others)] : [];
  const asked = where(others, [...own, ...entries], now, timeZone);
  const { sequence, requests = [] } = asked.filter ?? {};
  // A value is put beside the steps: the numbers are those of the sessions of the list with such a request.
  if (!sequence || filterOf(id).of !== 'request') return asked;
  return { ...asked, filter: { ...asked.filter, requests: [sequence[0]!.request, ...requests!] } };
}

/** Which requests of an open session the view asks for; undefined: all. Facts of the session hide none. */
export function toRequestFilter(view: View): SessionRequestFilter | undefined {
  if (view.groups) return inGroups(view);
  const [first, ...others] = entriesOf(view);
  if (others.length === 0) return first;
  // `not` stands one level deep already, and applies to each of them.
  const alternatives = [first!, ...others].map(({ not: _not, ...entry }) => entry);
  return { anyOf: alternatives, ...excluded(view) };
}

/** In an open session, `not` stands inside no alternative: a sequence of one step says the same. */
function inGroups(view: View): SessionRequestFilter | undefined {
  const { requests, sequence } = withGroups(view, entriesOf(view));
  const alternatives = [
    ...(sequence ? [{ inSequence: sequence }] : []),
    ...(requests ?? []).map((request) => (request.not ? { inSequence: [{ request }] } : request)),
  ];
  return alternatives.length > 1 ? { anyOf: alternatives } : alternatives[0];
}

/** The first entry is the beginning of what follows, where anything does: of any request, where it asks nothing. */
function withGroups(view: View, entries: SessionRequestFilter[]): Pick<SessionFilter, 'requests' | 'sequence'> {
  const requests = [...entries];
  const steps: NonNullable<SessionFilter['sequence']>[number][] = [];
  for (const [name, { conditions, withinMs }] of groupsOf(view)) {
    const [request = {}] = entriesOf({ ...view, conditions });
    if (name[0] === 't') steps.push({ request, ...(withinMs !== undefined && { withinMs }) });
    else requests.push(request);
  }
  if (steps.length > 0) steps.unshift({ request: entries.length > 0 ? requests.shift()! : {} });
  return { ...(requests.length > 0 && { requests }), ...(steps.length > 0 && { sequence: steps }) };
}

function where(view: View, entries: SessionRequestFilter[], now: number, timeZone: string): Where {
  const period = resolveTime(view.time, now, timeZone);
  const noRequests = FILTERS.filter(({ of }) => of === 'session').flatMap(({ id, toFilter }) => {
    const { not } = conditionOf(view, id);
    return not.length > 0 ? [toFilter(not) as SessionRequestFilter] : [];
  });
  const ofSession = FILTERS.filter(({ of }) => of === 'session').map(({ id, toFilter }): SessionFilter => {
    const { only } = conditionOf(view, id);
    return only.length > 0 ? toFilter(only) : {};
  });
  const filter: SessionFilter = Object.assign(
    {},
    ...ofSession,
    withGroups(view, entries),
    noRequests.length > 0 && { noRequests },
  );
  return { ...(period && { period }), ...(Object.keys(filter).length > 0 && { filter }) };
}

/** Entries of `filter.requests`: one with all conditions, or, when different requests may meet them, one each. */
function entriesOf(view: View): SessionRequestFilter[] {
  const conditions = FILTERS.filter(({ of }) => of === 'request').flatMap(
    ({ id, toFilter }): SessionRequestFilter[] => {
      const { only } = conditionOf(view, id);
      return only.length > 0 ? [toFilter(only)] : [];
    },
  );
  const not = excluded(view);
  if (view.match === 'any' && conditions.length > 0) return conditions.map((condition) => ({ ...condition, ...not }));
  const one: SessionRequestFilter = Object.assign({}, ...conditions, not);
  return Object.keys(one).length > 0 ? [one] : [];
}

/** What no request of an entry may be: each filter's values, left out for themselves. */
function excluded(view: View): Pick<SessionRequestFilter, 'not'> {
  const not = FILTERS.filter(({ of }) => of === 'request').flatMap(({ id, toFilter }): SessionRequestFilter[] => {
    const { not } = conditionOf(view, id);
    // A search text is one per entry.
    if (filterOf(id).kind === 'search') return not.map((value) => toFilter([value]));
    return not.length > 0 ? [toFilter(not)] : [];
  });
  return not.length > 0 ? { not } : {};
}
