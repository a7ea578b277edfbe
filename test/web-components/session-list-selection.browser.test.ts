import { beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SessionList } from '../../web-components/session-list/session-list.ts';
import { readView } from '../../web-components/state/view-text.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import { answersOf, find, findAll, focused, listen, openList, rowIds, said, withText } from './support/session-list.ts';

// Selecting rows of a list, and what is done with them together.

beforeEach(() => localStorage.clear());

const id = (n: number) => `key${n}.20261120`;
const may = (...actions: string[]): Answer => ({ data: { sessionsCapabilities: { actions } } });
const IMPACT = {
  sessionCount: 2,
  doneCount: 1,
  unchangedCount: 1,
  refusedCount: 0,
  exceptions: [{ sessionId: id(1), outcome: 'UNCHANGED', code: null, message: 'it is blocked already, by mara' }],
  impact: { exact: true, requestCount: 1234, benignRequestCount: 1200, sessionCount: 3, userCount: 4, ipCount: 5 },
};
const DONE = { outcome: 'DONE', code: null, message: null };
const BLOCKED = {
  bulkId: 'b-1',
  doneCount: 1,
  unchangedCount: 0,
  refusedCount: 1,
  rows: [
    { sessionId: id(0), ...DONE },
    { sessionId: id(1), outcome: 'REFUSED', code: 'NOT_FOUND', message: 'there is no such session' },
  ],
};
const UNDONE = { ...BLOCKED, bulkId: null, refusedCount: 0, rows: [{ sessionId: id(0), ...DONE }] };

async function open(
  properties: Partial<SessionList> = {},
  {
    count = 5,
    allowed = may('BLOCK_SESSION', 'EXPORT'),
    answers = {},
  }: {
    count?: number;
    allowed?: Answer;
    answers?: Parameters<typeof openFakeGraph>[0];
  } = {},
) {
  const graph = openFakeGraph({
    ...answersOf(count),
    SessionsCapabilities: () => allowed,
    SessionsScopes: () => ({ data: { sessionsCapabilities: { scopes: [] } } }),
    BulkImpact: () => ({ data: { impact: IMPACT } }),
    MatchingSessions: () => ({ data: { impact: { sessionIds: Array.from({ length: count }, (_, n) => id(n)) } } }),
    BlockSessions: () => ({ data: { result: BLOCKED } }),
    UndoSessionBlocks: () => ({ data: { result: UNDONE } }),
    ExportSessions: () => ({ data: { exportSessions: { url: '/export/a.b', filename: 'x.csv' } } }),
    ...answers,
  });
  const list = await openList(graph, { selectable: true, ...properties });
  return { list, graph };
}
const boxes = (list: SessionList) => findAll(list, 'tbody .pick [role=checkbox]');
const ready = (list: SessionList) => until(() => boxes(list).length > 0);
const checked = (list: SessionList) =>
  findAll(list, 'tbody tr[data-row]').flatMap(({ dataset, children }) =>
    children[0]!.querySelector('[aria-checked=true]') ? [dataset.row!] : [],
  );
const bar = (list: SessionList) => find(list, '.selection');
const press = (list: SessionList, n: number, shiftKey = false) =>
  boxes(list)[n]!.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, shiftKey }));

test('boxes select rows, a range with Shift, and a page; the host is told', async () => {
  const { list } = await open();
  await ready(list);
  const heard = listen(list, 'sessions-selection-change');
  expect(bar(list)).toBeNull();
  press(list, 1);
  press(list, 3, true);
  await settle();
  expect(checked(list)).toEqual([id(1), id(2), id(3)]);
  expect(heard.map(({ ids }) => ids)).toEqual([[id(1)], [id(1), id(2), id(3)]]);
  expect(textOf(find(list, '.selection .count'))).toBe('3 selected');
  const head = find(list, 'thead .pick [role=checkbox]');
  expect(head.getAttribute('aria-checked')).toBe('mixed');
  head.click();
  await settle();
  expect(checked(list)).toEqual(rowIds(list));
  expect(await accessibilityFaults(list)).toEqual([]);
  head.click();
  await settle();
  expect(checked(list)).toEqual([]);
  expect(bar(list)).toBeNull();
});

