import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { countKeysOf, findFacts, findOtherParts, findPartsOfAttack } from './evidence.repository.ts';
import { SessionAttackEvidence } from './evidence.type.ts';
import { MEASURES, type SessionFacts, spreadOf, standingOf } from './measures.ts';

/** Sessions that are measured, of each side. */
const MOST_SESSIONS = 500;

/** Was the detector right? */
@Resolver()
export class AttackEvidenceResolver {
  @Query(() => SessionAttackEvidence, {
    nullable: true,
    description:
      'What the sessions of an attack do, beside what is usual for other sessions of the same days. Null: no detection names it.',
  })
  @Directive('@cost(weight: 2000)')
  async sessionAttackEvidence(
    @Arg('attackId', () => ID, { description: 'Id of the attack, as detections name it.' }) attackId: string,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): Promise<SessionAttackEvidence | null> {
    const parts = await findPartsOfAttack(prisma, tenant, attackId);
    if (parts.length === 0) return null;
    const days = [...new Set(parts.map(({ day }) => day))].sort();
    const keys = [...new Set(parts.map(({ key }) => key))];
    const others = await findOtherParts(prisma, tenant, days, keys, MOST_SESSIONS);
    const sample = parts.slice(0, MOST_SESSIONS);
    const ofAttack = new Set(sample.map(({ part, day }) => `${part} ${day}`));
    const found = await findFacts(prisma, tenant, [...sample, ...others.parts]);
    const facts = found.map((row): SessionFacts => ({ ...row, ofAttack: ofAttack.has(`${row.part} ${row.day}`) }));
    const addresses = new Set(facts.flatMap(({ address }) => address ?? []));
    const keysOf = await countKeysOf(prisma, tenant, days, [...addresses]);
    const [own, usual] = [true, false].map((side) => facts.filter((one) => one.ofAttack === side));
    const isWhole = facts.every(({ readCount, requestCount }) => readCount === requestCount);
    return {
      days,
      sessionCount: totalOf(parts.length, totalBound),
      otherSessionCount: totalOf(others.count, totalBound),
      exact: isWhole && parts.length <= MOST_SESSIONS && others.count <= MOST_SESSIONS,
      measures: MEASURES.map((measure) => {
        const attack = spreadOf(measure, own!, keysOf);
        const others = spreadOf(measure, usual!, keysOf);
        return { measure, attack, others, standing: standingOf(attack, others) };
      }),
    };
  }
}
