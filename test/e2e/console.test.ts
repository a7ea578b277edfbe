import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER, type Visitor } from './support/console.ts';

// The console as people use it: the real server with the demo traffic, a real browser, its real policy.

const token = 'a token of this test';
const demoTest = consoleTest();
const emptyTest = consoleTest({ DEMO: '0' });
const tokenTest = consoleTest({ DEMO: '0', SESSIONS_API_TOKEN: token });

const PAGES = ['/', '/attacks', '/discovery'];
const WIDTHS = [1440, 360];

const rows = ({ page }: Visitor) => page.locator('#list > table > tbody > tr:not(.below)');
/** Until the rows of a list are there. */
const loaded = ({ page }: Visitor) => page.locator('#list[aria-busy="false"]').waitFor();
const scrolled = ({ page }: Visitor) => page.evaluate<number>('scrollY');

describe.skipIf(!CHROMIUM)('with the demo traffic', IN_BROWSER, () => {
  demoTest('each page has its title, its landmarks and its place in the navigation', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/');
    for (const [name, path, title] of [
      ['Attacks', '/attacks', 'Attacks - API Sessions'],
      ['API Discovery', '/discovery', 'API Discovery - API Sessions'],
      ['Sessions', '/', 'Sessions - API Sessions'],
    ] as const) {
      const navigation = page.getByRole('navigation', { name: 'Pages', exact: true });
      await navigation.getByRole('link', { name, exact: true }).click();
      await page.waitForURL((url) => url.pathname === path);
      expect(await page.title()).toBe(title);
      expect(await navigation.locator('[aria-current="page"]').allInnerTexts()).toEqual([name]);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(name);
      expect(await page.getByRole('main').count()).toBe(1);
    }
    await page.getByRole('link', { name: 'GraphiQL' }).waitFor();
    // On every page, for it is no way to run a product; in the bar, so that it takes no line of them.
    const warning = page.getByRole('note', { name: 'No sign-in' });
    expect(await warning.innerText()).toBe('No sign-in');
    await warning.getByText('No sign-in').click();
    expect(await warning.innerText()).toContain('Everybody on this machine reads and changes everything');
  });

  demoTest('the first stop of the keyboard leads past the header', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    await loaded(visitor);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('tr.below:not([hidden]) table').waitFor();
  });

  demoTest('light or dark is chosen once for all pages and kept', async ({ visit }) => {
    const visitor = await visit({ colorScheme: 'light' });
    const { page } = visitor;
    const scheme = () => page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme');
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await visitor.open('/');
    expect(await scheme()).toBe('light dark');
    const light = await background();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    expect(await scheme()).toBe('dark');
    expect(await background()).not.toBe(light);
    await visitor.open('/attacks');
    expect(await scheme()).toBe('dark');
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Dark' }).press('ArrowLeft');
    expect(await scheme()).toBe('light');
  });

  demoTest('attacks: its requests, its sessions, and back to where one was', async ({ visit }) => {
    const visitor = await visit({ viewport: { width: 1440, height: 600 } });
    const { page } = visitor;
    await visitor.open('/attacks');
    await loaded(visitor);
    expect(await page.locator('#total').innerText()).toBe('82 attacks');
    expect(await rows(visitor).count()).toBe(50);
    const row = rows(visitor).nth(30);
    const id = await row.locator('.id').innerText();
    await row.getByRole('button', { name: `Requests of attack ${id}` }).click();
    const requests = page.getByRole('table', { name: `Requests of attack ${id}` });
    await requests.waitFor();
    expect(await requests.locator('tbody tr').count()).toBeGreaterThan(0);
    await row.scrollIntoViewIfNeeded();
    const before = await scrolled(visitor);
    expect(before).toBeGreaterThan(0);

    await row.getByRole('link', { name: `Explore sessions of attack ${id}` }).click();
    await page.waitForURL((url) => url.pathname === '/' && url.searchParams.get('s.attack') === id);
    await page.goBack();
    await requests.waitFor();
    await expect.poll(() => scrolled(visitor)).toBe(before);
    expect(await page.evaluate('document.activeElement.getAttribute("attack-id")')).toBe(id);

    await requests
      .getByRole('link', { name: /^Explore sessions with the request of/ })
      .first()
      .click();
    await page.waitForURL((url) => url.pathname === '/' && url.searchParams.has('s.request'));
  });

  demoTest('attacks: pages, each with an address', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    await loaded(visitor);
    const newest = await rows(visitor).first().locator('.id').innerText();
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Previous' }).waitFor();
    expect(await rows(visitor).count()).toBe(32);
    expect(await page.getByRole('link', { name: 'Next' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.getByRole('link', { name: 'Next' }).waitFor();
    expect(await rows(visitor).first().locator('.id').innerText()).toBe(newest);
  });

  demoTest('attacks: a link to one finds it on its page; of one that is not there it says so', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Previous' }).waitFor();
    const id = await rows(visitor).nth(1).locator('.id').innerText();

    await visitor.open(`/attacks#attack=${id}`);
    await expect.poll(() => page.locator('tr.wanted .id').allInnerTexts()).toEqual([id]);
    expect(await page.evaluate('document.activeElement.closest("tr").className')).toBe('wanted');
    // Within the same page too.
    await page.evaluate('location.hash = "attack=nobody"');
    await page.getByText('No attack with this id is known here').waitFor();
    // A link until it is answered that there are none.
    await page.locator('.missing').getByRole('link', { name: 'No sessions', disabled: true }).waitFor();
    expect(await rows(visitor).count()).toBe(50);
  });

  demoTest('API discovery: what is known of an endpoint, search, its sessions, and back', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/discovery');
    await loaded(visitor);
    await page.getByRole('searchbox', { name: 'Endpoints with requests to' }).fill('GET /users/v1/_debug');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#total').innerText()).toBe('1 endpoint');
    const row = rows(visitor).first();
    const text = (await row.innerText()).replace(/\s+/g, ' ');
    expect(text).toMatch(/GET \/users\/v1\/_debug vampi:5000 API High 9 Excessive data exposure/);
    expect(text).toMatch(/personal data Credentials Admin 114 106/i);

    await row.getByRole('link', { name: 'Explore sessions with GET /users/v1/_debug' }).click();
    await page.waitForURL((url) => url.pathname === '/' && url.searchParams.has('s.endpoint-id'));
    const endpoint = new URL(page.url()).searchParams.get('s.endpoint-id');
    await page.goBack();
    await loaded(visitor);
    expect(await page.locator('#total').innerText()).toBe('1 endpoint');
    expect(await page.getByRole('searchbox').inputValue()).toBe('GET /users/v1/_debug');
    await page.goBack();
    await expect.poll(() => page.locator('#total').innerText()).toBe('306 endpoints');
    await page.getByLabel('Also unconfirmed ones').check();
    await expect.poll(() => page.locator('#total').innerText()).toBe('1,907 endpoints');
    expect(new URL(page.url()).search).toBe('?unconfirmed=1');
    await page.getByLabel('Kind').selectOption('static file');
    await expect.poll(() => page.locator('#total').innerText()).toBe('29 endpoints');
    await page.getByLabel('Also unconfirmed ones').uncheck();
    await expect.poll(() => page.locator('#total').innerText()).toBe('13 endpoints');
    expect(new URL(page.url()).search).toBe('?kind=STATIC');

    await visitor.open(`/discovery?endpoint=${endpoint}`);
    await expect.poll(() => page.locator('tr.wanted').allInnerTexts()).toEqual([expect.stringContaining('_debug')]);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL((url) => url.searchParams.has('after'));
    await loaded(visitor);
    expect(await page.locator('tr.wanted').count()).toBe(0);
  });

  demoTest('API discovery: a search that finds nothing, and one that is a mistake', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/discovery?search=nowhere');
    await page.getByText('No endpoint with requests to nowhere').waitFor();
    await visitor.open(`/discovery?search=${'x'.repeat(3000)}`);
    await page.getByRole('alert').getByText('The endpoints could not be loaded.').waitFor();
    await page.getByRole('alert').getByText('search: ').waitFor();
  });

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    demoTest.for(PAGES.flatMap((path) => WIDTHS.map((width) => [path, width] as const)))(
      '%s, %d pixels wide, fits and breaks no rule of accessibility',
      async ([path, width], { visit }) => {
        const visitor = await visit({ colorScheme, viewport: { width, height: 800 } });
        const { page } = visitor;
        await visitor.open(path);
        await page.waitForLoadState('networkidle');
        if (path === '/attacks') {
          await page
            .getByRole('button', { name: /^Requests of attack/ })
            .first()
            .click();
          await page.locator('tr.below table').waitFor();
        }
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await visitor.accessibilityFaults()).toEqual([]);
      },
    );
  });
});

