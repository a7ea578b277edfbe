import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { SessionList } from '../../web-components/session-list/session-list.ts';
import { openFakeGraph } from './support/graph.ts';
import { settle, textOf } from './support/page.ts';
import {
  answersOf,
  cell,
  edgesOf,
  find,
  findAll,
  focused,
  listen,
  openList,
  rowIds,
  said,
  withText,
} from './support/session-list.ts';
import { answerList } from './support/sessions.ts';

beforeEach(() => {
  localStorage.clear();
});

afterEach(async () => {
  vi.restoreAllMocks();
  document.documentElement.style.colorScheme = '';
  document.body.removeAttribute('style');
  await page.viewport(1280, 800);
});

const menuItems = (list: SessionList) => findAll(list, '.menu:popover-open [role=menuitem]').map(textOf);

describe('values', () => {
  test('only and exclude change the filters, and tell the host', async () => {
    const graph = openFakeGraph(answersOf(3));
    const list = await openList(graph, { params: 'time=1h' });
    const changes = listen(list, 'sessions-where-change');
    withText(list, 'td.hosts button', 'api.example.com').click();
    expect(menuItems(list)).toEqual([
      'Only api.example.com',
      'Exclude api.example.com',
      'All sessions with api.example.com',
      '… in a new tab',
      'Copy api.example.com',
    ]);

    withText(list, '.menu button', 'Exclude api.example.com').click();
    await settle();
    expect(list.params).toBe('time=1h&not.host=api.example.com');
    expect(changes.map(({ params }) => params)).toEqual([list.params]);
    expect(graph.askedFor('SessionList').at(-1)!.variables.filter).toEqual({
      requests: [{ not: [{ hosts: ['api.example.com'] }] }],
    });

    withText(list, 'td.endpoints button', '/orders/{int}').click();
    withText(list, '.menu button', 'Only GET api.example.com/orders/{int}').click();
    await settle();
    expect(list.params).toBe('time=1h&endpoint-id=ep1&not.host=api.example.com');
  });

  test('all sessions with a value are a click away, or a link for a new tab', async () => {
    const graph = openFakeGraph(answersOf(3));
    const list = await openList(graph, { params: 'time=1h&method=POST' }, { sessionsPage: '/sessions' });
    withText(list, '.value', '203.0.113.1').click();
    const links = findAll(list, '.menu:popover-open a') as HTMLAnchorElement[];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(Array(2).fill('/sessions?s.v=1&s.ip=203.0.113.1'));
    expect(links.map(({ target }) => target)).toEqual(['', '_blank']);

    links[0]!.click();
    await settle();
    expect(list.params).toBe('ip=203.0.113.1');
    expect(graph.askedFor('SessionList').at(-1)!.variables).toMatchObject({
      filter: { requests: [{ ips: ['203.0.113.1'] }] },
    });
    expect(graph.askedFor('SessionList').at(-1)!.variables.period).toBeUndefined();
  });

  test('a host that cancels filters by itself', async () => {
    const list = await openList(openFakeGraph(answersOf(3)));
    const pivots = listen(list, 'sessions-pivot', { cancel: true });
    const changes = listen(list, 'sessions-where-change');
    withText(list, 'td.flows button', 'Billing').click();
    withText(list, '.menu button', 'Only Billing').click();
    await settle();
    expect(pivots.map(({ filter, value, action }) => [filter, value, action])).toEqual([['flow', 'BILLING', 'only']]);
    expect(list.params).toBe('');
    expect(changes).toEqual([]);
  });

  test('every kind of value is one, by the filter it belongs to', async () => {
    const list = await openList(openFakeGraph(answersOf(2)), {
      columns: 'attacks,users,ips,hosts,flows,endpoints,applications,key',
    });
    const pivots = listen(list, 'sessions-pivot', { cancel: true });
    for (const button of findAll(list, 'tr[data-row="key1.20261120"] .value')) {
      button.click();
      find(list, '.menu [role=menuitem]').click();
    }
    expect(pivots.map(({ filter, value }) => `${filter}=${value}`)).toEqual([
      'type=sqli',
      'user=user1@example.com',
      'role=customer',
      'ip=203.0.113.1',
      'country=DE',
      'source=VPN',
      'host=api.example.com',
      'flow=BILLING',
      'method=GET',
      'endpoint-id=ep1',
      'application=shop',
      'session=key1',
    ]);
    withText(list, '.value', 'key1').click();
    expect(menuItems(list)).toEqual(['Only key1', 'All sessions with key1', '… in a new tab', 'Copy key1']);
  });

  test('copy writes the plain text and says so', async () => {
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text);
    });
    const list = await openList(openFakeGraph(answersOf(2)));
    withText(list, '.value', '203.0.113.1').click();
    withText(list, '.menu button', 'Copy 203.0.113.1').click();
    await settle();
    expect(copied).toEqual(['203.0.113.1']);
    expect(said(list)).toBe('Copied');

    vi.mocked(navigator.clipboard.writeText).mockRejectedValue(new Error('not allowed'));
    withText(list, '.value', '203.0.113.1').click();
    withText(list, '.menu button', 'Copy 203.0.113.1').click();
    await settle();
    expect(said(list)).toBe('The browser did not allow to copy');
  });
});