test('the keyboard alone: the grid begins at its rows, the space bar selects one, Enter still opens it', async () => {
  const { list } = await open();
  await ready(list);
  const opened = listen(list, 'session-select', { cancel: true });
  list.focus();
  expect(focused(list).closest('[data-column]')!.getAttribute('data-column')).toBe('last-seen');
  await userEvent.keyboard(' ');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await userEvent.keyboard('{Shift>} {/Shift}');
  expect(checked(list)).toEqual([id(0), id(1), id(2)]);
  await userEvent.keyboard('{ArrowLeft} ');
  expect(focused(list).matches('.pick button')).toBe(true);
  expect(checked(list)).toEqual([id(0), id(1)]);
  expect(opened).toEqual([]);
  await userEvent.keyboard('{ArrowRight}{Enter}');
  expect(opened.map((event) => event.id)).toEqual([id(2)]);
});

test('what is selected outlives new rows and another order, and not other filters', async () => {
  const { list, graph } = await open({ view: readView('time=all') });
  await ready(list);
  press(list, 2);
  list.order = '-requests';
  await until(() => graph.askedFor('SessionList').length === 2);
  list.refresh();
  await until(() => graph.askedFor('SessionList').length === 3);
  await settle();
  expect(checked(list)).toEqual([id(2)]);
  const heard = listen(list, 'sessions-selection-change');
  list.view = readView('method=POST&time=all');
  await until(() => heard.length === 1);
  await settle();
  expect(heard[0]!.ids).toEqual([]);
  expect(checked(list)).toEqual([]);
  expect(said(list)).not.toBe('');
});

test('all that match are those that the list has now, by their ids', async () => {
  const all = Array.from({ length: 120 }, (_, n) => id(n));
  const { list, graph } = await open(
    { view: readView('method=POST&time=all') },
    {
      answers: {
        SessionCount: () => ({ data: { sessions: { totalCount: { value: 120, exact: true } } } }),
        MatchingSessions: () => ({ data: { impact: { sessionIds: all } } }),
      },
    },
  );
  await ready(list);
  find(list, 'thead .pick button').click();
  await until(() => find(list, '.selection .all') !== null);
  expect(textOf(find(list, '.selection .all'))).toBe('All 120 that match');
  find(list, '.selection .all').click();
  await until(() => textOf(find(list, '.selection .count')).startsWith('120'));
  expect(textOf(find(list, '.selection .count'))).toBe('120 selected (115 not on this page)');
  const { filter } = graph.askedFor('SessionList').at(-1)!.variables;
  expect(graph.askedFor('MatchingSessions')[0]!.variables).toMatchObject({
    input: { selection: { matching: { filter } } },
  });
  // Of the file the filter is enough, which is shorter than its ids.
  expect(list.exported).toMatchObject({ where: { filter }, total: { value: 120, exact: true } });
  press(list, 0);
  await settle();
  expect(list.exported.where.filter!.ids).toHaveLength(119);
});

test('more than can be done at once are not offered, and why is said', async () => {
  const { list } = await open(
    {},
    { answers: { SessionCount: () => ({ data: { sessions: { totalCount: { value: 501, exact: true } } } }) } },
  );
  await ready(list);
  find(list, 'thead .pick button').click();
  await until(() => bar(list) !== null);
  await until(() => textOf(bar(list)).includes('At most 500 at once: narrow the filters'));
  expect(find(list, '.selection .all')).toBeNull();
});

test('block: what it comes to is shown first, who is refused stays selected with why, and undo takes it back', async () => {
  const { list, graph } = await open();
  await ready(list);
  const proposed = listen(list, 'sessions-action');
  press(list, 0);
  press(list, 1);
  await until(() => find(list, '.selection .block') !== null);
  find(list, '.selection .block').click();
  await until(() => find(list, 'dialog [data-impact=known]') !== null);
  const dialog = find<HTMLDialogElement>(list, 'dialog');
  expect(textOf(dialog.querySelector('h2'))).toBe('Block 2 sessions');
  expect(textOf(dialog.querySelector('dl'))).toBe(
    'Selected, to be changed 1 Requests 1,234 1,200 benign Users 4 Addresses 5',
  );
  expect(textOf(dialog.querySelector('.others'))).toMatch(/^2 more sessions have these keys/);
  expect(textOf(dialog.querySelector('summary'))).toMatch(/^1 is blocked already/);
  expect(await accessibilityFaults(list)).toEqual([]);
  dialog.querySelector('textarea')!.value = ' stuffing ';
  withText(list, 'dialog button', 'Block 1 session').click();
  await until(() => find(list, 'dialog') === null);
  await until(() => find(list, '.selection .outcome') !== null);
  const [asked] = graph.askedFor('BlockSessions');
  expect(asked!.variables).toMatchObject({
    input: { selection: { sessionIds: [id(0), id(1)] }, reason: 'stuffing', applications: [] },
  });
  expect(proposed.map(({ kind, subject }) => [kind, subject])).toEqual([['block-sessions', `${id(0)},${id(1)}`]]);
  expect(textOf(find(list, '.selection .outcome > span'))).toBe('1 session blocked. 1 was refused.');
  expect(textOf(find(list, '.selection .refused'))).toContain(id(1));
  expect(checked(list)).toEqual([id(1)]);
  expect(await accessibilityFaults(list)).toEqual([]);
  await until(() => focused(list)?.matches('.undo'));
  await userEvent.keyboard('{Enter}');
  await until(() => graph.askedFor('UndoSessionBlocks').length === 1);
  expect(graph.askedFor('UndoSessionBlocks')[0]!.variables).toMatchObject({ input: { bulkId: 'b-1' } });
  await until(() => textOf(find(list, '.selection .outcome')).startsWith('Taken back for 1 session.'));
  expect(find(list, '.selection .undo')).toBeNull();
});