describe.skipIf(!CHROMIUM)('with nothing stored', IN_BROWSER, () => {
  emptyTest('the lists say so', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    await page.getByText('No attacks yet.').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.open('/discovery');
    await page.getByText('No endpoints yet.').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  emptyTest('a server that is gone is an error that can be tried again', async ({ visitor, site }) => {
    visitor.expectFault(/net::ERR_/);
    const { page } = visitor;
    await visitor.open('/attacks');
    await loaded(visitor);
    await page.route('**/graphql', (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No attacks yet.').waitFor();
    expect(site.server.hasEnded).toBe(false);
  });
});

describe.skipIf(!CHROMIUM)('with a token', IN_BROWSER, () => {
  tokenTest('one signs in once for all pages, and out', async ({ visitor }) => {
    visitor.expectFault(/status of 401/);
    const { page } = visitor;
    await visitor.open('/attacks');
    const field = page.getByLabel('Token', { exact: true });
    await field.waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('token');
    expect(await field.getAttribute('type')).toBe('password');
    expect(await page.getByText('No attacks yet.').isVisible()).toBe(false);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    for (const wrong of ['another token', 'no header: ☃']) {
      await field.fill(wrong);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('The server does not take this token.').waitFor();
      await field.fill('');
    }
    await field.fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('No attacks yet.').waitFor();
    expect(await field.count()).toBe(0);
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    expect(await page.locator('#who .actor').innerText()).toBe('api-token');

    // The elements have it from the start.
    const refused: string[] = [];
    page.on('response', (response) => response.status() === 401 && refused.push(response.url()));
    await visitor.open('/');
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(refused).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  tokenTest('no script can read what proves it, and none keeps the token', async ({ visitor }) => {
    visitor.expectFault(/status of 401/);
    const { page } = visitor;
    await visitor.open('/');
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    const readable = await page.evaluate<string>(
      'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])',
    );
    expect(readable).not.toMatch(/token|api-sessions/);
    const [kept, ...others] = await page.context().cookies();
    expect(kept).toMatchObject({ name: 'api-sessions', httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 });
    expect(kept!.value).not.toContain(token);
    expect(others).toEqual([]);
  });

  tokenTest('the elements ask for it, and go on when they have it', async ({ visitor }) => {
    visitor.expectFault(/status of 401/);
    const { page } = visitor;
    await visitor.open('/');
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.keyboard.press('Enter');
    await page.locator('session-explorer').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#sign-in').count()).toBe(0);
  });

  tokenTest('a server that cannot say who is there asks nobody for a token', async ({ visitor }) => {
    visitor.expectFault(/status of (401|503)/);
    const { page } = visitor;
    await visitor.open('/attacks');
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.keyboard.press('Enter');
    await page.getByText('No attacks yet.').waitFor();
    await page.route('**/auth/session', (route) => route.fulfill({ status: 503, json: {} }));
    await page.reload();
    await page.getByText('No attacks yet.').waitFor();
    expect(await page.locator('#sign-in').count()).toBe(0);
  });

  tokenTest(
    'a token for several tenants asks the one that is chosen; revoked, it asks who is there',
    async ({ site, visitor }) => {
      visitor.expectFault(/status of 401/);
      const { page } = visitor;
      const args = ['--tenant', 'shop,bank', '--actor', 'ann', '--scopes', 'sessions:read', '--json'];
      const { id, secret } = JSON.parse((await site.place.run(['token', 'create', ...args])).stdout);
      const asked: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/graphql')) asked.push(request.headers()['x-sessions-tenant']);
      });
      await visitor.open('/attacks');
      await page.getByLabel('Token', { exact: true }).fill(secret);
      asked.length = 0;
      await page.keyboard.press('Enter');
      await page.getByText('No attacks yet.').waitFor();
      expect(new Set(asked)).toEqual(new Set(['shop']));
      asked.length = 0;
      await page.getByLabel('Tenant', { exact: true }).selectOption('bank');
      await expect.poll(() => asked.length).toBeGreaterThan(0);
      await page.getByText('No attacks yet.').waitFor();
      expect(new Set(asked)).toEqual(new Set(['bank']));
      expect(await visitor.accessibilityFaults()).toEqual([]);

      await site.place.run(['token', 'revoke', id]);
      await visitor.open('/discovery');
      await page.getByLabel('Token', { exact: true }).waitFor();
      expect(await page.locator('#who').count()).toBe(0);
    },
  );
});
