import { Arg, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import { checkPeriod } from '../filters/check-filter.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { SessionEndpointParameters } from './endpoint-parameters.type.ts';
import { sensitiveName } from './sensitive-name.ts';

/** What is sent to an endpoint, whoever asks it. */
@Resolver(() => Endpoint)
export class EndpointParametersResolver {
  @FieldResolver(() => SessionEndpointParameters, {
    nullable: true,
    description:
      'Parameters by the requests that were answered 2xx or 3xx, not blocked, and no attack: in query strings, and those that the settings of the import take out of requests. What is sent as a part of the path stands in its template.',
  })
  @Directive('@cost(weight: 1000)')
  async sessionParameters(
    @Root() { id }: Endpoint,
    @Arg('period', () => SessionTimeRange, { nullable: true, description: 'Scope; without it, everything kept.' })
    period: SessionTimeRange | null,
    @Ctx() { loaders }: Context,
  ): Promise<SessionEndpointParameters> {
    checkPeriod(period);
    const { requestCount, cut, parameters, leftOutCount } = await loaders.endpointParameters.load({ id, period });
    const nodes = parameters.map((each) => ({ ...each, sensitive: sensitiveName(each.source, each.name) }));
    return { requestCount, exact: !cut, nodes, leftOutCount };
  }
}
