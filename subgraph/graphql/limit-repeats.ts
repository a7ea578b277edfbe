import { GraphQLError, Kind, type ValidationRule } from 'graphql';

/** So often may one selection name the same field, under one name: once is enough, and some programs write it twice. */
const MOST_REPEATS = 10;

/** Refuses what is asked for again and again: every repetition is compared with every other before anything is executed. */
export const limitRepeats: ValidationRule = (context) => ({
  SelectionSet(node) {
    const counts = new Map<string, number>();
    for (const selection of node.selections) {
      if (selection.kind !== Kind.FIELD) continue;
      const key = (selection.alias ?? selection.name).value;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, count] of counts) {
      if (count <= MOST_REPEATS) continue;
      context.reportError(
        new GraphQLError(`${key} is asked for ${count} times in one selection, at most ${MOST_REPEATS} are allowed`, {
          nodes: node,
        }),
      );
    }
  },
});
