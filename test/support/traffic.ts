import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Database } from '../../subgraph/db/database.ts';
import { type ImportSummary, importRequests } from '../../subgraph/ingest/import.ts';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';
import type { Format } from '../../subgraph/ingest/readers/reader.type.ts';
import { createHasher } from '../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig, type SessionsConfig } from '../../subgraph/ingest/session-key/sessions-config.ts';

export const TEST_SECRET = 'a secret of the tests';

/** A record of our NDJSON, as a test writes it. */
export interface Line {
  time: string;
  method?: string;
  path?: string;
  /** Cookie `sid` of the request: what groups it in tests. */
  sid?: string;
  /** User agent of the request; it groups none. */
  agent?: string;
  [field: string]: unknown;
}

/** A tenant of its own: tests stand alone and share a database. */
export function newTenant(): string {
  return `t-${randomUUID().slice(0, 13)}`;
}

interface ImportChoices {
  config?: SessionsConfig;
  keepOld?: boolean;
}

/** Imports lines as our NDJSON. */
export function importLines(
  database: Database,
  tenant: string,
  lines: readonly Line[],
  options: ImportChoices = {},
): Promise<ImportSummary> {
  return importText(database, tenant, 'ndjson', lines.map(lineText).join('\n'), options);
}

/** Imports the text of a file. */
export function importText(
  database: Database,
  tenant: string,
  format: Format,
  text: string,
  options: ImportChoices & { host?: string } = {},
): Promise<ImportSummary> {
  return importRequests(database, Readable.from([Buffer.from(text)], { objectMode: false }), {
    tenant,
    config: options.config ?? loadSessionsConfig(null),
    hasher: createHasher(TEST_SECRET, tenant),
    reader: readerFor(format),
    host: options.host ?? null,
    keepOld: options.keepOld,
  });
}

function lineText({ sid, agent, ...line }: Line): string {
  const parameters = [
    ...(sid === undefined ? [] : [{ name: 'sid', source: 'REQUEST_COOKIE', value: sid }]),
    ...(agent === undefined ? [] : [{ name: 'User-Agent', source: 'REQUEST_HEADER', value: agent }]),
  ];
  return JSON.stringify({ method: 'GET', path: '/', ...(parameters.length > 0 && { parameters }), ...line });
}
