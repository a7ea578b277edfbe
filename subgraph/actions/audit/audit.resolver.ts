import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { ForwardPageArgs, SizedByFirst } from '../../graphql/page.args.ts';
import { listRanked } from '../../graphql/ranked-list.ts';
import { type AuditRow, countAudit, findAudit } from './audit.repository.ts';
import { SessionAuditConnection } from './audit.type.ts';

/** Who did what. */
@Resolver()
export class AuditResolver {
  @Query(() => SessionAuditConnection, {
    nullable: true,
    description:
      'What was done to sessions, whose content was read, which were exported, and what was refused, newest first.',
  })
  @SizedByFirst('nodes')
  sessionAudit(
    @Arg('subject', () => String, { nullable: true, description: 'Only entries about this, such as session:<key>.' })
    subject: string | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): SessionAuditConnection {
    const about = subject ?? null;
    const list = listRanked(page, {
      order: 'AUDIT',
      kinds: ['number', 'digits'],
      placeOf: ({ seq, id }: AuditRow) => ({ value: seq, id }),
      find: (read) => findAudit(prisma, tenant, about, read),
      toNodes: (rows) => [...rows],
    });
    const count = () => countAudit(prisma, tenant, about, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
