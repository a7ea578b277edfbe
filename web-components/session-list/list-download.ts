import { AllowedActions } from '../data/allowed-actions.ts';
import { clientOf } from '../data/client.ts';
import { EXPORT_SESSIONS, type ListExportFormat, type ListExportRows } from '../data/export-sessions.ts';
import { type DownloadHost, DownloadMenu, type DownloadSource } from '../downloads/download-menu.ts';
import { SessionsListExportEvent } from '../shared/export-events.ts';
import { exactNumber } from '../shared/format.ts';
import type { Where } from '../state/where.ts';
import type { Total } from './list-data.ts';

export interface ListDownloadHost extends DownloadHost {
  readonly exported: ListExported;
  dispatchEvent(event: Event): boolean;
}

/** What is to be taken out, as it stands on the screen. */
export interface ListExported {
  readonly where: Where;
  /** How many sessions that are; null: not counted. */
  readonly total: Total | null;
  /** Of rows that are selected, what to call them; undefined: it is the list. */
  readonly heading?: string;
}

type Choice = readonly [rows: ListExportRows, format: ListExportFormat];

const CHOICES: readonly Choice[] = [
  ['SESSIONS', 'CSV'],
  ['SESSIONS', 'JSON'],
  ['REQUESTS', 'CSV'],
  ['REQUESTS', 'JSON'],
];

/** Takes a whole list out: its sessions, or the requests that match in them. There where the viewer may. */
export class ListDownload {
  private readonly allowed: AllowedActions;
  private readonly menu: DownloadMenu;

  constructor(private readonly host: ListDownloadHost) {
    this.allowed = new AllowedActions(host);
    this.menu = new DownloadMenu(host, this.source());
    host.requestUpdate();
  }

  render(): unknown {
    return this.allowed.has('EXPORT') ? this.menu.render() : undefined;
  }

  private source(): DownloadSource {
    const { host } = this;
    return {
      title: (words) => words.listDownloadHint,
      heading(words) {
        const { terms, locale, exported } = host;
        const { total, heading } = exported;
        if (heading) return heading;
        if (!total) return words.underListFilters;
        const exact = exactNumber(total.value, locale);
        return terms.sessions({ short: total.exact ? exact : terms.atLeast(exact), value: total.value });
      },
      choices: (words) =>
        CHOICES.map(([rows, format]) => {
          const [name, hint] = words.listFormats[rows];
          return {
            id: `${rows} ${format}`,
            name: `${name}, ${words.formats[format][0]}`,
            hint: host.exported.heading ? '' : hint,
          };
        }),
      asked: () => JSON.stringify(host.exported.where),
      take(id) {
        const [rows, format] = id.split(' ') as unknown as Choice;
        const { where } = host.exported;
        if (!host.dispatchEvent(new SessionsListExportEvent(rows, format, where))) return undefined;
        return clientOf(host.connection)
          .mutation(EXPORT_SESSIONS, { input: { rows, format, ...where } })
          .toPromise()
          .then(({ data, error }) => ({ result: data?.exportSessions, error }));
      },
    };
  }
}
