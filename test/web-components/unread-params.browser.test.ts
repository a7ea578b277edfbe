import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SessionList } from '../../web-components/session-list/session-list.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { buttonIn, openDetail, rows, session } from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answersOf, listen, openList, rowIds } from './support/session-list.ts';

// Parameters that an element does not understand: a list that was asked to be narrow is not shown wide, and it is said why.

let warn: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  localStorage.clear();
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  warn.mockRestore();
  document.body.replaceChildren();
});

const told = (element: HTMLElement) => [...shadow(element).querySelectorAll('.unread-params li')].map(textOf);
const warned = (part: string) => warn.mock.calls.map(String).filter((said: string) => said.includes(part));

test('a list with a misspelt filter names it, asks nothing, and shows the rest when somebody wants it', async () => {
  SessionList.define();
  const graph = openFakeGraph(answersOf(3));
  const list = await openList(graph, { params: 'attck=a-17&method=POST' });
  await until(() => told(list).length > 0);
  expect(told(list)).toEqual(['attck=a-17 There is no filter “attck”. Did you mean “attack”?']);
  expect(graph.asked).toEqual([]);
  expect(warned('attck=a-17')).toHaveLength(1);
  expect(textOf(shadow(list).querySelector('.toolbar'))).not.toContain('0 sessions');
  expect(await accessibilityFaults(list)).toEqual([]);

  const heard = listen(list, 'sessions-where-change');
  buttonIn(shadow(list), 'Show without it')!.click();
  await until(() => rowIds(list).length === 3);
  expect(list.params).toBe('method=POST');
  expect(heard.map(({ params }) => params)).toEqual(['method=POST']);
  expect(graph.askedFor('SessionList')[0]!.variables.filter).toEqual({ requests: [{ methods: ['POST'] }] });
});

test('says it in German, in text alone, not without end, and with what cannot be seen written out', async () => {
  SessionList.define();
  const bad = [
    `code=${'9'.repeat(500)}`,
    'ip=1.2.3',
    `user2=${encodeURIComponent('<img src=x onerror=alert(1)>\u202e')}`,
    'time=soon',
    'risk=HUGE',
    'not.session=a',
    'size=5..1',
  ].join('&');
  const list = await openList(openFakeGraph(answersOf(3)), { params: bad, lang: 'de' });
  await until(() => told(list).some((text) => text.includes('Erwartet')));
  const lines = told(list);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe(`code=${'9'.repeat(80)}… Erwartet wird ein Code von 100 bis 599 oder eine Klasse wie 4xx.`);
  expect(lines[2]).toContain(
    'user2=<img src=x onerror=alert(1)>\\u202e Es gibt keinen Filter „user2“. Ist „user“ gemeint?',
  );
  expect(lines[4]).toBe('risk=HUGE Erwartet wird eines von: LOW, MEDIUM, HIGH.');
  expect(lines[5]).toBe('und 2 weitere');
  expect(shadow(list).querySelector('img')).toBeNull();
});

test('an order and columns that there are not are named, and the list is in its usual order', async () => {
  SessionList.define();
  const graph = openFakeGraph(answersOf(3));
  const list = await openList(graph, { order: 'price' as never, columns: 'started,prise' });
  await until(() => rowIds(list).length === 3);
  expect(textOf(shadow(list).querySelector('[role=note]'))).toBe(
    'Not understood, and left out: order=price, columns=prise',
  );
  expect(graph.askedFor('SessionList')[0]!.variables.orderBy).toEqual({ field: 'LAST_SEEN_AT', direction: 'DESC' });
  expect(warned('order=price')).toHaveLength(1);
});

test('a timeline of a list shows no wider one', async () => {
  SessionTimeline.define();
  const graph = openFakeGraph({});
  const element = await mount(
    Object.assign(document.createElement('session-timeline'), { params: 'code=abc' }),
    graph.connection,
  );
  await until(() => told(element).length > 0);
  expect(told(element)).toEqual(['code=abc A code from 100 to 599, or a class such as 4xx, is expected.']);
  expect(graph.asked).toEqual([]);
});

test.each([
  ['then.7.code=200', 'Other requests are and.1 to and.5, and then.1 to then.5.'],
  ['and.1.within=60s', 'After “then” only, and once, a time up to a day is expected, such as 60s or 0.5s.'],
  ['then.1.user=alice', 'This is a fact of the session; it stands without “and” or “then”.'],
  ['then.1.cod=200', 'There is no filter “then.1.cod”. Did you mean “then.1.code”?'],
])('of other requests it says what is wrong with %s', async (param, reason) => {
  SessionList.define();
  const list = await openList(openFakeGraph(answersOf(3)), { params: `code=401&${param}` });
  await until(() => told(list).length > 0);
  expect(told(list)).toEqual([`${param} ${reason}`]);
});

test('an open session shows no request beside those that were asked for, of its own filters or the general ones', async () => {
  const requests = [requestRow(0), requestRow(1, { method: 'POST' })];
  const { element, graph } = await openDetail({ filters: 'method=POST' }, answerSession(session, requests));
  expect(rows(element)).toHaveLength(1);
  const asked = graph.askedFor('SessionRequests').length;

  element.filters = 'method=POST&statsu=500';
  await until(() => told(element).length > 0);
  expect(told(element)).toEqual(['statsu=500 There is no filter “statsu”. Did you mean “status”?']);
  expect(rows(element)).toHaveLength(0);
  expect(await accessibilityFaults(element)).toEqual([]);
  const heard = listen(element, 'session-filters-change');
  buttonIn(shadow(element), 'Show without it')!.click();
  await until(() => rows(element).length === 1);
  expect(heard.map(({ filters }) => filters)).toEqual(['method=POST']);

  // Opened under general filters that nobody understands.
  element.sessionId = '';
  await settle(20);
  Object.assign(element, { sessionId: session.id, filters: '', params: 'attck=a-17' });
  await until(() => told(element).length > 0);
  expect(rows(element)).toHaveLength(0);
  buttonIn(shadow(element), 'Show all requests')!.click();
  await until(() => rows(element).length === 2);
  for (const { variables } of graph.askedFor('SessionRequests').slice(asked)) expect(variables.period).toBeUndefined();
});
