import type { Panel } from './plugin-panels.ts';

/** Our panels and those of plugins, in the order in which they stand. */
export function inOrder(own: readonly Panel[], others: readonly Panel[]): readonly Panel[] {
  const replaced = others.map(({ replaces }) => replaces);
  return [...own.filter(({ id }) => !replaced.includes(id)), ...others].sort((one, other) => one.place - other.place);
}
