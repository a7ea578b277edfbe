import { Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { SizedByFirst } from '../graphql/page.args.ts';
import { Session, SessionConnection } from '../sessions/session.type.ts';
import { FacetsArgs, FilterOptionsArgs, StatisticsArgs } from './statistics.args.ts';
import { findListFacet, findSessionStatistics } from './statistics.service.ts';
import { SessionBucket, SessionStatistics } from './statistics.type.ts';

/** How the requests of a session spread. */
@Resolver(() => Session)
export class StatisticsResolver {
  @FieldResolver(() => [SessionStatistics], {
    nullable: true,
    description:
      "Per dimension: totals over the period, and what the filter leaves visible without that dimension's own conditions. Null, with an error, when it takes too long.",
  })
  @Directive('@cost(weight: 20)')
  @Directive('@listSize(assumedSize: 9)')
  statistics(
    @Root() session: Session,
    @Args(() => StatisticsArgs) args: StatisticsArgs,
    @Ctx() context: Context,
  ): Promise<SessionStatistics[]> {
    return findSessionStatistics(context, { key: session.key, day: session.date }, args);
  }
}

/** How the sessions of a list spread. */
@Resolver(() => SessionConnection)
export class FacetsResolver {
  @FieldResolver(() => [SessionStatistics], {
    nullable: true,
    description:
      "Sessions per value, under the filter without that dimension's own conditions. Null, with an error, when it takes too long.",
  })
  @Directive('@cost(weight: 1000)')
  @Directive('@listSize(assumedSize: 9)')
  facets(
    @Root() { list }: SessionConnection,
    @Args(() => FacetsArgs) { dimensions, first }: FacetsArgs,
    @Ctx() context: Context,
  ): Promise<SessionStatistics[]> {
    return Promise.all(dimensions.map((dimension) => findListFacet(context, { ...list, dimension, first })));
  }

  @Query(() => [SessionBucket], {
    nullable: true,
    description: 'Values for a filter picker, most frequent first, under the other filters.',
  })
  @Directive('@cost(weight: 5)')
  @SizedByFirst()
  async sessionFilterOptions(
    @Args(() => FilterOptionsArgs) args: FilterOptionsArgs,
    @Ctx() context: Context,
  ): Promise<SessionBucket[]> {
    return (await findListFacet(context, args)).buckets;
  }
}
