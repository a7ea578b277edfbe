import { Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import { Request } from '../requests/request.type.ts';
import { findSettled } from './baseline.repository.ts';
import { SessionBaselineState, SessionDeviation, SessionExpected, toExpected } from './baseline.type.ts';
import { factorOf } from './deviation.ts';
import { METRICS } from './histogram.ts';

/** What is usual for the endpoint of a request, and how it deviates. */
@Resolver(() => Request)
export class RequestBaselineResolver {
  @FieldResolver(() => SessionExpected, {
    nullable: true,
    description:
      'What is usual for its endpoint with the same outcome, on its UTC day and the six before, without the requests of its own session part. Null: it is compared with nothing, for it was blocked, or has no response or an informational one.',
  })
  async expected(@Root() request: Request, @Ctx() context: Context): Promise<SessionExpected | null> {
    const baseline = await context.loaders.baseline(request.row);
    return baseline && toExpected(baseline);
  }

  @FieldResolver(() => [SessionDeviation], {
    description: 'By what it stands out, as it was last settled (sessionBaselines says when); usually nothing.',
  })
  @Directive('@listSize(assumedSize: 2)')
  async deviations(@Root() request: Request, @Ctx() context: Context): Promise<SessionDeviation[]> {
    const { row } = request;
    const degrees = { DURATION: row.durationDeviation, SIZE: row.sizeDeviation };
    const values = { DURATION: row.durationMs ?? 0, SIZE: row.sizeBytes ?? 0 };
    const deviating = METRICS.filter((metric) => degrees[metric] !== null);
    if (deviating.length === 0) return [];
    const baseline = await context.loaders.baseline(request.row);
    return deviating.map((metric) => ({
      metric,
      degree: degrees[metric]!,
      factor: factorOf(metric, values[metric], baseline?.[metric]?.median ?? 0),
    }));
  }
}

/** What is usual for an endpoint, whoever asks it. */
@Resolver(() => Endpoint)
export class EndpointExpectedResolver {
  @FieldResolver(() => SessionExpected, {
    nullable: true,
    description: 'Of 2xx and 3xx responses: of the last day that has any, and the six before. Null: there are none.',
  })
  async sessionExpected(@Root() { id }: Endpoint, @Ctx() { loaders }: Context): Promise<SessionExpected | null> {
    const baseline = await loaders.endpointBaseline.load(id);
    return baseline.DURATION || baseline.SIZE ? toExpected(baseline) : null;
  }
}

/** How current deviations are. */
@Resolver()
export class BaselineStateResolver {
  @Query(() => SessionBaselineState, {
    nullable: true,
    description: 'As of when requests are known to stand out, or not.',
  })
  sessionBaselines(@Ctx() { database: { prisma }, tenant }: Context): Promise<SessionBaselineState> {
    return findSettled(prisma, tenant);
  }
}
