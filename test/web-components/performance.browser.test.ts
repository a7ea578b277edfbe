import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { RequestRowFragment } from '../../web-components/data/documents.generated.ts';
import { buttonIn, chips, openDetail, openRequest, rows, session, statistics, tableRoot } from './support/detail.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import { answerSession, BASELINES, requestDetails, requestRow, usual } from './support/requests.ts';

const slow = (n: number, degree: 'HIGH' | 'EXTREME', durationMs: number, factor: number) =>
  requestRow(n, { durationMs, expected: usual(), deviations: [{ metric: 'DURATION', degree, factor }] });

const usualOne = requestRow(0, { durationMs: 30, sizeBytes: 1500, expected: usual() });
const high = slow(1, 'HIGH', 131, 3.195);
const extreme = slow(2, 'EXTREME', 5100, 124.4);
const large = requestRow(3, {
  sizeBytes: 90_000,
  expected: usual(),
  deviations: [{ metric: 'SIZE', degree: 'EXTREME', factor: 75 }],
});
const fewSamples = requestRow(4, {
  durationMs: 9000,
  expected: usual({ durationMsSampleCount: 49, sizeBytesSampleCount: 0, sizeBytesMedian: null, sizeBytesP95: null }),
});
const notCompared = requestRow(5, { durationMs: 9000, blocked: true });
const ALL = [usualOne, high, extreme, large, fewSamples, notCompared];

beforeEach(() => localStorage.setItem('api-sessions.statistics', 'closed'));

const cell = (element: HTMLElement, row: RequestRowFragment, column: 'duration' | 'size') =>
  rows(element)
    .find(({ dataset }) => dataset.row === row.id)!
    .querySelector<HTMLElement>(`td.${column}`)!;
const signOf = (td: HTMLElement) => td.querySelector<HTMLElement>('.value:not(.stray)');
/** How long the bar is, and where the p95 stands, of 100. */
const meter = (td: HTMLElement) => {
  const svg = td.querySelector('.meter');
  return (
    svg && { bar: Number(svg.querySelector('.value-bar')!.getAttribute('width')), look: svg.getAttribute('class') }
  );
};
const open = (requests = ALL, changes = {}) => openDetail(changes, answerSession(session, requests));

async function openOne(row: RequestRowFragment, baselines = BASELINES, lang = '') {
  const answers = answerSession(session, [row]);
  const RequestDetail = () => ({ data: { request: requestDetails(row), sessionBaselines: baselines } });
  const { element } = await openDetail({ lang }, { ...answers, RequestDetail });
  rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
  await until(() => openRequest(element)?.querySelector('#performance') !== null && openRequest(element) !== undefined);
  const block = openRequest(element)!.querySelector<HTMLElement>('section[aria-labelledby=performance]')!;
  return { element, block };
}

