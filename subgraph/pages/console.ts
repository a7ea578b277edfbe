import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { serveFile } from './static-files.ts';

/**
 * Nothing but our own files and our own /graphql: what the pages show was written by attackers. Markup is made from text
 * by Lit alone, from the templates of the elements.
 */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types lit-html`,
].join('; ');

const SERVED = ['.js', '.css', '.svg'];

/** For pages of others too, so that it has a short address. It must have one alone: two would be two copies of the elements. */
const ELEMENTS = 'api-sessions.js';

/** How a page asks who is there: not at all, by a token, or by an identity provider too. */
export type SignIn = 'none' | 'token' | 'openid';

interface ConsoleOptions {
  graphiql: boolean;
  signIn: SignIn;
}

/** index.html at /, any other page at its name; the elements at /api-sessions.js, everything else under /console/. */
export function registerConsole(app: FastifyInstance, folder: string, { graphiql, signIn }: ConsoleOptions): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (SERVED.includes(extname(name))) serveFile(app, name === ELEMENTS ? `/${name}` : `/console/${name}`, file);
    if (extname(name) !== '.html') continue;
    serveFile(app, `/${name === 'index.html' ? '' : name.replace('.html', '')}`, file, {
      headers: { 'content-security-policy': POLICY },
      edit: (html) =>
        html
          .replace('data-graphiql="off"', `data-graphiql="${graphiql ? 'on' : 'off'}"`)
          .replace('data-sign-in="token"', `data-sign-in="${signIn}"`),
    });
  }
}
