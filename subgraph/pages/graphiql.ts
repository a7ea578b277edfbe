import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { serveFile } from './static-files.ts';

/** Plain files beside this one; the build copies them beside the compiled one. */
const ASSETS = join(import.meta.dirname, 'assets');

/** Served path -> file of an installed package. */
type Bundle = Record<string, string>;

/** GraphiQL 3 and React 18 are the last ones whose packages hold files for a plain script tag, without a bundler or a CDN. */
const FILES: [served: string, packageName: string, file: string][] = [
  ['/assets/graphiql/react.js', 'react', 'umd/react.production.min.js'],
  ['/assets/graphiql/react-dom.js', 'react-dom', 'umd/react-dom.production.min.js'],
  ['/assets/graphiql/graphiql.js', 'graphiql', 'graphiql.min.js'],
  ['/assets/graphiql/graphiql.css', 'graphiql', 'graphiql.min.css'],
];

/**
 * Looser than the console's by two things that GraphiQL does: it adds <style> elements (scroll locking, the editor's
 * measuring), and its style sheet holds fonts and images as data URLs. Scripts are files of ours, nothing is evaluated.
 */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src data:`,
  `font-src data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** Where GraphiQL's files are; null: not installed (it is a development dependency), or another major version. */
export function findGraphiql(): Bundle | null {
  const require = createRequire(import.meta.url);
  const bundle: Bundle = {};
  for (const [served, packageName, file] of FILES) {
    try {
      const path = join(dirname(require.resolve(`${packageName}/package.json`)), file);
      if (!existsSync(path)) return null;
      bundle[served] = path;
    } catch {
      return null;
    }
  }
  return bundle;
}

/** GET /graphiql; `?query=`, `variables=` and `operationName=` prepare the first tab. */
export function registerGraphiql(app: FastifyInstance, bundle: Bundle): void {
  serveFile(app, '/graphiql', join(ASSETS, 'graphiql.html'), { headers: { 'content-security-policy': POLICY } });
  for (const name of ['graphiql-page.css', 'graphiql-page.js']) serveFile(app, `/assets/${name}`, join(ASSETS, name));
  for (const [served, file] of Object.entries(bundle)) {
    // The source maps that they name are not served.
    serveFile(app, served, file, { edit: (text) => text.replace(/\/\/# sourceMappingURL=\S+\s*$/, '') });
  }
}
