import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SessionList } from '../../web-components/session-list/session-list.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import { cell, find, findAll, focused, listen, openList, rowIds, said } from './support/session-list.ts';
import { answerList, type SessionEdge, sessionEdge, sessionRow } from './support/sessions.ts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

const DAY = '2026-11-20T';

/** A session of one moment of the day. */
const edgeAt = (name: string, time: string, row = {}): SessionEdge =>
  sessionEdge(sessionRow(1, { id: `${name}.20261120`, key: name, lastSeenAt: `${DAY}${time}.000Z`, ...row }));

const byActivity = (one: SessionEdge, other: SessionEdge) =>
  Date.parse(other.node.lastSeenAt) - Date.parse(one.node.lastSeenAt);

/** Traffic that goes on: what arrives is listed from the next question on, the newest activity first unless told otherwise. */
function liveTraffic(start: SessionEdge[], order: (edges: SessionEdge[]) => SessionEdge[] = (edges) => edges) {
  let edges = [...start].sort(byActivity);
  const listed = () => answerList(order(edges));
  const graph = openFakeGraph({
    SessionList: (variables) => listed().SessionList(variables),
    SessionCount: () => listed().SessionCount(),
    NewerSessions: ({ before, first }: { before: string | null; first: number }) => {
      const end = before === null ? edges.length : edges.findIndex(({ cursor }) => cursor === before);
      const from = before === null ? 0 : Math.max(0, end - first);
      const found = edges.slice(from, before === null ? first : end);
      return {
        data: {
          sessions: {
            pageInfo: {
              hasPreviousPage: from > 0,
              hasNextPage: from + found.length < edges.length,
              startCursor: found[0]?.cursor ?? null,
            },
            nodes: found.map(({ node }) => ({ lastSeenAt: node.lastSeenAt })),
          },
        },
      };
    },
  });
  return {
    graph,
    arrives(...more: SessionEdge[]) {
      const ids = more.map(({ node }) => node.id);
      edges = [...more, ...edges.filter(({ node }) => !ids.includes(node.id))].sort(byActivity);
    },
  };
}

const MORNING = [edgeAt('a', '09:00:00'), edgeAt('b', '09:10:00'), edgeAt('c', '09:20:00')];
const marked = (list: SessionList) =>
  findAll(list, '.fresh').map((mark) => mark.closest('tr')!.dataset.row!.split('.')[0]);
const names = (list: SessionList) => rowIds(list).map((id) => id.split('.')[0]);

/** Somebody chooses how often the list refreshes itself. */
async function chooseAuto(list: SessionList, seconds: string): Promise<void> {
  await until(() => find(list, 'select.auto') !== null);
  const select = find<HTMLSelectElement>(list, 'select.auto');
  select.value = seconds;
  select.dispatchEvent(new Event('change'));
  await settle();
}

function hidePage(): () => void {
  const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  return () => {
    state.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
  };
}

/** The clock of the page, moved on: timers that are due by then are not run by it. */
function laterBy(ms: number): void {
  const now = Date.now() + ms;
  vi.spyOn(Date, 'now').mockReturnValue(now);
}

