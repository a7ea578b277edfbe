// Runs PGlite (PostgreSQL in WebAssembly) on a thread of its own: it blocks the thread it runs on for the length of a query.
// Plain JavaScript, so that a Worker can load it untranspiled both from the sources and from dist.
import { existsSync, mkdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as pristine } from '@electric-sql/pglite-prepopulatedfs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { directory, socket, port } = workerData;
// PGlite creates only the last folder of the path.
if (directory) mkdirSync(directory, { recursive: true });
const fresh = !directory || !existsSync(`${directory}/PG_VERSION`);
const db = await PGlite.create({
  dataDir: directory,
  // A ready data folder spares the seconds that initdb takes in WebAssembly.
  ...(fresh ? { loadDataDir: await pristine() } : {}),
});
const server = new PGLiteSocketServer({
  db,
  ...(socket ? { path: socket } : { host: '127.0.0.1', port }),
  maxConnections: 64,
});
await server.start();
parentPort.once('message', async () => {
  await server.stop();
  await db.close();
  parentPort.close();
});
parentPort.postMessage('ready');
