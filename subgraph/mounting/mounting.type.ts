import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionName } from '../actions/action-names.ts';
import type { Scope } from '../auth/scope.type.ts';
import type { Mode } from '../federation/mode.ts';

/** Who asks, as the host knows it. */
export interface Viewer {
  /** The account whose sessions they see: 1 to 64 letters, digits or any of `. _ @ -`. */
  tenant: string;
  /** Who they are, as the audit trail names them: 1 to 128 printable ASCII characters without spaces. */
  actor: string;
  /** What they may do; `['admin']` is everything. Names of other scopes grant nothing. */
  scopes: readonly (Scope | (string & {}))[];
}

/** Where the data is. */
export interface StoreOptions {
  /** PostgreSQL 15 or newer, as `postgresql://user:password@host:5432/database`; without it there is an embedded database. */
  databaseUrl?: string;
  /** Folder of the embedded database, for one process at a time. Without `databaseUrl` and this, the data is in memory, and gone at the end. */
  dataDirectory?: string;
}

/** What `createServer` takes. */
export interface SessionsServerOptions extends StoreOptions {
  /**
   * Says who sends a request, by whatever the host has given them: a cookie, a token. Null: nobody, who is answered 401. It is
   * asked for each request that reads or changes data, and nothing else of the request is believed but `x-sessions-tenant`, which must name that tenant.
   */
  viewer: (request: IncomingMessage) => Viewer | null | Promise<Viewer | null>;
  /**
   * Key of all hashes, 16 characters or more, the same in every process with this database: another one makes other sessions of the
   * same clients. May be left out with the embedded database, which keeps its own.
   */
  hashSecret?: string;
  /** `federated`: other subgraphs own attacks and endpoints; `standalone` unless given. */
  mode?: Mode;
  /** What a gateway sends in `x-sessions-gateway-secret` to be answered at `/subgraph`, 16 characters or more; without it that path is 404. */
  gatewaySecret?: string;
  /** What viewers may do at all; everything unless given. Their scopes say who of them may. */
  actions?: readonly ActionName[];
  /** Where browsers reach it, with the path that it is mounted at: links to exports begin with it. At the root of the same host unless given. */
  publicUrl?: string;
  /** How long PostgreSQL may work on one statement of a question, in milliseconds; 30,000 unless given, 0: any time. */
  queryTimeoutMs?: number;
  /** Introspection, and names of the schema in errors; false unless given. */
  development?: boolean;
}

/** A server without a port: the host has one. */
export interface SessionsServer {
  /**
   * Answers a request: GraphQL at `/graphql` and `/subgraph`, `/export/...`, `/ingest/projections/...`, `/health/live`
   * and `/health/ready`; 404 elsewhere. Its body must not have been read. Cut the path that it is mounted at off `request.url` first, as Express and Connect do.
   */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Lets what is being answered come to its end, stops the work in the background, and closes the database. */
  close(): Promise<void>;
}
