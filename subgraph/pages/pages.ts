import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { findGraphiql, registerGraphiql } from './graphiql.ts';
import { serveFile } from './static-files.ts';

export interface PagesOptions {
  /** Development only: GraphiQL at /graphiql, and links to it. Left out, with a word to the log, where it is not installed. */
  graphiql: boolean;
}

/** Plain files beside this one; the build copies them beside the compiled one. */
const ASSETS = join(import.meta.dirname, 'assets');

/**
 * Nothing but our own files and our own /graphql: what the page shows was written by attackers. Trusted types without a
 * policy forbid every way to make markup or code from text.
 */
const FIRST_PAGE_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
].join('; ');

/** GET / lists the newest sessions; GET /graphiql is for development. Both ask /graphql from the browser, as any console would. */
export function registerPages(app: FastifyInstance, { graphiql }: PagesOptions): void {
  const bundle = graphiql ? findGraphiql() : null;
  if (bundle) registerGraphiql(app, bundle, ASSETS);
  else if (graphiql) app.log.warn('GraphiQL is a development dependency and not installed: /graphiql is off');

  serveFile(app, '/', join(ASSETS, 'first-page.html'), {
    headers: { 'content-security-policy': FIRST_PAGE_POLICY },
    edit: (html) => (bundle ? html.replace('data-graphiql="off"', 'data-graphiql="on"') : html),
  });
  for (const name of readdirSync(ASSETS)) {
    if (['.js', '.css'].includes(extname(name))) serveFile(app, `/assets/${name}`, join(ASSETS, name));
  }
}
