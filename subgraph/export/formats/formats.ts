import type { ExportFormatName } from '../export.type.ts';
import { type ExportLink, isListLink, LIFETIME_MS, type ListLink } from '../export-link.ts';
import type { ExportedRequest } from '../exported-request.ts';
import type { ExportedSession } from '../exported-session.ts';
import { csv } from './csv.ts';
import type { ExportFormat } from './format.type.ts';
import { har } from './har.ts';
import { requestLines, sessionLines } from './json-lines.ts';
import { REQUEST_COLUMNS } from './request-columns.ts';
import { SESSION_COLUMNS } from './session-columns.ts';

export const REQUEST_FORMATS: Record<ExportFormatName, ExportFormat<ExportedRequest>> = {
  CSV: csv(REQUEST_COLUMNS),
  JSON: requestLines,
  HAR: har,
};

/** How the sessions of a list are written; a HAR has a place for requests only. */
export const SESSION_FORMATS: Record<ListLink['format'], ExportFormat<ExportedSession>> = {
  CSV: csv(SESSION_COLUMNS),
  JSON: sessionLines,
};

/** Session ids are letters, digits, `-`, `_` and a dot: nothing in the name needs quoting, anywhere. */
export function filenameOf(link: ExportLink): string {
  const { extension } = REQUEST_FORMATS[link.format];
  if (!isListLink(link)) return `session-${link.sessionId}.${extension}`;
  // Whoever exports the same list again has two files, each with the time at which its link was made.
  const made = new Date(link.expiresAt.getTime() - LIFETIME_MS);
  const at = made.toISOString().replace(/[-:]|\..*/g, '');
  return `${link.rows.toLowerCase()}-${at}Z.${extension}`;
}
