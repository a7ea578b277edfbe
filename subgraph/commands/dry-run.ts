import { emptySummary } from '../ingest/import.ts';
import type { IncomingRequest } from '../ingest/incoming.type.ts';
import { readerFor } from '../ingest/readers/index.ts';
import { identify } from '../ingest/session-key/session-key.ts';
import { printable } from '../values/printable.ts';
import { FileAccount, type FileImport } from './import-file.ts';
import { openInput } from './import-input.ts';
import { progressOf, takenFor } from './import-report.ts';

/** What a configuration would make of files, without a store. */
export interface DryRun {
  /** Records that are not blank, and those that are no request. */
  read: number;
  rejected: number;
  /** Sessions, all their days together, and requests of the largest. */
  sessions: number;
  largest: number;
  /** Sessions of one request. */
  single: number;
  /** By what sessions are known, the most frequent first: `REQUEST_COOKIE sid`. */
  identifiedBy: { by: string; sessions: number; requests: number }[];
  /** Requests that name a user, and users. */
  requestsWithUser: number;
  users: number;
}

/** Reads files and finds the session of each request, as an import does; nothing is stored. */
export async function dryRun(files: readonly string[], options: FileImport): Promise<DryRun> {
  const counts = emptySummary();
  const sessions = new Map<string, { by: string; requests: number }>();
  const users = new Set<string>();
  let requestsWithUser = 0;
  const look = (request: IncomingRequest) => {
    const { key, identifiedBy, user } = identify(request, options.config, options.hasher);
    const known = sessions.get(key);
    if (known) known.requests += 1;
    else
      sessions.set(key, { by: identifiedBy.map(({ source, name }) => `${source} ${name}`).join(' and '), requests: 1 });
    if (user === null) return;
    requestsWithUser += 1;
    users.add(user);
  };
  for (const file of files) {
    const progress = progressOf(file);
    const opened = await openInput(file, options.format, (bytes) => progress.add(bytes));
    const taken = takenFor(opened);
    if (taken !== null) progress.say(`${file}: ${taken}`);
    const account = new FileAccount(file, progress, options.rejects);
    const { onRejected, onHint } = account.listeners();
    for await (const record of opened.format ? readerFor(opened.format).read(opened.input, options) : []) {
      counts.read += 1;
      if ('rejected' in record) {
        counts.rejected += 1;
        onRejected(record);
        continue;
      }
      if (record.hint !== undefined) onHint(record.hint);
      look(record.request);
    }
    account.tell(counts);
    progress.stop();
  }
  const all = [...sessions.values()];
  return {
    read: counts.read,
    rejected: counts.rejected,
    sessions: all.length,
    largest: all.reduce((most, { requests }) => Math.max(most, requests), 0),
    single: all.filter(({ requests }) => requests === 1).length,
    identifiedBy: grouped(all),
    requestsWithUser,
    users: users.size,
  };
}

function grouped(sessions: readonly { by: string; requests: number }[]): DryRun['identifiedBy'] {
  const groups = new Map<string, { by: string; sessions: number; requests: number }>();
  for (const { by, requests } of sessions) {
    const group = groups.get(by) ?? { by: by === '' ? 'nothing' : by, sessions: 0, requests: 0 };
    group.sessions += 1;
    group.requests += requests;
    groups.set(by, group);
  }
  return [...groups.values()].sort((a, b) => b.requests - a.requests || (a.by < b.by ? -1 : 1));
}

export function printDryRun(result: DryRun, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { read, rejected, sessions, largest, single, identifiedBy, requestsWithUser, users } = result;
  console.log(
    `${read} read, ${rejected} rejected: ${sessions} sessions, the largest of ${largest} requests, ${single} of one`,
  );
  for (const { by, sessions: count, requests } of identifiedBy)
    console.log(printable(`  by ${by}: ${count} sessions, ${requests} requests`));
  console.log(`${requestsWithUser} requests name a user, ${users} users. Nothing was stored.`);
}
