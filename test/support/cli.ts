import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import type { FileSummary } from '../../subgraph/commands/import-report.ts';
import { openDatabase } from '../../subgraph/db/database.ts';
import type { ImportSummary } from '../../subgraph/ingest/import.ts';
import type { VerifySummary } from '../../subgraph/verify/verify.ts';
import { isCommandRunning, runCommand } from './command.ts';
import { createPostgresDatabase, type DatabaseKind, dropPostgresDatabase } from './database.ts';
import { newFolder } from './once.ts';
import { copyEmbedded } from './prepared.ts';
import type { Content } from './run-folder.ts';
import { TEST_SECRET } from './traffic.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'subgraph/bin/api-sessions.mjs');

/** Real logs, packed. */
export const DATA = join(ROOT, 'test/data');

/** The embedded database lives for seconds here: to make its code faster takes longer than the faster code saves. */
const FOR_A_MOMENT = ['--liftoff-only'];

/** Builds what is run here; costs nothing when nothing has changed. */
export function buildCli(): void {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'pipe' });
}

/** The lines of a packed log. */
export function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(join(DATA, file)))
    .toString('latin1')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** How a process ended. */
export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** What it reads on standard input; `open`: nothing ever, and no end. */
  input?: string | Buffer | 'open';
  uid?: number;
  gid?: number;
  /** In the process of the test, also what is usually one of its own: it must end before it starts anything. */
  here?: boolean;
}

type Row = Record<string, unknown>;

