import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from '../options.ts';
import { generate, periodOf } from '../traffic/generate.ts';
import { openAsked } from './asked.ts';
import { ClickHouse } from './clickhouse.ts';
import { INDEXES, sumsOf, TABLES } from './flat-tables.ts';
import { importTraffic, loadFlat, type Progress } from './load.ts';
import { copyRisks } from './risks.ts';
import { type OpenStore, openStore } from './server.ts';
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
  const want = { traffic: trafficHash(options), flat: hash(`${TABLES}${INDEXES}${sumsOf(1)}`) };
  let loaded = readMarker(marker);
  if (loaded?.traffic !== want.traffic) {
    rmSync(folder, { recursive: true, force: true });
    loaded = null;
  }
  mkdirSync(folder, { recursive: true });
  const clickHouse =
    options.clickHouse && options.corpus === 'generated' ? await ClickHouse.open(join(folder, 'clickhouse')) : null;
  let store: OpenStore | null = null;
  try {
    store = await openStore(options.server, folder);
    const traffic = { ...options.traffic, requests };
    const all = options.corpus === 'real' ? realTraffic(traffic) : generatedTraffic(traffic);
    const isFlat = loaded?.flat === want.flat && (loaded.hasClickHouse || !clickHouse);
    if (!loaded) {
      rmSync(marker, { force: true });
      loaded = { ...want, flat: '', hasClickHouse: false, requests: 0, importSeconds: 0, settleSeconds: 0 };
      for (const each of all) {
        const { requests: count, seconds, settledIn } = await importTraffic(store.database, each, progress);
        loaded.requests += count;
        loaded.importSeconds += seconds;
        loaded.settleSeconds += settledIn;
      }
      // What the server does by itself after a while; the embedded database has nobody who does.
      if (options.server !== 'embedded') await store.database.pool.query('VACUUM (ANALYZE)');
      writeFileSync(marker, JSON.stringify(loaded));
    }
    if (options.corpus === 'generated' && !isFlat) {
      await loadFlat(store.database, clickHouse, all, days, progress);
      const graph = await openAsked(store.database);
      await copyRisks(graph, all[0]!.tenant, store.database.pool, clickHouse);
      await graph.app.close();
    }
    loaded = { ...loaded, ...want, hasClickHouse: loaded.hasClickHouse || clickHouse !== null };
    writeFileSync(marker, JSON.stringify(loaded));
    return { store, clickHouse, loaded };
  } catch (error) {
    clickHouse?.close();
    await store?.close();
    throw error;
  }
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
