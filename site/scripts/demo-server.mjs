import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Starts a server with the demo traffic on the days on which it was recorded, and with ids that are the same each time, so that
 * examples can name them.
 * @returns its address, and how to end it
 */
export async function startDemo(root) {
  const folder = mkdtempSync(join(tmpdir(), 'api-sessions-site-'));
  const bin = join(root, 'subgraph/bin/api-sessions.mjs');
  const demo = (...path) => join(root, 'demo', ...path);
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    DATA_DIR: folder,
    DEMO: '0',
    PORT: '0',
    SESSIONS_HASH_SECRET: 'the recorded answers of the site',
  };
  const run = (...args) => promisify(execFile)(process.execPath, [bin, ...args], { env });
  const traffic = readdirSync(demo('traffic'))
    .sort()
    .map((file) => demo('traffic', file));
  let server;
  const close = async () => {
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await run('openapi', demo('openapi/vampi.openapi.yml'), '--host', 'vampi:5000');
    await run('flows', demo('flows.json'));
    await run('import', ...traffic, '--config', demo('sessions.config.json'));
    server = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    return { address: await addressOf(server), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where it listens, as soon as it says so. */
function addressOf(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [, address] = /API Sessions: (http:\S+?)\/ /.exec(said) ?? [];
      if (address) resolve(address);
    });
    server.once('close', () => reject(new Error(`the server of the demo ended before it listened\n${said}`)));
  });
}
