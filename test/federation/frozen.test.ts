import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place, type Running as Server } from '../support/cli.ts';
import { SECRET } from './support/federation.ts';
import { composeInto, GATEWAYS, Gateway, startPeer } from './support/gateways.ts';
import { gatewaysMissing, type Running } from './support/processes.ts';

// Our server as a process of its own that is stopped (SIGSTOP): it takes connections and never answers, as a machine that
// hangs does. What a client of the gateway asked of others must be there.

const MISSING = gatewaysMissing();

let place: Place;
let server: Server;
let folder: string;
let supergraph: string;
const peers: Running[] = [];
beforeAll(async () => {
  if (MISSING) return;
  buildCli();
  place = await Place.on('embedded');
  const env = { DEMO: '0', MODE: 'federated', SESSIONS_GATEWAY_SECRET: SECRET };
  const sessions = await place.serve(env);
  server = sessions.server;
  const [attacks, discovery] = await Promise.all([startPeer('attacks'), startPeer('discovery')]);
  peers.push(attacks.process, discovery.process);
  folder = mkdtempSync(join(tmpdir(), 'frozen-'));
  const urls = { sessions: `${sessions.address}/subgraph`, attacks: attacks.address, discovery: discovery.address };
  supergraph = composeInto(folder, urls);
}, 240_000);
afterAll(async () => {
  for (const peer of peers) await peer.kill();
  await place?.remove();
  if (folder) rmSync(folder, { recursive: true });
});

interface Beside {
  sessions: object | null;
  sessionKnownAttacks: object | null;
  sessionAttackTypes: object[] | null;
  attacks: { edges: { node: { id: string; sessions: object | null } }[] };
  endpoints: { edges: { node: { id: string } }[] };
}
const BESIDE = `{
  sessions { totalCount { value } }
  sessionKnownAttacks { nodes { id } }
  sessionAttackTypes { code }
  attacks(first: 3) { edges { node { id sessions { totalCount { value } } } } }
  endpoints(first: 3) { edges { node { id } } }
}`;
const WRITTEN = `mutation ($attack: ID!) {
  setAttackComment(attackId: $attack, comment: "seen") { comment }
  unblockSession(sessionId: "none.20261101", idempotencyKey: "k1") { __typename }
}`;

describe.skipIf(MISSING).each(GATEWAYS)('through %s, with the sessions server frozen', (kind) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await Gateway.start(kind, supergraph, { SESSIONS_GATEWAY_SECRET: SECRET, SUBGRAPH_TIMEOUT_MS: '3000' });
  });
  afterAll(() => gateway?.stop());

  test('what others answer is there, each field of ours is null with an error, and all is back with it', async () => {
    const whole = await gateway.query<Beside>(BESIDE);
    expect(whole.attacks.edges).toHaveLength(3);
    const { node: attack } = whole.attacks.edges[0]!;
    server.signal('SIGSTOP');
    try {
      const { data, errors } = await gateway.ask<Beside>(BESIDE);
      expect(data).toMatchObject({ sessions: null, sessionKnownAttacks: null, sessionAttackTypes: null });
      expect(data!.endpoints).toEqual(whole.endpoints);
      expect(data!.attacks.edges.map(({ node }) => node)).toEqual(
        whole.attacks.edges.map(({ node: { id } }) => ({ id, sessions: null })),
      );
      expect(errors!.length).toBeGreaterThan(0);

      // What was done is told, beside what was not.
      const written = await gateway.ask(WRITTEN, { attack: attack.id });
      expect(written.data).toEqual({ setAttackComment: { comment: 'seen' }, unblockSession: null });
      expect(written.errors!.length).toBeGreaterThan(0);
    } finally {
      server.signal('SIGCONT');
    }
    await expect.poll(async () => (await gateway.ask<Beside>(BESIDE)).data, { timeout: 20_000 }).toEqual(whole);
  });
});
