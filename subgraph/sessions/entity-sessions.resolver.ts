import { Args, ArgsType, Ctx, Directive, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Attack } from '../attacks/attack.type.ts';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import { ofAttack, ofBusinessFlow, ofEndpoint } from '../filters/entity-filter.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { SessionConnection } from './session.type.ts';
import { listSessionsOf } from './session-list.ts';

@ArgsType()
class EntitySessionsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @Field(() => Int, { defaultValue: 50, description: 'Size of the page, 1 to 200.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The page after this cursor.' })
  after?: string | null;
}

const SIZED =
  '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)';

/** From an attack to its sessions. */
@Resolver(() => Attack)
export class AttackSessionsResolver {
  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description:
      'Sessions with a request of this attack, newest activity first: the same as sessionsForAttack. Empty where the attack is not known here.',
  })
  @Directive('@cost(weight: 5)')
  @Directive(SIZED)
  sessions(
    @Root() { id }: Attack,
    @Args(() => EntitySessionsArgs) args: EntitySessionsArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessionsOf(context, ofAttack(id), args);
  }
}

/** From an endpoint to its sessions. */
@Resolver(() => Endpoint)
export class EndpointSessionsResolver {
  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description:
      'Sessions with a request to this endpoint, newest activity first. Empty where the endpoint is not known here.',
  })
  @Directive('@cost(weight: 5)')
  @Directive(SIZED)
  sessions(
    @Root() { id }: Endpoint,
    @Args(() => EntitySessionsArgs) args: EntitySessionsArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessionsOf(context, ofEndpoint(id), args);
  }
}

/** From a business flow to its sessions. */
@Resolver(() => BusinessFlow)
export class BusinessFlowSessionsResolver {
  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description: 'Sessions with a request to one of its endpoints, newest activity first.',
  })
  @Directive('@cost(weight: 2000)')
  @Directive(SIZED)
  sessions(
    @Root() { code }: BusinessFlow,
    @Args(() => EntitySessionsArgs) args: EntitySessionsArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessionsOf(context, ofBusinessFlow(code), args);
  }
}
