import type { Scope } from '../../subgraph/auth/scope.type.ts';
import type { Database } from '../../subgraph/db/database.ts';
import type { Mode } from '../../subgraph/federation/mode.ts';
import { createTestServer } from './open-graph.ts';

const SECRET = 'the secret of the gateway in tests';

/** The federated face of a server, asked as a gateway would. */
export interface Subgraph {
  /** Entities of references to one type, in their order; throws when the answer has errors. */
  entities<Entity>(
    tenant: string,
    references: readonly object[],
    type: string,
    fields: string,
    variables?: Record<string, { type: string; value: unknown }>,
  ): Promise<(Entity | null)[]>;
  close(): Promise<void>;
}

export async function openSubgraph(
  database: Database,
  mode: Mode = 'federated',
  scopes?: readonly Scope[],
): Promise<Subgraph> {
  const gateway = { secrets: [SECRET], auth: 'secret' } as const;
  const app = await createTestServer(database, { mode, gateway });
  return {
    async entities<Entity>(
      tenant: string,
      references: readonly object[],
      type: string,
      fields: string,
      variables: Record<string, { type: string; value: unknown }> = {},
    ) {
      const given = Object.entries(variables);
      const declared = given.map(([name, variable]) => `$${name}: ${variable.type}`).join(', ');
      const response = await app.inject({
        method: 'POST',
        url: '/subgraph',
        headers: {
          'x-sessions-tenant': tenant,
          'x-sessions-gateway-secret': SECRET,
          ...(scopes && { 'x-sessions-scopes': scopes.join(' ') }),
        },
        payload: {
          query: `query ($references: [_Any!]!, ${declared}) {
            _entities(representations: $references) { ... on ${type} { ${fields} } } }`,
          variables: { references, ...Object.fromEntries(given.map(([name, { value }]) => [name, value])) },
        },
      });
      const { data, errors } = response.json() as { data?: { _entities: (Entity | null)[] }; errors?: unknown };
      if (errors || !data) throw new Error(response.body);
      return data._entities;
    },
    close: () => app.close(),
  };
}
