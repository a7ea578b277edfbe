import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buttonIn, focusedPath, openDetail, rows, session, statistics, tableRoot } from './support/detail.ts';
import { settle, until } from './support/page.ts';
import { answerSession, requestRow, sqli } from './support/requests.ts';

/** Every hundredth of 8,000 requests is an attack. */
const long = Array.from({ length: 8000 }, (_, n) =>
  requestRow(n, {
    method: n % 2 ? 'GET' : 'POST',
    businessFlows: [{ code: 'BILLING', label: 'Billing' }],
    detections: n % 100 === 50 ? [sqli(n)] : [],
  }),
);

/** Runs a step, and gives its longest task in milliseconds; tasks below 50 ms count as 0. */
async function longestTask(step: () => Promise<void>): Promise<number> {
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
  });
  observer.observe({ type: 'longtask' });
  await step();
  await settle(120);
  observer.disconnect();
  return Math.max(0, ...tasks);
}

it('a session of 8,000 requests stays as quick with its 1,000 rows as with its first ones', {
  timeout: 120_000,
}, async () => {
  localStorage.clear();
  const answers = answerSession(session, long);
  let element!: HTMLElement;
  const figures: Record<string, number> = {};
  figures.open = await longestTask(async () => {
    ({ element } = await openDetail({}, answers));
    await until(() => statistics(element).querySelector('.card') !== null);
  });
  const scroller = tableRoot(element).querySelector('.scroller')!;
  const more = async (pages: number) => {
    for (let page = 0; page < pages; page++) {
      const last = rows(element).at(-1);
      scroller.scrollTop = scroller.scrollHeight;
      await until(() => rows(element).at(-1) !== last);
    }
  };
  const step = async () => {
    element.focus();
    const started = performance.now();
    await userEvent.keyboard('jjjjjjjjjj');
    return performance.now() - started;
  };
  const first = await step();
  figures.scroll = await longestTask(() => more(19));
  expect(rows(element)).toHaveLength(1000);
  figures.scrollOn = await longestTask(() => more(3));
  expect(rows(element)).toHaveLength(1000);
  const later = await step();
  // Ten steps with 1,000 rows cost about what ten steps with 50 do: rows out of sight are not laid out.
  expect(later).toBeLessThan(Math.max(first, 100) * 5);

  figures.filter = await longestTask(async () => {
    buttonIn(statistics(element), 'SQL injection')!.click();
    await until(() => rows(element).length === 50);
  });
  figures.context = await longestTask(async () => {
    [...tableRoot(element).querySelectorAll('label')]
      .find((label) => label.textContent!.includes('Highlight'))!
      .click();
    await until(() => tableRoot(element).querySelector('h3')!.textContent!.startsWith('8K'));
  });
  element.focus();
  figures.next = await longestTask(async () => {
    await userEvent.keyboard('nnn');
    await until(() => focusedPath(element) !== '');
    await settle(300);
  });
  console.info(
    'longest task of each step, ms:',
    JSON.stringify({ ...figures, first: Math.round(first), later: Math.round(later) }),
  );
});
