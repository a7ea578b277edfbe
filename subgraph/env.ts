import { resolve } from 'node:path';
import { ACTION_NAMES, type ActionName } from './actions/action-names.ts';
import { ADMISSION, type AdmissionLimits } from './admission/limits.ts';
import { type AuthEnv, readAuthEnv } from './auth/auth-env.ts';
import { GATEWAY_AUTHS, type Gateway } from './auth/gateway.ts';
import { hashSecretOf } from './db/data-folder.ts';
import { type BuildSwitches, NO_SWITCHES, TYPE_VARIABLES, type TypeNames } from './federation/build-switches.ts';
import { MODES, type Mode } from './federation/mode.ts';
import type { PlaceFiles } from './ingest/places.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormatName, type LogLevel } from './logging/log.ts';
import { StartupError } from './startup-error.ts';
import { ENDPOINTS_PER_HOST } from './values/endpoints-per-host.ts';
import { checkHost } from './values/outgoing-addresses.ts';
import { flagOf, listOf, oneOf, secretOf } from './values/settings.ts';
import { type Role, roleIn } from './workers/role.ts';

/**
 * Everything that the environment decides. Read once, here and nowhere else. Each line is a row of the reference, in docs/configuration.md and --help:
 * variable, what it is unless set, meaning (scripts/configuration.mjs). Null stands for what is not set.
 */
