import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SessionsTimelineQueryVariables } from '../../web-components/data/documents.generated.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { timelineOf } from './support/timeline.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();

beforeEach(() => SessionTimeline.define());

const timeline = (counts: readonly number[]) => timelineOf(counts, iso);

async function open(changes: Partial<SessionTimeline> = {}, counts: readonly number[] | null = [5, 0, 3, 2]) {
  const graph = openFakeGraph({
    SessionsTimeline: (_: SessionsTimelineQueryVariables) => ({
      data: { sessions: { timeline: counts && timeline(counts) } },
    }),
    SessionTimeline: ({ id }: { id: string }) => ({ data: { session: { id, timeline: counts && timeline(counts) } } }),
  });
  const element = Object.assign(document.createElement('session-timeline'), { params: 'time=all', ...changes });
  const chosen: ({ from: string; to: string } | null)[] = [];
  element.addEventListener('sessions-time-change', ({ span }) => chosen.push(span));
  await mount(element, graph.connection);
  await until(() => shadow(element).querySelector('figure, .notice') !== null);
  return { element, graph, chosen };
}

const slider = (element: HTMLElement, n: number) => shadow(element).querySelectorAll<HTMLElement>('[role=slider]')[n]!;
const button = (element: HTMLElement, name: string) =>
  [...shadow(element).querySelectorAll('button')].find((one) => textOf(one) === name);

/** Presses at one bucket and lets go at another. */
function drag(element: HTMLElement, from: number, to: number, count = 4): void {
  const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
  chart.setPointerCapture = () => {};
  const { left, width, top } = chart.getBoundingClientRect();
  const event = (type: string, n: number) =>
    chart.dispatchEvent(
      new PointerEvent(type, {
        clientX: left + ((n + 0.5) / count) * width,
        clientY: top + 5,
        button: 0,
        pointerId: 1,
      }),
    );
  event('pointerdown', from);
  event('pointermove', to);
  event('pointerup', to);
}

