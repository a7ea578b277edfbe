import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM, IN_BROWSER, type Visitor, visitSite } from '../e2e/support/console.ts';
import { CHROMIUM_ARGS } from '../support/chromium.ts';
import { buildCli } from '../support/cli.ts';
import { importLines } from '../support/traffic.ts';
import { Federation, SECRET, TENANT } from './support/federation.ts';
import { GATEWAYS, Gateway } from './support/gateways.ts';
import { gatewaysMissing, PEERS } from './support/processes.ts';

// The console on a supergraph, in a real browser, over the demo traffic: the elements ask a real gateway, and the owners
// of endpoints and attacks are there, down, or not in the graph at all.

const MISSING = gatewaysMissing() || !CHROMIUM;
const CONSOLE = join(import.meta.dirname, '../../subgraph/dist/console');

let federation: Federation;
let browser: Browser;
beforeAll(async () => {
  if (MISSING) return;
  buildCli();
  federation = await Federation.open(CONSOLE);
  browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGS });
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
});

interface OwnedEndpoint {
  id: string;
  application: string;
  risk: number;
  sessions: { nodes: { id: string }[] };
}

interface FrontModule {
  startFront(to: { port: number; sessions: string; gateway: string }): Promise<{
    address: string;
    close(): Promise<void>;
  }>;
}

const MALICIOUS = '/?s.v=1&s.time=all&s.malicious=yes';
const rows = (page: Page) => page.locator('session-list tbody tr[data-row]');
const requests = (page: Page) => page.locator('session-request-table tbody tr[data-row]');
const insights = (page: Page) => page.locator('session-request [aria-labelledby="discovery.insights"]');
const attacks = (page: Page) => page.locator('session-request [aria-labelledby="attack-links.attacks"]');

/** Opens the first session of the list, and its first request. */
async function openFirst(page: Page): Promise<void> {
  await rows(page).first().locator('th a').click();
  await toggle(page, 0);
  await insights(page).waitFor();
}
const toggle = (page: Page, n: number) => requests(page).nth(n).locator('.toggle').click();

