import 'reflect-metadata';
import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { type DefinitionNode, type GraphQLSchema, Kind, print } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AttackTypesResolver } from './attacks/attack-types.resolver.ts';
import { KnownAttacksResolver } from './attacks/known-attack.resolver.ts';
import { BaselineStateResolver, RequestBaselineResolver } from './baselines/baseline.resolver.ts';
import {
  BusinessFlowResolver,
  RequestFlowsResolver,
  SessionFlowsResolver,
} from './business-flows/business-flow.resolver.ts';
import { EndpointSummaryResolver } from './endpoints/endpoint.resolver.ts';
import { KnownEndpointsResolver } from './endpoints/known-endpoint.resolver.ts';
import { ExportResolver } from './export/export.resolver.ts';
import { RequestResolver, SessionRequestsResolver } from './requests/request.resolver.ts';
import { SessionLookupResolver } from './requests/session-lookup.resolver.ts';
import { AvailabilityResolver } from './sessions/availability.resolver.ts';
import { BusinessFlowSessionsResolver } from './sessions/business-flow-sessions.resolver.ts';
import { SessionResolver } from './sessions/session.resolver.ts';
import { SessionValuesResolver } from './sessions/session-values.resolver.ts';
import { FacetsResolver, StatisticsResolver } from './statistics/statistics.resolver.ts';
import { ListTimelineResolver, SessionTimelineResolver } from './timelines/timeline.resolver.ts';

/** The plain schema, for consoles and frontend teams. */
export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      SessionResolver,
      SessionValuesResolver,
      SessionRequestsResolver,
      RequestResolver,
      RequestBaselineResolver,
      BaselineStateResolver,
      StatisticsResolver,
      FacetsResolver,
      SessionTimelineResolver,
      ListTimelineResolver,
      AvailabilityResolver,
      SessionLookupResolver,
      AttackTypesResolver,
      KnownAttacksResolver,
      EndpointSummaryResolver,
      KnownEndpointsResolver,
      BusinessFlowResolver,
      BusinessFlowSessionsResolver,
      SessionFlowsResolver,
      RequestFlowsResolver,
      ExportResolver,
    ],
    // Inputs are checked where their meaning is known: filters/check-filter.ts, graphql/page.ts.
    validate: false,
  });
}

const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@cost", "@listSize"])
`;

/**
 * The schema as text, with the directives that a gateway reads: what is committed as schema.graphql. Its types are
 * sorted by name, so that it changes where it means to and nowhere else.
 */
export async function printSchema(): Promise<string> {
  const { definitions, ...document } = getDocumentNodeFromSchema(await createSchema());
  const nameOf = (definition: DefinitionNode) => ('name' in definition ? (definition.name?.value ?? '') : '');
  const types = definitions
    .filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return `${FEDERATION}\n${print({ ...document, definitions: types })}\n`;
}
