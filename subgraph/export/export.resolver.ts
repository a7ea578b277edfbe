import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { exportSession } from './export.service.ts';
import { SessionExportInput, SessionExportResult, SessionListExportInput } from './export.type.ts';
import { exportSessions } from './export-list.service.ts';

/** The ways out as a file. */
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

  @Mutation(() => SessionExportResult, {
    nullable: true,
    description:
      'A link, good for five minutes, to a whole list as a file: its sessions, or the requests for which it holds them. It is read while it is sent: what is imported meanwhile may be in it, and nothing is in it twice.',
  })
  exportSessions(
    @Arg('input', () => SessionListExportInput, { description: 'Which list to export.' }) input: SessionListExportInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionExportResult> {
    return exportSessions(context, input);
  }
}
