// What stands in front of a console: its host's reverse proxy. GraphQL goes to the gateway, pages to the sessions server.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import httpProxy from '@fastify/http-proxy';
import Fastify from 'fastify';

/** Files that this console has otherwise than that of the sessions server. */
const CONSOLE = join(import.meta.dirname, 'console');
const TYPES = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml' };
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Listens on loopback, and gives the address and how to end it. */
export async function startFront({ port, sessions, gateway }) {
  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', refuseForeignNames);
  for (const name of readdirSync(CONSOLE).filter((each) => extname(each) in TYPES)) {
    app.get(`/console/${name}`, (_request, reply) =>
      reply
        .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .type(TYPES[extname(name)])
        .send(readFileSync(join(CONSOLE, name))),
    );
  }
  // For the gateway alone.
  app.all('/subgraph', (_request, reply) => reply.callNotFound());
  await app.register(httpProxy, { upstream: gateway, prefix: '/graphql', rewritePrefix: '/graphql' });
  await app.register(httpProxy, { upstream: sessions });
  const address = await app.listen({ host: '127.0.0.1', port });
  return { address, close: () => app.close() };
}

/** Behind a proxy the servers see the proxy's name, so it is for the proxy to refuse what a web site sends under a name of its own. */
async function refuseForeignNames({ hostname }) {
  if (LOOPBACK.includes(hostname.toLowerCase().replace(/^\[|\]$|\.$/g, ''))) return;
  throw Object.assign(new Error('this server answers to loopback names only'), { statusCode: 421 });
}
