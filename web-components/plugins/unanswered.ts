import type { PluginFragment } from './fragment.ts';

/** An error as a graph or a gateway sends it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly unknown[];
}

/** Where a row of an answer lies, without indexes: `sessions`, `edges`, `node`. */
export type RowPlace = readonly string[];

/**
 * Fields of plugins that the graph could not answer for a row: an error is about them, and there is a null in them.
 *
 * What gateways say of the place of an error: Hive Gateway names it, with the index of another row where it asks a
 * subgraph for many at once; Apollo Gateway writes "@" for an index and ends with "_entities", and names no place at all
 * where a subgraph was not reached. So indexes count for nothing, and an error without a place is about each null.
 */
export function unansweredFields(
  row: object,
  at: RowPlace,
  fields: readonly string[],
  errors: readonly AnswerError[],
): string[] {
  const places = placesOf(errors);
  const values = row as Readonly<Record<string, unknown>>;
  return fields.filter((field) =>
    places.some((place) => {
      const below = belowOf(place, [...at, field]);
      return below !== undefined && holdsNull(values[field], below);
    }),
  );
}

const known = new WeakMap<readonly AnswerError[], readonly (readonly string[])[]>();

/** Each once: of a long list a gateway tells an error for each row. */
function placesOf(errors: readonly AnswerError[]): readonly (readonly string[])[] {
  const places =
    known.get(errors) ??
    [...new Set(errors.filter((error) => !isLeftEmpty(error)).map((error) => JSON.stringify(placeOf(error))))].map(
      (place) => JSON.parse(place) as string[],
    );
  known.set(errors, places);
  return places;
}

/** Fragments with a field that an error names. */
export const fragmentsAt = (errors: readonly AnswerError[], fragments: readonly PluginFragment[]) => {
  const named = new Set(errors.flatMap(placeOf));
  return fragments.filter(({ fields }) => fields.some((field) => named.has(field)));
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

/** A null on the way, or anywhere below its end. */
export function holdsNull(value: unknown, way: readonly string[] = []): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some((item) => holdsNull(item, way));
  const [step, ...further] = way;
  const fields = value as Readonly<Record<string, unknown>>;
  return step !== undefined && step in fields
    ? holdsNull(fields[step], further)
    : Object.values(fields).some((field) => holdsNull(field));
}
