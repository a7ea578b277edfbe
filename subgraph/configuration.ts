// Written by scripts/configuration.mjs from the comments in env.ts: do not edit.

/** Every variable of the environment that is read, for --help: its name, what it is unless set, what it means. */
export const CONFIGURATION = `Environment (default):
  PORT (4000)
      port to listen on; 0 takes a free one
  HOST (127.0.0.1)
      address to listen on; any but loopback needs SESSIONS_API_TOKEN
  DATABASE_URL (embedded database)
      PostgreSQL 15 or newer, as postgresql://user:password@host:5432/database
  QUERY_TIMEOUT_MS (30000)
      how long PostgreSQL may work on one statement of a query, in milliseconds; 0: any time
  REQUEST_TIMEOUT_MS (30000)
      how long a question may take in all, its wait included, in milliseconds; 0: any time
  BODY_TIMEOUT_MS (30000)
      how long a request may take to arrive, in milliseconds
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
      grouping configuration, a JSON file; imports use it, the server checks it
  SESSIONS_API_TOKEN (no token)
      16 characters or more; clients of /graphql and /ingest must then send Authorization: Bearer and the token
  MODE (standalone)
      federated: other subgraphs own attacks and endpoints; needs SESSIONS_GATEWAY_SECRET
  SESSIONS_GATEWAY_SECRET (no /subgraph)
      what a gateway sends, 16 characters or more; two, separated by a comma, while it is changed
  SESSIONS_GATEWAY_AUTH (secret)
      hmac: a gateway signs its requests with the secret
  SESSIONS_BUSINESS_FLOW_TYPE (BusinessFlow)
      name of this type at /subgraph
  SESSIONS_ATTACK_INTERFACE (0)
      1: Attack is an @interfaceObject at /subgraph; with MODE=federated
  SESSIONS_PUBLIC_URL (path on the same host)
      address at which clients reach the server, such as https://sessions.example.com; links to exports begin with it
  SESSIONS_ACTIONS (all)
      what viewers may do: all, none, or a list of MARK_FALSE_POSITIVE, CREATE_RULE, BLOCK_SESSION, EXPORT
  SESSIONS_CORS_ORIGINS (none)
      origins whose pages may ask from a browser, with commas: https://console.example.com
  ACTIONS_WEBHOOK_URL (nobody)
      http or https address of the system that enforces actions; without it they wait in the outbox
  ACTIONS_WEBHOOK_SECRET (none)
      16 characters or more; deliveries are signed with it, and it must be set with the address
  METRICS_PORT (none)
      port of GET /metrics for Prometheus, and nothing else; 0 takes a free one
  METRICS_HOST (127.0.0.1)
      the address of that port
  LOG_LEVEL (info)
      error, warn, info or debug
  LOG_FORMAT (text)
      text or json; json with NODE_ENV=production
  NODE_ENV (none)
      production: no GraphiQL and no introspection`;
