// What row-level security costs: every question as the owner of the tables, and as the application role, with the functions that conditions use
// indexes by declared as not telling, and without. One store, one run, in turns.
//   npm run bench -- row-security [requests = 200000] [runs = 10] [folder that keeps the store]

import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { INDEX_FUNCTIONS, setUpAppRole } from '../subgraph/db/app-role.ts';
import { type Database, openDatabase } from '../subgraph/db/database.ts';
import { asTenant } from '../subgraph/db/row-security.ts';
import type { Graph } from '../test/support/open-graph.ts';
import { timed, timesOf } from './measure/times.ts';
import { workOf } from './measure/work.ts';
import { readOptions } from './options.ts';
import { questionsOf } from './questions/index.ts';
import type { Question } from './questions/question.type.ts';
import { grouped, ms } from './report/format.ts';
import { openAsked } from './store/asked.ts';
import { factsOf } from './store/facts.ts';
import { openKept } from './store/kept-store.ts';
import { importTraffic } from './store/load.ts';
import { tellProgress } from './store/progress.ts';
import { asFile, generateMore, periodOf } from './traffic/generate.ts';
import { tenantsOf } from './traffic/plan.ts';

const ROLE = 'bench_app';
const MORE = 20_000;

const [requests = '200000', runs = '10', keep] = process.argv.slice(2);
const options = readOptions(['--requests', requests, '--runs', runs, '--no-clickhouse']);
const size = options.sizes[0]!;
const traffic = { ...options.traffic, requests: size };
const root = keep ?? mkdtempSync(join(tmpdir(), 'api-sessions-bench-'));
if (!keep) await chmod(root, 0o711);

const { store } = await openKept({ ...options, keep: root }, size, root, tellProgress());
const { database } = store;

async function asApp({ url }: Database): Promise<Database> {
  const app = new URL(url);
  app.username = ROLE;
  return openDatabase({ url: app.href, dataDirectory: null });
}

async function setUp({ pool }: Database): Promise<void> {
  const client = await pool.connect();
  await setUpAppRole(client, ROLE).finally(() => client.release());
}

async function declare(leakproof: boolean): Promise<void> {
  for (const signature of INDEX_FUNCTIONS)
    await database.pool.query(`ALTER FUNCTION ${signature} ${leakproof ? '' : 'NOT'} LEAKPROOF`);
}

/** Milliseconds of the runs in the middle, of all that are asked in turns. */
async function measure(graphs: readonly Graph[], question: Question, most: number): Promise<number[]> {
  for (const graph of graphs) await question.ours(graph);
  const times = graphs.map((): number[] => []);
  for (let run = 0; run < Math.min(most, question.runs ?? most); run++) {
    for (const [index, graph] of graphs.entries()) times[index]!.push((await timed(() => question.ours(graph))).ms);
  }
  return times.map((each) => timesOf(each).p50);
}

const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);

try {
  await setUp(database);
  const facts = await factsOf(database.pool, {
    tenant: tenantsOf(traffic)[0]!.name,
    days: traffic.days,
    ...periodOf(traffic),
  });
  const app = await asApp(database);
  const [ours, theirs] = [await openAsked(database), await openAsked(app)];
  console.log(`${size} requests, ms in the middle of ${options.runs} runs`);
  line(['', 'owner', 'application role', 'functions not declared', 'pages of 8 KiB: owner', 'role', 'not declared']);
  line(Array.from({ length: 7 }, (_, index) => (index === 0 ? '---' : '---:')));
  for (const question of questionsOf(facts)) {
    const pages = async (on: Database, graph: Graph) =>
      grouped((await asTenant(facts.tenant, () => workOf(on, () => question.ours(graph)))).buffers);
    // Few runs of what may be a hundred times slower.
    await declare(false);
    const [plain] = await measure([theirs], question, 3);
    const pagesOfPlain = await pages(app, theirs);
    await declare(true);
    const [owner, confined] = await measure([ours, theirs], question, options.runs);
    line([
      question.title,
      ...[owner!, confined!, plain!].map(ms),
      ...[await pages(database, ours), await pages(app, theirs), pagesOfPlain],
    ]);
  }
  await ours.app.close();
  await theirs.app.close();
  await app.close();
  const importInto = async (copy: Database): Promise<number> => {
    const { seconds } = await importTraffic(
      copy,
      { tenant: facts.tenant, format: 'ndjson', open: () => Readable.from(asFile(generateMore(traffic, MORE, 0))) },
      () => {},
    );
    return seconds * 1_000;
  };
  const asRole = () =>
    store.onCopy(async (copy) => {
      const role = await asApp(copy);
      return importInto(role).finally(() => role.close());
    });
  const asOwner = () => store.onCopy(importInto);
  const seconds = [await asOwner(), await asRole(), await asOwner(), await asRole()];
  line([`import of ${MORE} requests`, ms(Math.min(seconds[0]!, seconds[2]!)), ms(Math.min(seconds[1]!, seconds[3]!))]);
} finally {
  await store.close();
  if (!keep) rmSync(root, { recursive: true, force: true });
}
process.exit();
