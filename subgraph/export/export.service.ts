import { actionRefusal } from '../actions/action.type.ts';
import {
  SessionsErrorCode,
  type SessionsForbiddenError,
  type SessionsInvalidInputError,
  type SessionsNotFoundError,
} from '../actions/errors.type.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import { FilterError } from '../filters/filter-error.ts';
import { parseSessionId } from '../filters/session-id.ts';
import { missingText } from '../scopes/forbidden.ts';
import { findNewestSeq } from './export.repository.ts';
import type { SessionExportInput, SessionExportSuccess } from './export.type.ts';
import { filenameOf } from './formats/formats.ts';

const LIFETIME_MS = 5 * 60_000;

/** What a file is made with, of what its maker may. */
const LINK_SCOPES = ['sessions:read', 'sessions:content', 'sessions:export'] as const;

/** Proxies take a request line of 8 KiB, unless they are told to take more. */
const LONGEST_TOKEN = 7_500;

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
  const refusal = actionRefusal(context, 'EXPORT');
  if (refusal !== null) return { code: SessionsErrorCode.FORBIDDEN, message: refusal };
  if (!context.scopes.has('sessions:read')) {
    return { code: SessionsErrorCode.FORBIDDEN, message: missingText('exportSession', 'sessions:read') };
  }
  const wrong = problemOf(input);
  if (wrong) return invalid(wrong.path, wrong.problem);
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
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  const { links, publicUrl } = context.exports;
  const { tenant, actor } = context;
  const scopes = LINK_SCOPES.filter((scope) => context.scopes.has(scope));
  const token = links.sign({ tenant, actor, scopes, sessionId, format, period, filter, newestSeq, expiresAt });
  if (token.length > LONGEST_TOKEN) {
    return invalid('input.filter', 'has more values than a link can carry: ask with fewer');
  }
  return { url: `${publicUrl ?? ''}/export/${token}`, expiresAt, filename: filenameOf(sessionId, format) };
}

function problemOf({ period, filter }: SessionExportInput): FilterError | null {
  try {
    checkPeriod(period, 'input.period');
    checkRequestFilter(filter, 'input.filter');
    return null;
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}

/** @param path `input.filter.anyOf[0].statuses` */
function invalid(path: string, problem: string): SessionsInvalidInputError {
  return {
    code: SessionsErrorCode.INVALID,
    message: `${path}: ${problem}`,
    path: path.split(/[.[\]]+/).filter((step) => step !== ''),
  };
}
