import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The policy that docs/recipes/csp.md names. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface Host {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * A website of somebody else: the files of a folder, and others by their names, under a strict policy; /graphql is sent on
 * to a server of ours.
 */
export async function serveHost(graph: string, folder: string, others: Record<string, string> = {}): Promise<Host> {
  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url!, 'http://host').pathname;
    if (path === '/graphql') return sendOn(incoming, response, `${graph}/graphql`);
    const name = path === '/' ? 'index.html' : path.slice(1);
    try {
      const body = readFileSync(others[name] ?? join(folder, name));
      const type = `${TYPES[extname(name)]}; charset=utf-8`;
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendOn(incoming: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, headers } = incoming;
  const outgoing = request(to, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}

/** Builds the host in React as its owner would; with the React of development, which is strict about effects. */
export async function buildReactHost(target: string): Promise<void> {
  execFileSync(process.execPath, [join(ROOT, 'web-components/scripts/react.mjs')]);
  await build({
    configFile: join(ROOT, 'console/examples/react/vite.config.ts'),
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: {
      // Lit, in its own version for development, speaks up on each page.
      conditions: ['module', 'browser', 'production'],
      alias: { '@api-sessions/elements/react': join(ROOT, 'web-components/generated/react.ts') },
    },
    build: { outDir: target, minify: false },
  });
}
