import { afterAll, beforeAll, describe } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { type APP_ROLE, DATABASES, type DatabaseKind, openTestDatabase, type TestDatabaseOptions } from './database.ts';
import { type Graph, type GraphOptions, openGraph } from './open-graph.ts';

export { type Answer, createTestServer, type Graph, openGraph } from './open-graph.ts';

/** A database for the stories of a file or of a `describe`: there from their first hook to their last. */
export function givenDatabase(kind: DatabaseKind | typeof APP_ROLE, options: TestDatabaseOptions = {}): Database {
  // Filled by the hook, so that the stories can take it apart before it is open.
  const database = {} as Database;
  beforeAll(async () => {
    Object.assign(database, await openTestDatabase(kind, options));
  });
  afterAll(() => database.close());
  return database;
}

/** A database, and a server over it, for the stories of a file or of a `describe`. */
export function givenGraph(
  kind: DatabaseKind | typeof APP_ROLE,
  options: GraphOptions = {},
  databaseOptions: TestDatabaseOptions = {},
): { database: Database; graph: Graph } {
  const database = givenDatabase(kind, databaseOptions);
  const graph = {} as Graph;
  beforeAll(async () => {
    Object.assign(graph, await openGraph(database, options));
  });
  afterAll(() => graph.app.close());
  return { database, graph };
}

/** The same stories on every database, each with a server over it. */
export function onDatabases(stories: (given: { kind: DatabaseKind; database: Database; graph: Graph }) => void): void {
  describe.each(DATABASES)('on the %s database', (kind) => stories({ kind, ...givenGraph(kind) }));
}
