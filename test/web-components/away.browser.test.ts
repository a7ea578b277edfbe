import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Again } from '../../web-components/data/again.ts';
import { SessionRequest } from '../../web-components/session-request/session-request.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { session } from './support/detail.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { mount, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answersOf, find, findAll, openList, rowIds } from './support/session-list.ts';

// The server has too much to do, or is not there: elements say so, keep what they show, and ask again until there is an answer.

beforeEach(() => localStorage.clear());
afterEach(() => vi.useRealTimers());

const AWAY = 'The server was not reached. Trying again …';
const refusal = (status: number, extensions: object) => () =>
  new Response(JSON.stringify({ errors: [{ message: 'later', extensions: { retryable: true, ...extensions } }] }), {
    status,
    headers: { 'content-type': 'application/json' },
  });

const WAYS: [string, () => Answer][] = [
  ['has more to do than it can', refusal(503, { code: 'OVERLOADED', retryAfterMs: 10 })],
  ['finds that we ask too often', refusal(429, { code: 'RATE_LIMITED', retryAfterMs: 10 })],
  ['does not reach its database', refusal(200, { code: 'DATABASE_UNAVAILABLE' })],
  ['is not reached by the proxy in front of it', () => new Response('<h1>502</h1>', { status: 502 })],
  [
    'is not there',
    () => {
      throw new TypeError('Failed to fetch');
    },
  ],
];

describe.each(WAYS)('the server %s', (_what, refuse) => {
  test('<session-list> keeps its rows, and shows the new ones when they are there', async () => {
    let isAway = false;
    const answers = answersOf(3);
    const graph = openFakeGraph({
      ...answers,
      SessionList: (variables: never) => (isAway ? refuse() : answers.SessionList(variables)),
    });
    const list = await openList(graph);
    isAway = true;
    list.params = 'method=POST';
    await until(() => textOf(shadow(list)).includes(AWAY));
    expect(rowIds(list)).toHaveLength(3);

    isAway = false;
    await until(() => !textOf(shadow(list)).includes(AWAY));
    expect(rowIds(list)).toHaveLength(3);
    expect(graph.askedFor('SessionList')).toHaveLength(3);
  });

  test('<session-list> that has nothing to show yet says it, and shows rows without a click', async () => {
    let isAway = true;
    const answers = answersOf(3);
    const list = await openList(
      openFakeGraph({
        ...answers,
        SessionList: (variables: never) => (isAway ? refuse() : answers.SessionList(variables)),
      }),
    );
    expect(textOf(find(list, '[role=alert]'))).toBe(`${AWAY} Try again`);
    isAway = false;
    await until(() => rowIds(list).length === 3);
    expect(findAll(list, '[role=alert]')).toEqual([]);
  });
});

const overloaded = refusal(503, { code: 'OVERLOADED', retryAfterMs: 10 });

describe('elements that show one thing keep it, and are themselves again', () => {
  const details = answerSession(session, [requestRow(0)]);
  const bucket = {
    start: '2026-11-20T10:00:00Z',
    requests: 2,
    malicious: 0,
    blocked: 0,
    clientErrors: 0,
    serverErrors: 0,
    durationMsCount: 0,
    durationMsP95: null,
    durationMsExpectedP95: null,
    durationMsExpectedCount: 0,
  };

  /** An element whose server is away from now on; what it gives lets the server come back. */
  async function leftAlone(element: HTMLElement, content: string, answers: Record<string, (of: never) => Answer>) {
    let isAway = false;
    const operations = Object.entries(answers).map(([name, answer]) => [
      name,
      (variables: never) => (isAway ? overloaded() : answer(variables)),
    ]);
    await mount(element, openFakeGraph(Object.fromEntries(operations)).connection);
    await until(() => find(element, content) !== null);
    isAway = true;
    return () => {
      isAway = false;
    };
  }

  test('<session-request>', async () => {
    SessionRequest.define();
    const element = Object.assign(document.createElement('session-request'), { requestId: requestRow(0).id });
    const comeBack = await leftAlone(element, '.blocks', { RequestDetail: details.RequestDetail });
    (element as unknown as { details: { refresh(): void } }).details.refresh();
    await until(() => textOf(shadow(element)).includes(AWAY));
    expect(find(element, '.blocks')).not.toBeNull();
    comeBack();
    await until(() => !textOf(shadow(element)).includes(AWAY));
  });

  test('<session-timeline>', async () => {
    SessionTimeline.define();
    const element = Object.assign(document.createElement('session-timeline'), { params: 'time=all' });
    const timeline = { bucketMs: 60_000, buckets: [bucket] };
    const comeBack = await leftAlone(element, 'figure', {
      SessionsTimeline: () => ({ data: { sessions: { timeline } } }),
    });
    element.params = 'time=all&method=POST';
    await until(() => textOf(shadow(element)).includes(AWAY));
    expect(find(element, 'figure')).not.toBeNull();
    comeBack();
    await until(() => !textOf(shadow(element)).includes(AWAY));
  });
});

test('a number that is missing for that reason is asked for again without a word', async () => {
  let isAway = true;
  const answers = answersOf(3);
  const list = await openList(
    openFakeGraph({
      ...answers,
      SessionCount: () => (isAway ? overloaded() : answers.SessionCount()),
    }),
  );
  expect(textOf(find(list, '.toolbar'))).toContain('count unavailable');
  isAway = false;
  await until(() => !textOf(find(list, '.toolbar')).includes('count unavailable'));
});

test('what would be answered the same way is not asked again', async () => {
  const error = { message: 'too slow', extensions: { code: 'TIMEOUT' } };
  const refusals: Answer[] = [{ errors: [error] }, new Response('not found', { status: 404 })];
  for (const refused of refusals) {
    const graph = openFakeGraph({ ...answersOf(3), SessionList: () => refused });
    const list = await openList(graph);
    expect(textOf(shadow(list))).not.toContain(AWAY);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(graph.askedFor('SessionList')).toHaveLength(1);
  }
});

describe('asking again', () => {
  test('is less and less often, never sooner than the server wants, and begins anew after an answer', () => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    let tries = 0;
    const again = new Again(() => {
      tries += 1;
    });
    const waits = (wantedMs: number) => {
      again.later(wantedMs);
      const [before, begun] = [tries, Date.now()];
      while (tries === before) vi.advanceTimersByTime(100);
      return Date.now() - begun;
    };
    expect([0, 0, 0, 0, 0, 0, 0].map(waits)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waits(45_000)).toBe(45_000);
    again.end();
    expect(waits(0)).toBe(1_000);
    vi.mocked(Math.random).mockRestore();
  });

  test('is at once when the browser is online again, and never after its end', () => {
    vi.useFakeTimers();
    let tries = 0;
    const again = new Again(() => {
      tries += 1;
    });
    again.later(0);
    window.dispatchEvent(new Event('online'));
    expect(tries).toBe(1);
    again.later(0);
    again.end();
    window.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(60_000);
    expect(tries).toBe(1);
  });
});
