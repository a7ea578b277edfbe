// Written by scripts/configuration.mjs from the comments in env.ts: do not edit.

/** Every variable of the environment that is read, for --help: its name, what it is unless set, what it means. */
export const CONFIGURATION = `Environment (default):
  PORT (4000)
      port to listen on; 0 takes a free one
  HOST (127.0.0.1)
      address to listen on; on any but loopback everybody must sign in
  WORKERS (1)
      processes that answer questions, one for each core; more than one needs DATABASE_URL
  DATABASE_URL (embedded database)
      PostgreSQL 15 or newer, as postgresql://user:password@host:5432/database
  QUERY_TIMEOUT_MS (30000)
      how long PostgreSQL may work on one statement of a query, in milliseconds; 0: any time
  REQUEST_TIMEOUT_MS (30000)
      how long a question may take in all, its wait included, in milliseconds; 0: any time
  BODY_TIMEOUT_MS (30000)
      how long a request may take to arrive, in milliseconds; at POST /ingest, how long nothing may come
  MAX_QUESTIONS (20)
      questions that are executed at one time
  MAX_QUESTIONS_PER_CALLER (10)
      of one caller
  MAX_WAITING_QUESTIONS (200)
      questions that wait for their turn; more are told to come again
  RATE_LIMIT_PER_MINUTE (3000)
      how often one caller may ask within a minute; 0: any number
  SHUTDOWN_TIMEOUT_MS (10000)
      how long after SIGTERM or SIGINT the server ends at the latest, in milliseconds
  DATA_DIR (.data)
      folder of the embedded database
  DEMO (1)
      0: a new database does not get the demo traffic
  SESSIONS_HASH_SECRET (made once in DATA_DIR)
      key of all hashes, 16 characters or more; must be set with DATABASE_URL
  SESSIONS_CONFIG (built-in grouping)
      grouping configuration, a JSON file, of imports and of what comes in at /ingest
  SESSIONS_GEOIP (no countries)
      MMDB file of countries of addresses, where a record names none; of imports and of what comes in at /ingest and as OTLP
  SESSIONS_ASN (no tags)
      MMDB file of networks or anonymous addresses, which gives source tags where a record has none
  SESSIONS_ENDPOINTS_PER_HOST (5000)
      endpoints that answered which a host may have, and as many that did not; what is beyond shares one for each method, /{other}
  MODE (standalone)
      federated: other subgraphs own attacks and endpoints; needs SESSIONS_GATEWAY_SECRET
  SESSIONS_GATEWAY_SECRET (no /subgraph)
      what a gateway sends, 16 characters or more; two, separated by a comma, while it is changed
  SESSIONS_GATEWAY_AUTH (secret)
      hmac: a gateway signs its requests with the secret
  SESSIONS_BUSINESS_FLOW_TYPE (BusinessFlow)
      name of this type at /subgraph
  SESSIONS_SESSION_TYPE (Session)
      name of this type at /subgraph, where another subgraph has a type of that name
  SESSIONS_REQUEST_TYPE (Request)
      name of this type there
  SESSIONS_ATTACK_INTERFACE (0)
      1: Attack is an @interfaceObject at /subgraph; with MODE=federated
  SESSIONS_AUTH_DIRECTIVES (0)
      1: each field has @authenticated or @requiresScopes at /subgraph, for gateways that check it
  SESSIONS_PUBLIC_URL (path on the same host)
      address at which clients reach the server, such as https://sessions.example.com; links to exports begin with it, and sign-ins come back to it
  SESSIONS_ACTIONS (all)
      what viewers may do: all, none, or a list of MARK_FALSE_POSITIVE, CREATE_RULE, BLOCK_SESSION, EXPORT, JUDGE_ATTACK
  SESSIONS_CORS_ORIGINS (none)
      origins whose pages may ask from a browser, with commas: https://console.example.com
  ACTIONS_WEBHOOK_URL (nobody)
      http or https address of the system that enforces actions; without it they wait in the outbox
  ACTIONS_WEBHOOK_SECRET (none)
      16 characters or more; deliveries are signed with it, and it must be set with the address
  ACTIONS_WEBHOOK_PRIVATE_HOSTS (none)
      host names or addresses, with commas, that may be of this machine or its network: enforcer.internal
  SESSIONS_SAFELIST (any operation)
      elements: /graphql answers the operations of our elements and console alone; or a file with others
  METRICS_PORT (none)
      port of GET /metrics for Prometheus, and nothing else; 0 takes a free one
  METRICS_HOST (127.0.0.1)
      the address of that port
  LOG_LEVEL (info)
      error, warn, info or debug
  LOG_FORMAT (text)
      text or json; json with NODE_ENV=production
  NODE_ENV (none)
      production: no GraphiQL and no introspection
  SESSIONS_API_TOKEN (no token)
      16 characters or more; one token for one tenant, that may do everything there
  SESSIONS_API_TOKEN_TENANT (default)
      that tenant
  SESSIONS_ANONYMOUS (1 on loopback, unless another way to sign in is set)
      0: everybody must sign in on loopback too, as behind a proxy on the same machine
  SESSIONS_JWT_ISSUER (nobody)
      whose JSON Web Tokens are believed, as iss names it; with the next two
  SESSIONS_JWT_AUDIENCE (none)
      this server, as aud names it; several with commas
  SESSIONS_JWT_JWKS_URL (none)
      https address of the issuer's keys
  SESSIONS_JWT_ALGORITHMS (RS256,ES256)
      of RS, PS and ES with 256, 384 or 512, and EdDSA
  SESSIONS_JWT_CLOCK_SKEW (30)
      seconds that the clocks may differ, 300 at most
  SESSIONS_JWT_TENANT_CLAIM (tenant)
      claim with the tenant, or the list of them; a JSON Pointer where it begins with /
  SESSIONS_JWT_ACTOR_CLAIM (sub)
      claim with who it is
  SESSIONS_JWT_SCOPES_CLAIM (scope)
      claim with scopes or roles: a list, or a text with spaces
  SESSIONS_JWT_ROLES (no roles)
      what roles in that claim may do: analyst=sessions:read+sessions:content,lead=admin
  SESSIONS_OIDC_CLIENT_ID (tokens alone)
      the console signs in by the issuer too: what it is called there; needs SESSIONS_PUBLIC_URL
  SESSIONS_OIDC_CLIENT_SECRET (PKCE alone)
      its secret there
  SESSIONS_OIDC_SCOPES (openid)
      what is asked for there, with spaces`;
