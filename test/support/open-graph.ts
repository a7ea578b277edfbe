import type { FastifyInstance } from 'fastify';
import type { Scope } from '../../subgraph/auth/scope.type.ts';
import type { Database } from '../../subgraph/db/database.ts';
import { createServer, type ServerOptions } from '../../subgraph/server.ts';
import { TEST_SECRET } from './traffic.ts';

// Apart from what needs a test runner: benches ask the server the same way.

/** The server over a database, asked by GraphQL as a client would. */
export interface Graph {
  app: FastifyInstance;
  /** Data of an operation; throws when the answer has errors. */
  query<Data = Record<string, never>>(tenant: string, text: string, variables?: object): Promise<Data>;
  /** Answer of an operation with its errors. */
  ask(tenant: string, text: string, variables?: object): Promise<Answer>;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; path?: string; scope?: string };
  }[];
}

/** A server over a database, as one developer runs it unless the options say otherwise. */
export function createTestServer(database: Database, options: Partial<ServerOptions> = {}): Promise<FastifyInstance> {
  const usual = { host: '127.0.0.1', apiToken: null, secret: TEST_SECRET, production: false };
  return createServer({ database, ...usual, ...options });
}

export interface GraphOptions extends Partial<ServerOptions> {
  /** Who asks. */
  actor?: string;
  /** What they may; all unless given. */
  scopes?: readonly Scope[];
}

export async function openGraph(
  database: Database,
  { actor = 'local', scopes, ...options }: GraphOptions = {},
): Promise<Graph> {
  const app = await createTestServer(database, options);
  const ask = async (tenant: string, query: string, variables?: object): Promise<Answer> => {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        'x-sessions-tenant': tenant,
        'x-sessions-actor': actor,
        ...(scopes && { 'x-sessions-scopes': scopes.join(' ') }),
      },
      payload: { query, variables },
    });
    return response.json() as Answer;
  };
  return {
    app,
    ask,
    async query<Data>(tenant: string, text: string, variables?: object) {
      const { data, errors } = await ask(tenant, text, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data as Data;
    },
  };
}
