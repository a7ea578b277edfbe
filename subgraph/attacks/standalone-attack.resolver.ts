import { GraphQLDateTime } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Attack } from './attack.type.ts';
import { SessionAttackType, toAttackType } from './attack-type.type.ts';

const UNKNOWN = 'null: no detection names it';

/**
 * The fields of an attack itself, where no other subgraph gives them: numbers of everything kept, as attackIds finds it.
 * All numbers of all attacks share one query, all types another.
 */
@Resolver(() => Attack)
export class StandaloneAttackResolver {
  @FieldResolver(() => [SessionAttackType], {
    nullable: true,
    description: `Types of its detections, most detections first; ${UNKNOWN}.`,
  })
  @Directive('@listSize(assumedSize: 2)')
  async types(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<SessionAttackType[] | null> {
    const types = await loaders.attackTypes.load(id);
    return types.length > 0 ? types.map(({ type }) => toAttackType(type)) : null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: `Detections that name it, also those marked as false positive; ${UNKNOWN}.`,
  })
  async detectionCount(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<number | null> {
    return (await loaders.knownAttack.load(id))?.detectionCount ?? null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: `Requests with at least one of these detections; ${UNKNOWN}.`,
  })
  async requestCount(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<number | null> {
    return (await loaders.knownAttack.load(id))?.requestCount ?? null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: `Session parts with at least one of these requests; ${UNKNOWN}.`,
  })
  async sessionCount(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<number | null> {
    return (await loaders.knownAttack.load(id))?.sessionCount ?? null;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: `Time of the first of the requests; ${UNKNOWN}.`,
  })
  async firstSeenAt(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<Date | null> {
    return (await loaders.knownAttack.load(id))?.firstSeenAt ?? null;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: `Time of the last of the requests; ${UNKNOWN}.`,
  })
  async lastSeenAt(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<Date | null> {
    return (await loaders.knownAttack.load(id))?.lastSeenAt ?? null;
  }
}
