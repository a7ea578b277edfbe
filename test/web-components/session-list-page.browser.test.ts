import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { attackLinks } from '../../web-components/plugins/attack-links/attack-links.ts';
import { risk } from '../../web-components/plugins/risk/risk.ts';
import { SessionList } from '../../web-components/session-list/session-list.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import {
  answersOf,
  cell,
  find,
  findAll,
  focused,
  later,
  listen,
  openList,
  rowIds,
  said,
  withText,
} from './support/session-list.ts';
import { answerList, BLOCK, sessionEdge, sessionRow } from './support/sessions.ts';

beforeEach(() => {
  localStorage.clear();
});

afterEach(async () => {
  vi.restoreAllMocks();
  document.documentElement.style.colorScheme = '';
  document.body.removeAttribute('style');
  await page.viewport(1280, 800);
});

describe('newer sessions', () => {
  const withNewer = (count: number, more = false) => ({
    ...answersOf(60),
    NewerSessions: () => ({
      data: {
        sessions: {
          pageInfo: { hasPreviousPage: more, startCursor: null },
          nodes: Array.from({ length: count }, (_, n) => ({ id: `new${n}` })),
        },
      },
    }),
  });

  test('are announced beside the rows, which move only when somebody wants them', async () => {
    const graph = openFakeGraph(withNewer(12));
    const list = await openList(graph, { refreshSeconds: 1 });
    const refreshes = listen(list, 'sessions-refresh');
    cell(list, 3, 'last-seen').querySelector('a')!.focus();
    const before = rowIds(list);
    await until(() => find(list, '.newer') !== null);
    expect(textOf(find(list, '.newer'))).toBe('12 new or updated sessions');
    expect(said(list)).toBe('12 new or updated sessions');
    expect(rowIds(list)).toEqual(before);
    expect(graph.askedFor('SessionList')).toHaveLength(1);
    expect(graph.askedFor('NewerSessions')[0]!.variables.before).toBe('cursor-key0.20261120');
    expect(textOf(focused(list))).toBe('Nov 20, 11:57:00');

    find(list, '.newer').focus();
    find(list, '.newer').click();
    await settle();
    expect(graph.askedFor('SessionList')).toHaveLength(2);
    expect(graph.askedFor('SessionCount')).toHaveLength(2);
    expect(refreshes).toHaveLength(1);
    expect(find(list, '.newer')).toBeNull();
    expect(focused(list)).toBe(find(list, 'tbody a'));
  });

  test('are counted up to fifty', async () => {
    const list = await openList(openFakeGraph(withNewer(50, true)), { refreshSeconds: 1 });
    await until(() => find(list, '.newer') !== null);
    expect(textOf(find(list, '.newer'))).toBe('50+ new or updated sessions');
  });

  test.each([
    ['in a period that is over', { params: 'time=2026-11-01T00:00Z..2026-11-02T00:00Z' }],
    ['when that is switched off', { refreshSeconds: 0 }],
  ] as const)('are not looked for %s', async (_when, properties) => {
    const graph = openFakeGraph(withNewer(1));
    await openList(graph, { refreshSeconds: 1, ...properties });
    await settle(1300);
    expect(graph.askedFor('NewerSessions')).toEqual([]);
  });

  test('are not looked for behind the first page, nor while nobody sees the page', async () => {
    const graph = openFakeGraph(withNewer(1));
    const list = await openList(graph, { refreshSeconds: 1 });
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await settle(1200);
    hidden.mockRestore();
    findAll(list, '.footer button')[1]!.click();
    await settle(1200);
    expect(graph.askedFor('NewerSessions')).toEqual([]);
  });

  test('a refresh by hand reads past the cache, from any page, and tells the host from when on times count', async () => {
    const graph = openFakeGraph(withNewer(0));
    const list = await openList(graph, { params: 'time=all', now: 5 });
    const refreshes = listen(list, 'sessions-refresh');
    findAll(list, '.footer button')[1]!.click();
    await settle();
    find(list, '.refresh').click();
    await settle();
    expect(rowIds(list)[0]).toBe('key0.20261120');
    expect(graph.askedFor('SessionList')).toHaveLength(3);
    expect(Date.now() - refreshes[0]!.now).toBeLessThan(5000);

    list.params = 'time=1h';
    list.now = refreshes[0]!.now;
    await settle();
    expect(graph.askedFor('SessionList').at(-1)!.variables.period).toEqual({
      from: new Date(refreshes[0]!.now - 3_600_000).toISOString(),
    });
  });
});

