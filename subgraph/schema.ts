import 'reflect-metadata';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { GraphQLObjectType, GraphQLScalarType, type GraphQLSchema, print } from 'graphql';
import { buildSchema, type ClassType, type NonEmptyArray } from 'type-graphql';
import { AuditResolver } from './actions/audit/audit.resolver.ts';
import { BlockResolver, SessionBlockedResolver } from './actions/blocks/block.resolver.ts';
import { DenylistResolver } from './actions/blocks/denylist.resolver.ts';
import { BulkResolver } from './actions/bulk/bulk.resolver.ts';
import { FalsePositiveResolver } from './actions/false-positives/false-positive.resolver.ts';
import { ImpactResolver } from './actions/impact/impact.resolver.ts';
import { DeliveryResolver } from './actions/outbox/delivery.resolver.ts';
import { RuleResolver } from './actions/rules/rule.resolver.ts';
import {
  AttackVerdictResolver,
  SessionVerdictsResolver,
  VerdictResolver,
} from './actions/verdicts/verdict.resolver.ts';
import { AttackTypesResolver } from './attacks/attack-types.resolver.ts';
import { AttackEvidenceResolver } from './attacks/evidence/evidence.resolver.ts';
import { KnownAttacksResolver } from './attacks/known-attack.resolver.ts';
import { StandaloneAttackResolver } from './attacks/standalone-attack.resolver.ts';
import {
  BaselineStateResolver,
  EndpointExpectedResolver,
  RequestBaselineResolver,
} from './baselines/baseline.resolver.ts';
import { findBusinessFlow } from './business-flows/business-flow.reference.ts';
import { BusinessFlowResolver } from './business-flows/business-flow.resolver.ts';
import { CapabilitiesResolver } from './capabilities/capabilities.resolver.ts';
import { EndpointParametersResolver } from './endpoint-parameters/endpoint-parameters.resolver.ts';
import { EndpointSummaryResolver } from './endpoints/endpoint.resolver.ts';
import { KnownEndpointsResolver } from './endpoints/known-endpoint.resolver.ts';
import { StandaloneEndpointResolver } from './endpoints/standalone-endpoint.resolver.ts';
import { ExportResolver } from './export/export.resolver.ts';
import { type BuildSwitches, NO_SWITCHES } from './federation/build-switches.ts';
import type { Mode } from './federation/mode.ts';
import { type ReferenceResolver, resolveReferences } from './federation/references.ts';
import { toFederatedDocument, toSubgraphSchema } from './federation/subgraph-schema.ts';
import { checkSwitches } from './federation/switch-types.ts';
import { checkTexts } from './graphql/check-texts.ts';
import { AttackRequestsResolver } from './requests/attack-requests.resolver.ts';
import { findRequest } from './requests/request.reference.ts';
import { isContentStored, RequestResolver, SessionRequestsResolver } from './requests/request.resolver.ts';
import { RequestFlowsResolver } from './requests/request-flows.resolver.ts';
import { SessionLookupResolver } from './requests/session-lookup.resolver.ts';
import { enforceScopes } from './scopes/enforce-scopes.ts';
import { AvailabilityResolver } from './sessions/availability.resolver.ts';
import {
  AttackSessionsResolver,
  BusinessFlowSessionsResolver,
  EndpointSessionsResolver,
} from './sessions/entity-sessions.resolver.ts';
import { findSession } from './sessions/session.reference.ts';
import { SessionResolver } from './sessions/session.resolver.ts';
import { SessionFlowsResolver } from './sessions/session-flows.resolver.ts';
import { SessionValuesResolver } from './sessions/session-values.resolver.ts';
import { SessionEndpointsResolver } from './statistics/endpoints.resolver.ts';
import { FacetsResolver, StatisticsResolver } from './statistics/statistics.resolver.ts';
import { ListTimelineResolver, SessionTimelineResolver } from './timelines/timeline.resolver.ts';

