import type { SessionFilter, SessionRequestFilter } from '../../data/documents.generated.ts';

type Fields = Record<string, unknown>;

/**
 * Sessions that meet both filters. Throws where the graph has no words for that: the same field, asked for in two ways.
 * @param oneRequest the request that the filter asks for first, be it the first of a sequence, meets these conditions too, where their fields are apart
 */
export function combineFilters(filter: SessionFilter, more: SessionFilter, oneRequest: boolean): SessionFilter {
  const { requests = [], noRequests = [], ...others } = more;
  const own = filter.requests ?? [];
  const [step, ...steps] = filter.sequence ?? [];
  const first = step?.request ?? own[0];
  const one = oneRequest && first && requests?.length === 1 ? joined(first, requests[0]!) : null;
  const all = one && !step ? [one, ...own.slice(1)] : [...own, ...(one ? [] : (requests ?? []))];
  const none = [...(filter.noRequests ?? []), ...(noRequests ?? [])];
  return {
    ...filter,
    ...both(filter as Fields, others as Fields),
    ...(one && step && { sequence: [{ ...step, request: one }, ...steps] }),
    ...(all.length > 0 && { requests: all }),
    ...(none.length > 0 && { noRequests: none }),
  };
}

/** Null: no single entry says both. */
function joined(one: SessionRequestFilter, other: SessionRequestFilter): SessionRequestFilter | null {
  const { not: notOne, ...own } = one;
  const { not: notOther, ...more } = other;
  if (Object.keys(own).some((key) => key in more)) return null;
  const not = [...(notOne ?? []), ...(notOther ?? [])];
  return { ...own, ...more, ...(not.length > 0 && { not }) };
}

function both(filter: Fields, more: Fields): Fields {
  return Object.fromEntries(
    Object.entries(more).map(([key, value]) => {
      const own = filter[key];
      if (own === undefined || own === null) return [key, value];
      // Lists of ids: those in both.
      if (Array.isArray(own) && Array.isArray(value)) return [key, own.filter((item) => value.includes(item))];
      throw new Error(`"${key}" is asked for by another filter already`);
    }),
  );
}