describe.skipIf(MISSING).each(GATEWAYS)('elements through %s', IN_BROWSER, (kind) => {
  const ends: (() => Promise<void>)[] = [];
  let gateway: Gateway;
  let whole: string;
  let withoutDiscovery: string;

  /** The console in front of a gateway over this supergraph. */
  async function serve(supergraph: string) {
    const started = await Gateway.start(kind, supergraph, { SESSIONS_GATEWAY_SECRET: SECRET });
    ends.unshift(() => started.stop());
    const { startFront } = (await import(join(PEERS, 'front.mjs'))) as FrontModule;
    const sessions = new URL(federation.plain).origin;
    const front = await startFront({ port: 0, sessions, gateway: new URL(started.address).origin });
    ends.unshift(() => front.close());
    return { gateway: started, address: front.address };
  }

  beforeAll(async () => {
    ({ gateway, address: whole } = await serve(federation.compose()));
    ({ address: withoutDiscovery } = await serve(federation.composeWithout('discovery')));
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  /** Somebody with the console open; at the end of the test the browser may have had nothing to complain about. */
  async function visit(address: string, path: string): Promise<{ visitor: Visitor; page: Page; said: string[] }> {
    const { visitor, leave, check } = await visitSite({ address, browser });
    const said: string[] = [];
    visitor.page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    onTestFinished(async () => {
      await leave();
      check();
    });
    await visitor.open(path);
    return { visitor, page: visitor.page, said };
  }

  test('an open request says what API Discovery says of its endpoint, beside our copies', async () => {
    const { endpoints } = await gateway.query<{ endpoints: { edges: { node: OwnedEndpoint }[] } }>(
      '{ endpoints(first: 20) { edges { node { id application risk sessions(first: 1) { nodes { id } } } } } }',
    );
    const { node } = endpoints.edges.find(({ node }) => node.sessions.nodes.length > 0)!;
    const { visitor, page } = await visit(whole, `/?s.v=1&s.time=all&s.endpoint-id=${encodeURIComponent(node.id)}`);
    await openFirst(page);

    expect(await insights(page).innerText()).toMatch(/Live from API Discovery[\s\S]*As imported[\s\S]*Endpoint risk/);
    const live = await insights(page).locator('.live dd').allInnerTexts();
    expect(live.slice(0, 2)).toEqual([node.application, `${node.risk} of 10`]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('and what the detection of attacks says of its attack', async () => {
    const { visitor, page } = await visit(whole, MALICIOUS);
    await openFirst(page);

    const id = await attacks(page).getByRole('link').first().innerText();
    const { attack } = await gateway.query<{ attack: { severity: string } }>(
      'query ($id: ID!) { attack(id: $id) { severity } }',
      { id },
    );
    expect(await attacks(page).locator('dd').first().innerText()).toBe(attack.severity.toLowerCase());
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('an endpoint that discovery does not know is not called unavailable', async () => {
    const host = `new-${kind}.example`;
    await importLines(federation.database, TENANT, [{ time: new Date().toISOString(), sid: host, host, path: '/new' }]);
    const { page } = await visit(whole, `/?s.v=1&s.time=all&s.host=${host}`);
    await openFirst(page);

    expect(await insights(page).innerText()).toContain('Not known to API Discovery.');
  });

  test('while discovery is down list and detail work, the block says unavailable, and asks again', async () => {
    const { visitor, page, said } = await visit(whole, '/attacks');
    await federation.without('discovery', async () => {
      await visitor.open(MALICIOUS);
      await rows(page).first().waitFor();
      await openFirst(page);
      await expect.poll(() => insights(page).innerText()).toContain('Unavailable: no answer from API Discovery.');
      expect(await insights(page).innerText()).toMatch(/As imported[\s\S]*Endpoint risk/);
      expect(await requests(page).count()).toBeGreaterThan(0);
      // The other owner is not.
      expect(await attacks(page).locator('dd').first().innerText()).toMatch(/critical|high|medium|low/);
      expect(await visitor.accessibilityFaults()).toEqual([]);
    });
    expect(said).toEqual([]);

    await insights(page).getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(() => insights(page).locator('.live dd').count()).toBeGreaterThan(1);
    expect(await insights(page).innerText()).not.toContain('Unavailable');
  });

  test('while attacks are down, an endpoint of which discovery knows no risk is not unavailable', async () => {
    const { visitor, page } = await visit(whole, '/attacks');
    await federation.without('attacks', async () => {
      await visitor.open(MALICIOUS);
      await openFirst(page);
      await expect.poll(() => attacks(page).innerText()).toContain('Unavailable: no answer from Attacks.');
      const id = await page
        .locator('session-request')
        .first()
        .evaluate((element) => (element as { requestId?: string }).requestId);
      const { request } = await gateway.query<{ request: { endpoint: object } }>(
        'query ($id: ID!) { request(id: $id) { endpoint { risk rogue } } }',
        { id },
      );
      expect(request.endpoint).toEqual({ risk: null, rogue: null });
      const text = await insights(page).innerText();
      expect(text).toMatch(/Live from API Discovery[\s\S]*Risk\s+–\s+Rogue\s+–/);
      expect(text).not.toContain('no answer');
    });
  });

  test('without discovery in the graph the console of the browser says so once, and our copies stay', async () => {
    const { visitor, page, said } = await visit(withoutDiscovery, MALICIOUS);
    // What the browser itself writes of an answer with the status 400, and the warning.
    visitor.expectFault(/status of 400/);
    visitor.expectFault(/sessions plugin "discovery": fragments\.request is left out/);
    await openFirst(page);

    const text = await insights(page).innerText();
    expect(text).toMatch(/As imported[\s\S]*Endpoint risk/);
    expect(text).not.toMatch(/Live|Unavailable|Not known/);
    expect(await attacks(page).locator('dd').first().innerText()).toMatch(/critical|high|medium|low/);

    await page.getByRole('button', { name: 'Close session' }).click();
    await rows(page).nth(1).locator('th a').click();
    await toggle(page, 0);
    await insights(page).first().waitFor();
    expect(said.map((line) => line.slice(0, 60))).toEqual([
      expect.stringMatching(/^error: Failed to load resource/),
      'warning: sessions plugin "discovery": fragments.request is l',
    ]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('an explore button on the page of attacks leads to the sessions that Attack.sessions has', async () => {
    const { visitor, page } = await visit(whole, '/attacks');
    const buttons = page.locator('explore-in-sessions-button[attack-id]');
    await buttons.first().waitFor();
    const ids = await buttons.evaluateAll((all) => all.map((button) => button.getAttribute('attack-id')!));
    expect(ids.length).toBeGreaterThan(20);
    let most = 0;
    for (const id of ids.slice(0, 6)) {
      const { attack } = await gateway.query<{ attack: { sessions: { nodes: { id: string }[] } } }>(
        'query ($id: ID!) { attack(id: $id) { sessions(first: 50) { nodes { id } } } }',
        { id },
      );
      await visitor.open('/attacks');
      await page.locator(`explore-in-sessions-button[attack-id="${id}"]`).getByRole('link').click();
      await expect.poll(() => new URL(page.url()).searchParams.get('s.attack')).toBe(id);
      await rows(page).first().waitFor();
      const listed = await rows(page).evaluateAll((all) => all.map((row) => row.dataset.row));
      expect(listed).toEqual(attack.sessions.nodes.map((node) => node.id));
      most = Math.max(most, listed.length);
    }
    expect(most).toBeGreaterThan(1);
  });
});