const RESOLVERS: NonEmptyArray<ClassType> = [
  SessionResolver,
  SessionValuesResolver,
  SessionRequestsResolver,
  RequestResolver,
  AttackRequestsResolver,
  StatisticsResolver,
  SessionEndpointsResolver,
  FacetsResolver,
  SessionTimelineResolver,
  ListTimelineResolver,
  AvailabilityResolver,
  SessionLookupResolver,
  AttackTypesResolver,
  KnownAttacksResolver,
  EndpointSummaryResolver,
  EndpointParametersResolver,
  KnownEndpointsResolver,
  BusinessFlowResolver,
  BusinessFlowSessionsResolver,
  AttackSessionsResolver,
  EndpointSessionsResolver,
  SessionFlowsResolver,
  RequestFlowsResolver,
  CapabilitiesResolver,
  ExportResolver,
  FalsePositiveResolver,
  BlockResolver,
  SessionBlockedResolver,
  DenylistResolver,
  BulkResolver,
  RuleResolver,
  VerdictResolver,
  AttackVerdictResolver,
  SessionVerdictsResolver,
  AttackEvidenceResolver,
  ImpactResolver,
  AuditResolver,
  DeliveryResolver,
  RequestBaselineResolver,
  EndpointExpectedResolver,
  BaselineStateResolver,
];

/** What only standalone gives the types of others: their own fields. */
const STANDALONE: Record<string, ClassType> = {
  Attack: StandaloneAttackResolver,
  Endpoint: StandaloneEndpointResolver,
};

/** Of others we know the id. Whether it leads anywhere, their fields say. */
const theirs = (id: string) => ({ id });

const REFERENCES: Record<string, ReferenceResolver> = {
  Session: resolveReferences('id', findSession),
  Request: resolveReferences('id', findRequest),
  BusinessFlow: resolveReferences('code', findBusinessFlow),
  Attack: resolveReferences('id', theirs),
  Endpoint: resolveReferences('id', theirs),
};

/** The plain schema, for consoles and frontend teams. */
export async function createSchema(mode: Mode): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [...RESOLVERS, ...Object.values(STANDALONE)],
    // Inputs are checked where their meaning is known: filters/check-filter.ts, graphql/page.ts.
    validate: false,
  });
  const shown = describeOthers(mode === 'standalone' ? schema : withoutStandalone(schema));
  return enforceScopes(checkTexts(shown), { 'Request.content': isContentStored });
}

/**
 * Nothing that is asked or done at the root may be non-null: its failure would take along what stands beside it, and in a
 * graph of several subgraphs that is theirs.
 */
const ROOTS: Record<string, string> = {
  Query:
    'What can be asked about API sessions. A field that could not be answered is null, with an error that says why, and what is asked beside it stays.',
  Mutation:
    'What can be done about API sessions. What somebody may cause is a result with a type; null, with an error, is a failure of the server, after which a repeated call with the same idempotency key is safe.',
};

/** What a client may rely on of a scalar that others made. */
const SPECIFIED_BY: Record<string, string> = { DateTime: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6' };

/** What has no place in classes of ours: the roots have many, and the scalar is a library's. */
function describeOthers(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.ROOT_OBJECT]: (type) =>
      new GraphQLObjectType({ ...type.toConfig(), description: ROOTS[type.name] ?? type.description }),
    [MapperKind.SCALAR_TYPE]: (type) =>
      SPECIFIED_BY[type.name]
        ? new GraphQLScalarType({ ...type.toConfig(), specifiedByURL: SPECIFIED_BY[type.name] })
        : undefined,
  });
}

/** type-graphql keeps the fields of every resolver class that it has once seen: they are taken out of what it made. */
function withoutStandalone(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, type) =>
      STANDALONE[type] && Object.hasOwn(STANDALONE[type].prototype, name) ? null : field,
  });
}

/** The federated schema, for gateways: the same with `_service` and `_entities`. */
export async function createSubgraphSchema(mode: Mode, switches: BuildSwitches): Promise<GraphQLSchema> {
  return toSubgraphSchema(await createSchema(mode), REFERENCES, mode, switches);
}

/** The schema as text, with the directives that a gateway reads: what is composed. */
export async function printSchema(mode: Mode, switches: BuildSwitches = NO_SWITCHES): Promise<string> {
  const schema = await createSchema(mode);
  checkSwitches(schema, mode, switches);
  return `${print(toFederatedDocument(schema, mode, switches))}\n`;
}
