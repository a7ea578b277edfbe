import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Database, openDatabase } from '../db/database.ts';
import { readSpecification, type SpecificationOptions } from '../endpoints/read-openapi.ts';
import { ANY_HOST, type Specification } from '../endpoints/specification.type.ts';
import type { Env } from '../env.ts';
import { EXIT } from '../exit-codes.ts';
import { settle } from '../settling/settle.ts';
import {
  changeSpecifications,
  countRogue,
  findSpecifications,
  type SpecificationChanges,
  type StoredSpecification,
} from '../specifications/specification-store.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';

/** Options of `api-sessions openapi`. */
export interface OpenapiCommandOptions {
  tenant: string;
  host?: string;
  name?: string;
  version?: string;
  remove?: string[];
  json?: true;
}

/** Loads and removes API specifications, names the endpoints of stored requests anew, and prints what is loaded. */
export async function openapiCommand(env: Env, files: string[], options: OpenapiCommandOptions): Promise<void> {
  const { tenant, host, remove = [] } = options;
  const load = readSpecifications(files, { host, name: options.name, version: options.version });
  const database = await openDatabase({
    url: env.databaseUrl,
    dataDirectory: env.dataDirectory,
    endpointsPerHost: env.endpointsPerHost,
    whenHeld: 'share',
  });
  try {
    await checkNames(database, tenant, remove);
    // Without a change only what an interrupted run has left is done.
    const onlyIfNew = load.length === 0 && remove.length === 0;
    const moved = await applySpecifications(database, tenant, { load, remove, onlyIfNew });
    await printResult(database, tenant, moved, options.json ?? false);
  } finally {
    await database.close();
  }
}

/**
 * Reads specifications, all of them before any is used.
 * @throws {StartupError} one cannot be read, or two cannot be told apart
 */
export function readSpecifications(files: readonly string[], options: SpecificationOptions): Specification[] {
  if (files.length > 1 && (options.name != null || options.version != null)) {
    throw new StartupError('--name and --version are for one file: load the files one after the other', EXIT.usage);
  }
  const read = files.map((file) => ({
    file,
    specification: readSpecification(textOf(file), basename(file), options),
  }));
  for (const [index, { file, specification: one }] of read.entries()) {
    const same = read
      .slice(0, index)
      .find(({ specification: other }) => other.name === one.name && other.version === one.version);
    if (!same) continue;
    throw new StartupError(
      `${same.file} and ${file} are both version "${one.version}" of "${one.name}": load one of them with --name or --version`,
    );
  }
  return read.map(({ specification }) => specification);
}

/** Changes specifications until everything is done, or a signal stops it after a whole batch. */
export async function applySpecifications(
  database: Database,
  tenant: string,
  changes: SpecificationChanges,
): Promise<number> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { moved, interrupted } = await changeSpecifications(database, tenant, {
      ...changes,
      signal: stopping.signal,
    });
    const isDone = !interrupted && !(await settle(database, tenant, stopping.signal, 'everything')).interrupted;
    if (isDone) return moved;
    throw new StartupError('interrupted after a whole batch: run "api-sessions openapi" to complete it');
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

async function checkNames(database: Database, tenant: string, remove: readonly string[]): Promise<void> {
  if (remove.length === 0) return;
  const names = (await findSpecifications(database.pool, tenant)).map(({ name }) => name);
  const unknown = remove.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length > 0 ? `one of ${[...new Set(names)].join(', ')}` : 'there is none';
  throw new StartupError(`no specification is named "${unknown}" (--remove): ${known}`);
}

async function printResult(database: Database, tenant: string, moved: number, json: boolean): Promise<void> {
  const specifications = await findSpecifications(database.pool, tenant);
  const endpoints = await countRogue(database.pool, tenant);
  if (json) {
    console.log(JSON.stringify({ specifications, moved, endpoints }));
    return;
  }
  for (const each of specifications) console.log(printable(describe(each)));
  if (specifications.length === 0) console.log('no specification is loaded');
  console.log(`${moved} requests have another endpoint now`);
  console.log(`${endpoints.all} endpoints: ${endpoints.shadow} shadow, ${endpoints.zombie} zombie`);
}

function describe({ name, version, current, operations, hosts }: StoredSpecification): string {
  const on = hosts.includes(ANY_HOST) ? 'any host' : hosts.join(', ');
  return `${name} ${version}${current ? '' : ' (older)'}: ${operations} operations on ${on}`;
}
