import type { Database } from '../db/database.ts';
import { emptySummary, type ImportSummary, importRequests, type Rejected } from '../ingest/import.ts';
import { LostProperties } from '../ingest/lost-properties.ts';
import type { Places } from '../ingest/places.ts';
import { readerFor } from '../ingest/readers/index.ts';
import type { AccessLogFacts, Format } from '../ingest/readers/reader.type.ts';
import type { Hasher } from '../ingest/session-key/session-key.ts';
import type { SessionsConfig } from '../ingest/session-key/sessions-config.ts';
import { printable } from '../values/printable.ts';
import { checkFacts } from './import-checks.ts';
import { openInput } from './import-input.ts';
import { type FileSummary, type Progress, progressOf, type Rejects, takenFor } from './import-report.ts';
import { NameProposals } from './propose-names.ts';

/** What the import of a file needs. */
export interface FileImport extends AccessLogFacts {
  format?: Format;
  tenant: string;
  host?: string;
  application?: string;
  config: SessionsConfig;
  hasher: Hasher;
  places: Places;
  /** Also what is older than is kept. */
  keepOld?: true;
  rejects: Rejects;
  signal: AbortSignal;
}

// So many reasons are shown; the rest is counted, and kept by --rejects.
const SHOWN_REJECTS = 10;

/** What is said of a file's records while they are imported, and after it. */
export class FileAccount {
  readonly unread = new LostProperties();
  /** The input was cut or damaged. */
  brokeOff = false;
  private readonly hints = new Map<string, number>();
  private shown = 0;

  constructor(
    private readonly file: string,
    private readonly progress: Progress,
    private readonly rejects: Rejects,
  ) {}

  /** @param lineOf number in the file of a line of the input */
  listeners(lineOf = (line: number) => line) {
    return {
      onHint: (hint: string) => void this.hints.set(hint, (this.hints.get(hint) ?? 0) + 1),
      onUnknown: (names: readonly string[]) => this.unread.add(names),
      onRejected: (given: Rejected) => {
        const record = { ...given, line: lineOf(given.line) };
        this.brokeOff ||= record.brokeOff ?? false;
        this.rejects.write(this.file, record);
        if (++this.shown <= SHOWN_REJECTS) this.progress.say(`${this.file}:${record.line}: ${record.rejected}`);
      },
    };
  }

  tell({ rejected }: ImportSummary): void {
    const { file, progress } = this;
    if (rejected > SHOWN_REJECTS)
      progress.say(`${file}: ${rejected - SHOWN_REJECTS} more rejected; --rejects FILE keeps all of them`);
    for (const [hint, count] of this.hints) progress.say(`${file}: ${count} lines: ${hint}`);
  }
}

export async function importFile(database: Database, file: string, options: FileImport): Promise<FileSummary> {
  const progress = progressOf(file);
  try {
    const opened = await openInput(file, options.format, (bytes) => progress.add(bytes));
    const { format, input, brokeOff, prefix, sureness } = opened;
    checkFacts(format, options, file);
    const taken = takenFor(opened);
    if (taken !== null) progress.say(`${file}: ${taken}`);
    const account = new FileAccount(file, progress, options.rejects);
    const proposals = new NameProposals(options.config);
    const summary =
      format === null
        ? emptySummary()
        : await importRequests(database, input, {
            ...options,
            reader: proposals.watch(readerFor(format)),
            facts: options,
            ...account.listeners(),
          });
    account.tell(summary);
    for (const sentence of proposals.sentences()) progress.say(printable(`${file}: ${sentence}`));
    const recognised = { format, sureness, prefix: prefix?.name ?? null };
    const unread = account.unread.summary();
    return { file, ...recognised, ...summary, brokeOff: account.brokeOff || brokeOff(), unread };
  } finally {
    progress.stop();
  }
}
