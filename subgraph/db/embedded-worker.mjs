// Runs PGlite (PostgreSQL in WebAssembly) on a thread of its own: it blocks the thread it runs on for the length of a query.
// Plain JavaScript, so that a Worker can load it untranspiled both from the sources and from dist.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as pristine } from '@electric-sql/pglite-prepopulatedfs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { directory, socket, port } = workerData;
const db = directory ? await openFolder(directory) : await create();
const server = new PGLiteSocketServer({
  db: oneAtATime(db),
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

async function openFolder(folder) {
  // Its presence says that the folder was being made and never used: after a kill in the middle it is made anew.
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  if (existsSync(`${folder}/PG_VERSION`)) return PGlite.create({ dataDir: folder });
  // PGlite creates only the last folder of the path.
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(unfinished, '');
  const fresh = await create(folder);
  rmSync(unfinished);
  return fresh;
}

/** A new database, of a ready data folder: it spares the seconds that initdb takes in WebAssembly. */
async function create(dataDir) {
  return PGlite.create({ dataDir, loadDataDir: await pristine() });
}

/**
 * What a backend says last when it panics is an error, and not that it is ready for more: PostgreSQL would start anew, and
 * PGlite is silent from then on. The thread ends, so that every connection hears of it (db/embedded.ts starts another).
 */
function watchForPanic() {
  const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
  let tail = Buffer.alloc(0);
  return {
    said(bytes) {
      tail = Buffer.concat([tail, bytes.subarray(-6)]).subarray(-6);
    },
    /** After a message that is always answered with readiness. */
    endUnlessReady() {
      // The client has what the backend said before it reads that the connection is closed.
      if (!tail.subarray(0, 5).equals(READY)) setImmediate(() => process.exit(1));
      tail = Buffer.alloc(0);
    },
  };
}

/**
 * All connections share one backend, and the socket server lets them take turns after every message, but for a
 * transaction. The messages of one statement (Parse, Bind, ... up to Sync) must stay together just as well: else the
 * parameters of one client are bound to the statement of another.
 */
function oneAtATime(pglite) {
  const ENDS_STATEMENT = new Set(['S', 'Q', 'X', '\0'].map((type) => type.charCodeAt(0)));
  const ANSWERED_WITH_READY = new Set(['S', 'Q'].map((type) => type.charCodeAt(0)));
  const SYNC = new Uint8Array(['S'.charCodeAt(0), 0, 0, 0, 4]);
  const backend = watchForPanic();
  let amidStatement = false;
  return {
    waitReady: pglite.waitReady,
    runExclusive: (work) => pglite.runExclusive(work),
    // The server asks this for each client that leaves, also when everything is closed already.
    isInTransaction: () => !pglite.closed && (amidStatement || pglite.isInTransaction()),
    async execProtocolRawStream(message, options) {
      // A startup message has no type: it begins with its length, that is with a zero.
      amidStatement = !ENDS_STATEMENT.has(message[0]);
      await pglite.execProtocolRawStream(message, {
        ...options,
        onRawData(bytes) {
          backend.said(bytes);
          options.onRawData(bytes);
        },
      });
      if (ANSWERED_WITH_READY.has(message[0])) backend.endUnlessReady();
    },
    /** The server asks for a ROLLBACK when the client that holds the turn is gone. */
    async exec(sql) {
      if (amidStatement) await pglite.execProtocolRaw(SYNC, { throwOnError: false });
      amidStatement = false;
      return pglite.exec(sql);
    },
  };
}
