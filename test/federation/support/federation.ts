import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Gateway as GatewayAccess } from '../../../subgraph/auth/gateway.ts';
import type { Database } from '../../../subgraph/db/database.ts';
import { createServer } from '../../../subgraph/server.ts';
import { openTestDatabase } from '../../support/database.ts';
import { composeInto, type PeerName, startPeer } from './gateways.ts';
import type { Running } from './processes.ts';
import { Recorder } from './recorder.ts';

export const SECRET = 'the secret of the gateway in tests';
export const TENANT = 'default';

type SubgraphName = PeerName | 'sessions';

/** The demo traffic at three subgraphs: ours in this process, so that its statements can be seen, the peers in their own. */
export class Federation {
  readonly recorders = {} as Record<SubgraphName, Recorder>;
  private readonly folder = mkdtempSync(join(tmpdir(), 'federation-'));
  private readonly servers: FastifyInstance[] = [];
  private readonly peers = {} as Record<PeerName, Running>;

  private constructor(
    readonly database: Database,
    /** Our /graphql. */
    readonly plain: string,
  ) {}

  /** @param consoleDirectory the built console, where the sessions subgraph is to serve its pages */
  static async open(consoleDirectory?: string): Promise<Federation> {
    const database = await openTestDatabase('embedded', { content: 'demo' });
    const app = await serve(database, 'secret', consoleDirectory);
    const address = app.listeningOrigin;
    const federation = new Federation(database, `${address}/graphql`);
    federation.servers.push(app);
    federation.recorders.sessions = await new Recorder(address).open();
    for (const name of ['attacks', 'discovery'] as const) {
      const { process, address } = await startPeer(name);
      federation.peers[name] = process;
      federation.recorders[name] = await new Recorder(address).open();
    }
    return federation;
  }

  /** File with the supergraph; the sessions subgraph may be at another address. */
  compose(sessions = this.recorders.sessions.address): string {
    const { attacks, discovery } = this.recorders;
    const urls = { sessions: `${sessions}/subgraph`, attacks: attacks.address, discovery: discovery.address };
    return composeInto(mkdtempSync(join(this.folder, 'supergraph-')), urls);
  }

  /** The same without a peer. */
  composeWithout(name: PeerName): string {
    const { sessions, attacks, discovery } = this.recorders;
    const peers = { attacks: attacks.address, discovery: discovery.address };
    const urls = { sessions: `${sessions.address}/subgraph`, ...peers, [name]: undefined };
    return composeInto(mkdtempSync(join(this.folder, 'supergraph-')), urls);
  }

  /** A second sessions subgraph over the same data, that wants signatures. */
  async serveSigned(): Promise<string> {
    const app = await serve(this.database, 'hmac');
    this.servers.push(app);
    return app.listeningOrigin;
  }

  /** Ends a peer for the time of some work. */
  async without(name: PeerName, work: () => Promise<void>): Promise<void> {
    const recorder = this.recorders[name];
    await recorder.close();
    await this.peers[name].kill();
    try {
      await work();
    } finally {
      const { process, address } = await startPeer(name);
      this.peers[name] = process;
      recorder.target = address;
      await recorder.open();
    }
  }

  /** How often each subgraph is asked during some work, and with what. */
  async callsOf(work: () => Promise<unknown>): Promise<Record<SubgraphName, Recorder['calls']>> {
    for (const recorder of Object.values(this.recorders)) recorder.calls = [];
    await work();
    const { sessions, attacks, discovery } = this.recorders;
    return { sessions: sessions.calls, attacks: attacks.calls, discovery: discovery.calls };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.recorders).map((recorder) => recorder.close()));
    await Promise.all(Object.values(this.peers).map((peer) => peer.kill()));
    await Promise.all(this.servers.map((server) => server.close()));
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function serve(
  database: Database,
  auth: GatewayAccess['auth'],
  consoleDirectory?: string,
): Promise<FastifyInstance> {
  const gateway = { secrets: [SECRET], auth };
  const options = {
    database,
    host: '127.0.0.1',
    apiToken: null,
    secret: SECRET,
    production: true,
    mode: 'federated',
    gateway,
    consoleDirectory,
  } as const;
  const app = await createServer(options);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}
