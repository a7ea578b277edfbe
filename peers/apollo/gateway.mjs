// Apollo Gateway in front of the three subgraphs:
//   node gateway.mjs supergraph.graphql
// Listens on 127.0.0.1 and PORT, 4000 unless set.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify from 'fastify';

const SECRET = process.env.SESSIONS_GATEWAY_SECRET ?? '';
if (!SECRET) throw new Error('SESSIONS_GATEWAY_SECRET must be that of the sessions server');
/** As SESSIONS_GATEWAY_AUTH of the sessions server: `secret` sends the secret, `hmac` signs with it. */
const AUTH = process.env.SESSIONS_GATEWAY_AUTH ?? 'secret';
/** How long a subgraph may take; one that is frozen costs its fields after that. */
const PATIENCE_MS = Number(process.env.SUBGRAPH_TIMEOUT_MS ?? 30_000);

/** Who asks; the sessions server wants all three, and takes no others for it. */
const IDENTITY = ['x-sessions-tenant', 'x-sessions-actor', 'x-sessions-scopes'];

/**
 * Tenant, actor and scopes of a request. HERE THE CLIENT SAYS SO, which is right for a demo on one machine and nowhere else:
 * take them from the user that your gateway has authenticated.
 */
function identityOf({ headers }) {
  return { identity: Object.fromEntries(IDENTITY.map((name) => [name, headers[name]])) };
}

/** Proof for the sessions subgraph that this gateway asks; no other subgraph may see it. */
function proofOf(headers, body) {
  if (AUTH !== 'hmac') return { 'x-sessions-gateway-secret': SECRET };
  const time = Math.floor(Date.now() / 1_000);
  const signed = [time, ...IDENTITY.map((name) => headers[name] ?? ''), body].join('\n');
  return { 'x-sessions-signature': `t=${time},v2=${createHmac('sha256', SECRET).update(signed).digest('hex')}` };
}

class Subgraph extends RemoteGraphQLDataSource {
  constructor({ name, url }) {
    super({ url, fetcher: (to, init) => ask(name, to, init) });
    this.name = name;
  }

  willSendRequest({ request, context }) {
    if (this.name !== 'sessions') return;
    for (const [name, value] of Object.entries(context.identity)) if (value) request.http.headers.set(name, value);
  }
}

/** Signs last, over identity and body as they are sent. What a subgraph or the network says of a refusal is for the log, not for clients. */
async function ask(name, url, { body, headers, ...init }) {
  const proof = name === 'sessions' ? proofOf(headers, body) : {};
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(url, { ...init, body, headers: { ...headers, ...proof }, signal });
    if (response.ok) return response;
    const text = await response.text();
    // A query that is wrong is 400, with errors that say what; the gateway would hide them behind the number.
    if (response.status === 400) return new Response(text, { headers: { 'content-type': 'application/json' } });
    console.error(`${name}: HTTP ${response.status}: ${text}`);
  } catch (error) {
    console.error(`${name}: ${error.cause ?? error}`);
  }
  return Response.json({
    errors: [{ message: `${name} is unavailable`, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });
}

const app = Fastify({ bodyLimit: 1024 * 1024 });
const apollo = new ApolloServer({
  gateway: new ApolloGateway({
    supergraphSdl: readFileSync(process.argv[2], 'utf8'),
    buildService: (service) => new Subgraph(service),
  }),
  introspection: process.env.NODE_ENV !== 'production',
  includeStacktraceInErrorResponses: false,
  // One operation a request.
  allowBatchedHttpRequests: false,
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();
// Same origin only: no CORS.
await app.register(fastifyApollo(apollo), { context: async (request) => identityOf(request) });
const address = await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 4000) });
console.log(`Apollo Gateway: ${address}/graphql`);
