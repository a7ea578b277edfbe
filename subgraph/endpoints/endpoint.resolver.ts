import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { SessionRiskLevel } from '../graphql/filter-enums.type.ts';
import { SessionEndpointSummary } from './endpoint.type.ts';
import { riskLevelOf } from './risk-level.ts';

/** What an endpoint's row does not hold itself. */
@Resolver(() => SessionEndpointSummary)
export class EndpointSummaryResolver {
  @FieldResolver(() => SessionRiskLevel, {
    nullable: true,
    description: 'Low below 4, medium below 8, else high; null: not known.',
  })
  riskLevel(@Root() { riskScore }: SessionEndpointSummary): SessionRiskLevel | null {
    return riskLevelOf(riskScore);
  }

  @FieldResolver(() => [BusinessFlow], { description: 'Business flows that it belongs to, by code.' })
  @Directive('@listSize(assumedSize: 2)')
  businessFlows(@Root() { flowCodes }: SessionEndpointSummary, @Ctx() context: Context): Promise<BusinessFlow[]> {
    return context.loaders.flows(flowCodes);
  }
}
