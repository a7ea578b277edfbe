import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { ForwardPageArgs, SizedByFirst } from '../../graphql/page.args.ts';
import { listRanked } from '../../graphql/ranked-list.ts';
import { SessionActionDeliveryConnection, SessionActionDeliveryState } from './delivery.type.ts';
import { countDeliveries, type DeliveryRow, findDeliveries } from './outbox.repository.ts';

/** What is on its way to the system that enforces actions. */
@Resolver()
export class DeliveryResolver {
  @Query(() => SessionActionDeliveryConnection, {
    nullable: true,
    description: 'Actions on their way to the system that enforces them, newest first.',
  })
  @SizedByFirst('nodes')
  sessionActionDeliveries(
    @Arg('state', () => SessionActionDeliveryState, { nullable: true, description: 'Only those that stand so.' })
    state: SessionActionDeliveryState | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): SessionActionDeliveryConnection {
    const list = listRanked(page, {
      order: 'DELIVERIES',
      kinds: ['number', 'key'],
      placeOf: ({ seq, id }: DeliveryRow) => ({ value: seq, id }),
      find: (read) => findDeliveries(prisma, tenant, state ?? null, read),
      toNodes: (rows) => [...rows],
    });
    const count = () => countDeliveries(prisma, tenant, state ?? null, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
