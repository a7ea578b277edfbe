import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type {
  MarksFragment,
  SessionTimelineQuery,
  TimelineFragment,
} from '../../web-components/data/documents.generated.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

const HOUR = 3_600_000;
const BUCKETS = 10;
const START = Date.parse('2026-11-20T00:00:00Z');
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();

type Mark = Omit<MarksFragment['marks'][number], 'kind'> & { kind: string };
const NOTHING = { until: null, before: null, after: null, by: null, reason: null };
const gap: Mark = { ...NOTHING, kind: 'GAP', at: iso(2), until: iso(5), detail: 'no request for 3 h' };
const changed = (kind: string, hours: number, before: string, after: string): Mark => ({
  ...NOTHING,
  kind,
  at: iso(hours),
  before,
  after,
  detail: `from ${before} to ${after}`,
});
const user = changed('USER_CHANGED', 7.5, 'alice', 'bob');
const country = changed('COUNTRY_CHANGED', 9, 'DE', 'BR');

type Usual = Pick<TimelineFragment['buckets'][number], 'durationMsExpectedP95' | 'durationMsExpectedCount'>;
/** Of the eighth hour nothing is known; of the seventh, a part. */
const USUAL = (n: number, requests: number): Usual => {
  if (requests === 0 || n === 7) return { durationMsExpectedP95: null, durationMsExpectedCount: 0 };
  return { durationMsExpectedP95: 300, durationMsExpectedCount: n === 6 ? 3 : requests };
};

beforeEach(() => SessionTimeline.define());

