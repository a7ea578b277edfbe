import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseFlowsFile } from '../business-flows/flows-file.ts';
import type { Database } from '../db/database.ts';
import { readSpecification } from '../endpoints/read-openapi.ts';
import { settle } from '../settling/settle.ts';
import { changeSpecifications } from '../specifications/specification-store.ts';
import { applyFlows } from '../store/flows-store.ts';
import { emptySummary, type ImportSummary, importRequests } from './import.ts';
import { readerFor } from './readers/index.ts';
import { unpack } from './readers/input.ts';
import { createHasher } from './session-key/session-key.ts';
import { loadSessionsConfig } from './session-key/sessions-config.ts';

const DAY = 86_400_000;
// The last day of every bundled file; demo/README.md says how each source was moved there.
const LAST_DAY = Date.parse('2024-05-18');
const SETTING = 'demo';
/** Of the shop first the former version, then the current one: what only the former knows is a zombie. */
const SPECIFICATIONS = [
  { name: 'vampi.openapi.yml', host: 'vampi:5000' },
  { name: 'shop-1.openapi.yml', host: null },
  { name: 'shop-2.openapi.yml', host: null },
];

/** Where the bundled traffic lies: beside the sources, two folders up from the built code; null: not shipped. */
function demoFolder(): string | null {
  const folders = ['../../demo', '../../../demo'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  return folders.find((folder) => existsSync(join(folder, 'traffic'))) ?? null;
}

/**
 * Decides, once for a database, whether it gets the demo traffic: an empty one does if it is wanted, one that somebody
 * uses already never.
 */
export async function decideDemo({ prisma }: Database, wanted: boolean, today: Date): Promise<void> {
  if (await prisma.setting.findUnique({ where: { name: SETTING } })) return;
  const used = (await prisma.request.findFirst({ select: { id: true } })) !== null;
  const value = wanted && !used ? `due ${today.toISOString().slice(0, 10)}` : 'none';
  await prisma.setting.upsert({ where: { name: SETTING }, create: { name: SETTING, value }, update: {} });
}

/**
 * Imports the demo traffic if it is due: also after an interrupted first start, and then for the same days.
 * @returns null when it is not due
 */
export async function importDemo(
  database: Database,
  tenant: string,
  secret: string,
  signal?: AbortSignal,
): Promise<ImportSummary | null> {
  const folder = demoFolder();
  const setting = await database.prisma.setting.findUnique({ where: { name: SETTING } });
  const [, due] = /^due (\d{4}-\d{2}-\d{2})$/.exec(setting?.value ?? '') ?? [];
  if (!folder || !due) return null;
  const yesterday = Date.parse(due) - DAY;
  const total = emptySummary();
  const config = loadSessionsConfig(join(folder, 'sessions.config.json'));
  await describeDemo(database, tenant, folder);
  for (const file of readdirSync(join(folder, 'traffic')).sort()) {
    const summary = await importRequests(database, unpack(createReadStream(join(folder, 'traffic', file))), {
      tenant,
      config,
      hasher: createHasher(secret, tenant),
      reader: readerFor('ndjson'),
      shiftDays: (yesterday - LAST_DAY) / DAY,
      signal,
    });
    for (const name of Object.keys(total) as (keyof ImportSummary)[]) total[name] += summary[name];
  }
  if (!signal?.aborted) await settle(database, tenant, signal);
  if (!signal?.aborted) await database.prisma.setting.update({ where: { name: SETTING }, data: { value: 'done' } });
  return total;
}

/** The APIs of two of the hosts and the business flows, before the traffic: nothing then has to be named twice. */
async function describeDemo(database: Database, tenant: string, folder: string): Promise<void> {
  const text = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
  await applyFlows(database.pool, tenant, parseFlowsFile(text('flows.json'), 'flows.json'));
  const load = SPECIFICATIONS.map(({ name, host }) => readSpecification(text('openapi', name), name, { host }));
  await changeSpecifications(database, tenant, { load, onlyIfNew: true });
}
