import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from '../options.ts';
import { generate, periodOf } from '../traffic/generate.ts';
import { openAsked } from './asked.ts';
import { CLICKHOUSE_TABLES, ClickHouse } from './clickhouse.ts';
import { INDEXES, sumsOf, TABLES } from './flat-tables.ts';
import { importTraffic, loadFlat, type Progress, type Traffic } from './load.ts';
import { copyRisks } from './risks.ts';
import { type OpenStore, openStore, type ServerName } from './server.ts';
import { generatedTraffic, realTraffic } from './traffics.ts';

/** What is written beside a store once it is whole. */
interface Loaded {
  /** Tells traffic and tables of the floor from those of another version of the bench. */
  traffic: string;
  flat: string;
  hasClickHouse: boolean;
  requests: number;
  importSeconds: number;
  settleSeconds: number;
}

export interface KeptStore {
  store: OpenStore;
  clickHouse: ClickHouse | null;
  loaded: Pick<Loaded, 'requests' | 'importSeconds' | 'settleSeconds'>;
}

/** Opens the store of a size in its folder, and loads what it lacks. */
export async function openKept(
  options: Options,
  requests: number,
  root: string,
  progress: Progress,
): Promise<KeptStore> {
  const { seed, days, tenants } = options.traffic;
  const name = `${options.server}-${options.corpus}-${requests}-seed${seed}-days${days}-tenants${tenants}`;
  const folder = join(root, name);
  const marker = join(folder, 'loaded.json');
  const traffic = { ...options.traffic, requests };
  const all = options.corpus === 'real' ? realTraffic(traffic) : generatedTraffic(traffic);
  const want = { traffic: trafficHash(options), flat: hash(`${TABLES}${INDEXES}${sumsOf(1)}${CLICKHOUSE_TABLES}`) };
  let loaded = readMarker(marker);
  if (loaded?.traffic !== want.traffic) {
    rmSync(folder, { recursive: true, force: true });
    loaded = null;
  }
  mkdirSync(folder, { recursive: true });
  const hasPeers = options.corpus === 'generated';
  const clickHouse = options.clickHouse && hasPeers ? await ClickHouse.open(join(folder, 'clickhouse')) : null;
  let store: OpenStore | null = null;
  try {
    store = await openStore(options.server, folder);
    if (!loaded) {
      loaded = { ...want, flat: '', hasClickHouse: false, ...(await importAll(store, options.server, all, progress)) };
      writeFileSync(marker, JSON.stringify(loaded));
    }
    if (hasPeers && (loaded.flat !== want.flat || (clickHouse && !loaded.hasClickHouse))) {
      await loadPeers(store, clickHouse, all, days, progress);
      loaded = { ...loaded, ...want, hasClickHouse: clickHouse !== null };
      writeFileSync(marker, JSON.stringify(loaded));
    }
    return { store, clickHouse, loaded };
  } catch (error) {
    clickHouse?.close();
    await store?.close();
    throw error;
  }
}

async function importAll(
  { database }: OpenStore,
  server: ServerName,
  all: readonly Traffic[],
  progress: Progress,
): Promise<KeptStore['loaded']> {
  const loaded = { requests: 0, importSeconds: 0, settleSeconds: 0 };
  for (const each of all) {
    const { requests, seconds, settledIn } = await importTraffic(database, each, progress);
    loaded.requests += requests;
    loaded.importSeconds += seconds;
    loaded.settleSeconds += settledIn;
  }
  // What the server does by itself after a while; the embedded database has nobody who does.
  if (server !== 'embedded') await database.pool.query('VACUUM (ANALYZE)');
  return loaded;
}

async function loadPeers(
  { database }: OpenStore,
  clickHouse: ClickHouse | null,
  all: readonly Traffic[],
  days: number,
  progress: Progress,
): Promise<void> {
  await loadFlat(database, clickHouse, all, days, progress);
  const graph = await openAsked(database);
  await copyRisks(graph, all[0]!.tenant, database.pool, clickHouse);
  await graph.app.close();
}

function readMarker(marker: string): Loaded | null {
  return existsSync(marker) ? (JSON.parse(readFileSync(marker, 'utf8')) as Loaded) : null;
}

/** Some of the traffic stands for all of it: whoever changes the generator changes this. */
function trafficHash({ traffic, corpus }: Options): string {
  if (corpus === 'real') return 'real';
  const few = { ...traffic, requests: 2_000 };
  return hash(JSON.stringify([periodOf(few), ...generate(few, 'bench')]));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
