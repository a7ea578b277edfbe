import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Attack } from '../../attacks/attack.type.ts';
import { SessionAttackVerdict } from '../../attacks/attack-verdict.type.ts';
import type { Context } from '../../context.ts';
import { Session } from '../../sessions/session.type.ts';
import { isRefusal } from '../errors.type.ts';
import { judgeAttack, withdrawVerdict } from './verdict.service.ts';
import {
  SessionAttackVerdictInput,
  SessionAttackVerdictResult,
  SessionAttackVerdictWithdrawalInput,
} from './verdict.type.ts';

/** Saying whether a detector was right. */
@Resolver()
export class VerdictResolver {
  @Mutation(() => SessionAttackVerdictResult, {
    nullable: true,
    description:
      'Says whether the detector of an attack was right, in the place of an earlier verdict. Not supported where none of its types takes verdicts.',
  })
  async judgeSessionAttack(
    @Arg('input', () => SessionAttackVerdictInput, { description: 'Which attack, the verdict, and why.' })
    input: SessionAttackVerdictInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionAttackVerdictResult> {
    return resultOf(context, await judgeAttack(context, input));
  }

  @Mutation(() => SessionAttackVerdictResult, {
    nullable: true,
    description: 'Takes the verdict on an attack back; of one that nobody has judged it changes nothing.',
  })
  async withdrawSessionAttackVerdict(
    @Arg('input', () => SessionAttackVerdictWithdrawalInput, { description: 'Which attack.' })
    input: SessionAttackVerdictWithdrawalInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionAttackVerdictResult> {
    return resultOf(context, await withdrawVerdict(context, input));
  }
}

async function resultOf(
  { loaders }: Context,
  answer: Awaited<ReturnType<typeof judgeAttack>>,
): Promise<typeof SessionAttackVerdictResult> {
  if (isRefusal(answer)) return answer;
  const { attackId } = answer;
  return { attack: { id: attackId }, verdict: await loaders.attackVerdict.load(attackId) };
}

/** What was said of an attack. */
@Resolver(() => Attack)
export class AttackVerdictResolver {
  @FieldResolver(() => SessionAttackVerdict, {
    nullable: true,
    description: 'Whether its detector was right, as it is judged now; null: nobody has judged it.',
  })
  sessionVerdict(@Root() { id }: Attack, @Ctx() { loaders }: Context): Promise<SessionAttackVerdict | null> {
    return loaders.attackVerdict.load(id);
  }
}

/** What was said of the attacks of a session. */
@Resolver(() => Session)
export class SessionVerdictsResolver {
  @FieldResolver(() => [SessionAttackVerdict], {
    description: 'Verdicts on the attacks that its requests belong to, newest first; empty: nobody has judged one.',
  })
  @Directive('@listSize(assumedSize: 2)')
  attackVerdicts(@Root() { key, date }: Session, @Ctx() { loaders }: Context): Promise<SessionAttackVerdict[]> {
    return loaders.sessionVerdicts.load({ key, date });
  }
}
