import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionsTimelineQueryVariables } from '../../web-components/data/documents.generated.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

// What a server has counted so far is drawn, and the rest is asked for: who waits for a week sees its last day at once.

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();
/** Requests of four hours. */
const COUNTS = [5, 0, 3, 2];

beforeEach(() => SessionTimeline.define());

/** Some hours of the four, as a part of their timeline. */
const part = (from: number, to: number, continueFrom: string | null, times = 1) => ({
  bucketMs: HOUR,
  axisStart: iso(0),
  continueFrom,
  buckets: COUNTS.slice(from, to).map((requests, n) => ({
    start: iso(from + n),
    requests: requests * times,
    malicious: 0,
    blocked: 0,
    clientErrors: 0,
    serverErrors: 0,
    durationMsCount: 0,
    durationMsP95: null,
    durationMsExpectedP95: null,
    durationMsExpectedCount: 0,
  })),
});

/** A server that counts an hour or two at a time, and tells older ones when it is let. */
async function open() {
  const waiting: (() => void)[] = [];
  const parts: Record<string, () => object> = {
    first: () => part(2, 4, 'second'),
    second: () => part(1, 2, 'third'),
    third: () => part(0, 1, null),
  };
  const graph = openFakeGraph({
    SessionsTimeline: async ({ continueFrom, filter }: SessionsTimelineQueryVariables) => {
      if (continueFrom) await new Promise<void>((tell) => waiting.push(tell));
      const timeline = filter ? part(0, 4, null, 10) : parts[continueFrom ?? 'first']!();
      return { data: { sessions: { timeline } } };
    },
  });
  const element = Object.assign(document.createElement('session-timeline'), { params: 'time=all' });
  await mount(element, graph.connection);
  const root = () => shadow(element);
  await until(() => root().querySelector('figure') !== null);
  return {
    element,
    graph,
    root,
    tell: () => waiting.shift()!(),
    readout: () => textOf(root().querySelector('.readout')),
    uncounted: () => root().querySelector('rect.uncounted')?.getAttribute('width') ?? null,
    isCounting: () => getComputedStyle(root().querySelector('.counting')!).visibility === 'visible',
    heights: () => [...root().querySelectorAll('figure, .chart, figcaption')].map((each) => each.clientHeight),
  };
}

describe('<session-timeline> of a list', () => {
  it('draws each part as it comes, in the place that it will have, and says that it is not whole', async () => {
    const { element, graph, root, tell, readout, uncounted, isCounting, heights } = await open();
    expect(root().querySelector('.chart svg')!.getAttribute('viewBox')).toBe('0 0 4 100');
    expect(root().querySelectorAll('rect.requests')).toHaveLength(2);
    expect([uncounted(), isCounting(), textOf(root().querySelector('.counting'))]).toEqual([
      '2',
      true,
      'still counting',
    ]);
    // Of the time beside it, the number is exact.
    expect(readout()).toContain('5 requests');
    expect(readout()).not.toContain('12:00 AM –');
    expect(await accessibilityFaults(element)).toEqual([]);
    const before = heights();

    tell();
    await until(() => uncounted() === '1');
    expect(isCounting()).toBe(true);
    tell();
    await until(() => uncounted() === null);
    expect(readout()).toContain('10 requests');
    expect(isCounting()).toBe(false);
    expect(root().querySelectorAll('rect.requests')).toHaveLength(3);
    expect(root().querySelector('figure')!.getAttribute('aria-busy')).toBe('false');
    // Nothing has moved.
    expect(heights()).toEqual(before);

    await settle(30);
    expect(graph.asked.map(({ variables }) => [variables.continueFrom, variables.budgetMs])).toEqual([
      [null, 300],
      ['second', 300],
      ['third', 300],
    ]);
  });

  it('of a time that is not counted yet, no number is told', async () => {
    const { root, readout } = await open();
    const slider = root().querySelector<HTMLElement>('[role=slider][data-end=to]')!;
    const press = (key: string) => slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('ArrowLeft');
    await settle();
    expect(readout()).toContain('3 requests');
    for (let n = 0; n < 2; n += 1) press('ArrowLeft');
    await settle();
    expect(readout()).toContain('5 requests');
  });

  it('asks nothing more of a list that is left, and the next one begins anew', async () => {
    const { element, graph, readout, isCounting } = await open();
    element.params = 'time=all&code=500';
    await until(() => readout().includes('100 requests'));
    expect(isCounting()).toBe(false);
    expect(graph.asked.map(({ variables }) => variables.continueFrom)).toEqual([null, 'second', null]);
    // It was not answered yet: the server has heard that nobody waits.
    expect(graph.asked[1]!.aborted).toBe(true);
    // Back again, what is known is drawn at once, and only the rest is asked for.
    element.params = 'time=all';
    await until(() => readout().includes('5 requests'));
    await until(() => graph.asked.length === 4);
    expect(graph.asked[3]!.variables.continueFrom).toBe('second');
  });
});
