import type { FastifyInstance } from 'fastify';
import { registerConsole } from './console.ts';
import { findGraphiql, registerGraphiql } from './graphiql.ts';

export interface PagesOptions {
  /** Folder of the console's files, as the build makes it; null: no console. */
  consoleDirectory: string | null;
  /** Development only: GraphiQL at /graphiql, and links to it. Left out, with a word to the log, where it is not installed. */
  graphiql: boolean;
}

/** The console at / and GraphiQL at /graphiql. Both ask /graphql from the browser, as any console would. */
export function registerPages(app: FastifyInstance, { consoleDirectory, graphiql }: PagesOptions): void {
  const bundle = graphiql ? findGraphiql() : null;
  if (bundle) registerGraphiql(app, bundle);
  else if (graphiql) app.log.warn('GraphiQL is a development dependency and not installed: /graphiql is off');
  if (consoleDirectory) registerConsole(app, consoleDirectory, { graphiql: bundle !== null });
}