describe('times and sizes in the table', () => {
  it('stand on a scale that ends at twice the p95, for all rows alike', async () => {
    const { element } = await open();
    expect(meter(cell(element, usualOne, 'duration'))).toEqual({ bar: 25, look: 'meter ' });
    expect(meter(cell(element, usualOne, 'size'))).toEqual({ bar: 50, look: 'meter ' });
    expect(meter(cell(element, high, 'duration'))).toEqual({ bar: 100, look: 'meter high' });
    expect(meter(cell(element, extreme, 'duration'))).toEqual({ bar: 100, look: 'meter extreme' });
    for (const row of [usualOne, high])
      expect(cell(element, row, 'duration').querySelector('.tick')!.getAttribute('d')).toBe('M50 0V5');
  });

  it('say in their title what is usual, of how many', async () => {
    const { element } = await open();
    expect(cell(element, usualOne, 'duration').title).toBe('Usual: median 41 ms, p95 60 ms (812 requests)');
    expect(cell(element, usualOne, 'size').title).toBe('Usual: median 1.2 kB, p95 1.5 kB (812 requests)');
    expect(signOf(cell(element, usualOne, 'duration'))).toBeNull();
  });

  it('have a sign where they stand out, which says how far without colours', async () => {
    const { element } = await open();
    const said = (row: RequestRowFragment, column: 'duration' | 'size') =>
      signOf(cell(element, row, column))!.textContent.trim();
    expect(said(high, 'duration')).toBe('high: 3.2 × the usual median of 41 ms (p95 60 ms, 812 requests)');
    expect(said(extreme, 'duration')).toBe('extreme: 124 × the usual median of 41 ms (p95 60 ms, 812 requests)');
    expect(said(large, 'size')).toBe('extreme: 75 × the usual median of 1.2 kB (p95 1.5 kB, 812 requests)');
    const arrows = (row: RequestRowFragment) =>
      signOf(cell(element, row, 'duration'))!
        .querySelector('path')!
        .getAttribute('d')!
        .match(/m/g)!.length;
    expect([arrows(high), arrows(extreme)]).toEqual([1, 2]);
  });

  it('are told of a median below what counts as one, and of a baseline that is there no more', async () => {
    const tiny = requestRow(1, {
      ...slow(1, 'EXTREME', 131, 131),
      expected: usual({ durationMsMedian: 0.4, durationMsP95: 0.9 }),
    });
    const gone = requestRow(2, { ...slow(2, 'HIGH', 131, 3.2), expected: usual({ durationMsSampleCount: 3 }) });
    const { element } = await open([tiny, gone]);
    expect(signOf(cell(element, tiny, 'duration'))!.title).toBe(
      'extreme: 131 × the usual median of less than 1 ms (p95 0.9 ms, 812 requests)',
    );
    expect(signOf(cell(element, gone, 'duration'))!.title).toBe('high: 3.2 × the usual median');
    expect(meter(cell(element, gone, 'duration'))).toBeNull();
  });

  it('have no bar without a baseline, and say so', async () => {
    const { element } = await open();
    expect(meter(cell(element, fewSamples, 'duration'))).toBeNull();
    expect(cell(element, fewSamples, 'duration').title).toBe('No baseline: 49 requests so far, 50 are needed');
    expect(meter(cell(element, fewSamples, 'size'))).toBeNull();
    expect(meter(cell(element, notCompared, 'duration'))).toBeNull();
    expect(cell(element, notCompared, 'duration').title).toContain('No baseline: what was blocked');
    // Of nothing there is nothing to compare.
    const { element: other } = await open([requestRow(1, { durationMs: null, expected: usual() })]);
    expect(meter(cell(other, requestRow(1), 'duration'))).toBeNull();
    expect(cell(other, requestRow(1), 'duration').title).toBe('');
  });

  it('show a size that stands out where there is no room for sizes', async () => {
    const { element } = await open();
    const visible = () =>
      [...tableRoot(element).querySelectorAll<HTMLElement>('.stray')].filter((one) => one.checkVisibility());
    expect(visible()).toEqual([]);
    element.style.width = '760px';
    await settle(50);
    expect(visible().map((one) => one.textContent!.trim())).toEqual([expect.stringMatching(/^large, extreme: 75 ×/)]);
    element.style.width = '380px';
    await settle(50);
    expect(visible()).toHaveLength(1);
  });

  it('filter by what stands out: from the sign, by the keyboard, and from the statistics', async () => {
    localStorage.setItem('api-sessions.statistics', 'open');
    const { element, graph } = await open();
    const sign = signOf(cell(element, high, 'duration'))!;
    sign.focus();
    await userEvent.keyboard('{Enter}');
    const menu = tableRoot(element).querySelector<HTMLElement>('.menu')!;
    expect([...menu.querySelectorAll('[role=menuitem]')].map(textOf)).toEqual([
      'Only slow',
      'Exclude slow',
      'All sessions with slow',
      '… in a new tab',
      'Copy slow',
    ]);
    await userEvent.keyboard('{Enter}');
    await until(() => rows(element).length === 2);
    expect(chips(element)).toEqual(['Deviation: slow']);
    expect(graph.askedFor('SessionRequests').at(-1)!.variables.filter).toEqual({ deviations: ['DURATION'] });
    expect(element.filters).toBe('deviation=DURATION');

    const card = () => statistics(element).querySelector('section[aria-label=Deviation]');
    await until(() => card() !== null);
    expect([...card()!.querySelectorAll('li')].map((line) => textOf(line.querySelector('.value')))).toEqual([
      'slow',
      'large',
    ]);
    buttonIn(card()!, 'Exclude large')!.click();
    await until(() => chips(element).length === 2);
    expect(chips(element)).toEqual(['Deviation: slow', 'Deviation is not large']);
  });

  it('are accessible, in light and dark, wide and narrow', async () => {
    const { element } = await open();
    for (const [scheme, width] of [
      ['light', 1200],
      ['dark', 760],
      ['light', 360],
    ] as const) {
      Object.assign(document.documentElement.style, {
        colorScheme: scheme,
        background: scheme === 'dark' ? '#111' : '#fff',
      });
      element.style.width = `${width}px`;
      await settle(30);
      expect(await accessibilityFaults(element)).toEqual([]);
    }
    Object.assign(document.documentElement.style, { colorScheme: '', background: '' });
  });
});

