import { Arg, Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { checkPeriod } from '../filters/check-filter.ts';
import { totalOf } from '../graphql/connection.type.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { once } from '../graphql/once.ts';
import { ForwardPageArgs, SizedByFirst } from '../graphql/page.args.ts';
import { listRanked } from '../graphql/ranked-list.ts';
import { toAttackType } from './attack-type.type.ts';
import {
  countKnownAttacks,
  findKnownAttacks,
  findTypesOfAttacks,
  type KnownAttackRow,
} from './known-attack.repository.ts';
import { SessionKnownAttackConnection } from './known-attack.type.ts';

/** The attacks to come from, where no other system lists them. */
@Resolver()
export class KnownAttacksResolver {
  @Query(() => SessionKnownAttackConnection, {
    nullable: true,
    description:
      'Attacks that detections of the period name, newest activity first, equal ones by id. Exact: every such detection is looked at, whatever the size of the page.',
  })
  @Directive('@cost(weight: 1000)')
  @SizedByFirst('nodes')
  sessionKnownAttacks(
    @Arg('period', () => SessionTimeRange, { nullable: true, description: 'Scope; without it, everything kept.' })
    period: SessionTimeRange | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound, loaders }: Context,
  ): SessionKnownAttackConnection {
    checkPeriod(period);
    const list = listRanked(page, {
      order: 'KNOWN_ATTACKS',
      kinds: ['time', 'id'],
      placeOf: ({ lastSeenAt, id }: KnownAttackRow) => ({ value: lastSeenAt.toISOString(), id }),
      find: (read) => findKnownAttacks(prisma, tenant, period, read),
      toNodes: (rows) => {
        const ids = rows.map(({ id }) => id);
        const found = once(() => findTypesOfAttacks(prisma, tenant, period, ids));
        const typesOf = async (attack: string) =>
          (await found()).filter(({ id }) => id === attack).map(({ type }) => toAttackType(type));
        return rows.map((row) => ({
          ...row,
          types: () => typesOf(row.id),
          verdict: () => loaders.attackVerdict.load(row.id),
        }));
      },
    });
    const count = () => countKnownAttacks(prisma, tenant, period, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }
}
