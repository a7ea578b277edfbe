import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildCli } from '../support/cli.ts';
import { GATEWAYS } from './support/gateways.ts';
import { gatewaysMissing, PEERS, Running } from './support/processes.ts';

// `npm run demo:federated`, as somebody runs it who has just cloned this.

const ATTACK = 'sqli-f60417183d4e';

describe.skipIf(gatewaysMissing())('the console on a supergraph', () => {
  beforeAll(() => buildCli());

  describe.each(GATEWAYS)('with %s', (gateway) => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-'));
    let demo: Running;
    let front = '';
    beforeAll(async () => {
      const args = ['run', 'demo:federated', '--', '--gateway', gateway];
      demo = new Running('npm', args, { PORT: '0', TMPDIR: folder });
      [, front = ''] = await demo.says(/Console: (http:\S+)\/ /);
    }, 600_000);
    afterAll(async () => {
      await demo?.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    async function ask(query: string): Promise<unknown> {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${front}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return response.json();
    }

    test('pages are those of the sessions server, but for what is in peers/console', async () => {
      const page = await fetch(`${front}/`);
      expect(await page.text()).toContain('<session-explorer');
      expect(page.headers.get('content-security-policy')).toContain(`script-src 'self'`);
      for (const name of readdirSync(join(PEERS, 'console'))) {
        const served = await (await fetch(`${front}/console/${name}`)).text();
        expect(served).toBe(readFileSync(join(PEERS, 'console', name), 'utf8'));
      }
    });

    test('data is that of all three subgraphs', async () => {
      expect(await ask(`{ attack(id: "${ATTACK}") { type sessions { totalCount { value } } } }`)).toEqual({
        data: { attack: { type: 'SQLI', sessions: { totalCount: { value: 1 } } } },
      });
      expect(await ask('{ sessionsCapabilities { mode } endpoints { totalCount } }')).toEqual({
        data: { sessionsCapabilities: { mode: 'FEDERATED' }, endpoints: { totalCount: 1907 } },
      });
    });

    test('what is for the gateway alone, and names of web sites, are refused', async () => {
      expect((await fetch(`${front}/subgraph`, { method: 'POST' })).status).toBe(404);
      const status = await new Promise((resolve, reject) => {
        const foreign = request(front, { headers: { host: 'evil.example' } }, ({ statusCode }) => resolve(statusCode));
        foreign.on('error', reject).end();
      });
      expect(status).toBe(421);
    });

    test('without a peer the console goes on', async () => {
      const [, pid] = /attacks .*\(kill (\d+)/.exec(demo.said)!;
      process.kill(Number(pid), 'SIGTERM');
      await expect
        .poll(() => ask(`{ sessions(first: 1) { nodes { id } } attack(id: "${ATTACK}") { type } }`))
        .toMatchObject({ data: { sessions: { nodes: [{}] }, attack: null } });
    });

    test('Ctrl-C leaves nothing behind', async () => {
      const addresses = [...demo.said.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([address]) => address);
      expect(new Set(addresses).size).toBe(5);
      await demo.interrupt();
      for (const address of addresses) await expect(fetch(address)).rejects.toThrow();
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  test('a port that is taken is named', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const demo = new Running('npm', ['run', 'demo:federated'], { PORT: String(port) });
    onTestFinished(() => demo.kill());
    expect(await demo.ended).toBe(1);
    expect(demo.said).toContain(`port ${port} is in use (PORT)`);
  });

  test('a gateway that does not exist is named', async () => {
    const demo = new Running('npm', ['run', 'demo:federated', '--', '--gateway', 'other']);
    onTestFinished(() => demo.kill());
    expect(await demo.ended).toBe(1);
    expect(demo.said).toContain('--gateway must be hive or apollo, not "other"');
  });
});
