import { Arg, Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { checkEndpointSearch, checkPeriod, checkValueList } from '../filters/check-filter.ts';
import { totalOf } from '../graphql/connection.type.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { SessionEndpointKind } from '../graphql/filter-enums.type.ts';
import { ForwardPageArgs, SizedByFirst } from '../graphql/page.args.ts';
import { listRanked } from '../graphql/ranked-list.ts';
import { countKnownEndpoints, findKnownEndpoints, type KnownEndpointRow } from './known-endpoint.repository.ts';
import { SessionKnownEndpointConnection } from './known-endpoint.type.ts';

/** The endpoints to come from, where no other system lists them. */
@Resolver()
export class KnownEndpointsResolver {
  @Query(() => SessionKnownEndpointConnection, {
    nullable: true,
    description:
      'Endpoints that requests of the period went to and that are confirmed, most requests first, equal ones by id. Exact: every request of the period is looked at, whatever the size of the page.',
  })
  @Directive('@cost(weight: 1000)')
  @SizedByFirst('nodes')
  sessionKnownEndpoints(
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Only endpoints with a request in the period that meets this, read as SessionRequestFilter.endpoint: POST /login*',
    })
    search: string | null,
    @Arg('period', () => SessionTimeRange, { nullable: true, description: 'Scope; without it, everything kept.' })
    period: SessionTimeRange | null,
    @Arg('includeUnconfirmed', () => Boolean, {
      nullable: true,
      description: 'Also endpoints of which nothing but requests says that they are there: what a scanner tried.',
    })
    includeUnconfirmed: boolean | null,
    @Arg('kinds', () => [SessionEndpointKind], {
      nullable: 'itemsAndList',
      description: 'Only endpoints that are one of these; null in it: of which nothing says what they are.',
    })
    kinds: (SessionEndpointKind | null)[] | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound, loaders }: Context,
  ): SessionKnownEndpointConnection {
    checkEndpointSearch(search);
    checkValueList(kinds, 'kinds');
    checkPeriod(period);
    const query = { tenant, period, search, all: includeUnconfirmed ?? false, kinds };
    const list = listRanked(page, {
      order: 'KNOWN_ENDPOINTS',
      kinds: ['number', 'key'],
      placeOf: ({ requestCount, id }: KnownEndpointRow) => ({ value: requestCount, id }),
      find: (read) => findKnownEndpoints(prisma, query, read),
      toNodes: (rows) => rows.map((row) => ({ ...row, summary: () => loaders.endpoint(row.id) })),
    });
    const count = () => countKnownEndpoints(prisma, query, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
