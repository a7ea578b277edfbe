import type { FilterValue } from './filter.type.ts';
import { findFilter, isSingle } from './filter-fields.ts';
import { type GroupName, groupsOf, parseWithin } from './groups.ts';
import { ALL_TIME, DEFAULT_TIME, formatTime, parseTime, sameTime, type TimeSelection } from './time-range.ts';
import {
  chipsOf,
  conditionOf,
  INITIAL_VIEW,
  isFiltered,
  type Unread,
  type View,
  withCondition,
  withExtra,
  withGroup,
  withTime,
} from './view.ts';

/**
 * A view as the parameters of a link, which people can read and write:
 *
 *     time=7d&method=POST&method=PUT&not.host=test.example.org&user=&match=any
 *
 * Each filter by its name, once per value; `not.` leaves a value out; an empty value is "no value"; `x.` are those of plugins.
 * `then.1.code=200&then.1.within=60s` asks for a request that follows, `and.1.code=403` for another one. `time` is left out
 * where it is the default: without any filter that is the last 7 days, with one it is everything that is kept, so that a
 * link to an attack finds all of it.
 */
export function viewToParams(view: View): URLSearchParams {
  const params = new URLSearchParams();
  if (isTimeWritten(view)) params.append('time', formatTime(view.time));
  const append = (prefix: string, { conditions }: Pick<View, 'conditions'>) => {
    for (const { id, value, mode } of chipsOf({ conditions }))
      params.append(prefix + (mode === 'not' ? `not.${id}` : id), value ?? '');
  };
  append('', view);
  for (const [name, group] of groupsOf(view)) {
    append(`${name}.`, group);
    if (group.withinMs !== undefined) params.append(`${name}.within`, `${group.withinMs / 1000}s`);
  }
  for (const [name, text] of Object.entries(view.extras ?? {})) params.append(`x.${name}`, text);
  if (view.match === 'any' || hasUnread(view, 'match')) params.append('match', view.match);
  for (const { name, value } of view.unread ?? []) params.append(name, value);
  return params;
}

// What is usual is said, too, where one that was not understood would be taken for it.
const isTimeWritten = (view: View) => !sameTime(view.time, usualTime(view)) || hasUnread(view, 'time');
const hasUnread = (view: View, wanted: string) => view.unread?.some(({ name }) => name === wanted) ?? false;
const usualTime = (view: View): TimeSelection => (isFiltered(view) ? ALL_TIME : DEFAULT_TIME);

export interface ParsedView {
  readonly view: View;
  /** What was not understood, as `name=value`; it is in the view, too. */
  readonly ignored: readonly string[];
}

/**
 * Reads the parameters of a link, all of which are ours. Nothing in them is an error: what is not understood, be it a name,
 * a value or a second one where there can be one, stays in the view as such.
 */
export function viewFromParams(params: URLSearchParams): ParsedView {
  let view = INITIAL_VIEW;
  let time: TimeSelection | undefined;
  let match: View['match'] | undefined;
  let unread: Unread[] = [];
  for (const [name, value] of params) {
    if (name === 'time') {
      const read = parseTime(value);
      if (read && (!time || sameTime(read, time))) time = read;
      else unread.push({ name, value });
    } else if (name === 'match') {
      if ((value === 'any' || value === 'one') && (!match || match === value)) match = value;
      else unread.push({ name, value });
    } else {
      const read = withParam(view, name, value);
      if (read) view = read;
      else unread.push({ name, value });
    }
  }
  if (match === 'any' && view.groups) {
    match = 'one';
    // What was said beside it is what it is now.
    unread = unread.filter(({ name, value }) => name !== 'match' || value !== match);
    unread.push({ name: 'match', value: 'any' });
  }
  if (unread.length > 0) view = { ...view, unread };
  return {
    view: { ...view, time: time ?? usualTime(view), match: match ?? 'one' },
    ignored: unread.map(({ name, value }) => `${name}=${value}`),
  };
}

/** The view with one parameter more; null: that cannot be meant. */
function withParam(view: View, name: string, text: string): View | null {
  if (name.startsWith('x.')) {
    const extra = name.slice('x.'.length);
    const known = view.extras?.[extra];
    return known === undefined || known === text ? withExtra(view, extra, text) : null;
  }
  const [, group, rest] = /^((?:and|then)\.[1-5])\.(.+)$/.exec(name) ?? [];
  if (group) return withGroupParam(view, group as GroupName, rest!, text);
  const not = name.startsWith('not.');
  const definition = findFilter(not ? name.slice('not.'.length) : name);
  if (!definition) return null;
  const value: FilterValue = text === '' ? null : text;
  const { only, not: left } = conditionOf(view, definition.id);
  const possible = value === null ? definition.nullable : definition.accepts(value);
  const taken = not ? definition.excludable : !isSingle(definition) || only.length === 0 || only[0] === value;
  if (!possible || !taken) return null;
  return withCondition(view, definition.id, {
    only: not ? only : [...only, value],
    not: not ? [...left, value] : left,
  });
}

function withGroupParam(view: View, group: GroupName, name: string, text: string): View | null {
  const known = view.groups?.[group] ?? { conditions: {} };
  if (name === 'within') {
    const withinMs = parseWithin(text);
    const isOne = withinMs !== undefined && (known.withinMs ?? withinMs) === withinMs;
    return group[0] === 't' && isOne ? withGroup(view, group, { ...known, withinMs }) : null;
  }
  // It is one request: facts of the session stand outside.
  if (findFilter(name.replace(/^not\./, ''))?.of !== 'request') return null;
  const read = withParam({ ...INITIAL_VIEW, conditions: known.conditions }, name, text);
  return read && withGroup(view, group, { ...known, conditions: read.conditions });
}

/** The view without these parameters, which were not understood; what is then asked for is what a link without them asks for. */
export function withoutUnread(view: View, unread: readonly Unread[] = view.unread ?? []): View {
  const gone = ({ name, value }: Unread) => unread.some((one) => one.name === name && one.value === value);
  const { unread: others = [], extras = {}, ...known } = view;
  const left = [...Object.entries(extras).map(([name, value]) => ({ name: `x.${name}`, value })), ...others];
  let rest: View = known;
  for (const one of left.filter((one) => !gone(one))) {
    // A second value may be the only one now.
    rest = withParam(rest, one.name, one.value) ?? { ...rest, unread: [...(rest.unread ?? []), one] };
  }
  return isTimeWritten(view) ? rest : withTime(rest, usualTime(rest));
}

/** A view from the text of a `params` attribute. */
export const parseView = (text: string): ParsedView => viewFromParams(new URLSearchParams(text));

/** The text of a view; equal views have equal texts. */
export const formatView = (view: View): string => viewToParams(view).toString();