export interface Env extends AuthEnv {
  /** `PORT` (`4000`): port to listen on; `0` takes a free one. */
  port: number;
  /** `HOST` (`127.0.0.1`): address to listen on; on any but loopback everybody must sign in. */
  host: string;
  /** `WORKERS` (`1`): processes that answer questions, one for each core; more than one needs `DATABASE_URL`. */
  workers: number;
  /** What this process is among them; null: none of them. Given by the one that starts them. */
  worker: Role | null;
  /** `DATABASE_URL` (embedded database): PostgreSQL 15 or newer, as `postgresql://user:password@host:5432/database`. */
  databaseUrl: string | null;
  /** `QUERY_TIMEOUT_MS` (`30000`): how long PostgreSQL may work on one statement of a query, in milliseconds; `0`: any time. */
  queryTimeoutMs: number;
  /** `REQUEST_TIMEOUT_MS` (`30000`): how long a question may take in all, its wait included, in milliseconds; `0`: any time. */
  requestTimeoutMs: number;
  /** `BODY_TIMEOUT_MS` (`30000`): how long a request may take to arrive, in milliseconds; at `POST /ingest`, how long nothing may come. */
  bodyTimeoutMs: number;
  /**
   * `MAX_QUESTIONS` (`20`): questions that are executed at one time.
   * `MAX_QUESTIONS_PER_CALLER` (`10`): of one caller.
   * `MAX_WAITING_QUESTIONS` (`200`): questions that wait for their turn; more are told to come again.
   */
  admission: Omit<AdmissionLimits, 'cost'>;
  /** `RATE_LIMIT_PER_MINUTE` (`3000`): how often one caller may ask within a minute; `0`: any number. */
  ratePerMinute: number;
  /** `SHUTDOWN_TIMEOUT_MS` (`10000`): how long after SIGTERM or SIGINT the server ends at the latest, in milliseconds. */
  shutdownTimeoutMs: number;
  /** `DATA_DIR` (`.data`): folder of the embedded database. */
  dataDirectory: string;
  /** `DEMO` (`1`): `0`: a new database does not get the demo traffic. */
  demo: boolean;
  /** `SESSIONS_HASH_SECRET` (made once in `DATA_DIR`): key of all hashes, 16 characters or more; must be set with `DATABASE_URL`. */
  hashSecret: string | null;
  /** `SESSIONS_CONFIG` (built-in grouping): grouping configuration, a JSON file, of imports and of what comes in at `/ingest`. */
  configFile: string | null;
  /**
   * `SESSIONS_GEOIP` (no countries): MMDB file of countries of addresses, where a record names none; of imports and of what comes in at `/ingest` and as OTLP.
   * `SESSIONS_ASN` (no tags): MMDB file of networks or anonymous addresses, which gives source tags where a record has none.
   */
  placeFiles: PlaceFiles;
  /** `SESSIONS_ENDPOINTS_PER_HOST` (`5000`): endpoints that answered which a host may have, and as many that did not; what is beyond shares one for each method, `/{other}`. */
  endpointsPerHost: number;
  /** `MODE` (`standalone`): `federated`: other subgraphs own attacks and endpoints; needs `SESSIONS_GATEWAY_SECRET`. */
  mode: Mode;
  /**
   * `SESSIONS_GATEWAY_SECRET` (no `/subgraph`): what a gateway sends, 16 characters or more; two, separated by a comma, while it is changed.
   * `SESSIONS_GATEWAY_AUTH` (`secret`): `hmac`: a gateway signs its requests with the secret.
   */
  gateway: Gateway | null;
  /**
   * `SESSIONS_BUSINESS_FLOW_TYPE` (`BusinessFlow`): name of this type at `/subgraph`.
   * `SESSIONS_SESSION_TYPE` (`Session`): name of this type at `/subgraph`, where another subgraph has a type of that name.
   * `SESSIONS_REQUEST_TYPE` (`Request`): name of this type there.
   * `SESSIONS_ATTACK_INTERFACE` (`0`): `1`: `Attack` is an `@interfaceObject` at `/subgraph`; with `MODE=federated`.
   * `SESSIONS_AUTH_DIRECTIVES` (`0`): `1`: each field has `@authenticated` or `@requiresScopes` at `/subgraph`, for gateways that check it.
   */
  switches: BuildSwitches;
  /** `SESSIONS_PUBLIC_URL` (path on the same host): address at which clients reach the server, such as `https://sessions.example.com`; links to exports begin with it, and sign-ins come back to it. */
  publicUrl: string | null;
  /** `SESSIONS_ACTIONS` (`all`): what viewers may do: `all`, `none`, or a list of `MARK_FALSE_POSITIVE`, `CREATE_RULE`, `BLOCK_SESSION`, `EXPORT`, `JUDGE_ATTACK`. */
  actions: readonly ActionName[];
  /** `SESSIONS_CORS_ORIGINS` (none): origins whose pages may ask from a browser, with commas: `https://console.example.com`. */
  corsOrigins: readonly string[];
  /**
   * `ACTIONS_WEBHOOK_URL` (nobody): http or https address of the system that enforces actions; without it they wait in the outbox.
   * `ACTIONS_WEBHOOK_SECRET` (none): 16 characters or more; deliveries are signed with it, and it must be set with the address.
   * `ACTIONS_WEBHOOK_PRIVATE_HOSTS` (none): host names or addresses, with commas, that may be of this machine or its network: `enforcer.internal`.
   */
  webhook: { url: string; secret: string; privateHosts: readonly string[] } | null;
  /** `SESSIONS_SAFELIST` (any operation): `elements`: `/graphql` answers the operations of our elements and console alone; or a file with others. */
  safelist: string | null;
  /** `METRICS_PORT` (none): port of `GET /metrics` for Prometheus, and nothing else; `0` takes a free one. */
  metricsPort: number | null;
  /** `METRICS_HOST` (`127.0.0.1`): the address of that port. */
  metricsHost: string;
  /** `LOG_LEVEL` (`info`): `error`, `warn`, `info` or `debug`. */
  logLevel: LogLevel;
  /** `LOG_FORMAT` (`text`): `text` or `json`; `json` with `NODE_ENV=production`. */
  logFormat: LogFormatName;
  /** `NODE_ENV` (none): `production`: no GraphiQL and no introspection. */
  production: boolean;
}

