import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER, type Visitor } from './support/console.ts';
import { add, at } from './support/import-lines.ts';

// What an analyst does about a session, in the console of `npm start`, down to the database.

const test = consoleTest({ DEMO: '0' });
const HOST = 'actions.example';
const found = (type: string, attackId: string) => [{ type, attackId, payload: "1' or 1=1", parameter: 'ARGS:id' }];
const LINES = [
  { time: at(60), sid: 'story', host: HOST, user: 'ann', path: '/orders/1', detections: found('sqli', 'a-1') },
  { time: at(61), sid: 'story', host: HOST, user: 'ann', path: '/orders/2', detections: found('sqli', 'a-1') },
  { time: at(62), sid: 'story', host: HOST, user: 'ann', path: '/orders/3', detections: found('xss', 'a-2') },
  { time: at(63), sid: 'story', host: HOST, user: 'ann', path: '/orders/4' },
];

/** Three sessions of another host. */
const STATUS_HOST = 'status.example';
const THREE = [
  ...LINES.map((line) => ({ ...line, sid: 'ann', host: STATUS_HOST })),
  { time: at(64), sid: 'bob', host: STATUS_HOST, user: 'bob', path: '/orders/5' },
  { time: at(65), sid: 'carol', host: STATUS_HOST, user: 'carol', path: '/orders/6' },
];

const statistics = (page: Page) => page.locator('session-statistics section[aria-label="Attack type"]');
const attacksInList = (page: Page) => page.locator('session-list td[data-column=attacks]').first();
const attacksInHead = (page: Page) => page.locator('session-detail header .facts div', { hasText: 'Attacks' });
const notice = (page: Page) => page.locator('session-detail .outcome');

/** The only session, open beside the list. */
async function openStory(visitor: Visitor, host = HOST): Promise<Page> {
  const { page } = visitor;
  await visitor.open(`/?s.v=1&s.host=${host}`);
  await page.locator('session-list tbody th a').first().click();
  await page.locator('session-detail .fold > details > summary').click();
  await statistics(page).waitFor();
  return page;
}

