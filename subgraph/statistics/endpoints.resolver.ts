import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Session } from '../sessions/session.type.ts';
import { SessionEndpointsArgs } from './endpoints.args.ts';
import { findSessionEndpoints } from './endpoints.service.ts';
import { SessionEndpointTable } from './endpoints.type.ts';

/** What a session did at each of its endpoints. */
@Resolver(() => Session)
export class SessionEndpointsResolver {
  @FieldResolver(() => SessionEndpointTable, {
    nullable: true,
    description:
      'Endpoints of the requests of this part that meet the filter: how often, with what errors, how fast beside what is usual. Null, with an error, when it takes too long.',
  })
  @Directive('@cost(weight: 50)')
  @Directive('@listSize(slicingArguments: ["first"], sizedFields: ["rows"], requireOneSlicingArgument: false)')
  endpoints(
    @Root() { key, date: day }: Session,
    @Args(() => SessionEndpointsArgs) args: SessionEndpointsArgs,
    @Ctx() context: Context,
  ): Promise<SessionEndpointTable> {
    return findSessionEndpoints(context, { key, day }, args);
  }
}
