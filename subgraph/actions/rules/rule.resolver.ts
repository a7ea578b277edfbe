import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../context.ts';
import { totalOf } from '../../graphql/connection.type.ts';
import { ForwardPageArgs, SizedByFirst } from '../../graphql/page.args.ts';
import { checkFirst } from '../../graphql/page.ts';
import { listRanked } from '../../graphql/ranked-list.ts';
import { Request } from '../../requests/request.type.ts';
import { isRefusal } from '../errors.type.ts';
import { FORMER_ARGUMENT, inputOrFormer } from '../former-arguments.ts';
import { notFound } from '../input.ts';
import { countRules, listRules, type RuleRow } from './rule.repository.ts';
import { createRule, deleteSessionRule } from './rule.service.ts';
import {
  SessionRule,
  SessionRuleConnection,
  SessionRuleDeletionInput,
  SessionRuleInput,
  SessionRuleResult,
  SessionRuleState,
} from './rule.type.ts';

/** Rules made from requests. */
@Resolver(() => Request)
export class RuleResolver {
  @Mutation(() => SessionRuleResult, {
    nullable: true,
    description: 'Makes a rule from a request and hands it to the system that enforces rules. Nothing stored changes.',
  })
  async createSessionRule(
    @Arg('input', () => SessionRuleInput, { description: 'From which request, and what it says.' })
    input: SessionRuleInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionRuleResult> {
    return resultOf(context, await createRule(context, input));
  }

  @Mutation(() => SessionRuleResult, {
    nullable: true,
    description: 'Deletes a rule, whatever its state; of one that is deleted it changes nothing.',
  })
  async deleteSessionRule(
    @Arg('input', () => SessionRuleDeletionInput, { nullable: true, description: 'Which rule. Must be given.' })
    input: SessionRuleDeletionInput | null,
    @Arg('idempotencyKey', () => ID, {
      nullable: true,
      deprecationReason: FORMER_ARGUMENT,
      description: 'As in `input`.',
    })
    idempotencyKey: string | null,
    @Arg('ruleId', () => ID, { nullable: true, deprecationReason: FORMER_ARGUMENT, description: 'As in `input`.' })
    ruleId: string | null,
    @Ctx() context: Context,
  ): Promise<typeof SessionRuleResult> {
    const wanted = inputOrFormer(input && { ...input }, { idempotencyKey, ruleId });
    return resultOf(context, await deleteSessionRule(context, wanted));
  }

  @Query(() => SessionRuleConnection, {
    nullable: true,
    description: 'Rules, newest first, deleted ones too unless a state is given.',
  })
  @SizedByFirst('nodes')
  sessionRules(
    @Arg('state', () => SessionRuleState, { nullable: true, description: 'Only rules that stand so.' })
    state: SessionRuleState | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { database: { prisma }, tenant, totalBound }: Context,
  ): SessionRuleConnection {
    const list = listRanked(page, {
      order: 'RULES',
      kinds: ['time', 'key'],
      placeOf: ({ createdAt, id }: RuleRow) => ({ value: createdAt.toISOString(), id }),
      find: (read) => listRules(prisma, tenant, state ?? null, read),
      toNodes: (rows) => [...rows],
    });
    const count = () => countRules(prisma, tenant, state ?? null, totalBound);
    return { ...list, totalCount: async () => totalOf(await count(), totalBound) };
  }

  @FieldResolver(() => [SessionRule], { description: 'Rules made from it, newest first, deleted ones too.' })
  @SizedByFirst()
  async rules(
    @Root() { id }: Request,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 200.' }) first: number,
    @Ctx() { loaders }: Context,
  ): Promise<SessionRule[]> {
    checkFirst(first);
    return loaders.rulesOfRequest.load({ id, first });
  }
}

async function resultOf(
  { loaders }: Context,
  answer: Awaited<ReturnType<typeof createRule>>,
): Promise<typeof SessionRuleResult> {
  if (isRefusal(answer)) return answer;
  const rule = await loaders.rule.load(answer.ruleId);
  if (!rule) return notFound('rule', answer.ruleId);
  const row = await loaders.request.load(rule.requestId);
  return { rule, request: row && loaders.oneRequest(row) };
}
