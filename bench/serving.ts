// How many questions a server answers, and what CPU that takes, beside PostGraphile: docs/performance.md.
// Every server is a process of its own, all run on the same node over the same database, and are asked in turn.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import { readOptions } from './options.ts';
import { type Candidate, newNode, startOurs, startPostGraphile, versionOf } from './serving/candidates.ts';
import { cpuBetween, cpuOf, parentOf } from './serving/cpu.ts';
import { type Floor, floorAnswer } from './serving/floor.ts';
import { ask, type Load, openAgent, sendAll } from './serving/load-generator.ts';
import { makePlainCopy } from './serving/plain-copy.ts';
import { topOf } from './serving/profile.ts';
import { type ServingQuestion, servingQuestions } from './serving/questions.ts';
import { median, reportOf, type Served } from './serving/report.ts';
import { readServingOptions, SERVING_HELP, type ServingOptions } from './serving/serving-options.ts';
import { type KeptStore, openKept } from './store/kept-store.ts';
import { tellProgress } from './store/progress.ts';
import { periodOf } from './traffic/generate.ts';
import { tenantsOf } from './traffic/plan.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) console.log(SERVING_HELP);
else {
  try {
    await run(readServingOptions(args));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

async function run(options: ServingOptions): Promise<void> {
  const root = options.keep ? resolve(options.keep) : mkdtempSync(join(tmpdir(), 'api-sessions-bench-'));
  if (!options.keep) chmodSync(root, 0o711);
  const progress = tellProgress();
  const stored = readOptions(['--no-clickhouse', '--requests', String(options.requests)]);
  const kept = await openKept(stored, options.requests, root, progress);
  const tenant = tenantsOf({ ...stored.traffic, requests: options.requests })[0]!.name;
  const candidates: Candidate[] = [];
  try {
    const { pool, url } = kept.store.database;
    if (options.postgraphile) await makePlainCopy(pool, tenant);
    const facts = {
      ...periodOf({ ...stored.traffic, requests: options.requests }),
      ...(await sessionOf(kept, tenant)),
    };
    await startAll(options, url, candidates);
    const questions = servingQuestions(facts).filter(({ name }) => options.only?.includes(name) ?? true);
    if (questions.length === 0) throw new Error(`--only: there is no ${options.only}`);
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const postmaster = parentOf(rows[0]!.pid);
    const served = await askAll(options, candidates, questions, { tenant, postmaster, pool }, progress);
    const node = versionOf(newNode(options.node));
    console.log(
      `${new Date().toISOString().slice(0, 10)}; ${cpus().length} x ${cpus()[0]?.model.trim()}; Node ${node}, ${kept.store.version}; ${options.requests} requests, WORKERS=${options.workers}; ${options.runs} runs of ${options.seconds} s each, in turn\n`,
    );
    console.log(reportOf(served, 'PostGraphile'));
    if (options.out) writeFileSync(options.out, `${JSON.stringify(served, null, 2)}\n`);
  } finally {
    await Promise.all(candidates.map((each) => each.stop()));
    await kept.store.close();
    if (!options.keep) rmSync(root, { recursive: true, force: true });
  }
  if (options.profile) console.log(`\n${topOf(options.profile, 10).join('\n')}`);
}

/** A session of the usual size, and its part. */
async function sessionOf({ store }: KeptStore, tenant: string): Promise<{ sessionId: string }> {
  const { rows } = await store.database.pool.query<{ sessionId: string }>(
    `SELECT key || '.' || to_char(day, 'YYYYMMDD') AS "sessionId" FROM session WHERE tenant = $1 AND request_count BETWEEN 60 AND 200
       ORDER BY request_count, key, day LIMIT 1`,
    [tenant],
  );
  return rows[0]!;
}

async function startAll(options: ServingOptions, databaseUrl: string, started: Candidate[]): Promise<void> {
  const node = newNode(options.node);
  const { workers, profile } = options;
  const here = new URL('..', import.meta.url).pathname;
  const ours = { node, root: here, databaseUrl, workers, profile: null };
  if (options.postgraphile) started.push(await startPostGraphile(node, databaseUrl));
  started.push(await startOurs({ ...ours, name: 'ours', profile }));
  for (const { name, root } of options.beside)
    started.push(await startOurs({ ...ours, name, root: resolve(root), workers: 1 }));
  const version = versionOf(process.execPath);
  if (options.thisNode && version !== versionOf(node))
    started.push(await startOurs({ ...ours, name: `ours, Node ${version.split('.')[0]}`, node: process.execPath }));
}

interface Where {
  tenant: string;
  /** The server of PostgreSQL, whose children work. */
  postmaster: number;
  /** Of its database, for floors. */
  pool: pg.Pool;
}

/** What is asked in turn: a server, or SQL alone. */
interface Asked {
  name: string;
  /** Null: no server. */
  pid: number | null;
  answer(): Promise<readonly (Buffer | string)[]>;
  /** The answer in a form that can be compared. */
  plain(answers: readonly (Buffer | string)[]): string;
}

async function askAll(
  options: ServingOptions,
  candidates: readonly Candidate[],
  questions: readonly ServingQuestion[],
  { tenant, postmaster, pool }: Where,
  progress: (text: string) => void,
): Promise<Served[]> {
  const agent = openAgent();
  const loadOf = ({ url, kind }: Candidate, { bodies, peer }: ServingQuestion): Load | null => {
    const headers = { 'x-sessions-tenant': tenant };
    if (kind === 'ours') return { url, headers, bodies };
    return peer ? { url, headers, bodies: [peer.body] } : null;
  };
  const all: Served[] = [];
  for (const question of questions) {
    const asked = candidates.flatMap((server) => {
      const load = loadOf(server, question);
      return load ? [servedBy(server, load, question, agent)] : [];
    });
    await checkAgreement(question, asked);
    if (question.floor) {
      const floor = floorOf(question.floor, pool);
      await checkFloor(question, asked[0]!, floor);
      asked.push(floor);
    }
    for (const clients of options.clients) {
      const rows = asked.map((each) => ({ ...each, rates: [] as number[], answered: 0, own: 0, database: 0 }));
      // What is compiled at first is no part of it.
      for (const { answer } of rows) await ask(answer, clients, 2);
      for (let run = 0; run < options.runs; run++) {
        progress(`${question.name}, ${clients} clients, run ${run + 1}`);
        for (const row of rows) {
          const own = row.pid === null ? null : cpuOf(row.pid);
          const database = cpuOf(postmaster);
          const { answered, seconds } = await ask(row.answer, clients, options.seconds);
          if (own && row.pid !== null) row.own += cpuBetween(own, cpuOf(row.pid));
          row.database += cpuBetween(database, cpuOf(postmaster));
          row.answered += answered;
          row.rates.push(answered / seconds);
        }
      }
      for (const { name, pid, rates, answered, own, database } of rows) {
        const served = { question: question.name, clients, server: name, rates };
        all.push({ ...served, serverMs: pid === null ? null : own / answered, databaseMs: database / answered });
        progress(`${question.name}, ${clients} clients: ${name} ${median(rates).toFixed(1)} a second`);
      }
    }
  }
  agent.destroy();
  return all;
}

function servedBy({ name, kind, pid }: Candidate, load: Load, { peer }: ServingQuestion, agent: Agent): Asked {
  const plain = kind === 'ours' ? peer?.ours : peer?.peers;
  return {
    name,
    pid,
    answer: () => sendAll(load, agent),
    plain: (answers) => (plain ? String(plain(dataOf(answers[0]!))) : answers.join('\n')),
  };
}

/** Prepared once for each connection, as one would. */
function floorOf({ text }: Floor, pool: pg.Pool): Asked {
  const statement = { name: `floor-${text.length}`, text };
  return {
    name: 'floor',
    pid: null,
    answer: async () => [(await pool.query<{ answer: string }>(statement)).rows[0]!.answer],
    plain: ([answer]) => JSON.stringify(floorAnswer(String(answer))),
  };
}

function dataOf(answer: Buffer | string): unknown {
  return (JSON.parse(answer.toString()) as { data: unknown }).data;
}

/** @throws where answers differ: two questions would be compared */
async function checkAgreement({ name }: ServingQuestion, asked: readonly Asked[]): Promise<void> {
  const answers = await Promise.all(asked.map(async ({ answer, plain }) => plain(await answer())));
  for (const [index, answer] of answers.entries())
    refuseOther(`${name}: ${asked[index]!.name} does not answer as ${asked[0]!.name} does`, answer, answers[0]!);
}

async function checkFloor({ name, floor }: ServingQuestion, first: Asked, asked: Asked): Promise<void> {
  const [told, ours] = await Promise.all([asked.answer(), first.answer()]);
  refuseOther(
    `${name}: the floor has another answer`,
    asked.plain(told),
    JSON.stringify(floor!.ours(dataOf(ours[0]!))),
  );
}

function refuseOther(what: string, one: string, other: string): void {
  if (one !== other) throw new Error(`${what}:\n${beginning(one, other)}`);
}

/** Where two texts part. */
function beginning(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index]);
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 100);
  return `${around(one)}\n${around(other)}`;
}