describe('what arrives', () => {
  test('waits behind a notice; shown, it is marked until the list is read again', async () => {
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 1 });
    expect(marked(list)).toEqual([]);
    arrives(edgeAt('d', '09:30:00'), edgeAt('a', '09:31:00', { requestCount: 999 }));
    await until(() => find(list, '.newer') !== null);
    expect(textOf(find(list, '.newer'))).toBe('2 new or updated sessions');
    expect(names(list)).toEqual(['c', 'b', 'a']);

    find(list, '.newer').click();
    await settle();
    expect(names(list)).toEqual(['a', 'd', 'c', 'b']);
    expect(marked(list)).toEqual(['a', 'd']);
    expect(find(list, '.fresh').title).toBe('New, or with new requests, since this list was read before');

    find(list, '.refresh').click();
    await settle();
    expect(marked(list)).toEqual([]);
  });

  test('is announced on a list that was empty', async () => {
    const { graph, arrives } = liveTraffic([]);
    const list = await openList(graph, { refreshSeconds: 1 });
    expect(rowIds(list)).toEqual([]);
    arrives(...MORNING);
    await until(() => find(list, '.newer') !== null);
    expect(textOf(find(list, '.newer'))).toBe('3 new or updated sessions');
    find(list, '.newer').click();
    await settle();
    expect(marked(list)).toEqual(['c', 'b', 'a']);
  });

  test('is announced and marked in another order too, wherever it comes in', async () => {
    const byName = (edges: SessionEdge[]) => [...edges].sort((a, b) => a.node.key.localeCompare(b.node.key));
    const { graph, arrives } = liveTraffic(MORNING, byName);
    const list = await openList(graph, { refreshSeconds: 1, order: '-risk' });
    await until(() => graph.askedFor('NewerSessions').length > 0);
    await settle();
    arrives(edgeAt('bb', '09:30:00'));
    await until(() => find(list, '.newer') !== null);
    find(list, '.newer').click();
    await settle();
    expect(names(list)).toEqual(['a', 'b', 'bb', 'c']);
    expect(marked(list)).toEqual(['bb']);
  });

  test('is not what only moves up, nor what other filters find', async () => {
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 0 });
    await until(() => graph.askedFor('SessionList').length === 1);
    arrives(edgeAt('late', '08:00:00'));
    find(list, '.refresh').click();
    await settle();
    expect(names(list)).toEqual(['c', 'b', 'a', 'late']);
    expect(marked(list)).toEqual([]);
    arrives(edgeAt('d', '09:30:00'));
    list.params = 'method=GET';
    await settle();
    expect(names(list)).toEqual(['d', 'c', 'b', 'a', 'late']);
    expect(marked(list)).toEqual([]);
  });

  test('costs one question a tick', async () => {
    const { graph } = liveTraffic(MORNING);
    await openList(graph, { refreshSeconds: 1 });
    // What a list asks once, after its first page, has been asked by then.
    await until(() => graph.askedFor('NewerSessions').length > 0);
    const before = graph.asked.length;
    await until(() => graph.asked.length >= before + 2);
    const asked = graph.asked.slice(before).map(({ operation }) => operation);
    expect(new Set(asked)).toEqual(new Set(['NewerSessions']));
  });
});

