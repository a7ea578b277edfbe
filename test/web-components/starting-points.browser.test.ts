import { afterEach, beforeEach, expect, test } from 'vitest';
import { SessionExplorer } from '../../web-components/session-explorer/session-explorer.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerList, sessionEdge, sessionRow } from './support/sessions.ts';

// The first screen answers "what needs attention".

const HERE = location.pathname + location.search;

async function open(query = 's.v=1') {
  history.replaceState(null, '', `${location.pathname}?${query}`);
  SessionExplorer.define();
  const graph = openFakeGraph({
    ...answerList([sessionEdge(sessionRow(1)), sessionEdge(sessionRow(2))]),
    SessionCount: ({ filter }: { filter?: { requestCount?: { lte?: number } } }) => ({
      data: { sessions: { totalCount: { value: filter?.requestCount?.lte === 1 ? 812 : 1430, exact: true } } },
    }),
    SessionsTimeline: () => ({ data: { sessions: { timeline: { bucketMs: 60_000, buckets: [] } } } }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
  });
  const element = document.createElement('session-explorer');
  await mount(element, graph.connection);
  await until(() => starts(element).length > 0 && noise(element) !== null);
  return { element, graph };
}

const starts = (element: HTMLElement) => [...shadow(element).querySelectorAll<HTMLElement>('.start')];
const start = (element: HTMLElement, name: string) => starts(element).find((one) => textOf(one) === name)!;
const noise = (element: HTMLElement) => shadow(element).querySelector<HTMLInputElement>('.noise input');
const query = () => decodeURIComponent(location.search);

beforeEach(() => localStorage.clear());
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, '', HERE);
});

test('what needs attention is one press away, and a second press leads back', async () => {
  const { element, graph } = await open();
  expect(starts(element).map(textOf)).toEqual([
    'Riskiest',
    'Attacks let through',
    'New since yesterday',
    'Slow answers',
  ]);
  start(element, 'Attacks let through').click();
  await settle();
  expect(query()).toBe('?s.v=1&s.time=7d&s.code=2xx&s.malicious=yes&s.blocked=no');
  expect(graph.askedFor('SessionList').at(-1)!.variables.filter).toEqual({
    requests: [{ statusClasses: [2], malicious: true, blocked: false }],
  });
  expect(start(element, 'Attacks let through').getAttribute('aria-pressed')).toBe('true');

  start(element, 'Riskiest').click();
  await settle();
  expect(query()).toContain('s.sort=-risk');
  expect(query()).not.toContain('malicious');
  start(element, 'Riskiest').click();
  await settle();
  expect(query()).not.toContain('sort');
  expect(await accessibilityFaults(element)).toEqual([]);
});

test('sessions of one request are hidden by a switch that says how many, beside any other filter', async () => {
  const { element, graph } = await open('s.v=1&s.method=POST');
  const label = () => textOf(shadow(element).querySelector('.noise'));
  await until(() => label().includes('812'));
  expect(label()).toBe('Hide 812 sessions of one request');
  noise(element)!.click();
  await settle();
  expect(query()).toContain('s.requests=2..');
  expect(graph.askedFor('SessionList').at(-1)!.variables.filter).toEqual({
    requests: [{ methods: ['POST'] }],
    requestCount: { gte: 2 },
  });
  // What is hidden is still counted under the other filters.
  expect(label()).toBe('Hide 812 sessions of one request');
  expect(noise(element)!.checked).toBe(true);
  start(element, 'Slow answers').click();
  await settle();
  expect(query()).toContain('s.requests=2..');
  noise(element)!.click();
  await settle();
  expect(query()).not.toContain('requests');
});

test('nothing moves when they come', async () => {
  history.replaceState(null, '', `${location.pathname}?s.v=1`);
  const { element } = await open();
  const room = shadow(element).querySelector('.starts')!.getBoundingClientRect();
  expect(room.height).toBe(30);
});
