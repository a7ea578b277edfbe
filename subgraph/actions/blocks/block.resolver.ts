import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../context.ts';
import { sessionId as idOf } from '../../filters/session-id.ts';
import { Session } from '../../sessions/session.type.ts';
import { isRefusal } from '../errors.type.ts';
import { FORMER_ARGUMENT, inputOrFormer } from '../former-arguments.ts';
import { notFound } from '../input.ts';
import { blockSession, unblockSession } from './block.service.ts';
import { SessionBlockInput, SessionBlockResult, SessionDenylistEntry, SessionUnblockInput } from './denylist.type.ts';

/** Blocking sessions. */
@Resolver()
export class BlockResolver {
  @Mutation(() => SessionBlockResult, {
    nullable: true,
    description: 'Puts the key of a session on the denylist. A conflict where it is there already: unblock it first.',
  })
  async blockSession(
    @Arg('input', () => SessionBlockInput, { description: 'Which session, for how long, and why.' })
    input: SessionBlockInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionBlockResult> {
    return resultOf(context, await blockSession(context, input));
  }

  @Mutation(() => SessionBlockResult, {
    nullable: true,
    description: 'Ends the denylist entry of the key of a session; of one that is not blocked it changes nothing.',
  })
  async unblockSession(
    @Arg('input', () => SessionUnblockInput, { nullable: true, description: 'Which session. Must be given.' })
    input: SessionUnblockInput | null,
    @Arg('idempotencyKey', () => ID, {
      nullable: true,
      deprecationReason: FORMER_ARGUMENT,
      description: 'As in `input`.',
    })
    idempotencyKey: string | null,
    @Arg('sessionId', () => ID, { nullable: true, deprecationReason: FORMER_ARGUMENT, description: 'As in `input`.' })
    sessionId: string | null,
    @Ctx() context: Context,
  ): Promise<typeof SessionBlockResult> {
    const wanted = inputOrFormer(input && { ...input }, { idempotencyKey, sessionId });
    return resultOf(context, await unblockSession(context, wanted));
  }
}

async function resultOf(
  { loaders }: Context,
  answer: Awaited<ReturnType<typeof blockSession>>,
): Promise<typeof SessionBlockResult> {
  if (isRefusal(answer)) return answer;
  const row = await loaders.sessionPart.load(answer.part);
  return row ? { session: loaders.session(row) } : notFound('session', idOf(answer.part));
}

/** Whether a session is blocked. */
@Resolver(() => Session)
export class SessionBlockedResolver {
  @FieldResolver(() => Boolean, { description: 'Its key has a denylist entry that is in force now.' })
  async blocked(@Root() { key }: Session, @Ctx() { loaders }: Context): Promise<boolean> {
    return (await loaders.denylistEntry.load(key)) !== null;
  }

  @FieldResolver(() => SessionDenylistEntry, { nullable: true, description: 'The entry in force; null: not blocked.' })
  denylistEntry(@Root() { key }: Session, @Ctx() { loaders }: Context): Promise<SessionDenylistEntry | null> {
    return loaders.denylistEntry.load(key);
  }
}
