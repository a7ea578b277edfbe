import 'reflect-metadata';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AttackTypesResolver } from './attacks/attack-types.resolver.ts';
import { RequestResolver, SessionRequestsResolver } from './requests/request.resolver.ts';
import { SessionLookupResolver } from './requests/session-lookup.resolver.ts';
import { AvailabilityResolver } from './sessions/availability.resolver.ts';
import { SessionResolver } from './sessions/session.resolver.ts';
import { SessionValuesResolver } from './sessions/session-values.resolver.ts';
import { FacetsResolver, StatisticsResolver } from './statistics/statistics.resolver.ts';

/** The plain schema, for consoles and frontend teams. */
export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      SessionResolver,
      SessionValuesResolver,
      SessionRequestsResolver,
      RequestResolver,
      StatisticsResolver,
      FacetsResolver,
      AvailabilityResolver,
      SessionLookupResolver,
      AttackTypesResolver,
    ],
    // Inputs are checked where their meaning is known: filters/check-filter.ts, graphql/page.ts.
    validate: false,
  });
}

const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@cost", "@listSize"])
`;

/** The schema as text, with the directives that a gateway reads: what is committed as schema.graphql. */
export async function printSchema(): Promise<string> {
  const printed = printSchemaWithDirectives(await createSchema());
  return `${FEDERATION}\n${printed.replace(/^schema \{[^}]*\}\s*/, '')}\n`;
}