test('what got no answer is sent again with the same key and the same end; what is refused says why', async () => {
  const replies: Answer[] = [
    new Response('', { status: 502 }),
    { data: { result: { code: 'INVALID', message: 'reason: must not be empty' } } },
  ];
  const { list, graph } = await open({}, { answers: { BlockSessions: () => replies.shift()! } });
  await ready(list);
  press(list, 0);
  await until(() => find(list, '.selection .block') !== null);
  find(list, '.selection .block').click();
  await until(() => find(list, 'dialog [data-impact=known]') !== null);
  find<HTMLTextAreaElement>(list, 'dialog textarea').value = 'x';
  const send = find(list, 'dialog [type=submit]');
  send.click();
  await until(() => textOf(find(list, 'dialog .problem')) !== '');
  await settle(20);
  send.click();
  await until(() => textOf(find(list, 'dialog .problem')).includes('must not be empty'));
  const [first, second] = graph.askedFor('BlockSessions');
  expect(second!.variables).toEqual(first!.variables);
  expect(checked(list)).toEqual([id(0)]);
});

test('a host may do it itself', async () => {
  const { list, graph } = await open();
  await ready(list);
  listen(list, 'sessions-action', { cancel: true });
  press(list, 0);
  await until(() => find(list, '.selection .unblock') !== null);
  find(list, '.selection .unblock').click();
  await until(() => find(list, 'dialog [data-impact=known]') !== null);
  find(list, 'dialog [type=submit]').click();
  await until(() => find(list, 'dialog') === null);
  expect(graph.askedFor('UnblockSessions')).toEqual([]);
});

test('the file is of the selected sessions alone', async () => {
  const { list, graph } = await open();
  await ready(list);
  press(list, 1);
  press(list, 2);
  await until(() => find(list, '.selection [popovertarget=export]') !== null);
  await until(() => find(list, '#export') !== null);
  const opener = find(list, '.selection [popovertarget=export]');
  opener.focus();
  opener.click();
  await until(() => find(list, '#export').matches(':popover-open'));
  expect(textOf(find(list, '#export .heading'))).toBe('Selected: 2 sessions');
  list.addEventListener('click', (event) => {
    if ((event.composedPath()[0] as HTMLElement).matches('.file')) event.preventDefault();
  });
  findAll(list, '#export .item')[0]!.click();
  await until(() => graph.askedFor('ExportSessions').length === 1);
  expect(graph.askedFor('ExportSessions')[0]!.variables).toMatchObject({
    input: { rows: 'SESSIONS', filter: { ids: [id(1), id(2)] } },
  });
  await userEvent.keyboard('{Escape}');
  await until(() => focused(list) === opener);
});

test.each([
  ['a viewer who may do nothing with them', { selectable: true }, may()],
  ['a page that has not asked for it', { selectable: false }, may('BLOCK_SESSION')],
])('there are no boxes for %s', async (_, properties, allowed) => {
  const { list } = await open(properties, { allowed });
  await settle(200);
  expect(findAll(list, '.pick')).toEqual([]);
  expect(bar(list)).toBeNull();
});

test('who may only take out is offered that alone; German, and narrow', async () => {
  document.body.style.width = '360px';
  const { list } = await open({ lang: 'de' }, { allowed: may('EXPORT') });
  await ready(list);
  press(list, 0);
  await until(() => bar(list) !== null && textOf(bar(list)).includes('ausgewählt'));
  expect(find(list, '.selection .block')).toBeNull();
  expect(textOf(bar(list))).toBe('1 ausgewählt Herunterladen Aufheben');
  expect(list.scrollWidth).toBeLessThanOrEqual(360);
  expect(await accessibilityFaults(list)).toEqual([]);
  document.body.style.width = '';
});
