import { statfs } from 'node:fs/promises';
import type { Database } from '../db/database.ts';

/** What a check found, in a word; anything but `ok` and `none` (nothing to check) means that the server is not ready. */
export interface Readiness {
  checks: {
    /** `busy`: it did not answer in time; the embedded one answers nobody else while it imports. */
    database: 'ok' | 'busy' | 'unavailable';
    /** `pending`: it lacks migrations of this version, as after an older backup was put in its place; `unknown`: it does not answer. */
    migrations: 'ok' | 'pending' | 'unknown';
    /** `full`: less than 64 MiB are left in DATA_DIR; `unavailable`: it is not there; `none`: nothing is kept there. */
    disk: 'ok' | 'full' | 'unavailable' | 'none';
  };
  /** Why the database does not answer, for the log; null: it does, or it is only busy. */
  error: unknown;
}

/** What an import and the database's own log need for a while. */
const LEAST_BYTES = 64 * 1024 * 1024;

export async function checkReadiness(probe: Database['probe'], dataDirectory: string | null): Promise<Readiness> {
  const [{ error, ...database }, disk] = await Promise.all([probeDatabase(probe), checkDisk(dataDirectory)]);
  return { checks: { ...database, disk }, error };
}

type Probed = Pick<Readiness['checks'], 'database' | 'migrations'> & Pick<Readiness, 'error'>;

async function probeDatabase(probe: Database['probe']): Promise<Probed> {
  try {
    const { missing } = await probe();
    return { database: 'ok', migrations: missing === 0 ? 'ok' : 'pending', error: null };
  } catch (error) {
    if (isLate(error)) return { database: 'busy', migrations: 'unknown', error: null };
    return { database: 'unavailable', migrations: 'unknown', error };
  }
}

/** What the driver says, which has no code for it: of an answer, of a new connection, of one that others use. */
const LATE = new Set([
  'Query read timeout',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
]);

function isLate(error: unknown): boolean {
  return error instanceof Error && LATE.has(error.message);
}

async function checkDisk(folder: string | null): Promise<Readiness['checks']['disk']> {
  if (folder === null) return 'none';
  // Whoever asks is told no path; the database fails, and says why, when it writes there.
  const room = await statfs(folder).catch(() => null);
  if (!room) return 'unavailable';
  return room.bavail * room.bsize < LEAST_BYTES ? 'full' : 'ok';
}