describe('on a page', () => {
  test('two lists keep apart', async () => {
    const graph = openFakeGraph(answersOf(3));
    const list = await openList(graph, { params: 'time=all' });
    const other = document.createElement('session-list') as SessionList;
    other.params = 'time=all';
    list.after(other);
    await settle();
    expect(graph.askedFor('SessionList')).toHaveLength(1);
    withText(other, '.value', '203.0.113.1').click();
    // The menus of the other list are read when its page is there.
    await until(() => withText(other, '.menu button', 'Only 203.0.113.1') !== undefined);
    withText(other, '.menu button', 'Only 203.0.113.1').click();
    await settle();
    expect(other.params).toBe('ip=203.0.113.1');
    expect(list.params).toBe('time=all');
  });

  test('a hundred that come and go leave no timer, listener, observer or question behind', async () => {
    const never = later<Answer>();
    const graph = openFakeGraph({ ...answersOf(2), SessionCount: () => never.promise });
    const list = await openList(graph);
    const around = list.parentElement!;
    list.remove();
    await settle();

    const timers = new Set<unknown>();
    let started = 0;
    const setInterval = window.setInterval.bind(window);
    vi.spyOn(window, 'setInterval').mockImplementation(((run: () => void, ms: number) => {
      const timer = setInterval(run, ms);
      timers.add(timer);
      started++;
      return timer;
    }) as never);
    const clearInterval = window.clearInterval.bind(window);
    vi.spyOn(window, 'clearInterval').mockImplementation(((timer: number) => {
      timers.delete(timer);
      clearInterval(timer);
    }) as never);
    // By function and type: what is added once and removed once is gone.
    const listeners = new Map<unknown, string>();
    for (const target of [window, document, document.documentElement, document.body]) {
      const add = target.addEventListener.bind(target) as (...all: unknown[]) => void;
      vi.spyOn(target, 'addEventListener').mockImplementation(((type: string, listener: unknown, ...rest: never[]) => {
        listeners.set(listener, type);
        return add(type, listener, ...rest);
      }) as never);
      const remove = target.removeEventListener.bind(target) as (...all: unknown[]) => void;
      vi.spyOn(target, 'removeEventListener').mockImplementation(((
        type: string,
        listener: unknown,
        ...rest: never[]
      ) => {
        if (listeners.get(listener) === type) listeners.delete(listener);
        return remove(type, listener, ...rest);
      }) as never);
    }
    const observed = vi.spyOn(MutationObserver.prototype, 'observe');
    const disconnected = vi.spyOn(MutationObserver.prototype, 'disconnect');

    for (let n = 0; n < 100; n++) {
      const one = document.createElement('session-list') as SessionList;
      around.append(one);
      // What looks for newer sessions is loaded after the rows: some lists are gone before it looks, others after.
      const before = started;
      if (n % 10 === 0) await until(() => started > before);
      else await one.updateComplete;
      one.remove();
    }
    await settle(20);
    expect(started).toBeGreaterThanOrEqual(10);
    expect(timers.size).toBe(0);
    expect([...listeners.values()]).toEqual([]);
    expect(observed.mock.calls.length).toBe(disconnected.mock.calls.length);
    expect(graph.askedFor('SessionCount').every(({ aborted }) => aborted)).toBe(true);
  });

  test('one that is moved keeps its rows', async () => {
    const graph = openFakeGraph(answersOf(3));
    const list = await openList(graph);
    const other = document.createElement('div');
    list.parentElement!.append(other);
    other.append(list);
    await settle();
    expect(rowIds(list)).toHaveLength(3);
    expect(graph.askedFor('SessionList')).toHaveLength(1);
  });

  test('two hundred rows are there fast', async () => {
    const graph = openFakeGraph(answersOf(200));
    const started = performance.now();
    const list = await openList(graph, { pageSize: 200 });
    await until(() => rowIds(list).length === 200);
    expect(performance.now() - started).toBeLessThan(3000);
    const again = performance.now();
    list.selected = 'key3.20261120';
    await list.updateComplete;
    expect(performance.now() - again).toBeLessThan(500);
  });

  test.each([320, 600])('at %i px rows are cards that need no sideways scrolling', async (width) => {
    await page.viewport(width, 800);
    document.body.style.margin = '0';
    const list = await openList(openFakeGraph(answersOf(60)));
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    expect(find(list, '.scroll').scrollWidth).toBeLessThanOrEqual(width);
    expect(find(list, 'table').getAttribute('role')).toBe('grid');
  });
});

