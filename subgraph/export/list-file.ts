import type { Context } from '../context.ts';
import type { RequestFilter, SessionFilter } from '../filters/filter.type.ts';
import { listMatch } from '../filters/list-match.ts';
import type { ListLink } from './export-link.ts';
import type { ExportedRequest } from './exported-request.ts';
import { type ExportedSession, type ListedRow, toExportedSessions } from './exported-session.ts';
import type { ExportFormat } from './formats/format.type.ts';
import { requestPages, requestPieces } from './request-pieces.ts';

/** Sessions that one statement reads. */
const SESSIONS = 500;
/** Sessions of whose requests the first page is in memory at once: 500 of each, at most. */
const SESSIONS_WITH_REQUESTS = 20;

/** The sessions of a list, in pieces. */
export async function* sessionsOfList(link: ListLink, open: () => Context): AsyncGenerator<ExportedSession[]> {
  for await (const rows of listed(link, SESSIONS, open)) yield toExportedSessions(open(), link, rows);
}

/** The requests for which a list holds its sessions, in pieces: session by session, newest request first. */
export function requestsOfList(
  link: ListLink,
  format: ExportFormat<ExportedRequest>,
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  const { period, filter } = link;
  const query = { period, filter: requestsThatMatch(filter), order: 'TIME', descending: format.newestFirst } as const;
  const pages = async function* () {
    for await (const parts of listed(link, SESSIONS_WITH_REQUESTS, open)) yield* requestPages(parts, query, open);
  };
  return requestPieces(pages(), format, open);
}

/** What the requests of a session must meet for the list to hold it for them; null: anything. */
function requestsThatMatch(filter: SessionFilter | null): RequestFilter | null {
  const { entries, steps } = listMatch(filter);
  const all = steps.length > 0 ? [...entries, { inSequence: [...steps] }] : entries;
  return all.length > 1 ? { anyOf: [...all] } : (all[0] ?? null);
}

/** Throws where sessions that were there are no longer: retention dropped a day while it was read. */
async function* listed(link: ListLink, limit: number, open: () => Context): AsyncGenerator<ListedRow[]> {
  const { period, filter } = link;
  const oldest = await open().loaders.oldestDay();
  for (let after: ListedRow | null = null; ; ) {
    const rows: ListedRow[] = await open().loaders.sessionsByDay({ period, filter, after, limit });
    if (rows.length > 0) yield rows;
    if (rows.length < limit) break;
    after = rows.at(-1)!;
  }
  if ((await open().loaders.oldestDay()) !== oldest) throw new Error('days of the list were dropped while it was read');
}
