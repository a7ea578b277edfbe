import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { Request } from './request.type.ts';

/** The flows of a request. */
@Resolver(() => Request)
export class RequestFlowsResolver {
  @FieldResolver(() => [BusinessFlow], { description: 'Business flows of its endpoint as they are now, by code.' })
  @Directive('@listSize(assumedSize: 2)')
  async businessFlows(@Root() { row }: Request, @Ctx() { loaders }: Context): Promise<BusinessFlow[]> {
    return loaders.flows((await loaders.endpoint(row.endpointId)).flowCodes);
  }
}
