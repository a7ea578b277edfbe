import { VALUE, type VariablePlace, VariablePlaces } from '../endpoints/variable-places.ts';

/**
 * Which endpoints may have requests that belong to another one, by the variable positions of their host now and before: those
 * that hold a value that is a parameter now, and those that hold a parameter which is none any more, or of which a value has
 * become a word.
 * @param former each of what was said since all requests had their names by it
 */
export function mayHaveMoved(
  former: readonly (readonly VariablePlace[])[],
  now: readonly VariablePlace[],
): (template: string) => boolean {
  const places = new VariablePlaces(now);
  const known = new Map(now.map((place) => [parameterOf(place), exceptionsOf(place)]));
  const left = former.flatMap((each) =>
    each.filter((place) => {
      const before = exceptionsOf(place);
      return [...(known.get(parameterOf(place)) ?? [GONE])].some((each) => !before.has(each));
    }),
  );
  const parameters = [...new Set(left.map(parameterOf))];
  return (template) =>
    places.generalise(template) !== template ||
    parameters.some((each) => template === each || template.startsWith(`${each}/`));
}

const GONE = '';

/** What is no value of a position although it is spelled like one. */
const exceptionsOf = ({ words, extensions }: VariablePlace) => new Set([...words, ...extensions]);

/** `/blog/{name}.html`: what the values of a position are called. */
const parameterOf = ({ prefix, suffix }: VariablePlace) => `${prefix}/${VALUE}${suffix}`;
