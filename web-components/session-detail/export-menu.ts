import { clientOf } from '../data/client.ts';
import { ExportSessionDocument, type SessionExportFormat } from '../data/documents.generated.ts';
import { type DownloadHost, DownloadMenu, type DownloadSource } from '../downloads/download-menu.ts';
import { SessionsExportEvent } from '../shared/export-events.ts';
import { exactNumber } from '../shared/format.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';

export interface ExportHost extends DownloadHost {
  readonly sessionId: string;
  dispatchEvent(event: Event): boolean;
  /** What is to be taken out, as it stands on the screen. */
  readonly exported: {
    readonly where: RequestsWhere;
    /** How many requests that are; null: not counted. */
    readonly total: { readonly value: number; readonly exact: boolean } | null;
  };
}

const FORMATS: readonly SessionExportFormat[] = ['CSV', 'JSON', 'HAR'];

/** Takes the requests under the filters of a session out. */
export function exportMenu(host: ExportHost): DownloadMenu {
  const source: DownloadSource = {
    title: (words) => words.downloadHint,
    heading(words) {
      const { terms, locale, exported } = host;
      const { total } = exported;
      if (!total) return words.underFilters;
      const exact = exactNumber(total.value, locale);
      return terms.requestCount({ short: total.exact ? exact : terms.atLeast(exact), value: total.value });
    },
    choices: (words) =>
      FORMATS.map((id) => {
        const [name, hint] = words.formats[id];
        return { id, name, hint };
      }),
    asked: () => JSON.stringify([host.sessionId, host.exported.where]),
    take(id) {
      const format = id as SessionExportFormat;
      const { sessionId, exported } = host;
      const { where } = exported;
      if (!host.dispatchEvent(new SessionsExportEvent(sessionId, format, where))) return undefined;
      const input = { sessionId, format, ...where };
      return clientOf(host.connection)
        .mutation(ExportSessionDocument, { input })
        .toPromise()
        .then(({ data, error }) => ({ result: data?.exportSession, error }));
    },
  };
  return new DownloadMenu(host, source);
}
