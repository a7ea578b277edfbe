import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { exportSession } from './export.service.ts';
import { SessionExportInput, SessionExportResult } from './export.type.ts';

/** The way out of a session as a file. */
@Resolver()
export class ExportResolver {
  @Mutation(() => SessionExportResult, {
    nullable: true,
    description:
      'A link, good for five minutes, to the requests of a session part as a file. It holds those that are there when the link is made, and meet the filter: as many as the totalCount of requests under it.',
  })
  exportSession(
    @Arg('input', () => SessionExportInput, { description: 'What to export.' }) input: SessionExportInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionExportResult> {
    return exportSession(context, input);
  }
}
