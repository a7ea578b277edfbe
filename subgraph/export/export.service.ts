import {
  SessionsErrorCode,
  type SessionsForbiddenError,
  type SessionsInvalidInputError,
  type SessionsNotFoundError,
} from '../actions/errors.type.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import { parseSessionId } from '../filters/session-id.ts';
import { findNewestSeq } from './export.repository.ts';
import type { SessionExportInput, SessionExportSuccess } from './export.type.ts';
import { exportRefusal, linkTo, wrongInput } from './link-to.ts';

type Result = SessionExportSuccess | SessionsNotFoundError | SessionsForbiddenError | SessionsInvalidInputError;

/**
 * A link to the requests of a session part that are there now and meet the filter. All that is stored is who asked for
 * what, and whether it was refused: before the link is out.
 */
export async function exportSession(context: Context, input: SessionExportInput): Promise<Result> {
  const result = await makeLink(context, input);
  const { sessionId } = input;
  await context.recordAttempt({
    operation: 'exportSession',
    subject: `session:${parseSessionId(sessionId)?.key ?? sessionId}`,
    input,
    refusal: 'url' in result ? null : result.message,
  });
  return result;
}

async function makeLink(context: Context, input: SessionExportInput): Promise<Result> {
  const { sessionId, format, period = null, filter = null } = input;
  const refusal = exportRefusal(context, 'exportSession');
  if (refusal) return refusal;
  const wrong = wrongInput(() => {
    checkPeriod(period, 'input.period');
    checkRequestFilter(filter, 'input.filter');
  });
  if (wrong) return wrong;
  const part = parseSessionId(sessionId);
  const newestSeq = part && (await findNewestSeq(context.database.prisma, context.tenant, part));
  if (!newestSeq) {
    const oldest = part && (await context.loaders.oldestDay());
    const message =
      oldest && part.day < oldest
        ? `EXPIRED: sessions are kept since ${oldest}, and this one is older.`
        : 'No session part with this id is kept here.';
    return { code: SessionsErrorCode.NOT_FOUND, message, id: sessionId };
  }
  return linkTo(context, { sessionId, format, period, filter, newestSeq });
}