describe('auto-refresh', () => {
  test('is off until somebody chooses it, and is kept', async () => {
    const { graph } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 1 });
    await until(() => find(list, 'select.auto') !== null);
    const select = find<HTMLSelectElement>(list, 'select.auto');
    expect([...select.options].map(({ text }) => text)).toEqual([
      'Auto: off',
      'Auto: 10 s',
      'Auto: 30 s',
      'Auto: 1 min',
      'Auto: 5 min',
    ]);
    expect(select.value).toBe('0');
    expect(select.getAttribute('aria-label')).toBe('Auto-refresh');
    await chooseAuto(list, '30');
    expect(await accessibilityFaults(list)).toEqual([]);
    const other = await openList(graph);
    await until(() => find(other, 'select.auto') !== null);
    expect(find<HTMLSelectElement>(other, 'select.auto').value).toBe('30');
  });

  test('is not offered where the host wants no looks', async () => {
    localStorage.setItem('api-sessions.auto-refresh', '10');
    const { graph } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 0 });
    laterBy(60_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle(50);
    expect(find(list, 'select.auto')).toBeNull();
    expect(graph.askedFor('NewerSessions')).toEqual([]);
  });

  test('shows what waits behind the notice, says how much it is, and leaves focus and selection where they are', async () => {
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 1, selected: 'b.20261120' });
    const refreshes = listen(list, 'sessions-refresh');
    find(list, 'tr[data-row="b.20261120"] a').focus();
    arrives(edgeAt('d', '09:30:00'));
    await until(() => find(list, '.newer') !== null);
    await chooseAuto(list, '10');
    await until(() => names(list).length === 4);
    await settle();
    expect(names(list)).toEqual(['d', 'c', 'b', 'a']);
    expect(marked(list)).toEqual(['d']);
    expect(find(list, '.newer')).toBeNull();
    expect(said(list)).toBe('1 new or updated session');
    expect(focused(list).closest('tr')!.dataset.row).toBe('b.20261120');
    expect(find(list, '[aria-selected=true]').dataset.row).toBe('b.20261120');
    expect(refreshes).toHaveLength(1);
  });

  test('keeps the row that is read at its height', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => edgeAt(`k${n}`, `08:00:${String(59 - n).padStart(2, '0')}`));
    const { graph, arrives } = liveTraffic(rows);
    const list = await openList(graph, { refreshSeconds: 1 });
    list.style.blockSize = '400px';
    await settle();
    const box = find(list, '.scroll');
    box.scrollTop = 600;
    const top = () => find(list, 'tr[data-row="k15.20261120"]').getBoundingClientRect().top;
    const before = top();
    arrives(edgeAt('d', '09:30:00'), edgeAt('e', '09:31:00'), edgeAt('k30', '09:32:00', { requestCount: 5 }));
    await until(() => find(list, '.newer') !== null);
    await chooseAuto(list, '10');
    await until(() => names(list)[0] === 'k30');
    await settle();
    expect(Math.abs(top() - before)).toBeLessThan(1.5);
    expect(box.scrollTop).toBeGreaterThan(650);
  });

  test('waits while a menu is open', async () => {
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 1 });
    find(list, 'td.ips .value').click();
    await until(() => find(list, '.menu:popover-open') !== null);
    arrives(edgeAt('d', '09:30:00'));
    await chooseAuto(list, '10');
    laterBy(11_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => find(list, '.newer') !== null);
    expect(names(list)).toEqual(['c', 'b', 'a']);
    expect(find(list, '.menu:popover-open')).not.toBeNull();

    find<HTMLElement>(list, '.menu').hidePopover();
    laterBy(11_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => names(list).length === 4);
  });

  test('rests in a hidden page, and catches up when it is seen again', async () => {
    localStorage.setItem('api-sessions.auto-refresh', '10');
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph);
    await until(() => find(list, 'select.auto') !== null);
    const show = hidePage();
    arrives(edgeAt('d', '09:30:00'));
    laterBy(60_000);
    await settle(50);
    expect(graph.askedFor('NewerSessions')).toEqual([]);
    show();
    await until(() => names(list)[0] === 'd');
    expect(graph.askedFor('NewerSessions')).toHaveLength(1);
    expect(cell(list, 1, 'requests')).toBeNull();
  });

  test('a failed refresh does not end it', async () => {
    const { graph, arrives } = liveTraffic(MORNING);
    const list = await openList(graph, { refreshSeconds: 1 });
    const { fetch } = graph.connection;
    let refuse = true;
    const broken = {
      ...graph.connection,
      fetch: async (input: never, init: RequestInit) =>
        refuse && String(init.body).includes('query SessionList')
          ? new Response(
              JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }),
              {
                headers: { 'content-type': 'application/json' },
              },
            )
          : fetch!(input, init),
    };
    const around = list.parentElement!;
    arrives(edgeAt('d', '09:30:00'));
    await until(() => find(list, '.newer') !== null);
    refuse = false;
    Object.assign(around, broken);
    await settle(50);
    refuse = true;
    await chooseAuto(list, '10');
    laterBy(11_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle(50);
    refuse = false;
    find(list, '.state button')?.click();
    await until(() => names(list).length === 4);
    arrives(edgeAt('e', '09:40:00'));
    laterBy(30_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => names(list)[0] === 'e');
  });
});
