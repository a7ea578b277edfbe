import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildCli, linesOf, Place } from '../support/cli.ts';
import { DATABASES } from '../support/database.ts';
import { newFolder } from '../support/once.ts';
import { startPostgresCluster } from '../support/postgres-cluster.ts';
import { TEST_SECRET } from '../support/traffic.ts';
import { measured } from './support/measured.ts';

// The disk of the database is full: what is said is what it is, nothing is half written, and with room it goes on. In the full
// run only, for it mounts file systems of its own; test/subgraph/embedded-panic.test.ts has the same moment without.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

/** A file system of so many megabytes; takes a user who may mount one. */
function smallDisk(megabytes: number): { folder: string; grow(to: number): void } {
  const folder = newFolder('disk-');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], { stdio: 'pipe' });
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return {
    folder,
    grow: (to) => void execFileSync('mount', ['-o', `remount,size=${to}m`, folder]),
  };
}

const BLOG = linesOf('access-apache-combined-blog-2015.log.gz');
const LINES = 60_000;
const log = () =>
  Array.from({ length: Math.ceil(LINES / BLOG.length) }, (_, index) => 2000 + index)
    .flatMap((year) => BLOG.map((line) => line.replace(/\/2015:/, `/${year}:`)))
    .slice(0, LINES)
    .join('\n');

type Environment = Record<string, string>;

async function breaksOffAndGoesOn(
  place: Place,
  env: Environment,
  disk: ReturnType<typeof smallDisk>,
  batch: number,
): Promise<number> {
  const file = place.write('access.log', log());
  const broken = await place.run(['import', '--json', file], { env });
  expect(broken.stderr).toMatch(
    /^api-sessions: the database failed in the middle \([^\n]*No space left on device\): whole batches are kept, run the same import again\n$/,
  );
  expect(broken.code).toBe(1);
  disk.grow(1_000);
  const found = await place.run(['verify', '--json'], { env });
  const { requests, differences } = JSON.parse(found.stdout);
  expect(differences).toBe(0);
  expect(requests % batch).toBe(0);
  const again = JSON.parse((await place.run(['import', '--json', file], { env })).stdout);
  expect(again).toMatchObject({ accepted: LINES - requests, duplicates: requests });
  return requests;
}

if (DATABASES.includes('PostgreSQL')) {
  test('on a PostgreSQL server an import breaks off with the reason, and goes on when there is room', {
    timeout: 900_000,
  }, async () => {
    const disk = smallDisk(150);
    const data = join(disk.folder, 'data');
    chmodSync(disk.folder, 0o777);
    const cluster = await startPostgresCluster({ data, settings: { max_wal_size: '48MB', min_wal_size: '32MB' } });
    onTestFinished(() => cluster.stop());
    const place = await Place.on('PostgreSQL');
    places.push(place);
    const env = { DATABASE_URL: cluster.url, SESSIONS_HASH_SECRET: TEST_SECRET };
    expect((await place.run(['retention', '--everything'], { env })).code).toBe(0);
    const kept = await breaksOffAndGoesOn(place, env, disk, 5_000);
    measured('disk full, PostgreSQL', `${kept} of ${LINES} kept, whole batches; said so; verify clean; completed`);
  });
}

test('in the embedded database an import breaks off with the reason, and goes on when there is room', {
  timeout: 900_000,
}, async () => {
  const disk = smallDisk(110);
  const place = await Place.on('embedded');
  places.push(place);
  mkdirSync(join(disk.folder, 'data'));
  execFileSync('cp', ['-a', `${place.dataDirectory}/postgres`, join(disk.folder, 'data')]);
  const kept = await breaksOffAndGoesOn(place, { DATA_DIR: join(disk.folder, 'data') }, disk, 1_000);
  measured('disk full, embedded', `${kept} of ${LINES} kept, whole batches; said so; verify clean; completed`);
});
