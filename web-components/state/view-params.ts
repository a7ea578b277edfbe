import { type FilterValue, findFilter, isSingle } from './filters.ts';
import { ALL_TIME, DEFAULT_TIME, formatTime, parseTime, sameTime } from './time-range.ts';
import { chipsOf, conditionOf, INITIAL_VIEW, isFiltered, type View, withCondition, withExtra } from './view.ts';

/**
 * A view as the parameters of a link, which people can read and write:
 *
 *     time=7d&method=POST&method=PUT&not.host=test.example.org&user=&match=any
 *
 * Each filter by its name, once per value; `not.` leaves a value out; an empty value is "no value"; `x.` are those of plugins. `time` is left out
 * where it is the default: without any filter that is the last 7 days, with one it is everything that is kept, so that a
 * link to an attack finds all of it.
 */
export function viewToParams(view: View): URLSearchParams {
  const params = new URLSearchParams();
  const chips = chipsOf(view);
  if (!sameTime(view.time, isFiltered(view) ? ALL_TIME : DEFAULT_TIME)) params.append('time', formatTime(view.time));
  for (const { id, value, mode } of chips) params.append(mode === 'not' ? `not.${id}` : id, value ?? '');
  for (const [name, text] of Object.entries(view.extras ?? {})) params.append(`x.${name}`, text);
  if (view.match === 'any') params.append('match', 'any');
  return params;
}

export interface ParsedView {
  readonly view: View;
  /** What was left out, as `name=value`: a filter of ours with a value that it does not take. Unknown names are not ours. */
  readonly ignored: readonly string[];
}

/** Reads the parameters of a link. Nothing in them is an error: what cannot be meant is left out, and named. */
export function viewFromParams(params: URLSearchParams): ParsedView {
  let view = INITIAL_VIEW;
  const ignored: string[] = [];
  for (const [name, text] of params) {
    if (name.startsWith('x.')) view = withExtra(view, name.slice('x.'.length), text);
    const not = name.startsWith('not.');
    const definition = findFilter(not ? name.slice('not.'.length) : name);
    if (!definition) continue;
    const value: FilterValue = text === '' ? null : text;
    const possible = value === null ? definition.nullable : definition.accepts(value);
    const { only, not: left } = conditionOf(view, definition.id);
    const taken = not ? definition.excludable : !isSingle(definition) || only.length === 0;
    if (possible && taken) {
      view = withCondition(view, definition.id, {
        only: not ? only : [...only, value],
        not: not ? [...left, value] : left,
      });
    } else {
      ignored.push(`${name}=${text}`);
    }
  }
  const timeText = params.get('time');
  const time = timeText === null ? null : parseTime(timeText);
  if (timeText !== null && time === null) ignored.push(`time=${timeText}`);
  const match = params.get('match');
  if (match !== null && match !== 'any' && match !== 'one') ignored.push(`match=${match}`);
  return {
    view: {
      ...view,
      time: time ?? (isFiltered(view) ? ALL_TIME : DEFAULT_TIME),
      match: match === 'any' ? 'any' : 'one',
    },
    ignored,
  };
}

/** A view from the text of a `params` attribute. */
export const parseView = (text: string): ParsedView => viewFromParams(new URLSearchParams(text));

/** The text of a view; equal views have equal texts. */
export const formatView = (view: View): string => viewToParams(view).toString();
