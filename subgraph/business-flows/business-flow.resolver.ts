import { Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Request } from '../requests/request.type.ts';
import { Session } from '../sessions/session.type.ts';
import { BusinessFlow, SessionBusinessFlow } from './business-flow.type.ts';

/** Business flows, as the tenant labels them. */
@Resolver(() => BusinessFlow)
export class BusinessFlowResolver {
  @Query(() => [BusinessFlow], {
    nullable: true,
    description: 'The seven flows that always exist, as the tenant labels them, then its own.',
  })
  @Directive('@listSize(assumedSize: 10)')
  sessionBusinessFlows(@Ctx() context: Context): Promise<BusinessFlow[]> {
    return context.loaders.allFlows();
  }
}

/** The flows of a session. */
@Resolver(() => Session)
export class SessionFlowsResolver {
  @FieldResolver(() => [SessionBusinessFlow], {
    description: 'Business flows of its endpoints as they are now, most requests first.',
  })
  @Directive('@listSize(assumedSize: 3)')
  async businessFlows(@Root() session: Session, @Ctx() { loaders }: Context): Promise<SessionBusinessFlow[]> {
    const usage = await loaders.flowUsage.load({ key: session.key, day: session.date });
    const flows = await loaders.flows(usage.map(({ code }) => code));
    return usage.map(({ requests }, index) => ({
      flow: flows[index]!,
      requestCount: requests,
      share: requests / session.requestCount,
    }));
  }
}

/** The flows of a request. */
@Resolver(() => Request)
export class RequestFlowsResolver {
  @FieldResolver(() => [BusinessFlow], { description: 'Business flows of its endpoint as they are now, by code.' })
  @Directive('@listSize(assumedSize: 2)')
  async businessFlows(@Root() { row }: Request, @Ctx() { loaders }: Context): Promise<BusinessFlow[]> {
    return loaders.flows((await loaders.endpoint(row.endpointId)).flowCodes);
  }
}