/** @throws StartupError that names the variable and says what would be right */
export function readEnv(env: NodeJS.ProcessEnv = process.env): Env {
  const text = (name: string) => env[name]?.trim() || null;
  const host = addressOf(text('HOST'));
  const read: Env = {
    ...readAuthEnv(text, host),
    port: portOf('PORT', text('PORT')),
    host,
    workers: fromOf('WORKERS', text('WORKERS'), 1, 1),
    worker: roleIn(env),
    databaseUrl: databaseUrlOf(text('DATABASE_URL')),
    queryTimeoutMs: msOf('QUERY_TIMEOUT_MS', text('QUERY_TIMEOUT_MS'), 30_000),
    requestTimeoutMs: msOf('REQUEST_TIMEOUT_MS', text('REQUEST_TIMEOUT_MS'), 30_000),
    bodyTimeoutMs: fromOf('BODY_TIMEOUT_MS', text('BODY_TIMEOUT_MS'), 100, 30_000, 'milliseconds'),
    admission: {
      atOnce: fromOf('MAX_QUESTIONS', text('MAX_QUESTIONS'), 1, ADMISSION.atOnce),
      atOncePerCaller: fromOf(
        'MAX_QUESTIONS_PER_CALLER',
        text('MAX_QUESTIONS_PER_CALLER'),
        1,
        ADMISSION.atOncePerCaller,
      ),
      waiting: fromOf('MAX_WAITING_QUESTIONS', text('MAX_WAITING_QUESTIONS'), 0, ADMISSION.waiting),
    },
    ratePerMinute: fromOf('RATE_LIMIT_PER_MINUTE', text('RATE_LIMIT_PER_MINUTE'), 0, 3_000),
    shutdownTimeoutMs: fromOf('SHUTDOWN_TIMEOUT_MS', text('SHUTDOWN_TIMEOUT_MS'), 100, 10_000, 'milliseconds'),
    dataDirectory: resolve(text('DATA_DIR') ?? '.data'),
    demo: flagOf('DEMO', text('DEMO'), true),
    hashSecret: secretOf('SESSIONS_HASH_SECRET', text('SESSIONS_HASH_SECRET')),
    configFile: text('SESSIONS_CONFIG'),
    placeFiles: { geoip: text('SESSIONS_GEOIP'), asn: text('SESSIONS_ASN') },
    endpointsPerHost: fromOf('SESSIONS_ENDPOINTS_PER_HOST', text('SESSIONS_ENDPOINTS_PER_HOST'), 1, ENDPOINTS_PER_HOST),
    mode: oneOf('MODE', text('MODE'), MODES, 'standalone'),
    gateway: gatewayOf(text('SESSIONS_GATEWAY_SECRET'), text('SESSIONS_GATEWAY_AUTH')),
    switches: {
      businessFlowType: typeNameOf('businessFlowType', text('SESSIONS_BUSINESS_FLOW_TYPE')),
      sessionType: typeNameOf('sessionType', text('SESSIONS_SESSION_TYPE')),
      requestType: typeNameOf('requestType', text('SESSIONS_REQUEST_TYPE')),
      attackInterface: flagOf('SESSIONS_ATTACK_INTERFACE', text('SESSIONS_ATTACK_INTERFACE'), false),
      authDirectives: flagOf('SESSIONS_AUTH_DIRECTIVES', text('SESSIONS_AUTH_DIRECTIVES'), false),
    },
    publicUrl: publicUrlOf(text('SESSIONS_PUBLIC_URL')),
    actions: actionsOf(text('SESSIONS_ACTIONS')),
    corsOrigins: originsOf(text('SESSIONS_CORS_ORIGINS')),
    webhook: webhookOf(
      text('ACTIONS_WEBHOOK_URL'),
      text('ACTIONS_WEBHOOK_SECRET'),
      text('ACTIONS_WEBHOOK_PRIVATE_HOSTS'),
    ),
    safelist: text('SESSIONS_SAFELIST'),
    metricsPort: text('METRICS_PORT') === null ? null : portOf('METRICS_PORT', text('METRICS_PORT')),
    metricsHost: addressOf(text('METRICS_HOST')),
    logLevel: oneOf('LOG_LEVEL', text('LOG_LEVEL'), LOG_LEVELS, 'info'),
    logFormat: oneOf(
      'LOG_FORMAT',
      text('LOG_FORMAT'),
      LOG_FORMATS,
      text('NODE_ENV') === 'production' ? 'json' : 'text',
    ),
    production: text('NODE_ENV') === 'production',
  };
  return Object.freeze(read);
}

/**
 * The secret of all hashes. A server's is given, for every process that writes to it must have the same one; the
 * embedded database keeps its own.
 */
export function requireHashSecret({ hashSecret, databaseUrl, dataDirectory }: Env): string {
  if (hashSecret) return hashSecret;
  if (!databaseUrl) return hashSecretOf(dataDirectory);
  throw new StartupError(
    'SESSIONS_HASH_SECRET must be set with DATABASE_URL: session keys are hashed with it. Make one with "openssl rand -base64 32" and keep it',
  );
}

/** Brackets belong to addresses with a port. */
function addressOf(text: string | null): string {
  return (text ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
}

function portOf(name: string, text: string | null): number {
  if (text === null) return 4000;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new StartupError(`${name} must be a number from 0 to 65535, not "${text}"`);
  }
  return Number(text);
}

