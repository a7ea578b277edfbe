import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { bytesOf } from './measure/bytes.ts';
import { importMore } from './measure/import-more.ts';
import { disagreement, measure } from './measure/measure.ts';
import type { Result, SizeMeasured } from './measure/result.type.ts';
import type { Options } from './options.ts';
import { questionsOf } from './questions/index.ts';
import type { Question } from './questions/question.type.ts';
import { markdownOf } from './report/markdown.ts';
import { openAsked } from './store/asked.ts';
import { factsOf } from './store/facts.ts';
import { type KeptStore, openKept } from './store/kept-store.ts';
import { tellProgress } from './store/progress.ts';
import { SETTINGS } from './store/server.ts';
import { periodOf } from './traffic/generate.ts';
import { tenantsOf } from './traffic/plan.ts';

/** Measures every size, and tells what came out. Some question was refused: the exit code says so. */
export async function run(options: Options): Promise<void> {
  const root = options.keep ? resolve(options.keep) : mkdtempSync(join(tmpdir(), 'api-sessions-bench-'));
  // A server that root starts runs as another user, who must get to its own folder in here.
  if (!options.keep) chmodSync(root, 0o711);
  try {
    const result: Result = {
      commit: commit(),
      at: new Date().toISOString(),
      machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
      versions: { Node: process.versions.node },
      options: { ...options, keep: undefined, out: undefined, settings: options.server === 'embedded' ? {} : SETTINGS },
      sizes: [],
    };
    for (const requests of options.sizes)
      result.sizes.push(await measureSize(options, requests, root, result.versions));
    const text = markdownOf(result);
    console.log(text);
    if (options.out) {
      mkdirSync(options.out, { recursive: true });
      writeFileSync(join(options.out, 'bench.md'), `${text}\n`);
      writeFileSync(join(options.out, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
    }
    if (result.sizes.some(({ refused }) => refused.length > 0)) process.exitCode = 1;
  } finally {
    if (!options.keep) rmSync(root, { recursive: true, force: true });
  }
}

async function measureSize(
  options: Options,
  requests: number,
  root: string,
  versions: Result['versions'],
): Promise<SizeMeasured> {
  const progress = tellProgress();
  const kept = await openKept(options, requests, root, progress);
  const { store, clickHouse, loaded } = kept;
  try {
    versions.database = store.version;
    if (clickHouse) versions.ClickHouse = clickHouse.version;
    const tables = await bytesOf(store.database.pool);
    const size: SizeMeasured = {
      requests: loaded.requests,
      parts: 0,
      load: { importSeconds: loaded.importSeconds, settleSeconds: loaded.settleSeconds },
      tables,
      questions: [],
      refused: [],
      more: null,
      memoryMb: 0,
    };
    if (options.corpus === 'generated') await askAll(options, requests, kept, size, progress);
    if (options.corpus === 'generated' && options.more > 0 && isWanted(options, 'import')) {
      progress('import of more requests');
      const traffic = { ...options.traffic, requests };
      size.more = await store.onCopy((copy) => importMore(copy, traffic, options.more));
    }
    size.memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
    return size;
  } finally {
    clickHouse?.close();
    await store.close();
  }
}

async function askAll(
  options: Options,
  requests: number,
  { store, clickHouse }: KeptStore,
  size: SizeMeasured,
  progress: (text: string) => void,
): Promise<void> {
  const { database } = store;
  const traffic = { ...options.traffic, requests };
  const tenant = tenantsOf(traffic)[0]!.name;
  const facts = await factsOf(database.pool, { tenant, days: traffic.days, ...periodOf(traffic) });
  const graph = await openAsked(database);
  const { rows } = await database.pool.query<{ parts: number }>('SELECT count(*)::int AS parts FROM bench.session');
  size.parts = rows[0]!.parts;
  const asked = { database, graph, clickHouse };
  const questions: Question[] = [];
  // All of them first: the server is warm then, whatever is measured first.
  for (const question of questionsOf(facts).filter(({ name }) => isWanted(options, name))) {
    progress(`${question.name}: do the answers agree?`);
    const why = await disagreement(asked, question);
    if (why) size.refused.push({ name: question.name, why });
    else questions.push(question);
  }
  for (const question of questions) {
    progress(question.name);
    size.questions.push(await measure(asked, question, options.runs));
  }
  await graph.app.close();
}

function isWanted({ only }: Options, name: string): boolean {
  return only === null || only.some((text) => name.includes(text));
}

/** What is measured; `+` where files differ from it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
}
