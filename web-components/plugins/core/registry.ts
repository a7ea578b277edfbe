import { parseOrder } from '../../state/session-order.ts';
import type { AnyPlugin } from './contract.ts';
import { type PluginFragment, readFragment } from './fragments/fragment.ts';

/** Majors of the contract that these elements know. */
const API_VERSIONS: readonly unknown[] = [1];

/** Names of what a plugin may bring, with the functions that each must have. */
const KINDS = {
  columns: ['render'],
  sessionPanels: ['render'],
  requestPanels: ['render'],
  sessionActions: ['run'],
  requestActions: ['run'],
  links: ['href'],
  detectionLinks: ['href'],
  detectionActions: ['run'],
  filters: ['render', 'toWhere', 'format', 'parse'],
} as const;

export type Kind = keyof typeof KINDS;
export const ALL_KINDS = Object.keys(KINDS) as Kind[];

const OPTIONAL_FUNCTIONS = ['when', 'load', 'label'];

/** What is wrong with something that a host offers; it is left out, the rest stays. */
export interface Problem {
  /** '': it has none. */
  readonly pluginId: string;
  /** `plugin`, `fragments.session`, `columns.owner`. */
  readonly point: string;
  readonly error: Error;
}

/** A plugin as far as it is usable. */
export interface RegisteredPlugin {
  readonly id: string;
  /** As it was offered: the same object is the same plugin. */
  readonly source: AnyPlugin;
  readonly fragments: readonly PluginFragment[];
  readonly contributions: { readonly [K in Kind]: readonly NonNullable<AnyPlugin[K]>[number][] };
}

/** Checks what a host offers, item by item; nothing in it is thrown. */
export function readPlugins(offered: readonly unknown[]): { plugins: RegisteredPlugin[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const plugins: RegisteredPlugin[] = [];
  for (const item of offered) {
    const id = idOf(item);
    const report = (point: string, error: unknown) =>
      problems.push({ pluginId: id, point, error: error instanceof Error ? error : new Error(String(error)) });
    try {
      const problem = problemOf(item, id, plugins);
      if (problem) report('plugin', problem);
      else plugins.push(readPlugin(item as AnyPlugin, id, report));
    } catch (error) {
      // Getters are code of the plugin too.
      report('plugin', error);
    }
  }
  return { plugins, problems };
}

function idOf(item: unknown): string {
  try {
    const { id } = Object(item) as { id?: unknown };
    return typeof id === 'string' ? id : '';
  } catch {
    return '';
  }
}

const isKebabCase = (text: unknown): boolean => typeof text === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);

function problemOf(item: unknown, id: string, others: readonly RegisteredPlugin[]): string | undefined {
  if (typeof item !== 'object' || item === null)
    return 'a plugin must be an object; is it a factory that is to be called?';
  if (!isKebabCase(id)) return `its id must be in kebab-case, such as acme-discovery: ${JSON.stringify(id)}`;
  if (others.some((other) => other.id === id)) return `there is another plugin with the id "${id}"`;
  const { apiVersion } = item as { apiVersion?: unknown };
  if (API_VERSIONS.includes(apiVersion)) return undefined;
  return `it is written for version ${apiVersion} of plugins; these elements know ${API_VERSIONS.join(', ')}`;
}

type PointReport = (point: string, error: unknown) => void;

/** Names of subgraphs by field; throws an error that says what they must be. */
function readSubgraphs(given: unknown = {}): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(Object(given) as object).map(([field, names]) => {
      const list: unknown[] = Array.isArray(names) ? names : [names];
      if (list.every((name) => typeof name === 'string')) return [field, list as string[]];
      throw new Error(`subgraphs.${field} must be the name of a subgraph, or a list of names`);
    }),
  );
}

function readPlugin(source: AnyPlugin, id: string, report: PointReport): RegisteredPlugin {
  const contributions = Object.fromEntries(ALL_KINDS.map((kind) => [kind, readKind(source, kind, report)]));
  const fragments = (['session', 'request'] as const).flatMap((place) => {
    try {
      const fragment = source.fragments?.[place];
      if (fragment === undefined) return [];
      const read = readFragment(fragment, place === 'session' ? 'Session' : 'Request', id);
      return [{ ...read, subgraphs: readSubgraphs(source.subgraphs) }];
    } catch (error) {
      report(`fragments.${place}`, error);
      return [];
    }
  });
  return { id, source, fragments, contributions: contributions as unknown as RegisteredPlugin['contributions'] };
}

function readKind(source: AnyPlugin, kind: Kind, report: PointReport): unknown[] {
  const items: unknown = source[kind] ?? [];
  if (!Array.isArray(items)) {
    report(kind, new Error('it must be a list'));
    return [];
  }
  const ids = new Set<string>();
  return items.filter((item, index) => {
    const id = idOf(item);
    try {
      const problem = contributionProblem(item, kind, id, ids);
      if (problem) report(id ? `${kind}.${id}` : `${kind}.${index}`, new Error(problem));
      else ids.add(id);
      return !problem;
    } catch (error) {
      report(`${kind}.${index}`, error);
      return false;
    }
  });
}

function contributionProblem(item: unknown, kind: Kind, id: string, ids: ReadonlySet<string>): string | undefined {
  if (!isKebabCase(id)) return `its id must be in kebab-case: ${JSON.stringify(id)}`;
  if (ids.has(id)) return `there is another one with the id "${id}"`;
  const parts = item as Record<string, unknown>;
  if (typeof parts.title !== 'string' && typeof parts.title !== 'function') return 'it needs a title';
  if (parts.order !== undefined && !Number.isFinite(parts.order)) return 'its order must be a number';
  const missing = KINDS[kind].find((name) => typeof parts[name] !== 'function');
  if (missing) return `it needs a function "${missing}"`;
  const wrong = OPTIONAL_FUNCTIONS.find((name) => parts[name] !== undefined && typeof parts[name] !== 'function');
  if (wrong) return `its "${wrong}" must be a function`;
  const { orderBy } = parts;
  const isOrder = typeof orderBy === 'string' && !orderBy.startsWith('-') && parseOrder(orderBy) !== null;
  if (kind === 'columns' && orderBy !== undefined && !isOrder) return `the server does not sort by "${orderBy}"`;
  return undefined;
}
