import type { Page } from 'playwright';
import { expect } from 'vitest';

/** Unfolds the statistics of an open session: its requests come first. */
export async function openStatistics(page: Page): Promise<void> {
  const cards = page.locator('session-statistics .card');
  const folded = page.locator('session-detail .fold:not(.open) > details > summary');
  await expect
    .poll(async () => {
      if ((await cards.count()) === 0 && (await folded.count()) > 0) await folded.click();
      return cards.count();
    })
    .toBeGreaterThan(0);
}
