import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { listRanked } from '../../graphql/ranked-list.ts';
import { type AuditRow, countAudit, findAudit } from './audit.repository.ts';
import { SessionAuditConnection } from './audit.type.ts';

/** Who did what. */
@Resolver()
export class AuditResolver {
  @Query(() => SessionAuditConnection, {
    nullable: true,
    description: 'What was done to sessions, which were exported, and what was refused, newest first.',
  })
  @Directive('@listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)')
  sessionAudit(
    @Arg('subject', () => String, { nullable: true, description: 'Only entries about this, such as session:<key>.' })
    subject: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'Size of the page, 1 to 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The page after this cursor.' }) after: string | null,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): SessionAuditConnection {
    const about = subject ?? null;
    const list = listRanked(
      { first, after },
      {
        order: 'AUDIT',
        kinds: ['number', 'digits'],
        placeOf: ({ seq, id }: AuditRow) => ({ value: seq, id }),
        find: (read) => findAudit(prisma, tenant, about, read),
        toNodes: (rows) => [...rows],
      },
    );
    const count = () => countAudit(prisma, tenant, about, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
