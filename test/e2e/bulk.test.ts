import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';

// Many sessions at once, over the demo traffic: from a filter to all that match, what it comes to, done, seen and taken back.

const test = consoleTest();

describe.skipIf(!CHROMIUM)('many sessions at once', IN_BROWSER, () => {
  test('all that match a filter are blocked after a look at what that comes to, are marked in their rows, and let in again', async ({
    visitor,
  }) => {
    const { page } = visitor;
    const rows = page.locator('session-list tbody tr[data-row]');
    const blocked = rows.filter({ has: page.locator('.badge') });
    const bar = page.locator('session-list .selection');
    await visitor.open('/?s.v=1&s.time=all&s.malicious=yes');
    await rows.first().waitFor();
    const total = page.locator('session-list .total');
    await expect.poll(() => total.innerText()).toMatch(/^\d+ sessions$/);
    const count = Number.parseInt(await total.innerText(), 10);
    expect(count).toBeGreaterThan(1);

    // By the keyboard alone: the rows are one stop, whose boxes stand before what they name.
    await page.getByRole('checkbox', { name: 'Select all on this page' }).focus();
    await page.keyboard.press('Space');
    const all = bar.getByRole('button', { name: `All ${count} that match` });
    if (count > (await rows.count())) await all.click();
    await expect.poll(() => bar.innerText()).toContain(`${count} selected`);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await bar.getByRole('button', { name: 'Block', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Block ${count} sessions` });
    await dialog.locator('[data-impact=known]').waitFor();
    expect(await dialog.locator('dl').innerText()).toMatch(new RegExp(`to be changed\\s+${count}`));
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await dialog.getByLabel('Reason').fill('Credential stuffing');
    await dialog.getByRole('button', { name: `Block ${count} sessions` }).click();

    await expect.poll(() => bar.innerText()).toContain(`${count} sessions blocked.`);
    await expect.poll(() => blocked.count()).toBe(await rows.count());
    expect(await blocked.first().locator('.badge').getAttribute('title')).toContain('“Credential stuffing”');
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await bar.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => bar.innerText()).toContain(`Taken back for ${count} sessions.`);
    await expect.poll(() => blocked.count()).toBe(0);
  });
});