describe('columns', () => {
  const wide = 1440;
  /** As in the console: a page with its margins, and both columns of plugins. */
  async function openWide(rows: Parameters<typeof sessionRow>[1][], locale = 'en') {
    await page.viewport(wide, 800);
    document.body.style.margin = '0 17px';
    const plugins = [risk(), attackLinks({ href: (id) => `/attacks/${id}` })];
    const edges = rows.map((row, n) => sessionEdge(sessionRow(n, row)));
    const list = await openList(openFakeGraph(answerList(edges)), { params: 'code=403', plugins }, { locale });
    await until(() => rowIds(list).length === rows.length);
    return list;
  }
  const widthOf = (list: SessionList, column: string) => find(list, `th[data-column="${column}"]`).offsetWidth;

  test.each(['en', 'de'])('fit into 1440 px with that of matches (%s)', async (locale) => {
    const list = await openWide([{}, {}], locale);
    expect(find(list, 'th.matches')).not.toBeNull();
    const { scrollWidth, clientWidth } = find(list, '.scroll');
    expect(scrollWidth).toBe(clientWidth);
  });

  test('in which no row has anything give their room to matches and endpoints', async () => {
    const full = await openWide([{}, {}]);
    const before = {
      matches: widthOf(full, 'matches'),
      endpoints: widthOf(full, 'endpoints'),
      ips: widthOf(full, 'ips'),
    };
    const list = await openWide([{ businessFlows: [] }, { businessFlows: [] }]);
    expect(widthOf(list, 'flows')).toBeLessThan(widthOf(list, 'hosts'));
    expect(widthOf(list, 'matches')).toBeGreaterThan(before.matches + 10);
    expect(widthOf(list, 'endpoints')).toBeGreaterThan(before.endpoints + 15);
    expect(Math.abs(widthOf(list, 'ips') - before.ips)).toBeLessThan(3);
    // One row that has something is enough.
    const some = await openWide([{ businessFlows: [] }, {}]);
    expect(Math.abs(widthOf(some, 'endpoints') - before.endpoints)).toBeLessThan(3);
  });
});

test.each([
  ['cards', false, 360],
  ['compact cards', true, 360],
  ['a compact table', true, 640],
])('%s show that a session is blocked', async (_name, compact, width) => {
  await page.viewport(width, 800);
  document.body.style.margin = '0';
  const row = sessionRow(0, { denylistEntry: BLOCK });
  const list = await openList(openFakeGraph(answerList([sessionEdge(row)])), { compact });
  const { right, height } = find(list, '.badge').getBoundingClientRect();
  expect(height).toBeGreaterThan(10);
  expect(right).toBeLessThanOrEqual(cell(list, 0, 'last-seen').getBoundingClientRect().right);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

describe('access', () => {
  const failed = () => ({ errors: [{ message: 'broken' }] });
  const never = () => new Promise<Answer>(() => {});
  const STATES: Record<string, (wide: boolean) => Promise<SessionList>> = {
    rows: () =>
      openList(openFakeGraph(answersOf(30)), { pageSize: 25, selected: 'key1.20261120', params: 'method=POST' }),
    blocked: () => {
      const row = sessionRow(1, { denylistEntry: BLOCK });
      const answers = answerList([sessionEdge(sessionRow(0)), sessionEdge(row)]);
      return openList(openFakeGraph(answers), { columns: 'requests,status', selected: row.id });
    },
    loading: () => openList(openFakeGraph({ SessionList: never, SessionCount: never })),
    empty: () => openList(openFakeGraph(answersOf(0)), { params: 'method=POST' }),
    error: () => openList(openFakeGraph({ SessionList: failed, SessionCount: failed })),
    stale: async () => {
      const answers = answersOf(2);
      const list = await openList(
        openFakeGraph({
          ...answers,
          SessionList: ({ filter }: { filter?: unknown }) => (filter ? never() : answers.SessionList({ first: 50 })),
        }),
      );
      list.params = 'method=POST';
      await settle(400);
      return list;
    },
    menu: async () => {
      const list = await openList(openFakeGraph(answersOf(2)));
      find(list, '.value').click();
      return list;
    },
    columns: async () => {
      const list = await openList(openFakeGraph(answersOf(2)));
      find(list, '.actions > button').click();
      return list;
    },
  };

  for (const scheme of ['light', 'dark']) {
    for (const width of [1280, 360]) {
      test.each(Object.keys(STATES))(`%s: nothing that axe finds, ${scheme}, ${width} px`, async (name) => {
        await page.viewport(width, 800);
        document.documentElement.style.colorScheme = scheme;
        document.body.style.cssText =
          scheme === 'dark' ? 'background:#17191e;color:#e4e6ea' : 'background:#fff;color:#1b1f24';
        const list = await STATES[name]!(width > 400);
        expect(await accessibilityFaults(list)).toEqual([]);
      });
    }
  }
});
