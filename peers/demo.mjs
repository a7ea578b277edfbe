#!/usr/bin/env node
// The console on a supergraph: sessions, attacks and discovery as three subgraphs, a gateway, and a proxy in front.
//   npm run demo:federated                         with Hive Gateway
//   npm run demo:federated -- --gateway apollo     with Apollo Gateway
// PORT is that of the console, 4100 unless set. The data is in a temporary folder, and goes with it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Child, freePort } from './shared/child.mjs';

const PEERS = import.meta.dirname;
const SESSIONS = join(PEERS, '../subgraph/bin/api-sessions.mjs');
const HIVE = join(PEERS, 'node_modules/@graphql-hive/gateway/dist/bin.js');

/** How each gateway is started, with the supergraph in a file and a port; `ready` is what it then says. */
const GATEWAYS = {
  hive: {
    args: (file, port) => [
      ...[HIVE, 'supergraph', file, '-c', join(PEERS, 'hive/gateway.config.ts')],
      ...['-h', '127.0.0.1', '-p', String(port)],
    ],
    ready: /Listening on http/,
  },
  apollo: { args: (file) => [join(PEERS, 'apollo/gateway.mjs'), file], ready: /Apollo Gateway: http/ },
};

class Mistake extends Error {}

const started = [];
let front;
const folder = mkdtempSync(join(tmpdir(), 'api-sessions-federated-'));
const stopping = new AbortController();
const stopped = new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopping.abort());

try {
  await Promise.race([run(options()), stopped]);
} catch (error) {
  console.error(error instanceof Mistake ? error.message : error);
  process.exitCode = 1;
} finally {
  stopping.abort();
  await front?.close();
  await Promise.all(started.map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
}

function options() {
  let gateway;
  try {
    ({ gateway } = parseArgs({ options: { gateway: { type: 'string', default: 'hive' } } }).values);
  } catch (error) {
    throw new Mistake(error.message);
  }
  const port = Number(process.env.PORT || 4100);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Mistake(`PORT must be a number from 0 to 65535, not "${process.env.PORT}"`);
  }
  if (!Object.hasOwn(GATEWAYS, gateway)) throw new Mistake(`--gateway must be hive or apollo, not "${gateway}"`);
  if (!existsSync(HIVE)) {
    throw new Mistake('the gateways are not installed yet (about 600 MB): run "npm ci --prefix peers" first');
  }
  return { gateway, port };
}

/** Starts everything; resolves only when something ends that the rest cannot do without. */
async function run({ gateway, port }) {
  await freePort(port).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Mistake(`port ${port} is in use (PORT): stop what uses it, or set another`);
  });
  const secret = randomBytes(32).toString('base64');
  console.log('starting; the demo traffic is imported first ...');
  const [sessions, attacks, discovery] = await Promise.all([
    start('sessions', [SESSIONS, 'serve'], sessionsEnv(secret), /API Sessions: (http:\S+)\/ /),
    start('attacks', [join(PEERS, 'attacks/server.mjs')], { PORT: '0' }, /attacks: (http:\S+)/),
    start('discovery', [join(PEERS, 'discovery/server.mjs')], { PORT: '0' }, /discovery: (http:\S+)/),
  ]);

  // Only now: without peers/node_modules there is nothing to import.
  const { compose } = await import('./compose.mjs');
  const { startFront } = await import('./front.mjs');
  const supergraph = join(folder, 'supergraph.graphql');
  const urls = { sessions: `${sessions.address}/subgraph`, attacks: attacks.address, discovery: discovery.address };
  writeFileSync(supergraph, compose(urls));
  const { args, ready } = GATEWAYS[gateway];
  const gatewayPort = await freePort();
  const env = { PORT: String(gatewayPort), SESSIONS_GATEWAY_SECRET: secret, SESSIONS_GATEWAY_AUTH: 'secret' };
  const { child } = await start(gateway, args(supergraph, gatewayPort), env, ready);
  const address = `http://127.0.0.1:${gatewayPort}`;
  stopping.signal.throwIfAborted();
  front = await startFront({ port, sessions: sessions.address, gateway: address });

  console.log(`sessions   ${urls.sessions}`);
  console.log(`attacks    ${urls.attacks}  (kill ${attacks.child.pid} shows the console without it)`);
  console.log(`discovery  ${urls.discovery}  (kill ${discovery.child.pid} does as well)`);
  console.log(`gateway    ${address}/graphql  (${gateway})`);
  console.log(`Console: ${front.address}/  Ctrl-C ends it all`);
  await Promise.race([sessions.child.ended, child.ended]);
  throw new Mistake('the sessions server or the gateway has ended');
}

/** Nothing of an installation of its own that the environment may name. */
function sessionsEnv(secret) {
  const ours = { DATABASE_URL: '', SESSIONS_HASH_SECRET: '', SESSIONS_CONFIG: '', HOST: '' };
  const signIn = { SESSIONS_API_TOKEN: '', SESSIONS_ANONYMOUS: '', SESSIONS_JWT_ISSUER: '', SESSIONS_JWT_AUDIENCE: '' };
  const unset = { ...ours, ...signIn, SESSIONS_JWT_JWKS_URL: '', SESSIONS_OIDC_CLIENT_ID: '' };
  const federated = { MODE: 'federated', SESSIONS_GATEWAY_SECRET: secret, SESSIONS_GATEWAY_AUTH: 'secret' };
  return { ...unset, ...federated, PORT: '0', DATA_DIR: join(folder, 'data'), DEMO: '1' };
}

async function start(name, args, env, ready) {
  stopping.signal.throwIfAborted();
  const child = new Child(args, env);
  started.push(child);
  try {
    const [, address] = await child.says(ready);
    return { child, address };
  } catch (error) {
    throw new Mistake(`${name}: ${error.message}`);
  }
}
