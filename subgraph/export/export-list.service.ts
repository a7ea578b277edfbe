import type { SessionsForbiddenError, SessionsInvalidInputError } from '../actions/errors.type.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkSessionFilter } from '../filters/check-filter.ts';
import type { SessionExportSuccess, SessionListExportInput } from './export.type.ts';
import { exportRefusal, invalid, linkTo, wrongInput } from './link-to.ts';

type Result = SessionExportSuccess | SessionsForbiddenError | SessionsInvalidInputError;

/** A link to a list as a file. All that is stored is who asked for what, and whether it was refused: before the link is out. */
export async function exportSessions(context: Context, input: SessionListExportInput): Promise<Result> {
  const result = makeLink(context, input);
  await context.recordAttempt({
    operation: 'exportSessions',
    subject: `list:${input.rows}`,
    input,
    refusal: 'url' in result ? null : result.message,
  });
  return result;
}

function makeLink(context: Context, input: SessionListExportInput): Result {
  const { rows, format, period = null, filter = null } = input;
  const refusal = exportRefusal(context, 'exportSessions');
  if (refusal) return refusal;
  if (format === 'HAR') return invalid('input.format', 'a list is written as CSV or JSON');
  const wrong = wrongInput(() => {
    checkPeriod(period, 'input.period');
    checkSessionFilter(filter, 'input.filter');
  });
  return wrong ?? linkTo(context, { rows, format, period, filter });
}