describe('opening a session', () => {
  test('a row leads where its link does, with the filters of the list', async () => {
    const list = await openList(
      openFakeGraph(answersOf(2)),
      { params: 'method=POST', selected: 'key1.20261120' },
      { sessionsPage: '/console/sessions?tab=1' },
    );
    const link = cell(list, 1, 'last-seen').querySelector('a')!;
    expect(link.getAttribute('href')).toBe('/console/sessions?tab=1&s.v=1&s.method=POST&s.open=key1.20261120');
    expect(findAll(list, 'tr[aria-selected=true]').map(({ dataset }) => dataset.row)).toEqual(['key1.20261120']);

    const left: string[] = [];
    document.body.addEventListener('click', (event) => {
      if (!event.defaultPrevented) left.push((event.composedPath()[0] as HTMLAnchorElement).href);
      event.preventDefault();
    });
    const selects = listen(list, 'session-select');
    cell(list, 1, 'requests').click();
    link.click();
    expect(selects.map(({ id, href }) => [id, href])).toEqual(
      Array(2).fill(['key1.20261120', link.getAttribute('href')]),
    );
    expect(left.filter(Boolean)).toEqual([link.href, link.href]);
  });

  test('a host that cancels stays on its page, and clicks with a key held are the browser’s', async () => {
    const list = await openList(openFakeGraph(answersOf(2)));
    const selects = listen(list, 'session-select', { cancel: true });
    const link = cell(list, 1, 'last-seen').querySelector('a')!;
    const click = (init: MouseEventInit) =>
      new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...init });
    const plain = click({});
    link.dispatchEvent(plain);
    expect(plain.defaultPrevented).toBe(true);

    document.body.addEventListener('click', (event) => event.preventDefault(), { once: true });
    link.dispatchEvent(click({ ctrlKey: true }));
    cell(list, 1, 'requests').dispatchEvent(click({ metaKey: true }));
    expect(selects).toHaveLength(1);
  });

  test('the end of a drag over text opens nothing', async () => {
    const list = await openList(openFakeGraph(answersOf(2)));
    const selects = listen(list, 'session-select', { cancel: true });
    const text = find(list, 'td.requests .number');
    document.getSelection()!.selectAllChildren(text);
    cell(list, 0, 'requests').click();
    expect(selects).toEqual([]);
    document.getSelection()!.removeAllRanges();
    cell(list, 0, 'requests').click();
    expect(selects).toHaveLength(1);
  });
});

