import { Ctx, Directive, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import {
  SessionEndpointKind,
  SessionRiskLevel,
  SessionRogueKind,
  SessionSensitiveData,
} from '../graphql/filter-enums.type.ts';
import { SessionProtection } from './endpoint.type.ts';
import { Endpoint } from './endpoint-entity.type.ts';
import { riskLevelOf } from './risk-level.ts';

const UNKNOWN = 'null: no request went to it';

/** The fields of an endpoint itself, where no other subgraph gives them. All fields of all endpoints share one query. */
@Resolver(() => Endpoint)
export class StandaloneEndpointResolver {
  @FieldResolver(() => String, { nullable: true, description: `HTTP method; ${UNKNOWN}.` })
  async method(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.knownEndpoint.load(id))?.method ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Host name; null: the log does not say.' })
  async host(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.knownEndpoint.load(id))?.host ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: `Path with placeholders for its variable parts: /users/{int}; ${UNKNOWN}.`,
  })
  async pathTemplate(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.knownEndpoint.load(id))?.pathTemplate ?? null;
  }

  @FieldResolver(() => Float, { nullable: true, description: '1 to 10; null: not known.' })
  async riskScore(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<number | null> {
    return (await loaders.knownEndpoint.load(id))?.riskScore ?? null;
  }

  @FieldResolver(() => SessionRiskLevel, {
    nullable: true,
    description: 'Low below 4, medium below 8, else high; null: not known.',
  })
  async riskLevel(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionRiskLevel | null> {
    return riskLevelOf((await loaders.knownEndpoint.load(id))?.riskScore ?? null);
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: `It is known to be there: it answered 2xx or 3xx to a request that was not blocked and is kept, or a specification knows it; ${UNKNOWN}.`,
  })
  async confirmed(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<boolean | null> {
    return (await loaders.knownEndpoint.load(id))?.confirmed ?? null;
  }

  @FieldResolver(() => SessionEndpointKind, {
    nullable: true,
    description: `What it is; null: nothing says it, or no request went to it.`,
  })
  async kind(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionEndpointKind | null> {
    return (await loaders.knownEndpoint.load(id))?.kind ?? null;
  }

  @FieldResolver(() => SessionRogueKind, {
    nullable: true,
    description: 'Null: a specification knows it, or none covers its host, or it is not confirmed.',
  })
  async rogue(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionRogueKind | null> {
    return (await loaders.knownEndpoint.load(id))?.rogue ?? null;
  }

  @FieldResolver(() => [SessionProtection], {
    nullable: true,
    description: `Measures that protect it; empty: none known; ${UNKNOWN}.`,
  })
  @Directive('@listSize(assumedSize: 3)')
  async protections(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionProtection[] | null> {
    return (await loaders.knownEndpoint.load(id))?.protections ?? null;
  }

  @FieldResolver(() => [SessionSensitiveData], {
    nullable: true,
    description: `Kinds of sensitive data that it handles; empty: none known; ${UNKNOWN}.`,
  })
  @Directive('@listSize(assumedSize: 2)')
  async sensitiveData(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionSensitiveData[] | null> {
    return (await loaders.knownEndpoint.load(id))?.sensitiveData ?? null;
  }

  @FieldResolver(() => [BusinessFlow], {
    nullable: true,
    description: `Business flows that it belongs to, by code; ${UNKNOWN}.`,
  })
  @Directive('@listSize(assumedSize: 2)')
  async businessFlows(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<BusinessFlow[] | null> {
    const row = await loaders.knownEndpoint.load(id);
    return row && loaders.flows(row.flowCodes);
  }
}
