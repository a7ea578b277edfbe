import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { SessionExplorer } from '../../web-components/session-explorer/session-explorer.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow, sqli } from './support/requests.ts';
import { answerList, sessionEdge, sessionRow } from './support/sessions.ts';

// With a session open its requests are what is looked at: everything else is a line, until somebody wants more of it.

const HERE = location.pathname + location.search;
const [session, other] = [sessionRow(1), sessionRow(2)];
const requests = Array.from({ length: 60 }, (_, n) => requestRow(n, n === 30 ? { detections: [sqli(n)] } : {}));
const bucket = {
  malicious: 1,
  blocked: 0,
  clientErrors: 0,
  serverErrors: 0,
  durationMsCount: 0,
  durationMsP95: null,
  durationMsExpectedP95: null,
  durationMsExpectedCount: 0,
};
const timeline = {
  bucketMs: 60_000,
  buckets: [5, 0, 9].map((count, n) => ({ ...bucket, start: `2026-11-20T12:0${n}:00.000Z`, requests: count })),
  marks: [],
  markCount: 0,
};

function graphOf(listed = [session]) {
  return openFakeGraph({
    ...answerList(listed.map((row) => sessionEdge(row))),
    ...answerSession(session, requests),
    SessionsTimeline: () => ({ data: { sessions: { timeline } } }),
    SessionTimeline: ({ id }: { id: string }) => ({ data: { session: { id, timeline } } }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
  });
}

async function open(query: string, graph = graphOf()) {
  history.replaceState(null, '', `${location.pathname}?${query}`);
  SessionExplorer.define();
  const element = document.createElement('session-explorer');
  await mount(element, graph.connection);
  await until(() => (inner(element, 'session-list')?.shadowRoot?.querySelector('tbody tr[data-row]') ?? null) !== null);
  return { element, graph };
}

const inner = (element: HTMLElement, tag: string) => shadow(element).querySelector<HTMLElement>(tag);
const detail = (element: HTMLElement) => inner(element, 'session-detail');
const chart = (element: HTMLElement) => inner(element, 'session-timeline')!;
const tableOf = (element: HTMLElement) =>
  detail(element)?.shadowRoot?.querySelector('session-request-table')?.shadowRoot;
const splitter = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('[role=separator]')!;

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1366, 768);
});
afterEach(async () => {
  document.body.replaceChildren();
  history.replaceState(null, '', HERE);
  localStorage.clear();
  await page.viewport(1280, 800);
});

test('the request that was asked for is open and in view, without a scroll', async () => {
  const { element } = await open('s.v=1&s.request=request30');
  await until(() => !!tableOf(element)?.querySelector('session-request')?.shadowRoot?.querySelector('.facts'));
  await settle(50);
  const row = tableOf(element)!.querySelector('tr[data-row=request30]')!.getBoundingClientRect();
  const opened = tableOf(element)!.querySelector('session-request')!.getBoundingClientRect();
  expect(scrollY).toBe(0);
  expect(detail(element)!.scrollTop).toBe(0);
  expect(row.bottom).toBeLessThan(768);
  expect(opened.top + 120).toBeLessThan(768);
});

test('an attack of one session opens it, once; of several, the list stays', async () => {
  const { element } = await open('s.v=1&s.attack=a1');
  await until(() => tableOf(element)?.querySelector('tbody tr') !== undefined);
  expect(location.search).toContain(`s.open=${session.id}`);
  await userEvent.keyboard('{Escape}');
  detail(element)!.dispatchEvent(new CustomEvent('session-close', { bubbles: true, composed: true }));
  await settle();
  (inner(element, 'session-list') as HTMLElement & { refresh(): void }).refresh();
  await settle(50);
  expect(detail(element)).toBeNull();

  const several = await open('s.v=1&s.attack=a1', graphOf([session, other]));
  await settle(50);
  expect(detail(several.element)).toBeNull();
});

test('the chart of the list folds to a line while a session is open; who unfolds it finds it so again', async () => {
  const { element } = await open('s.v=1');
  await until(() => chart(element).shadowRoot?.querySelector('.chart svg') != null);
  const folded = () => chart(element).shadowRoot!.querySelector('figure.line') !== null;
  const toggle = () => chart(element).shadowRoot!.querySelector<HTMLElement>('button.fold');
  expect(folded()).toBe(false);
  expect(toggle()).toBeNull();

  inner(element, 'session-list')!.shadowRoot!.querySelector<HTMLElement>('tbody th a')!.click();
  await until(() => folded());
  expect(textOf(chart(element).shadowRoot!.querySelector('.readout'))).toContain('14 requests');
  expect(chart(element).getBoundingClientRect().height).toBeLessThan(32);
  expect(await accessibilityFaults(element)).toEqual([]);
  toggle()!.click();
  await until(() => !folded());
  expect(chart(element).shadowRoot!.activeElement).toBe(toggle());

  const again = await open(`s.v=1&s.open=${session.id}`);
  await until(() => chart(again.element).shadowRoot?.querySelector('.chart svg') != null);
});

test('statistics are the three values that tell most; each of them filters', async () => {
  const { element } = await open(`s.v=1&s.open=${session.id}`);
  const told = () => [
    ...(detail(element)?.shadowRoot?.querySelector('session-statistics')?.shadowRoot?.querySelectorAll('.told') ?? []),
  ];
  await until(() => told().length > 0);
  expect(told().map(textOf)).toEqual(['SQL injection 1 (100%)', '200 60 (100%)', 'GET /orders/{int} 60 (100%)']);
  (told()[0] as HTMLElement).click();
  await until(() => decodeURIComponent(location.search).includes('type=sqli'));
  await until(() => told()[0]?.getAttribute('aria-pressed') === 'true');
});

test('title, what can be done and the filters stay in view while the session scrolls', async () => {
  localStorage.setItem('api-sessions.statistics', 'open');
  const { element } = await open(`s.v=1&s.open=${session.id}`);
  await until(() => (tableOf(element)?.querySelectorAll('tbody tr').length ?? 0) > 10);
  const pane = detail(element)!;
  pane.scrollTop = 200;
  await settle();
  expect(pane.scrollTop).toBe(200);
  const head = pane.shadowRoot!.querySelector('.head')!;
  expect(head.getBoundingClientRect().top).toBeLessThanOrEqual(pane.getBoundingClientRect().top + 1);
  expect(textOf(head)).toContain('Session of user1@example.com');
});

test('list and session share the width as somebody wants; the list folds away, by keys too, and all of it is remembered', async () => {
  const { element } = await open(`s.v=1&s.open=${session.id}`);
  await until(() => splitter(element) !== null);
  const width = () => inner(element, 'session-list')!.getBoundingClientRect().width;
  const before = width();
  splitter(element).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  await settle();
  const wider = width();
  expect(wider).toBeGreaterThan(before + 40);
  expect(splitter(element).getAttribute('aria-valuenow')).toBe('34');

  await userEvent.keyboard('{Enter}');
  await settle();
  expect(width()).toBe(0);
  expect(splitter(element).getAttribute('aria-valuenow')).toBe('0');

  const again = await open(`s.v=1&s.open=${session.id}`);
  await until(() => splitter(again.element) !== null);
  await settle();
  expect(inner(again.element, 'session-list')!.getBoundingClientRect().width).toBe(0);
  splitter(again.element).focus();
  await userEvent.keyboard('{Enter}');
  await settle();
  expect(Math.abs(inner(again.element, 'session-list')!.getBoundingClientRect().width - wider)).toBeLessThan(2);
});