describe('<session-timeline>', () => {
  it('draws what there is, says the sums, and has a twin as a table', async () => {
    const { element } = await open();
    expect(shadow(element).querySelectorAll('rect.requests')).toHaveLength(3);
    expect(shadow(element).querySelectorAll('rect.malicious')).toHaveLength(1);
    expect(textOf(shadow(element).querySelector('.readout'))).toContain('10 requests 1 malicious');
    shadow(element).querySelector('details')!.open = true;
    const rows = [...shadow(element).querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map(textOf).join(' '),
    );
    expect(rows).toEqual([
      'Nov 20, 00:00:00 5 0 0 0 0 120',
      'Nov 20, 02:00:00 3 1 0 0 0 120',
      'Nov 20, 03:00:00 2 0 0 0 0 120',
    ]);
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('draws few buckets as bars, and one as one: not as wide as the chart, which looks like much', async () => {
    const widths = async (counts: readonly number[]) => {
      const { element } = await open({}, counts);
      const chart = shadow(element).querySelector('.chart')!.getBoundingClientRect();
      const bars = [...shadow(element).querySelectorAll('.chart rect.requests')].map((bar) => {
        const { left, width } = bar.getBoundingClientRect();
        return { share: width / chart.width, middle: (left + width / 2 - chart.left) / chart.width };
      });
      element.remove();
      return bars;
    };
    const [one, ...others] = await widths([1]);
    expect(others).toEqual([]);
    expect(one!.share).toBeCloseTo(1 / 16, 2);
    expect(one!.middle).toBeCloseTo(0.5, 2);
    expect((await widths([5, 0, 3, 2])).map(({ middle }) => Math.round(middle * 1000))).toEqual([125, 625, 875]);
    expect((await widths(Array(48).fill(1)))[0]!.share).toBeCloseTo(0.84 / 48, 3);
  });

  it('reaches to the moment of the view, so that a silence up to it shows: in bars, in words and in the table', async () => {
    const now = Date.parse(iso(4)) - 1;
    const { element, graph } = await open({ params: 'time=2h', now }, [0, 0, 3, 0]);
    expect(graph.asked[0]?.variables).toEqual({
      period: { from: '2026-11-20T01:59:59.999Z' },
      buckets: 60,
      budgetMs: 300,
      continueFrom: null,
      until: '2026-11-20T03:59:59.999Z',
    });
    expect(textOf(shadow(element).querySelector('.readout'))).toContain(
      'Nov 20, 01:59:59 – Nov 20, 04:00:00 3 requests',
    );
    shadow(element).querySelector('details')!.open = true;
    expect(textOf(shadow(element).querySelector('caption'))).toBe(
      'Nov 20, 01:59:59 – Nov 20, 04:00:00 · Steps of 1h; those without requests are left out',
    );
    // A later moment is another question; one session has its own ends.
    element.now = now + HOUR;
    await settle(20);
    expect(graph.asked.at(-1)?.variables).toMatchObject({ until: '2026-11-20T04:59:59.999Z' });
    element.sessionId = 'key1.20261120';
    await settle(20);
    expect(graph.asked.at(-1)?.variables).toEqual({ id: 'key1.20261120', buckets: 60 });
  });

  it('chooses a time by dragging, in either direction', async () => {
    const { element, chosen } = await open();
    drag(element, 1, 2);
    drag(element, 3, 2);
    expect(chosen).toEqual([
      { from: iso(1), to: iso(3) },
      { from: iso(2), to: iso(4) },
    ]);
  });

  it('never chooses more than the period that was asked for', async () => {
    const { element, chosen } = await open({ params: 'time=2026-11-20T00:20Z..2026-11-20T03:10Z' });
    drag(element, 0, 3);
    expect(chosen).toEqual([{ from: '2026-11-20T00:20:00.000Z', to: '2026-11-20T03:10:00.000Z' }]);
  });

  it('chooses a time with the keyboard alone', async () => {
    const { element, chosen } = await open();
    slider(element, 0).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(slider(element, 0).getAttribute('aria-valuetext')).toBe('Nov 20, 02:00:00');
    expect(textOf(shadow(element).querySelector('.readout'))).toContain('5 requests');
    await userEvent.tab();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}{Enter}');
    // The ends do not cross.
    expect(chosen).toEqual([{ from: iso(2), to: iso(3) }]);
  });

  it('goes back step by step, in the end to the time from before; and forgets its steps when somebody else sets the time', async () => {
    const { element, chosen } = await open();
    drag(element, 0, 2);
    element.params = `time=${iso(0)}..${iso(3)}`;
    await settle(20);
    drag(element, 0, 0);
    element.params = `time=${iso(0)}..${iso(1)}`;
    await settle(20);
    button(element, 'Zoom back')!.click();
    expect(chosen.at(-1)).toEqual({ from: iso(0), to: iso(3) });
    element.params = `time=${iso(0)}..${iso(3)}`;
    await settle(20);
    button(element, 'Zoom back')!.click();
    expect(chosen.at(-1)).toBeNull();

    drag(element, 0, 2);
    element.params = 'time=today';
    await settle(20);
    expect(button(element, 'Zoom back')).toBeUndefined();
  });

  it('asks for one session where it has its id', async () => {
    const { element, graph } = await open({ sessionId: 'key1.20261120', where: { filter: { methods: ['GET'] } } });
    expect(graph.asked.map(({ operation, variables }) => [operation, variables])).toEqual([
      ['SessionTimeline', { id: 'key1.20261120', buckets: 60, filter: { methods: ['GET'] } }],
    ]);
    expect(shadow(element).querySelectorAll('rect.requests')).toHaveLength(3);
  });

  it('shows all requests of a session in context, and marks where those are that meet the filters', async () => {
    const whole = timeline([5, 0, 3, 2]);
    const graph = openFakeGraph({
      SessionTimelineInContext: ({ id }: { id: string }) => ({
        data: {
          session: { id, timeline: whole, matches: { buckets: [1, 0, 0, 1].map((requests) => ({ requests })) } },
        },
      }),
      SessionTimeline: ({ id }: { id: string }) => ({ data: { session: { id, timeline: timeline([1, 0, 0, 1]) } } }),
    });
    const element = document.createElement('session-timeline');
    const where = { filter: { methods: ['POST'] } };
    Object.assign(element, { sessionId: 'key1.20261120', where, inContext: true });
    await mount(element, graph.connection);
    await until(() => shadow(element).querySelector('figure') !== null);
    expect(shadow(element).querySelectorAll('rect.requests')).toHaveLength(3);
    // In the middle of the first and the fourth bucket.
    expect([...shadow(element).querySelectorAll('rect.match')].map((rect) => rect.getAttribute('x'))).toEqual([
      '0.375',
      '3.375',
    ]);
    const readout = () => textOf(shadow(element).querySelector('.readout'));
    expect(readout()).toContain('10 requests 2 matches');
    slider(element, 1).focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(readout()).toContain('8 requests 1 match ');
    await userEvent.keyboard('{Escape}');
    shadow(element).querySelector('details')!.open = true;
    const cells = (row: Element) => [...row.children].slice(1, 3).map(textOf);
    expect([...shadow(element).querySelectorAll('tr')].map(cells)).toEqual([
      ['matches', 'requests'],
      ['1', '5'],
      ['0', '3'],
      ['1', '2'],
    ]);
    expect(await accessibilityFaults(element)).toEqual([]);

    element.inContext = false;
    await until(() => readout().includes('2 requests'));
    expect(shadow(element).querySelectorAll('rect.match')).toHaveLength(0);
    // Nothing is filtered: there is nothing to tell apart.
    Object.assign(element, { inContext: true, where: {} });
    await settle(30);
    expect(graph.asked.at(-1)?.operation).toBe('SessionTimeline');
  });

  it('says when there is nothing, and when there is no answer', async () => {
    const { element } = await open({}, []);
    expect(textOf(shadow(element))).toContain('No request in this time.');

    const { element: none } = await open({}, null);
    expect(textOf(shadow(none))).toContain('No request in this time.');

    const errors = [{ message: 'Internal error', path: ['sessions', 'timeline'] }];
    const graph = openFakeGraph({ SessionsTimeline: () => ({ data: { sessions: { timeline: null } }, errors }) });
    const other = document.createElement('session-timeline');
    await mount(other, graph.connection);
    await until(() => textOf(shadow(other)).includes('The timeline is unavailable.'));
    expect(await accessibilityFaults(other)).toEqual([]);
  });
});
