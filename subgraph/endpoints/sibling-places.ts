import { mayBeValue, partsOf, VALUE, type VariablePlace } from './variable-places.ts';

// Which positions of the paths of a host are variable: a function of the set of paths that answered there.

/** Values of one position from which on they are a parameter. */
export const LEAST_VALUES = 50;
/** Values that have a sub-path, from which on it is one of what all of them have. */
const LEAST_SHARED = 3;

/** A path that answered, by the template that is made of it alone. */
export interface AnsweredPath {
  method: string;
  pathTemplate: string;
}

/**
 * The variable positions, in the order of their names. A position is one where at least 50 values stand that look alike, and no more
 * words than values. A word, which stays, is
 * - what is spelled like none of the values, or reserved (`me`, `search`, `_debug`);
 * - a list: an id stands directly beneath it (`/orders/{int}`);
 * - an action: nothing but POST answered it (`/users/login`);
 * - a place of its own: what stands beneath it stands beneath fewer than three others (`/blog/tags/...`).
 */
export function siblingPlaces(paths: Iterable<AnsweredPath>): VariablePlace[] {
  const root = new PathNode();
  for (const { method, pathTemplate } of paths) {
    if (pathTemplate === '*') continue;
    let node = root;
    for (const segment of pathTemplate.slice(1).split('/')) if (segment !== '') node = node.child(segment);
    node.methods.add(method);
  }
  const places: VariablePlace[] = [];
  evaluate(root, '', places);
  // Equal sets are stored as equal lists, in whatever order the paths came.
  const nameOf = ({ prefix, suffix }: VariablePlace) => JSON.stringify([prefix, suffix]);
  return places.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

class PathNode {
  readonly children = new Map<string, PathNode>();
  readonly methods = new Set<string>();

  child(segment: string): PathNode {
    const known = this.children.get(segment);
    if (known) return known;
    const node = new PathNode();
    this.children.set(segment, node);
    return node;
  }

  /** Takes in what another is. */
  merge(other: PathNode): void {
    for (const method of other.methods) this.methods.add(method);
    for (const [segment, node] of other.children) this.child(segment).merge(node);
  }
}

type Sibling = [segment: string, node: PathNode];

function evaluate(node: PathNode, prefix: string, places: VariablePlace[]): void {
  const groups = bySuffix(node, prefix);
  const extensions = [...groups.keys()].filter((each) => each !== '').toSorted();
  for (const [suffix, siblings] of groups) {
    const values = valuesOf(siblings);
    const isValue = new Set(values);
    const words = siblings.filter((sibling) => !isValue.has(sibling)).map(([segment]) => segment);
    if (values.length < LEAST_VALUES || words.length > values.length) continue;
    places.push({ prefix, suffix, words: words.toSorted(), extensions: suffix === '' ? extensions : [] });
    const value = node.child(VALUE + suffix);
    for (const [segment, each] of values) {
      node.children.delete(segment);
      value.merge(each);
    }
  }
  for (const [segment, child] of node.children) evaluate(child, `${prefix}/${segment}`, places);
}

/** What may be values by its spelling, those with one file extension together: an ending that few have is a part of names. */
function bySuffix(node: PathNode, prefix: string): Map<string, Sibling[]> {
  const siblings = new Map<string, Sibling[]>();
  if (node.children.size < LEAST_VALUES) return siblings;
  for (const sibling of node.children) {
    if (!mayBeValue(prefix, sibling[0])) continue;
    const { suffix } = partsOf(sibling[0]);
    const known = siblings.get(suffix);
    if (known) known.push(sibling);
    else siblings.set(suffix, [sibling]);
  }
  const rare = [...siblings].filter(([suffix, { length }]) => suffix !== '' && length < LEAST_SHARED);
  for (const [suffix] of rare) siblings.delete(suffix);
  const whole = [...(siblings.get('') ?? []), ...rare.flatMap(([, each]) => each)];
  if (whole.length > 0) siblings.set('', whole);
  return siblings;
}

function valuesOf(siblings: readonly Sibling[]): Sibling[] {
  const things = siblings.filter(([, node]) => !isList(node) && !isAction(node));
  const shared = new Map<string, number>();
  for (const [, { children }] of things) {
    for (const beneath of children.keys()) shared.set(beneath, (shared.get(beneath) ?? 0) + 1);
  }
  return things.filter(([, { children }]) =>
    [...children.keys()].every((beneath) => shared.get(beneath)! >= LEAST_SHARED),
  );
}

function isList({ children }: PathNode): boolean {
  return [...children.keys()].some((segment) => segment.includes('{'));
}

function isAction({ methods, children }: PathNode): boolean {
  return methods.has('POST') && methods.size === 1 && children.size === 0;
}
