import { type Group, type GroupName, groupsOf, MOST_GROUPS } from './groups.ts';
import { type View, withGroup } from './view.ts';

// The other requests of a view as people go through them; apart, for the list of sessions asks for them and no more.

/** In the order of their story: what follows, step by step, then what else is there. */
export function groupsInOrder(view: Pick<View, 'groups'>): [GroupName, Group][] {
  const isStep = ([name]: [GroupName, Group]) => name.startsWith('then');
  const groups = groupsOf(view);
  return [...groups.filter(isStep), ...groups.filter((group) => !isStep(group))];
}

/** Those of its kind that come later move up. */
export function withoutGroup(view: View, name: GroupName): View {
  const [kind, place] = name.split('.') as ['then' | 'and', string];
  let rest = view;
  for (let n = Number(place); n <= MOST_GROUPS; n += 1) {
    rest = withGroup(rest, `${kind}.${n}`, view.groups?.[`${kind}.${n + 1}`]);
  }
  return rest;
}
