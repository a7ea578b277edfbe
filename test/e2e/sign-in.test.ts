import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM_ARGS } from '../support/chromium.ts';
import { buildCli, Place } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { AUDIENCE, CLIENT, CLIENT_SECRET, Issuer } from '../support/issuer.ts';
import { CHROMIUM, IN_BROWSER, visitSite } from './support/console.ts';

// The console and an identity provider, in a real browser: there and back, and what is left in the browser.

describe.skipIf(!CHROMIUM)('with an identity provider', IN_BROWSER, () => {
  const issuer = new Issuer();
  let place: Place;
  let browser: Browser;
  let address = '';

  beforeAll(async () => {
    buildCli();
    await issuer.start();
    place = await Place.on('embedded');
    const port = await freePort();
    const env = {
      DEMO: '0',
      PORT: String(port),
      SESSIONS_PUBLIC_URL: `http://127.0.0.1:${port}`,
      SESSIONS_JWT_ISSUER: issuer.url,
      SESSIONS_JWT_AUDIENCE: AUDIENCE,
      SESSIONS_JWT_JWKS_URL: issuer.jwksUrl,
      SESSIONS_OIDC_CLIENT_ID: CLIENT,
      SESSIONS_OIDC_CLIENT_SECRET: CLIENT_SECRET,
    };
    ({ address } = await place.serve(env));
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGS });
  });
  afterAll(async () => {
    await browser?.close();
    await place?.remove();
    await issuer.stop();
  });

  async function visit(colorScheme: 'light' | 'dark' = 'light') {
    const { visitor, leave, check } = await visitSite({ address, browser }, { colorScheme });
    onTestFinished(async () => {
      await leave();
      check();
    });
    visitor.expectFault(/status of 40[13]/);
    return visitor;
  }

  test('one signs in, is where one wanted to be, and no token reaches the browser', async () => {
    issuer.person = { sub: 'ann@example.com', tenant: 'default', scope: 'admin' };
    const visitor = await visit();
    const { page } = visitor;
    const bodies: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(address)) bodies.push(response.text().catch(() => ''));
    });
    await visitor.open('/discovery?q=x');
    const link = page.getByRole('link', { name: 'Sign in with your organisation' });
    await link.waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('A');
    expect(await page.getByText('No endpoints').count()).toBe(0);
    await link.click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(page.url()).toBe(`${address}/discovery?q=x`);
    expect(await page.locator('#who .actor').innerText()).toBe('ann@example.com');
    await visitor.open('/attacks');
    await page.getByText('No attacks yet.').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    const cookies = await page.context().cookies(address);
    expect(cookies).toMatchObject([{ name: 'api-sessions', httpOnly: true, sameSite: 'Strict' }]);
    const readable = 'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])';
    expect(await page.evaluate<string>(readable)).not.toMatch(/eyJ|api-sessions/);
    // A JSON Web Token begins so; the seal of the cookie is in no body.
    expect((await Promise.all(bodies)).join()).not.toMatch(/eyJ[\w-]{20,}\./);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await link.waitFor();
    expect(await page.context().cookies(address)).toEqual([]);
  });

  test('a page at another port of this machine gets nothing with the sign-in of its visitor', async () => {
    issuer.person = { sub: 'ann@example.com', tenant: 'default', scope: 'admin' };
    const visitor = await visit();
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    // The same site, as browsers see it: the cookie goes along.
    await page.goto(`${issuer.url}/.well-known/openid-configuration`);
    visitor.expectFault(/CORS policy|Failed to load resource/);
    for (const mode of ['cors', 'no-cors']) {
      const read = await page.evaluate<string>(`fetch('${address}/graphql', {
        method: 'POST', credentials: 'include', mode: '${mode}', body: '{"query":"{ __typename }"}',
      }).then((response) => response.text(), (error) => error.name)`);
      expect([mode, read]).toEqual([mode, 'TypeError']);
    }
  });

  test('whom the provider knows and who is of no tenant is told so, and is not signed in', async () => {
    issuer.person = { sub: 'eve@example.com', tenant: undefined, scope: 'admin' };
    const visitor = await visit();
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
    await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
    await page.getByText('this token is for no tenant').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole('link', { name: 'Back to the first page' }).click();
    await page.getByRole('link', { name: 'Sign in with your organisation' }).waitFor();
  });

  test.each(['light', 'dark'] as const)('the page is readable, %s', async (scheme) => {
    const visitor = await visit(scheme);
    await visitor.open('/');
    await visitor.page.getByRole('link', { name: 'Sign in with your organisation' }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});
