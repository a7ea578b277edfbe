import { Arg, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { blockSessions, unblockSessions, undoSessionBlocks } from './bulk.service.ts';
import {
  SessionBlocksUndoInput,
  SessionBulkImpactInput,
  SessionBulkImpactResult,
  SessionBulkResult,
  SessionsBlockInput,
  SessionsUnblockInput,
} from './bulk.type.ts';
import { bulkImpactOf } from './bulk-impact.service.ts';

/** Actions on many sessions at once. */
@Resolver()
export class BulkResolver {
  @Query(() => SessionBulkImpactResult, {
    nullable: true,
    description:
      'What an action on many sessions would come to, session by session and in all. It does nothing, and is allowed to everybody.',
  })
  @Directive('@cost(weight: 1500)')
  sessionBulkImpact(
    @Arg('input', () => SessionBulkImpactInput, { description: 'The action that is thought of.' })
    input: SessionBulkImpactInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionBulkImpactResult> {
    return bulkImpactOf(context, input);
  }

  @Mutation(() => SessionBulkResult, {
    nullable: true,
    description:
      'Puts the keys of many sessions on the denylist, in one transaction: what cannot be blocked is told beside what was. Those that are blocked already stay as they are.',
  })
  blockSessions(
    @Arg('input', () => SessionsBlockInput, { description: 'Which sessions, for how long, and why.' })
    input: SessionsBlockInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionBulkResult> {
    return blockSessions(context, input);
  }

  @Mutation(() => SessionBulkResult, {
    nullable: true,
    description: 'Ends the denylist entries of the keys of many sessions, in one transaction.',
  })
  unblockSessions(
    @Arg('input', () => SessionsUnblockInput, { description: 'Which sessions.' }) input: SessionsUnblockInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionBulkResult> {
    return unblockSessions(context, input);
  }

  @Mutation(() => SessionBulkResult, {
    nullable: true,
    description:
      'Takes back what blockSessions, unblockSessions or an undo changed: exactly that, where it still stands. An undo has a bulkId of its own.',
  })
  undoSessionBlocks(
    @Arg('input', () => SessionBlocksUndoInput, { description: 'What to take back.' }) input: SessionBlocksUndoInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionBulkResult> {
    return undoSessionBlocks(context, input);
  }
}
