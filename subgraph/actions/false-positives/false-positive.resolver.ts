import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badUserInput } from '../../bad-user-input.ts';
import type { Context } from '../../context.ts';
import { isRefusal } from '../errors.type.ts';
import { markFalsePositive, unmarkFalsePositive } from './false-positive.service.ts';
import { SessionFalsePositiveInput, SessionFalsePositiveResult } from './false-positive.type.ts';

/** Judging detections. */
@Resolver()
export class FalsePositiveResolver {
  @Mutation(() => SessionFalsePositiveResult, {
    nullable: true,
    description:
      'Judges a detection to be no attack: it stops counting, and later requests with the same attack type, endpoint and parameter are imported as false positives. Other stored detections stay as they are.',
  })
  async markSessionDetectionFalsePositive(
    @Arg('input', () => SessionFalsePositiveInput, { description: 'Which detection, and why.' })
    input: SessionFalsePositiveInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionFalsePositiveResult> {
    return resultOf(context, await markFalsePositive(context, input));
  }

  @Mutation(() => SessionFalsePositiveResult, {
    nullable: true,
    description:
      'Takes back the mark that silences a detection: it counts again, and so do those that the mark silenced when they were imported.',
  })
  async unmarkSessionDetectionFalsePositive(
    @Arg('input', () => SessionFalsePositiveInput, { description: 'Which detection, and why.' })
    input: SessionFalsePositiveInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionFalsePositiveResult> {
    return resultOf(context, await unmarkFalsePositive(context, input));
  }
}

async function resultOf(
  { loaders }: Context,
  answer: Awaited<ReturnType<typeof markFalsePositive>>,
): Promise<typeof SessionFalsePositiveResult> {
  if (isRefusal(answer)) {
    // The result has no type for a value that cannot be meant.
    if (answer.code === 'INVALID') throw badUserInput(answer.path.join('.'), answer.message);
    return answer;
  }
  const { requestId: id, affectedRequests } = answer;
  const row = await loaders.request.load(id);
  if (row) return { request: loaders.oneRequest(row), affectedRequests };
  return { code: 'NOT_FOUND', message: 'it was done, but the request is no longer kept', id };
}
