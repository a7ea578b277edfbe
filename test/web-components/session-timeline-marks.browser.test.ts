import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MarksFragment, SessionTimelineQuery } from '../../web-components/data/documents.generated.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

const HOUR = 3_600_000;
const BUCKETS = 10;
const START = Date.parse('2026-11-20T00:00:00Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();

type Mark = Omit<MarksFragment['marks'][number], 'kind'> & { kind: string };
const gap: Mark = { kind: 'GAP', at: iso(2), until: iso(5), detail: 'no request for 3 h' };
const user: Mark = { kind: 'USER_CHANGED', at: iso(7.5), until: null, detail: 'from alice to bob' };
const country: Mark = { kind: 'COUNTRY_CHANGED', at: iso(9), until: null, detail: 'from DE to BR' };

beforeEach(() => SessionTimeline.define());

/** Ten hours of a session, quiet from the third to the fifth. */
async function open(
  marks: readonly Mark[] = [gap, user, country],
  changes: Partial<SessionTimeline> = {},
  markCount = marks.length,
) {
  const graph = openFakeGraph({
    SessionTimeline: ({ id }: { id: string }): { data: SessionTimelineQuery } => ({
      data: {
        session: {
          id,
          timeline: {
            bucketMs: HOUR,
            buckets: Array.from({ length: BUCKETS }, (_, n) => {
              const requests = n >= 2 && n < 5 ? 0 : n + 1;
              const durationMsP95 = requests === 0 ? null : n === 6 ? 1200 : 100;
              return {
                start: iso(n),
                requests,
                malicious: 0,
                blocked: 0,
                clientErrors: 0,
                serverErrors: 0,
                durationMsP95,
              };
            }),
            marks: marks as MarksFragment['marks'],
            markCount,
          },
        },
      },
    }),
  });
  const element = Object.assign(document.createElement('session-timeline'), { sessionId: 's1', ...changes });
  const chosen: ({ from: string; to: string } | null)[] = [];
  element.addEventListener('sessions-time-change', ({ span }) => chosen.push(span));
  await mount(element, graph.connection);
  await until(() => shadow(element).querySelector('figure') !== null);
  await settle(60);
  return { element, graph, chosen };
}

const marksIn = (element: HTMLElement) => [...shadow(element).querySelectorAll<HTMLElement>('.mark')];
const labels = (element: HTMLElement) => marksIn(element).map(({ ariaLabel }) => ariaLabel);
/** Middle of a mark, 0 to 1 of the chart. */
function placeOf(element: HTMLElement, mark: HTMLElement): number {
  const chart = shadow(element).querySelector('.chart')!.getBoundingClientRect();
  const { left, width } = mark.getBoundingClientRect();
  return (left + width / 2 - chart.left) / chart.width;
}
const table = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('.of-marks');

describe('marks of a session, above its timeline', () => {
  it('stand where they happened, and say what and when', async () => {
    const { element } = await open();
    expect(labels(element)).toEqual([
      'Nov 20, 02:00:00 · Pause: no request for 3h',
      'Nov 20, 07:30:00 · Other user: from alice to bob',
      'Nov 20, 09:00:00 · Other country: from DE to BR',
    ]);
    expect(marksIn(element).map(({ title }) => title)).toEqual(labels(element));
    const places = marksIn(element).map((mark) => Math.round(placeOf(element, mark) * 100));
    // A gap in its middle.
    expect(places).toEqual([35, 75, 90]);
    // Each kind has a shape of its own.
    expect(new Set(marksIn(element).map((mark) => mark.querySelector('svg')!.innerHTML)).size).toBe(3);
    const [rect] = shadow(element).querySelectorAll('rect.gap');
    expect([Number(rect!.getAttribute('x')), Number(rect!.getAttribute('width'))]).toEqual([2, 3]);
  });

  it('stand from right to left where the page does', async () => {
    document.documentElement.dir = 'rtl';
    const { element } = await open();
    const places = marksIn(element).map((mark) => Math.round(placeOf(element, mark) * 100));
    document.documentElement.dir = '';
    expect(places).toEqual([65, 25, 10]);
  });

  it('lead to their time, as choosing in the timeline does, and back', async () => {
    const { element, chosen } = await open();
    marksIn(element)[0]!.click();
    // The last request before the gap, and the first behind it.
    expect(chosen).toEqual([{ from: iso(2), to: iso(6) }]);
    marksIn(element)[1]!.click();
    // Who it was before, too.
    expect(chosen.at(-1)).toEqual({ from: iso(6), to: iso(8) });
    await element.updateComplete;
    await settle();
    expect(textOf(shadow(element).activeElement)).toBe('Zoom back');
  });

  it('are one tab stop, moved by the arrows', async () => {
    const { element, chosen } = await open();
    expect(marksIn(element).map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    marksIn(element)[0]!.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(shadow(element).activeElement).toBe(marksIn(element)[1]);
    await userEvent.keyboard('{End}{ArrowRight}');
    expect(shadow(element).activeElement).toBe(marksIn(element)[2]);
    await element.updateComplete;
    expect(marksIn(element).map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    await userEvent.keyboard('{Home}{Enter}');
    expect(chosen).toEqual([{ from: iso(2), to: iso(6) }]);
  });

  it('share a place where they would overlap, with their number, however many there are', async () => {
    const crowd = Array.from(
      { length: 60 },
      (_, n): Mark => ({ ...user, at: iso(1 + n / 100), detail: `from u${n} to u${n + 1}` }),
    );
    const { element, chosen } = await open([...crowd, country]);
    element.style.width = '320px';
    await settle(60);
    const boxes = marksIn(element).map((mark) => mark.getBoundingClientRect());
    for (const [n, box] of boxes.slice(1).entries()) expect(box.left).toBeGreaterThanOrEqual(boxes[n]!.right - 0.5);
    const around = element.getBoundingClientRect();
    expect(boxes.every(({ left, right }) => left >= around.left && right <= around.right)).toBe(true);
    const [group] = marksIn(element) as [HTMLElement];
    expect(textOf(group)).toBe('60');
    expect(group.title.split('\n')).toEqual([
      '60 events:',
      ...crowd.slice(0, 8).map((_, n) => expect.stringContaining(`from u${n} to u${n + 1}`)),
      '+52 more',
    ]);
    group.click();
    expect(chosen).toEqual([{ from: iso(0), to: iso(2) }]);
  });

  it('that were made after the last request, or before the first, point out of the axis and say so', async () => {
    const blocked = { kind: 'BLOCKED', until: iso(40), detail: 'by mara: stuffing' };
    const { element } = await open([
      { ...blocked, at: iso(-2) },
      { ...user, at: iso(9.9) },
      { ...blocked, at: iso(10) },
      { kind: 'UNBLOCKED', at: iso(16), until: null, detail: 'by mara' },
    ]);
    const [before, inside, after] = marksIn(element) as [HTMLElement, HTMLElement, HTMLElement];
    expect(labels(element)).toEqual([
      'Nov 19, 22:00:00 · Blocked: by mara: stuffing · before the first request shown',
      'Nov 20, 09:54:00 · Other user: from alice to bob',
      expect.stringMatching(
        /^2 events:\nNov 20, 10:00:00 · Blocked: by mara: stuffing · after the last request shown\nNov 20, 16:00:00 · Unblocked: by mara · after the last request shown$/,
      ),
    ]);
    expect(marksIn(element).map((mark) => mark.querySelector('.arrow') !== null)).toEqual([true, false, true]);
    const around = element.getBoundingClientRect();
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const [first, second, third] = [before, inside, after].map((mark) => mark.getBoundingClientRect());
      const [left, right] = dir === 'ltr' ? [first!, third!] : [third!, first!];
      expect([Math.round(left.left), Math.round(right.right)]).toEqual([around.left, around.right].map(Math.round));
      // It stands on the axis, and nobody takes it for one of those outside.
      expect(Math.min(second!.left - left.right, right.left - second!.right)).toBeGreaterThanOrEqual(-0.5);
    }
    document.documentElement.dir = '';
    shadow(element).querySelector('details')!.open = true;
    expect([...table(element)!.querySelectorAll('td:last-child')].map(textOf)).toEqual([
      'by mara: stuffing · before the first request shown',
      'from alice to bob',
      'by mara: stuffing · after the last request shown',
      'by mara · after the last request shown',
    ]);
  });

  it('of a block stand where it was made: its end is no silence', async () => {
    const { element } = await open([{ kind: 'BLOCKED', at: iso(4), until: iso(28), detail: 'by mara: stuffing' }]);
    expect(labels(element)).toEqual(['Nov 20, 04:00:00 · Blocked: by mara: stuffing']);
    expect(Math.round(placeOf(element, marksIn(element)[0]!) * 100)).toBe(40);
    expect(shadow(element).querySelectorAll('rect.gap')).toHaveLength(0);
  });

  it('have a twin as a table, each with a way to its time', async () => {
    const { element, chosen } = await open([gap, user], {}, 70);
    shadow(element).querySelector('details')!.open = true;
    expect(textOf(table(element)!.querySelector('caption'))).toBe(
      '2 of 70 events: of each kind those that stand out most',
    );
    expect([...table(element)!.querySelectorAll('tbody tr')].map((row) => [...row.children].map(textOf))).toEqual([
      ['Nov 20, 02:00:00', 'Pause', 'no request for 3h'],
      ['Nov 20, 07:30:00', 'Other user', 'from alice to bob'],
    ]);
    table(element)!.querySelectorAll<HTMLElement>('button')[1]!.click();
    expect(chosen).toEqual([{ from: iso(6), to: iso(8) }]);
  });

  it('show what an attacker put into a name as text, and kinds that are not known yet', async () => {
    const { element } = await open([
      { ...user, detail: 'from <img src=x onerror=alert(1)> to \u202ebob' },
      { kind: 'SOMETHING_NEW', at: iso(1), until: null, detail: 'by ops' },
    ]);
    expect(labels(element)[1]).toBe('Nov 20, 07:30:00 · Other user: from <img src=x onerror=alert(1)> to \\u202ebob');
    expect(labels(element)[0]).toBe('Nov 20, 01:00:00 · SOMETHING_NEW: by ops');
    expect(shadow(element).querySelector('img')).toBeNull();
  });

  it('are not there where nothing happened', async () => {
    const { element } = await open([]);
    expect(shadow(element).querySelector('.marks')).toBeNull();
    expect(table(element)).toBeNull();
  });

  it('speak German, and are accessible, in light and dark', async () => {
    const { element } = await open([gap, user, country], { lang: 'de' });
    await until(() => labels(element)[0]!.includes('Pause: keine Anfrage für 3'));
    shadow(element).querySelector('details')!.open = true;
    for (const scheme of ['light', 'dark']) {
      Object.assign(document.documentElement.style, {
        colorScheme: scheme,
        background: scheme === 'dark' ? '#111' : '#fff',
      });
      await settle(30);
      expect(await accessibilityFaults(element)).toEqual([]);
    }
    Object.assign(document.documentElement.style, { colorScheme: '', background: '' });
  });
});

describe('the line of 95 percent', () => {
  it('goes over the bars, is broken where nothing was measured, and says how far it goes', async () => {
    const { element } = await open();
    const line = shadow(element).querySelector('path.p95')!.getAttribute('d')!;
    expect(line.match(/M/g)).toHaveLength(2);
    expect(line.match(/H/g)).toHaveLength(BUCKETS - 3);
    expect(textOf(shadow(element).querySelector('.key'))).toBe('95 % within, up to 1,200 ms');
  });
});
