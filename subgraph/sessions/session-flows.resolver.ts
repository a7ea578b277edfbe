import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { SessionBusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { Session } from './session.type.ts';

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
