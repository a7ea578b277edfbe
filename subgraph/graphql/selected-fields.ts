import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, visit } from 'graphql';
import type { ShownValues } from '../db/shown-values.ts';

/**
 * The fields that an operation selects, by their names: whatever their type, and in whatever operation of its document. So it may say
 * that a column is needed which is not, and never the other way round.
 */
export class SelectedFields implements ShownValues {
  /** Null: nobody said, so all of them. */
  private names: ReadonlySet<string> | null = null;

  readFrom(document: DocumentNode): void {
    this.names = namesIn(document);
  }

  hasAny(names: readonly string[]): boolean {
    const known = this.names;
    return known === null || names.some((name) => known.has(name));
  }
}

/** Documents are parsed once for all that ask them. */
const known = new WeakMap<DocumentNode, ReadonlySet<string>>();

function namesIn(document: DocumentNode): ReadonlySet<string> {
  const found = known.get(document);
  if (found) return found;
  const names = new Set<string>();
  visit(document, {
    Field: ({ name }) => {
      names.add(name.value);
    },
  });
  known.set(document, names);
  return names;
}

/** As much of a context as is looked at. */
interface Selecting {
  selected: SelectedFields;
}

/** Tells the context of an operation what it selects, before anything is read. */
export const noteSelectedFields: ApolloServerPlugin<Selecting> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ contextValue, document }) {
        contextValue.selected.readFrom(document);
      },
    };
  },
};
