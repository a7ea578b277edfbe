import { Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { BusinessFlow } from './business-flow.type.ts';

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