/** Ten hours of a session, quiet from the third to the fifth. */
async function open(
  marks: readonly Mark[] = [gap, user, country],
  changes: Partial<SessionTimeline> = {},
  markCount = marks.length,
  usual = (_n: number, _requests: number): Usual => ({ durationMsExpectedP95: null, durationMsExpectedCount: 0 }),
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
                durationMsCount: requests,
                durationMsP95,
                ...usual(n, requests),
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
      (_, n): Mark => changed('USER_CHANGED', 1 + n / 100, `u${n}`, `u${n + 1}`),
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
    const decided = { ...NOTHING, by: 'mara', detail: 'by mara' };
    const blocked = { ...decided, kind: 'BLOCKED', until: iso(40), reason: 'stuffing' };
    const { element } = await open([
      { ...blocked, at: iso(-2) },
      { ...user, at: iso(9.9) },
      { ...blocked, at: iso(10) },
      { ...decided, kind: 'UNBLOCKED', at: iso(16) },
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
      changed('USER_CHANGED', 7.5, '<img src=x onerror=alert(1)>', '\u202ebob'),
      { ...NOTHING, kind: 'SOMETHING_NEW', at: iso(1), detail: 'done for ops' },
    ]);
    expect(labels(element)[1]).toBe('Nov 20, 07:30:00 · Other user: from <img src=x onerror=alert(1)> to \\u202ebob');
    expect(labels(element)[0]).toBe('Nov 20, 01:00:00 · SOMETHING_NEW: done for ops');
    expect(shadow(element).querySelector('img')).toBeNull();
  });

  it('tell a block from a pause: it stands where it began, by whom and why, whenever it ends', async () => {
    const blocked: Mark = {
      ...NOTHING,
      kind: 'BLOCKED',
      at: iso(8),
      until: iso(40),
      by: 'ops\u202e',
      reason: 'stuffs credentials',
      detail: 'by ops: stuffs credentials',
    };
    const freed: Mark = { ...NOTHING, kind: 'UNBLOCKED', at: iso(9), by: 'ann', detail: 'by ann' };
    const { element, chosen } = await open([blocked, freed]);
    expect(labels(element)).toEqual([
      'Nov 20, 08:00:00 · Blocked: by ops\\u202e: stuffs credentials',
      'Nov 20, 09:00:00 · Unblocked: by ann',
    ]);
    expect(shadow(element).querySelector('rect.gap')).toBeNull();
    expect(Math.round(placeOf(element, marksIn(element)[0]!) * 100)).toBe(80);
    marksIn(element)[0]!.click();
    expect(chosen).toEqual([{ from: iso(7), to: iso(9) }]);
  });

  it('are not there where nothing happened', async () => {
    const { element } = await open([]);
    expect(shadow(element).querySelector('.marks')).toBeNull();
    expect(table(element)).toBeNull();
  });

  it('speak German, and are accessible, in light and dark', async () => {
    const freed: Mark = { ...NOTHING, kind: 'UNBLOCKED', at: iso(8.5), by: 'ann', detail: 'by ann' };
    const { element } = await open([gap, user, freed], { lang: 'de' });
    await until(() => labels(element)[0]!.includes('Pause: keine Anfrage für 3'));
    expect(labels(element)[1]).toContain('Anderer Benutzer: von alice zu bob');
    expect(labels(element)[2]).toContain('Freigegeben: von ann');
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

  it('stands beside what is usual, on one scale, told from it by its form and in words', async () => {
    const { element } = await open([], {}, 0, USUAL);
    const [measured, usual] = ['p95', 'usual'].map((name) => shadow(element).querySelector(`path.${name}`)!);
    const stepsOf = (line: Element) => line.getAttribute('d')!.match(/[ML][\d.]+ [\d.]+H/g)!;
    // Broken in the hour of which nothing is known, too.
    expect(usual!.getAttribute('d')!.match(/M/g)).toHaveLength(3);
    expect(stepsOf(usual!)).toHaveLength(BUCKETS - 4);
    // 300 of 1,200 ms, from what is drawn as nothing.
    const heightOf = (step: string) => 98 - Number(step.match(/ ([\d.]+)H/)![1]);
    const highest = Math.max(...stepsOf(measured!).map(heightOf));
    for (const step of stepsOf(usual!)) expect(heightOf(step) / highest).toBeCloseTo(0.25, 2);
    const dashes = [measured, usual].map((line) => getComputedStyle(line!).strokeDasharray);
    expect(dashes).toEqual(['none', expect.stringMatching(/\d/)]);
    expect(textOf(shadow(element).querySelector('.keys'))).toBe('95 % within, up to 1,200 ms: measured usual');
  });

  it('reaches as high as what is usual, where that is more', async () => {
    const usual = (n: number, requests: number) => ({ ...USUAL(n, requests), durationMsExpectedP95: 4000 });
    const { element } = await open([], {}, 0, usual);
    expect(textOf(shadow(element).querySelector('.keys'))).toContain('up to 4,000 ms');
  });

  it('says of a pointed hour, and of each in the table, of how many requests it is', async () => {
    const { element } = await open([], {}, 0, USUAL);
    const point = async (bucket: number) => {
      const { left, top, width } = shadow(element).querySelector('.chart')!.getBoundingClientRect();
      const clientX = left + ((bucket + 0.5) / BUCKETS) * width;
      shadow(element)
        .querySelector('.chart')!
        .dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: top + 5 }));
      await element.updateComplete;
      return textOf(shadow(element).querySelector('.readout'));
    };
    expect(await point(6)).toContain('95 % within 1,200 ms usually within 300 ms (3 of 7 measured requests)');
    expect(await point(7)).not.toContain('usually');
    shadow(element).querySelector('details')!.open = true;
    const rows = [...shadow(element).querySelectorAll('tbody tr')].map((row) => [...row.children].slice(6).map(textOf));
    expect([...shadow(element).querySelectorAll('thead th')].slice(6).map(textOf)).toEqual([
      '95 % within, ms',
      'usually within, ms',
      'compared',
    ]);
    expect(rows[0]).toEqual(['100', '300', '1 of 1']);
    expect(rows.slice(4, 6)).toEqual([
      ['100', '–', '0 of 8'],
      ['100', '300', '9 of 9'],
    ]);
    expect(rows).toContainEqual(['1,200', '300', '3 of 7']);
    expect(textOf(shadow(element).querySelector('.basis'))).toContain('without this session');
  });

  it('keeps short times apart, by a tenth of a millisecond', async () => {
    const usual = (n: number, requests: number) => ({
      ...USUAL(n, requests),
      durationMsExpectedP95: n === 0 ? 3.56 : 9.96,
    });
    const { element } = await open([], {}, 0, usual);
    shadow(element).querySelector('details')!.open = true;
    const times = [...shadow(element).querySelectorAll('tbody td:nth-child(8)')].map(textOf);
    expect(times.slice(0, 2)).toEqual(['3.6', '10']);
  });

  it.each([320, 700, 1000])('leaves everything below where it is, whatever is pointed at (%i px)', async (width) => {
    const { element } = await open([], {}, 0, USUAL);
    element.style.width = `${width}px`;
    await settle(30);
    const height = element.getBoundingClientRect().height;
    const chart = shadow(element).querySelector('.chart')!;
    const { left, top, width: wide } = chart.getBoundingClientRect();
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const clientX = left + ((bucket + 0.5) / BUCKETS) * wide;
      chart.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: top + 5 }));
      await element.updateComplete;
      expect(element.getBoundingClientRect().height).toBe(height);
    }
  });

  it('stands alone, without a word of what is usual, where nothing is', async () => {
    const { element } = await open([]);
    expect(shadow(element).querySelector('path.usual')).toBeNull();
    expect(shadow(element).querySelectorAll('thead th')).toHaveLength(7);
    expect(textOf(shadow(element).querySelector('figure'))).not.toContain('usual');
  });

  it('speaks German of both, and is accessible in light and dark', async () => {
    const { element } = await open([], { lang: 'de' }, 0, USUAL);
    const key = () => textOf(shadow(element).querySelector('.keys'));
    await until(() => key() === '95 % innerhalb, höchstens 1.200 ms: gemessen üblich');
    shadow(element).querySelector('details')!.open = true;
    // On a phone the table moves in its frame, and nothing reaches beyond the element.
    element.style.width = '320px';
    await settle(30);
    const right = (selector: string) => shadow(element).querySelector(selector)!.getBoundingClientRect().right;
    const edge = element.getBoundingClientRect().right + 0.5;
    for (const selector of ['.basis', '.scroller', '.keys', '.readout'])
      expect(right(selector)).toBeLessThanOrEqual(edge);
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
