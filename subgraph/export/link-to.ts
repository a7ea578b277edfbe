import { actionRefusal } from '../actions/action.type.ts';
import {
  SessionsErrorCode,
  type SessionsForbiddenError,
  type SessionsInvalidInputError,
} from '../actions/errors.type.ts';
import type { Context } from '../context.ts';
import { FilterError } from '../filters/filter-error.ts';
import { missingText } from '../scopes/forbidden.ts';
import type { SessionExportSuccess } from './export.type.ts';
import { LIFETIME_MS, type ListLink, type SessionLink } from './export-link.ts';
import { filenameOf } from './formats/formats.ts';

/** What a file is made with, of what its maker may. */
const LINK_SCOPES = ['sessions:read', 'sessions:content', 'sessions:export'] as const;

/** Proxies take a request line of 8 KiB, unless they are told to take more. */
const LONGEST_TOKEN = 7_500;

type Made = 'tenant' | 'actor' | 'scopes' | 'expiresAt';

/** A link to what is asked for: of its maker, with what they may. */
export function linkTo(
  context: Context,
  asked: Omit<SessionLink, Made> | Omit<ListLink, Made>,
): SessionExportSuccess | SessionsInvalidInputError {
  const { links, publicUrl } = context.exports;
  const { tenant, actor } = context;
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  const scopes = LINK_SCOPES.filter((scope) => context.scopes.has(scope));
  const link = { tenant, actor, scopes, ...asked, expiresAt };
  const token = links.sign(link);
  if (token.length > LONGEST_TOKEN) {
    return invalid('input.filter', 'has more values than a link can carry: ask with fewer');
  }
  return { url: `${publicUrl ?? ''}/export/${token}`, expiresAt, filename: filenameOf(link) };
}

/** Why the viewer gets no file at all; null: they may have one. */
export function exportRefusal(context: Context, mutation: string): SessionsForbiddenError | null {
  const refused = (message: string): SessionsForbiddenError => ({ code: SessionsErrorCode.FORBIDDEN, message });
  const refusal = actionRefusal(context, 'EXPORT');
  if (refusal !== null) return refused(refusal);
  return context.scopes.has('sessions:read') ? null : refused(missingText(mutation, 'sessions:read'));
}

/** What the checks find wrong with the input; null: nothing. */
export function wrongInput(check: () => void): SessionsInvalidInputError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof FilterError) return invalid(error.path, error.problem);
    throw error;
  }
}

/** @param path `input.filter.anyOf[0].statuses` */
export function invalid(path: string, problem: string): SessionsInvalidInputError {
  return {
    code: SessionsErrorCode.INVALID,
    message: `${path}: ${problem}`,
    path: path.split(/[.[\]]+/).filter((step) => step !== ''),
  };
}
