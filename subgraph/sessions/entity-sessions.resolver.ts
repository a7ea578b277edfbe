import { Args, ArgsType, Ctx, Directive, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { Attack } from '../attacks/attack.type.ts';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import { ofAttack, ofBusinessFlow, ofEndpoint } from '../filters/entity-filter.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { After, First, SizedByFirst } from '../graphql/page.args.ts';
import { SessionConnection } from './session.type.ts';
import { listSessionsOf } from './session-list.ts';

@ArgsType()
class EntitySessionsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @First() first!: number;
  @After() after?: string | null;
}

/** From an attack to its sessions. */
@Resolver(() => Attack)
export class AttackSessionsResolver {
  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description:
      'Sessions with a request of this attack, newest activity first: the same as sessionsForAttack. Empty where the attack is not known here.',
  })
  @Directive('@cost(weight: 5)')
  @SizedByFirst('edges', 'nodes')
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
  @SizedByFirst('edges', 'nodes')
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
  @SizedByFirst('edges', 'nodes')
  sessions(
    @Root() { code }: BusinessFlow,
    @Args(() => EntitySessionsArgs) args: EntitySessionsArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessionsOf(context, ofBusinessFlow(code), args);
  }
}
