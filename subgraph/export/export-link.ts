import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Scope } from '../auth/scope.type.ts';
import type { Period, RequestFilter, SessionFilter } from '../filters/filter.type.ts';
import type { ExportFormatName, ExportRowsName } from './export.type.ts';

/** How long a link works. */
export const LIFETIME_MS = 5 * 60_000;

/** What a link says. Its holder can read it, but not change it. */
export type ExportLink = SessionLink | ListLink;

interface Link<Format extends ExportFormatName> {
  tenant: string;
  /** Who made it. */
  actor: string;
  /** What its maker may: the file shows no more. */
  scopes: Scope[];
  format: Format;
  period: Period | null;
  expiresAt: Date;
}

/** To the requests of one session. */
export interface SessionLink extends Link<ExportFormatName> {
  /** Id of the session part. */
  sessionId: string;
  filter: RequestFilter | null;
  /** The last request that had arrived when the link was made, by order of arrival. */
  newestSeq: string;
}

/** To a list of sessions, or to the requests for which it holds them. */
export interface ListLink extends Link<Exclude<ExportFormatName, 'HAR'>> {
  rows: ExportRowsName;
  filter: SessionFilter | null;
}

export const isListLink = (link: ExportLink): link is ListLink => 'rows' in link;

/** Signs links and reads them back. */
export interface ExportLinks {
  /** The last part of the link's path: letters, digits, `-`, `_` and one dot. */
  sign(link: ExportLink): string;
  /** Null: not signed with this key. */
  read(token: string): ExportLink | null;
}

/** @param secret the server's; the key is derived from it, so that no link says anything about it */
export function createExportLinks(secret: string): ExportLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'api-sessions export link', 32));
  const signatureOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign(link) {
      const text = Buffer.from(JSON.stringify(link)).toString('base64url');
      return `${text}.${signatureOf(text)}`;
    },
    read(token) {
      const dot = token.indexOf('.');
      // Compared as it is written: of the last character of Base64 not every bit counts.
      const [expected, given] = [signatureOf(token.slice(0, dot)), token.slice(dot + 1)].map((text) =>
        Buffer.from(text!),
      );
      if (dot < 0 || expected!.length !== given!.length || !timingSafeEqual(expected!, given!)) return null;
      return parse(Buffer.from(token.slice(0, dot), 'base64url').toString('utf8'));
    },
  };
}

/** Only what was signed comes here, and that is what `sign` wrote. */
function parse(text: string): ExportLink {
  const link = JSON.parse(text) as ExportLink & { period: { from?: string; to?: string } | null };
  const time = (text: string | null | undefined) => (text == null ? null : new Date(text));
  return {
    ...link,
    period: link.period && { from: time(link.period.from), to: time(link.period.to) },
    expiresAt: new Date(link.expiresAt),
  };
}
