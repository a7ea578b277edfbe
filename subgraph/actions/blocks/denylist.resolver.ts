import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { ForwardPageArgs, SizedByFirst } from '../../graphql/page.args.ts';
import { listRanked } from '../../graphql/ranked-list.ts';
import { countEntries, type DenylistRow, findEntries } from './denylist.repository.ts';
import { SessionDenylistConnection } from './denylist.type.ts';

/** What is blocked, and what was. */
@Resolver()
export class DenylistResolver {
  @Query(() => SessionDenylistConnection, {
    nullable: true,
    description: 'Entries of the denylist, newest first: with a session key, the history of its blocks.',
  })
  @SizedByFirst('nodes')
  sessionDenylist(
    @Arg('sessionKey', () => ID, { nullable: true, description: 'Only entries of this key.' }) sessionKey:
      | string
      | null,
    @Arg('active', () => Boolean, { nullable: true, description: 'Only those in force now, or only the others.' })
    active: boolean | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): SessionDenylistConnection {
    const query = { tenant, sessionKey: sessionKey ?? null, active: active ?? null };
    const list = listRanked(page, {
      order: 'DENYLIST',
      kinds: ['time', 'key'],
      placeOf: ({ createdAt, id }: DenylistRow) => ({ value: createdAt.toISOString(), id }),
      find: (read) => findEntries(prisma, query, read),
      toNodes: (rows) => [...rows],
    });
    const count = () => countEntries(prisma, query, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