function databaseUrlOf(text: string | null): string | null {
  if (text !== null && !/^postgres(ql)?:\/\//.test(text)) {
    throw new StartupError(
      'DATABASE_URL must begin with postgresql://, as in postgresql://user:password@host:5432/database',
    );
  }
  return text;
}

function msOf(name: string, text: string | null, unset: number): number {
  if (text === null) return unset;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new StartupError(`${name} must be a number of milliseconds, or 0 for none, not "${text}"`);
}

function fromOf(name: string, text: string | null, least: number, unset: number, unit?: string): number {
  if (text === null) return unset;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new StartupError(`${name} must be a number${unit ? ` of ${unit}` : ''}, ${least} or more, not "${text}"`);
}

/** Without the slash at its end. */
function publicUrlOf(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new StartupError(`SESSIONS_PUBLIC_URL must read like https://sessions.example.com/path, not "${text}"`);
  }
  return url.href.replace(/\/+$/, '');
}

function actionsOf(text: string | null): readonly ActionName[] {
  if (text === null || text === 'all') return ACTION_NAMES;
  if (text === 'none') return [];
  return text.split(',').map((each) => {
    const action = ACTION_NAMES.find((name) => name === each.trim());
    if (action) return action;
    throw new StartupError(
      `SESSIONS_ACTIONS must be all, none or a list of ${ACTION_NAMES.join(', ')} with commas, not "${text}"`,
    );
  });
}

/** As browsers send them: without a path, and in lower case. */
function originsOf(text: string | null): readonly string[] {
  if (text === null) return [];
  return text.split(',').map((each) => {
    const origin = each.trim();
    if (/^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw new StartupError(
      `SESSIONS_CORS_ORIGINS must be origins with commas, as in https://console.example.com,http://localhost:5173, not "${origin}"`,
    );
  });
}

function webhookOf(url: string | null, given: string | null, hosts: string | null): Env['webhook'] {
  const secret = secretOf('ACTIONS_WEBHOOK_SECRET', given);
  if (url === null) return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  // The message does not repeat the value: there may be a password in it.
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password) {
    throw new StartupError(
      'ACTIONS_WEBHOOK_URL must be an http or https address without user and password, as in https://enforcer.example.com/actions',
    );
  }
  if (!secret) {
    throw new StartupError(
      'ACTIONS_WEBHOOK_SECRET must be set with ACTIONS_WEBHOOK_URL: deliveries are signed with it. Make one with "openssl rand -base64 32"',
    );
  }
  // As they are written in an address, IPv6 but for the brackets.
  const privateHosts = listOf(hosts ?? '').map((host) => host.toLowerCase().replace(/^\[(.*)\]$/, '$1'));
  const problem = hostProblem(parsed.hostname, privateHosts);
  if (problem) {
    throw new StartupError(
      `ACTIONS_WEBHOOK_URL: ${problem}; one of this machine or its network must be named in ACTIONS_WEBHOOK_PRIVATE_HOSTS`,
    );
  }
  return { url, secret, privateHosts };
}

/** What is wrong with a host that is an address; a name is looked up when something is sent. */
function hostProblem(hostname: string, privateHosts: readonly string[]): string | null {
  try {
    checkHost(hostname, privateHosts);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function gatewayOf(secretText: string | null, authText: string | null): Gateway | null {
  const auth = oneOf('SESSIONS_GATEWAY_AUTH', authText, GATEWAY_AUTHS, 'secret');
  if (secretText === null) return null;
  const secrets = secretText.split(',').map((each) => each.trim());
  if (secrets.length > 2 || !secrets.every((each) => /^[ -~]{16,}$/.test(each))) {
    throw new StartupError(
      'SESSIONS_GATEWAY_SECRET must be a secret of at least 16 ASCII characters, or two of them separated by a comma',
    );
  }
  return { secrets, auth };
}

function typeNameOf(switched: keyof TypeNames, given: string | null): string {
  if (given === null || /^[A-Z][A-Za-z0-9]{0,63}$/.test(given)) return given ?? NO_SWITCHES[switched];
  throw new StartupError(
    `${TYPE_VARIABLES[switched]} must be a capital letter and then letters or digits, 64 at most, not "${given}"`,
  );
}
