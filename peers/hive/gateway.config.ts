// Hive Gateway in front of the three subgraphs:
//   hive-gateway supergraph supergraph.graphql -c gateway.config.ts -h 127.0.0.1 -p 4000
// Without -h it listens on every address of the machine.
import { createHmac } from 'node:crypto';
import { defineConfig, type GatewayPlugin } from '@graphql-hive/gateway';

const SECRET = process.env.SESSIONS_GATEWAY_SECRET ?? '';
if (!SECRET) throw new Error('SESSIONS_GATEWAY_SECRET must be that of the sessions server');
/** As SESSIONS_GATEWAY_AUTH of the sessions server: `secret` sends the secret, `hmac` signs with it. */
const AUTH = process.env.SESSIONS_GATEWAY_AUTH ?? 'secret';

/** How long a subgraph may take; one that is frozen costs its fields after that. */
const PATIENCE_MS = Number(process.env.SUBGRAPH_TIMEOUT_MS ?? 30_000);

/** Who asks; the sessions server wants all three, and takes no others for it. */
const IDENTITY = ['x-sessions-tenant', 'x-sessions-actor', 'x-sessions-scopes'];

/**
 * Tenant, actor and scopes of a request. HERE THE CLIENT SAYS SO, which is right for a demo on one machine and nowhere else: take
 * them from the user that your gateway has authenticated (https://the-guild.dev/graphql/hive/docs/gateway/authorization-authentication).
 */
function identityOf({ headers }: Request): Record<string, string | null> {
  return Object.fromEntries(IDENTITY.map((name) => [name, headers.get(name)]));
}

/** Proof for the sessions subgraph that this gateway asks; no other subgraph may see it. */
function proofOf(headers: Record<string, string>, body: string): Record<string, string> {
  if (AUTH !== 'hmac') return { 'x-sessions-gateway-secret': SECRET };
  const time = Math.floor(Date.now() / 1_000);
  const signed = [time, ...IDENTITY.map((name) => headers[name] ?? ''), body].join('\n');
  return { 'x-sessions-signature': `t=${time},v2=${createHmac('sha256', SECRET).update(signed).digest('hex')}` };
}

/** Signs last, over identity and body as they are sent. What a subgraph or the network says of a refusal is for the log, not for clients. */
const subgraphCalls: GatewayPlugin = {
  onFetch({ executionRequest, options, fetchFn, setFetchFn }) {
    const name = executionRequest?.subgraphName;
    if (!name) return;
    setFetchFn(async (url, _init, ...rest) => {
      const proof = name === 'sessions' ? proofOf({ ...options.headers }, String(options.body)) : {};
      const init = { ...options, headers: { ...options.headers, ...proof } };
      try {
        const response = await fetchFn(url, init, ...rest);
        // A query that is wrong is 400, with errors that say what.
        if (response.ok || response.status === 400) return response;
        console.error(`${name}: HTTP ${response.status}: ${await response.text()}`);
      } catch (error) {
        console.error(`${name}: ${error}`);
      }
      const errors = [{ message: `${name} is unavailable`, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
      return Response.json({ errors });
    });
  },
};

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) => (subgraphName === 'sessions' ? identityOf(request) : {}),
  },
  plugins: () => [subgraphCalls],
  // By @cost and @listSize of our schema, as the sessions server limits itself; a page of 200 sessions costs about 8,000.
  demandControl: { maxCost: 150_000, includeExtensionMetadata: false },
  // Browsers: same origin only, and no request that a form of another site could send.
  cors: false,
  csrfPrevention: { requestHeaders: ['apollo-require-preflight'] },
  // One operation a request; those of the gateway to one subgraph go together.
  batching: false,
  upstreamTimeout: PATIENCE_MS,
  disableIntrospection: { disableIf: () => process.env.NODE_ENV === 'production' },
  graphiql: false,
  landingPage: false,
});