describe('what is usual, in an open request', () => {
  const lines = (block: HTMLElement) =>
    [...block.querySelectorAll('tbody tr')].map((row) => [...row.children].map((one) => textOf(one)));

  it('stands beside its time and size, with what it was made of and how exact it is', async () => {
    const { block } = await openOne(high);
    expect(lines(block)).toEqual([
      ['Time taken', '131 ms high · 3.2 ×', '41 ms', '44 ms', '60 ms', '812'],
      ['Size', '1.23 kB', '1.2 kB', '1.24 kB', '1.5 kB', '812'],
    ]);
    expect(textOf(block)).toContain('without this session');
    expect(textOf(block)).toContain('Median and 95 % are told to 1 %, the mean is exact.');
    expect(textOf(block)).toContain('What stands out was last decided at Nov 20, 13:00:00.');
  });

  it('is no baseline of too few responses, or of none at all', async () => {
    const { block } = await openOne(fewSamples);
    expect(lines(block)[0]).toEqual([
      'Time taken',
      '9,000 ms',
      '41 ms',
      '44 ms',
      '60 ms',
      '49 No baseline: 49 requests so far, 50 are needed',
    ]);
    expect(lines(block)[1]!.slice(2, 5)).toEqual(['–', '1.24 kB', '–']);
    expect(block.querySelector('.meter')).toBeNull();
    const { block: none } = await openOne(notCompared);
    expect(textOf(none)).toContain('No baseline: what was blocked, or has no response, is compared with nothing.');
    expect(none.querySelector('table')).toBeNull();
  });

  it('says what is not decided yet', async () => {
    const { block: never } = await openOne(usualOne, { settledAt: null, dueEndpoints: 3 });
    expect(textOf(never)).toContain('What stands out has not been decided yet. 3 endpoints wait for it since.');
    const { block: late } = await openOne(usualOne, { ...BASELINES, dueEndpoints: 1 });
    expect(textOf(late)).toContain('1 endpoint waits for it since.');
  });

  it('filters by what stands out', async () => {
    const { element, block } = await openOne(extreme);
    block.querySelector<HTMLElement>('.degree')!.click();
    buttonIn(openRequest(element)!.querySelector('.menu')!, 'Exclude slow')!.click();
    await until(() => chips(element).length > 0);
    expect(chips(element)).toEqual(['Deviation is not slow']);
  });

  it('speaks German', async () => {
    const { element, block } = await openOne(extreme, BASELINES, 'de');
    await until(() => textOf(block).includes('Verglichen mit dem Üblichen'));
    expect(lines(block)[0]!.slice(0, 2)).toEqual(['Dauer', '5.100 ms extrem · 124 ×']);
    await until(() => signOf(cell(element, extreme, 'duration'))!.title.startsWith('extrem: 124 × der übliche Median'));
    expect(await accessibilityFaults(element)).toEqual([]);
  });
});
