import { type CombinedError, type Operation, stringifyDocument } from '@urql/core';
import { failureOf } from '../../../data/client.ts';
import type { Connection } from '../../../data/connection.ts';
import type { PluginFragment } from './fragment.ts';
import { refusedFragments } from './refused-fragments.ts';
import { fragmentsAt } from './unanswered.ts';

interface LeftOut {
  /** Not known to the graph: for as long as the page talks to it. */
  readonly unknown: Set<string>;
  /** The whole answer failed with them: until somebody asks anew. */
  readonly failing: Set<string>;
}

/** By the text of the fragments, for all sets of plugins. */
const byConnection = new WeakMap<Connection, LeftOut>();

function leftOutOf(connection: Connection): LeftOut {
  const known = byConnection.get(connection) ?? { unknown: new Set(), failing: new Set() };
  byConnection.set(connection, known);
  return known;
}

/** Whether the fragment goes into what this connection is asked. */
export function isAsked({ text }: PluginFragment, connection: Connection): boolean {
  const { unknown, failing } = leftOutOf(connection);
  return !unknown.has(text) && !failing.has(text);
}

export const isFailing = ({ text }: PluginFragment, connection: Connection): boolean =>
  leftOutOf(connection).failing.has(text);

/** Has them asked again that failed. True: there were some. */
export function retryFailing(connection: Connection): boolean {
  const { failing } = leftOutOf(connection);
  const some = failing.size > 0;
  failing.clear();
  return some;
}

/**
 * Leaves out what a composed document got no data for: fragments that the graph does not know, or whose subgraph failed
 * and took fields along that must not be null. Undefined: it is nothing that a document without them would do better.
 * @param fragments of the plugins that there are
 * @returns those that are left out
 */
export function leaveOut(
  document: Operation['query'],
  error: CombinedError,
  fragments: readonly PluginFragment[],
  connection: Connection,
): readonly PluginFragment[] | undefined {
  const errors = error.graphQLErrors;
  const isUnknown = errors.some(({ extensions }) => extensions?.code === 'GRAPHQL_VALIDATION_FAILED');
  if (!isUnknown && failureOf(error).kind !== 'server') return undefined;
  const sent = stringifyDocument(document);
  // With those that another answer has found out already: this one is about them, not about all others.
  const sentAlong = fragments.filter(({ name }) => sent.includes(`fragment ${name} on `));
  const present = sentAlong.length > 0 ? sentAlong : fragments.filter((fragment) => isAsked(fragment, connection));
  const guilty = isUnknown ? refusedFragments(sent, errors, present) : failingFragments(errors, present);
  const { unknown, failing } = leftOutOf(connection);
  for (const { text } of guilty) (isUnknown ? unknown : failing).add(text);
  return guilty;
}

/** By the fields that errors name, else all. */
function failingFragments(errors: CombinedError['graphQLErrors'], fragments: readonly PluginFragment[]) {
  const named = fragmentsAt(errors, fragments);
  return named.length > 0 ? named : fragments;
}