describe.skipIf(!CHROMIUM)('actions', IN_BROWSER, () => {
  test('a false positive counts nowhere any more, beside the attack type and in the list, until it is undone', async ({
    site,
    visitor,
  }) => {
    await add(site, 'actions', LINES);
    const page = await openStory(visitor);
    await expect.poll(() => statistics(page).innerText()).toMatch(/SQL injection\s+2/);
    expect(await attacksInList(page).innerText()).toMatch(/^3/);

    await page.locator('session-request-table tr', { hasText: '/orders/2' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Mark as false positive' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mark as false positive' });
    await dialog.locator('[data-impact=known]').waitFor();
    // Both requests with this type, at this endpoint, in this parameter.
    expect(await dialog.locator('section dl').innerText()).toMatch(/Requests\s+2\s+Sessions\s+1/);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await dialog.getByLabel('Reason').fill('load test');
    await dialog.getByRole('button', { name: 'Mark as false positive' }).click();

    await expect.poll(() => statistics(page).innerText()).toMatch(/SQL injection\s+1/);
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^2/);
    await expect.poll(() => attacksInHead(page).innerText()).toMatch(/2/);
    await expect.poll(() => page.locator('session-request .detections').innerText()).toContain('“load test”');
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.reload();
    await expect.poll(() => statistics(page).innerText()).toMatch(/SQL injection\s+1/);

    await page.locator('session-request-table tr', { hasText: '/orders/2' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Unmark' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unmark' }).click();
    await expect.poll(() => statistics(page).innerText()).toMatch(/SQL injection\s+2/);
    await notice(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => statistics(page).innerText()).toMatch(/SQL injection\s+1/);
    await page.getByRole('button', { name: 'Unmark' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unmark' }).click();
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^3/);
  });

  test('a mark that silenced later requests: its end says how many count again, and that is how many do', async ({
    site,
    visitor,
  }) => {
    const host = 'silenced.example';
    const lines = LINES.map((line) => ({ ...line, host, sid: 'silenced' }));
    await add(site, 'silenced', lines);
    const page = await openStory(visitor, host);
    await page.locator('session-request-table tr', { hasText: '/orders/2' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Mark as false positive' }).click();
    const mark = page.getByRole('dialog', { name: 'Mark as false positive' });
    await mark.getByText(`in ARGS:id at GET ${host}/orders/{int} is imported as a false positive`).waitFor();
    await mark.getByRole('button', { name: 'Mark as false positive' }).click();
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^2/);
    const later = [70, 71, 72].map((second) => ({ ...lines[0]!, time: at(second), path: `/orders/${second}` }));
    await add(site, 'later', later);
    await page.reload();
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^2/);

    await page.locator('session-request-table tr', { hasText: '/orders/71' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Unmark' }).click();
    const dialog = page.getByRole('dialog', { name: 'Unmark' });
    await dialog.getByText('4 requests count again').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await dialog.getByRole('button', { name: 'Unmark' }).click();
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^6/);
    expect(await notice(page).innerText()).toContain('It counts as an attack again, in 4 requests.');
    expect(await notice(page).getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await notice(page).getByRole('button', { name: 'Mark this one again' }).click();
    await expect.poll(() => attacksInList(page).innerText()).toMatch(/^5/);
  });

  test('a blocked session says so in its row at once, is what the status finds, and is found no more when unblocked', async ({
    site,
    visitor,
  }) => {
    await add(site, 'status', THREE);
    const { page } = visitor;
    const rows = page.locator('session-list tbody tr');
    const blockedRows = rows.filter({ has: page.locator('.badge') });
    const total = page.locator('session-list .total');
    await visitor.open(`/?s.v=1&s.host=${STATUS_HOST}`);
    await expect.poll(() => rows.count()).toBe(3);
    expect(await blockedRows.count()).toBe(0);

    await rows.filter({ hasText: 'SQL injection' }).locator('th a').click();
    await page.getByRole('button', { name: 'Block session' }).click();
    const dialog = page.getByRole('dialog', { name: 'Block session' });
    await dialog.getByLabel('Reason').fill('Credential stuffing');
    // It comes above the button, which is pressed where it then is.
    await dialog.locator('[data-impact=known]').waitFor();
    await dialog.getByRole('button', { name: 'Block session' }).click();
    await expect.poll(() => blockedRows.count()).toBe(1);
    expect(await blockedRows.innerText()).toContain('SQL injection');
    expect(await blockedRows.locator('.badge').getAttribute('title')).toContain('“Credential stuffing”');
    await page.getByRole('rowheader', { name: /Blocked$/ }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('option', { name: 'Session status' }).click();
    await page.locator('session-filters').getByText('not blocked', { exact: true }).click();
    await expect.poll(() => total.innerText()).toBe('2 sessions');
    await expect.poll(() => blockedRows.count()).toBe(0);
    await page.locator('session-filters .segments').getByText('blocked', { exact: true }).click();
    await expect.poll(() => total.innerText()).toBe('1 session');
    await expect.poll(() => rows.innerText()).toContain('SQL injection');
    expect(new URL(page.url()).searchParams.get('s.status')).toBe('blocked');
    await page.keyboard.press('Escape');
    // It hides no request of the open session.
    await page
      .locator('session-request-table tbody tr[data-row]')
      .nth(LINES.length - 1)
      .waitFor();

    await page.getByRole('button', { name: 'Unblock session' }).click();
    const undo = page.getByRole('dialog', { name: 'Unblock session' });
    await undo.locator('[data-impact=known]').waitFor();
    expect(await undo.locator('section').innerText()).toMatch(/Requests\s+4\s+Sessions\s+1/);
    expect(await undo.innerText()).not.toContain('blocked already');
    await undo.getByRole('button', { name: 'Unblock session' }).click();
    await expect.poll(() => total.innerText()).toBe('0 sessions');
    await expect.poll(() => rows.count()).toBe(0);
  });

  test('a blocked session says so, with who and why, until that is undone; a rule is listed and deleted', async ({
    site,
    visitor,
  }) => {
    await add(site, 'actions', LINES);
    const page = await openStory(visitor);
    await page.getByRole('button', { name: 'Block session' }).click();
    const dialog = page.getByRole('dialog', { name: 'Block session' });
    await dialog.getByLabel('Reason').fill('Credential stuffing');
    await dialog.getByLabel('7 days').check();
    await dialog.locator('[data-impact=known]').waitFor();
    expect(await dialog.locator('section dl').innerText()).toMatch(/Requests\s+4/);
    await dialog.getByRole('button', { name: 'Block session' }).click();
    const badge = page.locator('session-detail header .block');
    await expect.poll(() => badge.innerText()).toContain('“Credential stuffing”');
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await notice(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => badge.count()).toBe(0);

    await page.locator('session-request-table tr', { hasText: '/orders/3' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Create rule' }).click();
    const rule = page.getByRole('dialog', { name: 'Create rule' });
    await rule.getByLabel('What it does').selectOption('RATE_LIMIT');
    await rule.getByLabel('Limit', { exact: true }).fill('often');
    await rule.getByRole('button', { name: 'Create rule' }).click();
    await expect.poll(() => rule.locator('#value-problem').innerText()).toContain('such as 100/min');
    await rule.getByLabel('Limit', { exact: true }).fill('10/s burst 20');
    await rule.getByRole('button', { name: 'Create rule' }).click();
    const rules = page.locator('session-request .rules');
    await expect.poll(() => rules.innerText()).toMatch(/Rate limit\s+10\/s burst 20\s+waiting/);
    await rules.getByRole('button', { name: 'Delete rule' }).click();
    const end = page.getByRole('dialog', { name: 'Delete rule' });
    await end.locator('[data-impact=known]').waitFor();
    // All requests to its endpoint: a limit is not about attacks.
    expect(await end.locator('section').innerText()).toMatch(/Requests\s+4\s+Sessions\s+1/);
    await end.getByRole('button', { name: 'Cancel' }).click();
    await notice(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rules.innerText()).toContain('deleted');
  });
});