async function rowsOf(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** `api-sessions` as a process of its own. */
export class Running {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Outcome>;
  private readonly process: ChildProcess;

  constructor(args: readonly string[], { env, input = '', here: _, ...user }: RunOptions) {
    const { PATH = '' } = process.env;
    this.process = spawn(process.execPath, [...FOR_A_MOMENT, BIN, ...args], {
      env: { PATH, ...env },
      stdio: 'pipe',
      ...user,
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    // It may end without reading.
    this.process.stdin?.on('error', () => {});
    if (input !== 'open') this.process.stdin?.end(input);
    this.ended = new Promise((resolve) => {
      this.process.once('close', (code, signal) => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  get pid(): number {
    return this.process.pid!;
  }

  write(text: string): void {
    this.process.stdin?.write(text);
  }

  /** What `| head` does to it. */
  closeOutput(): void {
    this.process.stdout?.destroy();
  }

  /** The first match in its standard output, as soon as it is there. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout);
      if (found) return found;
      if (this.hasEnded) throw new Error(`it ended before it said ${pattern}: ${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.process.stdout?.once('data', () => resolve());
        this.process.once('close', () => resolve());
      });
    }
  }

  /** A signal that it goes on after. */
  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  kill(signal: NodeJS.Signals): Promise<Outcome> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** A database of its own for the processes of a test, and a folder for their files. */
export class Place {
  readonly folder = newFolder('cli-');
  private readonly started: Running[] = [];

  private constructor(private readonly url: string | null) {}

  /** @param content null: no process has been here yet */
  static async on(kind: DatabaseKind, content: Content | null = 'tables'): Promise<Place> {
    if (kind === 'PostgreSQL') return new Place(await createPostgresDatabase(content));
    const place = new Place(null);
    if (content) await copyEmbedded(content, place.dataDirectory);
    return place;
  }

  get dataDirectory(): string {
    return join(this.folder, 'data');
  }

  get lock(): string {
    return join(this.dataDirectory, 'lock.json');
  }

  /** Puts a file beside the data, and gives its path. */
  write(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Variables that make processes work here, and leave nothing elsewhere. */
  get env(): Record<string, string> {
    const database: Record<string, string> = this.url ? { DATABASE_URL: this.url } : { DATA_DIR: this.dataDirectory };
    return { ...database, SESSIONS_HASH_SECRET: TEST_SECRET, PORT: '0', TMPDIR: this.folder };
  }

  start(args: readonly string[], { env, ...options }: RunOptions = {}): Running {
    const running = new Running(args, { ...options, env: { ...this.env, ...env } });
    this.started.push(running);
    return running;
  }

  /**
   * A command line to its end: in the process of the test, which is a second faster, or as a process of its own where only that shows
   * it: a server that does not start, another user, an input that stays open, commands side by side.
   */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const { env, input = '', uid, here = false } = options;
    const isOwn = (args[0] === 'serve' && !here) || uid !== undefined || input === 'open' || isCommandRunning();
    if (isOwn) return this.start(args, options).ended;
    return { signal: null, ...(await runCommand(args, { ...this.env, ...env }, input)) };
  }

  /** Imports, which has to succeed, and gives the summary. */
  async import(files: readonly string[], options?: RunOptions): Promise<ImportResult> {
    return importedBy(await this.run(['import', '--json', ...files], options));
  }

  /** Starts the server without demo traffic, and gives its address when it answers. */
  async serve(env: Record<string, string> = { DEMO: '0' }): Promise<{ server: Running; address: string }> {
    const server = this.start(['serve'], { env });
    const [, address = ''] = await server.says(/API Sessions: (http:\S+)\/ /);
    return { server, address };
  }

  async verify(): Promise<VerifySummary & { code: number | null; said: string }> {
    const { code, stdout, stderr } = await this.run(['verify', '--json']);
    if (stdout === '') throw new Error(`verify failed: ${stderr}`);
    return { ...(JSON.parse(stdout) as VerifySummary), code, said: stderr };
  }

  /** Asks the database itself, also while a process holds it. */
  async query(statement: string): Promise<Row[]> {
    if (this.url) return rowsOf(this.url, statement);
    const { url, close } = await openDatabase({ url: null, dataDirectory: this.dataDirectory, whenHeld: 'share' });
    try {
      return await rowsOf(url, statement);
    } finally {
      await close();
    }
  }

  /** Resolves when a query that a running process feeds gives a number of at least `least`. */
  async until(running: Running, query: string, least: number): Promise<void> {
    for (;;) {
      if (running.hasEnded) throw new Error(`it ended before ${query} gave ${least}: ${running.stderr}`);
      if ((await this.ask(query)) >= least) return;
      await sleep(20);
    }
  }

  /** A number; 0 as long as database or table are not there. */
  private async ask(query: string): Promise<number> {
    const url = this.url ?? this.held()?.databaseUrl;
    const rows = url ? await rowsOf(url, query).catch(() => []) : [];
    return Number(rows[0]?.n ?? 0);
  }

  /** Who holds the data folder. */
  held(): { pid: number; databaseUrl: string | null } | null {
    return existsSync(this.lock) ? JSON.parse(readFileSync(this.lock, 'utf8')) : null;
  }

  async remove(): Promise<void> {
    for (const running of this.started) if (!running.hasEnded) await running.kill('SIGKILL');
    if (this.url) await dropPostgresDatabase(this.url);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface ImportResult extends ImportSummary {
  files: FileSummary[];
}

/** The summary that an import printed, which has to have succeeded. */
export function importedBy({ code, stdout, stderr }: Outcome): ImportResult {
  if (code !== 0) throw new Error(`the import failed: ${stderr}`);
  return JSON.parse(stdout) as ImportResult;
}

/** Requests that are stored. */
export const STORED = 'SELECT count(*)::int AS n FROM request';

/** Which names endpoints have had in between: it depends on when what came. */
const MEMORY = ['endpoint_alias'];

/**
 * What is in each table, whatever the order of its rows, but in what is memory of before. Without `seq`, the order of arrival, and the evidence of risks with what they go on from, which
 * names requests by ids that late lines get anew; `verify` computes it.
 * @param tables null: all of them
 */
export async function digestOf(place: Place, tables: readonly string[] | null = null): Promise<Record<string, string>> {
  const all = await place.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition AND relname <> '_prisma_migrations' ORDER BY relname`,
  );
  const names = all.map(({ name }) => String(name)).filter((name) => tables?.includes(name) ?? !MEMORY.includes(name));
  // Which number a set of parameters has depends on what came first.
  const row = (name: string) =>
    name === 'parameter_set'
      ? `to_jsonb(t) - 'code'`
      : name === 'request'
        ? `to_jsonb(t) - 'parameter_set' || jsonb_build_object('digest', (SELECT digest FROM parameter_set AS p
             WHERE p.tenant = t.tenant AND p.day = t.day AND p.code = t.parameter_set))`
        : 'to_jsonb(t)';
  const sums = names.map(
    (name) => `SELECT '${name}' AS name, count(*) || ' rows, sum ' ||
      coalesce(sum(('x' || left(md5(((${row(name)}) - 'seq' - 'settled_at' - 'risk_factors' - 'risk_state')::text), 15))::bit(60)::bigint), 0) AS digest FROM "${name}" AS t`,
  );
  const rows = await place.query(sums.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
