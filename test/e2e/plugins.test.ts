import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';

// The plugins of the console, over the demo traffic, under its content security policy.

const test = consoleTest();

describe.skipIf(!CHROMIUM)('plugins of the console', IN_BROWSER, () => {
  test('from a session to its attacks, from a request to its endpoint and to its attack', async ({ visitor }) => {
    const { page } = visitor;
    const lists: string[] = [];
    page.on('request', (request) => {
      const body = request.postData() ?? '';
      if (body.includes('query SessionList')) lists.push(body);
    });
    // A column for who follows attacks.
    await page.addInitScript(`localStorage.setItem('api-sessions.columns', 'attack-links.attacks')`);
    await visitor.open('/?s.v=1&s.time=all&s.malicious=yes');
    const ids = page.locator('session-list td[data-column="attack-links.attacks"] a');
    await ids.first().waitFor();
    const id = await ids.first().innerText();
    expect(await ids.first().getAttribute('href')).toBe(`/attacks#${new URLSearchParams({ attack: id })}`);
    // The real graph knows the fragment: nothing was asked twice.
    expect(lists).toHaveLength(1);
    expect(lists[0]).toContain('attack_links_Session');
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.locator('session-list tbody th a').first().click();
    await page.locator('session-request-table .toggle').first().click();
    const request = page.locator('session-request');
    const insights = request.locator('[aria-labelledby="discovery.insights"]');
    await insights.waitFor();
    expect(await request.locator('h4', { hasText: 'API Discovery insights' }).count()).toBe(1);
    expect(await request.locator('.detections a').first().innerText()).toBe('Explore in Attacks');
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await insights.getByRole('link', { name: 'Explore in API Discovery' }).click();
    await page.waitForURL(/\/discovery\?endpoint=/);
    await page.goBack();
    await page.locator('session-request-table .toggle').first().click();
    await request.locator('.detections a').first().click();
    await page.waitForURL(/\/attacks#attack=/);
  });
});
