import { beforeEach, expect, test } from 'vitest';
import type { SessionList } from '../../web-components/session-list/session-list.ts';
import { readView } from '../../web-components/state/view-text.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import { answersOf, find, findAll, listen, openList } from './support/session-list.ts';

// The whole list as a file: its sessions, or the requests that match in them.

beforeEach(() => localStorage.clear());

const FILE = { url: '/export/abc.def', filename: 'sessions-20261120T120000Z.csv' };
const MAY = { data: { sessionsCapabilities: { actions: ['EXPORT'] } } };

/** A list whose server gives files out as told. Downloads are kept back, and remembered. */
async function open(
  answer: Answer = { data: { exportSessions: FILE } },
  properties: Partial<SessionList> = {},
  may: Answer = MAY,
) {
  const graph = openFakeGraph({
    ...answersOf(3),
    SessionsCapabilities: () => may,
    SessionsScopes: () => ({ data: { sessionsCapabilities: { scopes: ['sessions:read', 'sessions:content'] } } }),
    ExportSessions: () => answer,
  });
  const list = await openList(graph, properties);
  const followed: { href: string; download: string }[] = [];
  list.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.matches('.file'));
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    followed.push({ href: link.href, download: link.download });
  });
  return { list, graph, followed };
}

const opener = (list: SessionList) => find(list, '[popovertarget=export]');
const items = (list: SessionList) => findAll(list, '#export .item');
const outcome = (list: SessionList) => textOf(find(list, '#export .progress'));

async function openMenu(list: SessionList): Promise<void> {
  await until(() => opener(list) !== null);
  opener(list).click();
  await until(() => find(list, '#export').matches(':popover-open'));
}

test('says how many sessions there are, and offers them and their requests', async () => {
  const { list } = await open();
  await openMenu(list);
  expect(textOf(find(list, '#export .heading'))).toBe('3 sessions');
  expect(items(list).map(textOf)).toEqual([
    'Sessions, CSV all of this list',
    'Sessions, JSON Lines all of this list',
    'Requests, CSV all that match',
    'Requests, JSON Lines all that match',
  ]);
  expect(await accessibilityFaults(list)).toEqual([]);
});

test('takes what the list was asked for, and starts the download', async () => {
  const { list, graph, followed } = await open(undefined, { view: readView('method=POST&time=all') });
  await openMenu(list);
  items(list)[2]!.click();
  await until(() => followed.length > 0);
  const [asked] = graph.askedFor('ExportSessions');
  const { period, filter } = graph.askedFor('SessionList').at(-1)!.variables;
  expect(filter).toEqual({ requests: [{ methods: ['POST'] }] });
  expect(asked!.variables).toEqual({
    input: { rows: 'REQUESTS', format: 'CSV', filter, ...(period ? { period } : {}) },
  });
  expect(followed).toEqual([{ href: `${location.origin}/export/abc.def`, download: FILE.filename }]);
  expect(outcome(list)).toBe(`The download has begun. Download ${FILE.filename}`);
});

test('a host may take it over', async () => {
  const { list, graph } = await open();
  const heard = listen(list, 'sessions-list-export', { cancel: true });
  await openMenu(list);
  items(list)[1]!.click();
  await until(() => heard.length === 1);
  expect([heard[0]!.rows, heard[0]!.format]).toEqual(['SESSIONS', 'JSON']);
  await settle(100);
  expect(graph.askedFor('ExportSessions')).toEqual([]);
  expect(find(list, '#export').matches(':popover-open')).toBe(false);
});

test('says why there is no file', async () => {
  const refused = { code: 'INVALID', message: 'input.filter: has more values than a link can carry: ask with fewer' };
  const { list, followed } = await open({ data: { exportSessions: refused } });
  await openMenu(list);
  items(list)[0]!.click();
  await until(() => outcome(list) !== '' && outcome(list) !== 'Preparing …');
  expect(outcome(list)).toBe(`The server did not accept these filters. ${refused.message}`);
  expect(followed).toEqual([]);
});

test('is not there where the viewer may not', async () => {
  const { list, graph } = await open(undefined, {}, { data: { sessionsCapabilities: { actions: ['BLOCK_SESSION'] } } });
  await until(() => graph.askedFor('SessionsCapabilities').length === 1);
  await settle(100);
  expect(opener(list)).toBeNull();
});