describe('keyboard', () => {
  const at = (list: SessionList) => {
    const node = focused(list);
    return `${node.closest('tr')?.dataset.row?.split('.')[0]} ${textOf(node)}`;
  };

  test('one tab stop, from the first row to a value, its menu, and back', async () => {
    const list = await openList(openFakeGraph(answersOf(30)));
    const selects = listen(list, 'session-select', { cancel: true });
    expect(findAll(list, 'table [tabindex="0"]')).toHaveLength(1);

    find(list, '.refresh').focus();
    await userEvent.keyboard('{Tab}');
    expect(at(list)).toBe('key0 Nov 20, 12:00:00');
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(at(list)).toBe('key1 customer');
    await userEvent.keyboard('{PageDown}');
    expect(at(list)).toBe('key11 customer');
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    expect(textOf(focused(list))).toBe('Only customer');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(textOf(focused(list))).toBe('Copy customer');
    await userEvent.keyboard('{Escape}');
    expect(menuItems(list)).toEqual([]);
    expect(at(list)).toBe('key11 customer');

    await userEvent.keyboard('{Enter}');
    expect(menuItems(list)[0]).toBe('Only customer');
    await userEvent.keyboard('{Tab}{Shift>}{Tab}{/Shift}');
    expect(menuItems(list)).toEqual([]);
    expect(at(list)).toBe('key11 customer');

    await userEvent.keyboard('{Home}{Enter}');
    expect(selects.map(({ id }) => id)).toEqual(['key11.20261120']);
    await userEvent.keyboard('{Control>}{End}{/Control}');
    expect(at(list)).toBe('key29 /orders/{int}');
    await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    expect(at(list)).toBe('key28 GET');
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    expect(textOf(focused(list))).toBe('Last activity');
    expect(findAll(list, 'table [tabindex="0"]')).toHaveLength(1);
  });

  test('a cell without a control can be reached, and stands for its row', async () => {
    const list = await openList(openFakeGraph(answersOf(3)));
    const selects = listen(list, 'session-select', { cancel: true });
    list.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(focused(list)).toBe(cell(list, 0, 'requests'));
    await userEvent.keyboard('{Enter}');
    expect(selects.map(({ id }) => id)).toEqual(['key0.20261120']);
  });

  test('arrows follow the direction of writing', async () => {
    document.documentElement.dir = 'rtl';
    const list = await openList(openFakeGraph(answersOf(3)));
    list.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(focused(list)).toBe(cell(list, 0, 'requests'));
    document.documentElement.removeAttribute('dir');
  });

  test('what is written from the left is, on a page that is not', async () => {
    document.documentElement.dir = 'rtl';
    const list = await openList(openFakeGraph(answersOf(1)), { columns: 'ips,hosts,endpoints,key' });
    // Not by the text itself, as users are: Firefox has no ellipsis where such text is cut, and tests do not run in it.
    for (const column of ['ips', 'hosts', 'endpoints', 'key']) {
      const value = cell(list, 0, column).querySelector('.value')!;
      const { direction, unicodeBidi } = getComputedStyle(value);
      expect([column, direction, unicodeBidi]).toEqual([column, 'ltr', 'isolate']);
    }
    document.documentElement.removeAttribute('dir');
  });

  test('a menu at the edge of the page stays clear of its scrollbar', async () => {
    const list = await openList(openFakeGraph(answersOf(1)), { columns: 'key' });
    const room = innerWidth - 24;
    // Scrollbars take no room in the browser of the tests: the page says its width as if they did.
    Object.defineProperty(document.documentElement, 'clientWidth', { value: room, configurable: true });
    list.style.cssText = `display: block; margin-inline-start: ${room - 300}px`;
    await userEvent.click(cell(list, 0, 'key').querySelector('.value')!);
    const { right } = find(list, '.menu').getBoundingClientRect();
    Reflect.deleteProperty(document.documentElement, 'clientWidth');
    expect(Math.round(right)).toBe(room - 8);
  });

  test('a choice from the menu leaves the focus in the rows that it brings', async () => {
    const answers = answersOf(5);
    const graph = openFakeGraph({
      ...answers,
      SessionList: ({ filter }: { filter?: unknown; first: number }) =>
        answerList(edgesOf(filter ? 2 : 5)).SessionList({ first: 50 }),
    });
    const list = await openList(graph);
    withText(list, '.value', '203.0.113.4').focus();
    await userEvent.keyboard('{Enter}{Enter}');
    await settle();
    expect(rowIds(list)).toHaveLength(2);
    expect(at(list)).toBe('key1 203.0.113.1');
  });

  test('the box of columns opens and closes by key, and gives the focus back', async () => {
    const list = await openList(openFakeGraph(answersOf(3)));
    const button = find(list, '.actions > button');
    button.focus();
    await userEvent.keyboard('{Enter}');
    expect(focused(list).matches('.columns input')).toBe(true);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(focused(list)).toBe(button);
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });

  test('a click on the button of an open menu closes it', async () => {
    const list = await openList(openFakeGraph(answersOf(3)));
    const value = withText(list, '.value', '203.0.113.1');
    await userEvent.click(value);
    expect(menuItems(list)).toHaveLength(5);
    await userEvent.click(value);
    expect(menuItems(list)).toEqual([]);
    const button = find(list, '.actions > button');
    await userEvent.click(button);
    expect(findAll(list, '.columns:popover-open')).toHaveLength(1);
    await userEvent.click(button);
    expect(findAll(list, '.columns:popover-open')).toEqual([]);
  });
});
