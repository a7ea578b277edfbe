import type { Condition } from './filter.type.ts';
import type { FilterId } from './filter-fields.ts';

// Requests beside the one that the conditions of a view ask for.

/** `and.1` to `and.5`: some request of the session, too. `then.1` to `then.5`: one that follows. */
export type GroupName = `${'and' | 'then'}.${number}`;

/** Conditions that one request meets. */
export interface Group {
  readonly conditions: { readonly [Id in FilterId]?: Condition };
  /** Of `then`: at most so many milliseconds after the request before it. */
  readonly withinMs?: number;
}

export type Groups = { readonly [name in GroupName]?: Group };

/** Of each kind; with the conditions of the view, as many steps as the server takes. */
export const MOST_GROUPS = 5;

/** By their names, `and` before `then`. */
export const groupsOf = ({ groups = {} }: { readonly groups?: Groups }): [GroupName, Group][] =>
  (Object.entries(groups) as [GroupName, Group][]).sort();

/** `60s` or `0.5s`, at most a day, as no chain crosses midnight; undefined: no length of time. */
export function parseWithin(text: string): number | undefined {
  const [, seconds] = /^(\d{1,5}(?:\.\d{1,3})?)s$/.exec(text) ?? [];
  const ms = Math.round(Number(seconds) * 1000);
  return ms <= 86_400_000 ? ms : undefined;
}
