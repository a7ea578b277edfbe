import { holdsNull } from '../../../shared/holds-null.ts';
import type { PluginFragment } from './fragment.ts';

/** An error as a graph or a gateway sends it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly unknown[];
  /** Which subgraph failed, where a gateway says it: Apollo Gateway as `serviceName`, Apollo Router as `service`. */
  readonly extensions?: { readonly serviceName?: unknown; readonly service?: unknown };
}

/** Where a row of an answer lies, without indexes: `sessions`, `edges`, `node`. */
export type RowPlace = readonly string[];

/**
 * Fields of plugins that the graph could not answer for a row: an error is about them, and there is a null in them.
 *
 * What gateways say of the place of an error: Hive Gateway names it, with the index of another row where it asks a
 * subgraph for many at once; Apollo Gateway writes "@" for an index and ends with "_entities", and names no place at all
 * where a subgraph was not reached. So indexes count for nothing, and an error without a place is about each null: of fields
 * that come from the subgraph that it names, where both are known.
 *
 * @param subgraphsOf names of the subgraphs that a field comes from; undefined: it may be any
 */
export function unansweredFields(
  row: object,
  at: RowPlace,
  fields: readonly string[],
  errors: readonly AnswerError[],
  subgraphsOf: SubgraphsOf = () => undefined,
): string[] {
  const failures = failuresOf(errors);
  const values = row as Readonly<Record<string, unknown>>;
  return fields.filter((field) =>
    failures.some(({ place, subgraph }) => {
      const below = belowOf(place, [...at, field]);
      if (below === undefined || !holdsNull(values[field], below)) return false;
      // A place inside the field says more than a name.
      return place.length > at.length || mayBeOf(subgraph, subgraphsOf(field));
    }),
  );
}

/** Names of the subgraphs that a field of a plugin comes from, as gateways say them; undefined: not known. */
export type SubgraphsOf = (field: string) => readonly string[] | undefined;

const mayBeOf = (failed: string | undefined, subgraphs: readonly string[] | undefined): boolean =>
  failed === undefined || subgraphs === undefined || subgraphs.includes(failed);

interface Failure {
  readonly place: readonly string[];
  /** Undefined: no gateway has named it. */
  readonly subgraph?: string;
}

const known = new WeakMap<readonly AnswerError[], readonly Failure[]>();

/** Each once: of a long list a gateway tells an error for each row. */
function failuresOf(errors: readonly AnswerError[]): readonly Failure[] {
  const told = (error: AnswerError) => JSON.stringify({ place: placeOf(error), subgraph: subgraphOf(error) });
  const failures =
    known.get(errors) ??
    [...new Set(errors.filter((error) => !isLeftEmpty(error)).map(told))].map((text) => JSON.parse(text) as Failure);
  known.set(errors, failures);
  return failures;
}

function subgraphOf({ extensions }: AnswerError): string | undefined {
  const named = extensions?.serviceName ?? extensions?.service;
  return typeof named === 'string' ? named : undefined;
}

/** Fragments with a field that an error names, or that comes from a subgraph which one names. */
export const fragmentsAt = (errors: readonly AnswerError[], fragments: readonly PluginFragment[]) => {
  const named = new Set(errors.flatMap(placeOf));
  const failed = new Set(errors.map(subgraphOf));
  return fragments.filter(({ fields, subgraphs }) =>
    fields.some((field) => named.has(field) || subgraphs?.[field]?.some((subgraph) => failed.has(subgraph))),
  );
};

/** Names of the fields that lead there. */
const placeOf = ({ path = [] }: AnswerError): string[] =>
  path.filter((step) => typeof step === 'string').filter((step) => step !== '@' && step !== '_entities');

/**
 * A field that must not be null was left empty: its owner has answered, and does not know the thing. Hive Gateway hides
 * that message; it then differs from what it hides of subgraphs by having a location, in the text that it was sent.
 */
const isLeftEmpty = ({ message, locations = [] }: AnswerError): boolean =>
  message.startsWith('Cannot return null for non-nullable field') ||
  (message === 'Unexpected error.' && locations.length > 0);

/** What a place is below another one, or [] where it lies above; undefined: elsewhere. */
const belowOf = (place: readonly string[], other: readonly string[]): readonly string[] | undefined =>
  other.every((step, index) => index >= place.length || place[index] === step) ? place.slice(other.length) : undefined;
