import type { FastifyInstance } from 'fastify';
import { registerConsole, type SignIn } from './console.ts';
import { findGraphiql, registerGraphiql } from './graphiql.ts';
import { compressFiles } from './static-files.ts';

interface PagesOptions {
  /** Folder of the console's files, as the build makes it; null: no console. */
  consoleDirectory: string | null;
  /** Development only: GraphiQL at /graphiql, and links to it. Left out, with a word to the log, where it is not installed. */
  graphiql: boolean;
  /** How the console asks who is there. */
  signIn: SignIn;
}

/** The console at /, its elements at /api-sessions.js, and GraphiQL at /graphiql. Both ask /graphql from the browser, as any console would. */
export async function registerPages(
  app: FastifyInstance,
  { consoleDirectory, graphiql, signIn }: PagesOptions,
): Promise<void> {
  const bundle = graphiql ? findGraphiql() : null;
  if (graphiql && !bundle) app.log.warn('GraphiQL is a development dependency and not installed: /graphiql is off');
  await app.register(async (files) => {
    await compressFiles(files);
    if (bundle) registerGraphiql(files, bundle);
    if (consoleDirectory) registerConsole(files, consoleDirectory, { graphiql: bundle !== null, signIn });
  });
}
