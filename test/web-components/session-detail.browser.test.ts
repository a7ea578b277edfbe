import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SessionsPivotEvent } from '../../web-components/shared/events.ts';
import {
  buttonIn,
  chips,
  many,
  openDetail,
  openRequest,
  paths,
  rows,
  session,
  statistics,
  table,
  tableRoot,
} from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow, sqli } from './support/requests.ts';

/** 12 requests: every third a POST, of those every other one answered with 403. */
const mixed = Array.from({ length: 12 }, (_, n) =>
  requestRow(n, {
    method: n % 3 === 0 ? 'POST' : 'GET',
    status: n % 6 === 0 ? 403 : 200,
    detections: n % 4 === 0 ? [sqli(n)] : [],
  }),
);
const button = (element: HTMLElement, name: string) => buttonIn(shadow(element), name);

beforeEach(() => localStorage.clear());

describe('<session-detail>', () => {
  it('tells who, when and what, and lists the requests newest first', async () => {
    const { element } = await openDetail();
    expect(textOf(shadow(element).querySelector('h2'))).toBe('Session of alice@example.com');
    const facts = textOf(shadow(element).querySelector('.facts'));
    expect(facts).toContain('Requests 101');
    expect(facts).toContain('203.0.113.1 DE VPN');
    expect(paths(element)).toEqual(['/orders/0', '/orders/1', '/orders/2']);
    element.focus();
    expect(shadow(element).activeElement?.localName).toBe('h2');
  });

  it('is called by its program and address where there is no user, and by the time where nothing is known', async () => {
    const titleOf = async (changes: Partial<typeof session>, agent?: null) => {
      const answers = answerSession({ ...session, ...changes }, many(3));
      const header = (variables: { id: string }) => {
        const { data } = answers.SessionHeader(variables);
        const withheld = { nodes: [{ parameters: [] }] };
        return agent === null ? { data: { session: { ...data.session!, requests: withheld } } } : { data };
      };
      const { element } = await openDetail({}, { ...answers, SessionHeader: header } as typeof answers);
      const title = textOf(shadow(element).querySelector('h2'));
      element.remove();
      return title;
    };
    expect(await titleOf({ users: [] })).toBe('Session of curl/8.4.0 · 203.0.113.1');
    expect(await titleOf({ users: [], ips: [] })).toBe('Session of curl/8.4.0');
    // Who may not see it reads what there is beside it.
    expect(await titleOf({ users: [] }, null)).toBe('Session of 203.0.113.1');
    expect(await titleOf({ users: [], ips: [] }, null)).toMatch(/^Session of Nov 20, /);
  });

  it('opens under the general filters; later ones wait for "Apply filters"; "Show all requests" lifts them', async () => {
    const { element, graph } = await openDetail({ params: 'method=POST' }, answerSession(session, mixed));
    const asked = () => graph.askedFor('SessionRequests').map(({ variables }) => variables.filter);
    expect(chips(element, '.inherited')).toEqual(['Method: POST']);
    expect(paths(element)).toEqual(['/orders/0', '/orders/3', '/orders/6', '/orders/9']);

    element.params = 'code=403';
    await settle();
    expect(chips(element)).toEqual(['Method: POST']);
    expect(asked()).toHaveLength(1);

    button(element, 'Show all requests')!.click();
    await until(() => rows(element).length === 12);
    expect(chips(element)).toEqual([]);
    expect(textOf(shadow(element).querySelector('.filters'))).toContain('All requests are shown');

    button(element, 'Apply Response code: 403')!.click();
    await until(() => rows(element).length === 2);
    expect(chips(element, '.inherited')).toEqual(['Response code: 403']);
    expect(shadow(element).querySelector('.apply')).toBeNull();
  });

  it('keeps what was set inside when the general filters are applied (scenario 3)', async () => {
    const { element } = await openDetail({ params: 'type=sqli' }, answerSession(session, mixed));
    await until(() => chips(element)[0] === 'Attack type: SQL injection');
    await until(() => statistics(element).querySelector('.card') !== null);
    buttonIn(statistics(element), 'POST')!.click();
    await until(() => rows(element).length === 1);
    element.params = 'code=403';
    await settle();
    button(element, 'Apply Response code: 403')!.click();
    await until(() => rows(element).length === 2);
    expect(chips(element, '.inherited')).toEqual(['Response code: 403']);
    expect(chips(element, '.local')).toEqual(['Method: POST']);
  });

  it('filters by the statistics: only, also, exclude, and no longer so', async () => {
    const { element } = await openDetail({ params: 'method=GET' }, answerSession(session, mixed));
    await until(() => statistics(element).querySelector('.card') !== null);
    const value = (name: string) => buttonIn(statistics(element), name)!;
    const numberOf = (name: string) =>
      [...value(name).closest('li')!.querySelectorAll('.number')].map(textOf).join(' ');
    expect(numberOf('POST')).toBe('4 (33%)');
    expect(numberOf('200')).toBe('8 shown, 10 in all (83%)');

    // A local condition takes the place of the inherited one of the same field.
    value('POST').click();
    await until(() => rows(element).length === 4);
    expect(chips(element, '.local')).toEqual(['Method: POST']);
    expect(chips(element, '.inherited')).toEqual([]);
    await until(() => numberOf('200') === '2 shown, 10 in all (83%)');
    expect(value('POST').ariaPressed).toBe('true');

    value('GET').click();
    await until(() => rows(element).length === 12);
    expect(chips(element, '.local')).toEqual(['Method: GET', 'Method: POST'].reverse());

    value('Exclude 403').click();
    await until(() => rows(element).length === 10);
    expect(chips(element, '.local')).toContain('Response code is not 403');

    value('Exclude 403').click();
    await until(() => rows(element).length === 12);

    // Without local values, what was inherited counts again.
    value('POST').click();
    await until(() => rows(element).length === 8);
    button(element, 'Remove filter Method: GET (Set inside this session)')!.focus();
    await userEvent.keyboard('{Enter}');
    await until(() => chips(element, '.inherited').length === 1);
    expect(chips(element)).toEqual(['Method: GET']);
    expect(shadow(element).activeElement).not.toBeNull();
  });

  it('filters by the version of the protocol, from its card and from an open request', async () => {
    const bucket = (key: string | null, count: number) => ({
      key,
      label: key ?? '',
      count,
      visible: count,
      share: null,
    });
    const { element, graph } = await openDetail(
      {},
      {
        ...answerSession(session, mixed),
        SessionStatistics: ({ id, dimensions }) => ({
          data: {
            session: {
              id,
              statistics: dimensions.map((dimension) => {
                const buckets = dimension === 'PROTOCOL' ? [bucket('HTTP/2', 8), bucket(null, 4)] : [];
                return { dimension, total: 12, valueCount: buckets.length, exact: true, buckets };
              }),
            },
          },
        }),
      },
    );
    const asked = () => graph.askedFor('SessionRequests').at(-1)!.variables.filter;
    await until(() => statistics(element).querySelector('.card') !== null);
    expect([...statistics(element).querySelectorAll('.card h4')].map(textOf)).toEqual(['Protocol 2']);
    buttonIn(statistics(element), 'HTTP/2')!.click();
    await until(() => chips(element)[0] === 'Protocol: HTTP/2');
    expect(asked()).toEqual({ protocols: ['HTTP/2'] });

    rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
    await until(() => openRequest(element)?.querySelector('.facts') != null);
    buttonIn(openRequest(element)!, 'HTTP/2')!.click();
    buttonIn(openRequest(element)!, 'Exclude HTTP/2')!.click();
    await until(() => chips(element)[0] === 'Protocol is not HTTP/2');
    expect(asked()).toEqual({ not: [{ protocols: ['HTTP/2'] }] });
  });

  it('says apart in the statistics what is shown and what there is in all, each under its heading', async () => {
    const { element } = await openDetail({ lang: 'de', params: 'code=403' }, answerSession(session, mixed));
    await until(() => statistics(element).querySelector('section[aria-label=Methode]') !== null);
    const card = statistics(element).querySelector('section[aria-label=Methode]')!;
    // None of the GETs is shown, and they are two thirds of all: that is no sum to be read in one.
    const row = buttonIn(card, 'GET')!.closest('li')!;
    expect(textOf(row)).toBe('GET 0 gezeigt, 8 gesamt (67 %)');
    const [shown, all] = [...row.querySelectorAll('.number')].map((number) => number.getBoundingClientRect());
    expect(shown!.right).toBeLessThan(all!.left + 1);
    const heads = [...card.querySelectorAll<HTMLElement>('.heads > *')];
    expect(heads.map(textOf)).toEqual(['gezeigt', 'gesamt']);
    const ends = heads.map((head) => Math.round(head.getBoundingClientRect().right));
    expect(ends).toEqual([shown!, all!].map(({ right }) => Math.round(right)));
    // Where both are the same there is nothing to say apart.
    expect(textOf(statistics(element).querySelector('section[aria-label=Antwortcode] li'))).toBe('200 10 (83 %)');
    expect(statistics(element).querySelector('section[aria-label=Antwortcode] .heads')).toBeNull();
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('cuts a long endpoint in its middle, in the statistics and in the table, and says all of it', async () => {
    const paths = ['invoices', 'payments'].map((what) => `/api/v1/customers/{int}/subscriptions/${what}`);
    const alike = paths.map((pathTemplate, n) => {
      const endpointSummary = { id: `ep${n}`, method: 'GET', host: 'api.example.com', pathTemplate };
      return requestRow(n, { path: pathTemplate.replace('{int}', '7'), endpointSummary });
    });
    const { element } = await openDetail({}, answerSession(session, alike));
    await until(() => statistics(element).querySelector('.long') !== null);
    statistics(element).querySelector<HTMLElement>('.cards')!.style.inlineSize = '240px';
    const inStatistics = [...statistics(element).querySelectorAll<HTMLElement>('.long .value')];
    expect(inStatistics.map(textOf)).toEqual(paths.map((path) => `GET ${path}`));
    const inTable = [...tableRoot(element).querySelectorAll<HTMLElement>('td.path .value')];
    // Rows out of sight have no inner text.
    expect(inTable.map((value) => value.textContent.trim())).toEqual(alike.map(({ path }) => path));
    for (const [drawn, end] of inStatistics.map(
      (value, n) => [value.querySelector('i')!, paths[n]!.slice(-12)] as const,
    )) {
      // The start has given way, and the end has not.
      expect(drawn.dataset.end).toBe(end);
      expect(drawn.scrollWidth).toBeLessThanOrEqual(drawn.clientWidth);
      expect(drawn.clientWidth).toBeLessThan(200);
    }
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('removes the time and each inherited filter alone', async () => {
    const params = 'method=GET&code=200&time=2026-11-20T00:00Z..2026-11-21T00:00Z';
    const { element, graph } = await openDetail({ params }, answerSession(session, mixed));
    const last = () => graph.askedFor('SessionRequests').at(-1)!.variables;
    expect(chips(element, '.inherited')).toEqual([
      'Nov 20, 00:00 – Nov 21, 00:00',
      'Response code: 200',
      'Method: GET',
    ]);
    (shadow(element).querySelector('.chip') as HTMLElement).click();
    await until(() => last().period === undefined);
    button(element, 'Remove filter Method: GET (Taken over from the filters of the list)')!.click();
    await until(() => rows(element).length === 10);
    expect(last().filter).toEqual({ statuses: [200] });
    expect(shadow(element).querySelector('.apply')).not.toBeNull();
  });

  it('makes each value of a row and of the header a filter of this session, not of the list', async () => {
    const { element } = await openDetail({}, answerSession(session, mixed));
    const outside: Event[] = [];
    document.body.addEventListener('sessions-pivot', (event) => outside.push(event));
    const method = rows(element)[1]!.querySelector<HTMLElement>('.method .value')!;
    method.focus();
    await userEvent.keyboard('{Enter}');
    expect(textOf(tableRoot(element).activeElement)).toBe('Only GET');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await until(() => rows(element).length === 4);
    expect(chips(element, '.local')).toEqual(['Method is not GET']);

    (shadow(element).querySelector('.facts .value') as HTMLElement).click();
    buttonIn(shadow(element), 'Only alice@example.com')!.click();
    await until(() => chips(element, '.local').includes('User: alice@example.com'));
    expect(outside).toEqual([]);
  });

  it('gives the chip of an explore link back to whoever owns the general filters', async () => {
    const { element } = await openDetail({ params: 'request=request1' });
    const pivots: SessionsPivotEvent[] = [];
    element.addEventListener('sessions-pivot', (event) => pivots.push(event));
    button(element, 'Remove filter Request ID: request1 (Taken over from the filters of the list)')!.click();
    await until(() => rows(element).length === 3);
    expect(pivots.map(({ filter, value, action }) => [filter, value, action])).toEqual([
      ['request', 'request1', 'remove'],
    ]);
    expect(chips(element)).toEqual([]);
  });

  it('keeps statistics closed for who closed them', async () => {
    const first = await openDetail();
    const details = (element: HTMLElement) => shadow(element).querySelector('details')!;
    expect(details(first.element).open).toBe(true);
    shadow(first.element).querySelector('summary')!.click();
    await until(() => localStorage.getItem('api-sessions.statistics') === 'closed');
    const second = await openDetail();
    expect(details(second.element).open).toBe(false);
  });

  it('shows all values of a field, and searches them', async () => {
    const paths = Array.from({ length: 9 }, (_, n) =>
      requestRow(n, {
        endpointSummary: { id: `ep${n}`, method: 'GET', host: 'api.example.com', pathTemplate: `/path${n}` },
      }),
    );
    const { element } = await openDetail({}, answerSession(session, paths));
    await until(() => statistics(element).querySelector('.more') !== null);
    const card = () => statistics(element).querySelector('[aria-label="Endpoint"]')!;
    // The only host of the session stands in front of none of them.
    expect(textOf(card().querySelector('li .value'))).toBe('GET /path0');
    expect(card().querySelectorAll('li')).toHaveLength(5);
    buttonIn(card(), '+4 more')!.click();
    await until(() => card().querySelectorAll('li').length === 9);
    card().querySelector('input')!.focus();
    await userEvent.keyboard('path7');
    await until(() => card().querySelectorAll('li').length === 1);
    // What is typed is no shortcut of the table.
    expect(shadow(element).activeElement?.localName).toBe('session-statistics');
    buttonIn(card(), 'Show fewer')!.click();
    await until(() => card().querySelectorAll('li').length === 5);
  });

  it('leads to the neighbouring days of the same key, above and below the requests', async () => {
    const parts = ['2026-11-19', '2026-11-20', '2026-11-21'].map((date) => ({
      id: `key1.${date.replaceAll('-', '')}`,
      date,
    }));
    const { element } = await openDetail({}, answerSession({ ...session, parts }, many(2)));
    const links = [...shadow(element).querySelectorAll<HTMLAnchorElement>('.parts a')];
    expect(links.map(textOf)).toEqual(['continues Nov 19', 'continues Nov 21', 'continues Nov 19', 'continues Nov 21']);
    expect(textOf(shadow(element).querySelector('.parts'))).toContain('part 2 of 3');
    const selected: string[] = [];
    element.addEventListener('session-select', (event) => {
      selected.push(event.id);
      event.preventDefault();
    });
    links[1]!.click();
    expect(selected).toEqual(['key1.20261121']);
  });

  it('says that a session is gone and why, and offers another try when the server was not reached', async () => {
    const graph = openFakeGraph(answerSession(session, many(1)));
    const element = document.createElement('session-detail');
    element.sessionId = 'nobody.20240101';
    await mount(element, graph.connection);
    await until(() => textOf(shadow(element)).includes('older than everything'));
    expect(table(element)).toBeNull();
    expect(await accessibilityFaults(element)).toEqual([]);

    const broken = openFakeGraph({});
    const other = document.createElement('session-detail');
    other.sessionId = session.id;
    await mount(other, broken.connection);
    await until(() => textOf(shadow(other)).includes('The server was not reached.'));
    expect(shadow(other).querySelectorAll('[role=alert]')).toHaveLength(1);
    expect(await accessibilityFaults(other)).toEqual([]);
  });

  it('works on without statistics', async () => {
    const answers = {
      ...answerSession(session, many(2)),
      SessionStatistics: () => ({ errors: [{ message: 'slow' }] }),
    };
    const { element } = await openDetail({}, answers as never);
    await until(() => textOf(statistics(element)).includes('unavailable'));
    expect(rows(element)).toHaveLength(2);
  });

  it('takes Escape for the help as soon as it was asked for, and not for the session', async () => {
    const { element } = await openDetail();
    let closed = 0;
    element.addEventListener('session-close', () => closed++);
    element.focus();
    const help = () => shadow(table(element)!).querySelector<HTMLElement>('.keys')!;
    // In one task, as on a machine that is too busy to tell of the first before the second.
    for (const key of ['?', 'Escape']) {
      const target = help().matches(':popover-open') ? help() : shadow(element).querySelector('h2')!;
      expect(help().matches(':popover-open') && shadow(table(element)!).activeElement !== help()).toBe(false);
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    }
    expect(help().matches(':popover-open')).toBe(false);
    expect(closed).toBe(0);
  });

  it('copies a link to the session alone', async () => {
    const written: string[] = [];
    const original = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async (text) => void written.push(text);
    const { element } = await openDetail({ params: 'method=GET&time=1h' });
    button(element, 'Copy link')!.click();
    await until(() => written.length === 1);
    navigator.clipboard.writeText = original;
    await until(() => textOf(shadow(element).querySelector('.said')) === 'Copied');
    // It prints over none of the buttons.
    const said = shadow(element).querySelector('.said')!.getBoundingClientRect();
    for (const one of shadow(element).querySelectorAll('header button')) {
      const { top, bottom, left, right } = one.getBoundingClientRect();
      expect(said.bottom <= top || said.top >= bottom || said.right <= left || said.left >= right).toBe(true);
    }
    const query = new URL(written[0]!).searchParams;
    expect(Object.fromEntries([...query].filter(([name]) => name.startsWith('s.')))).toEqual({
      's.v': '1',
      's.time': 'all',
      's.open': session.id,
    });
  });

  it('speaks German', async () => {
    const { element } = await openDetail({ lang: 'de', params: 'method=GET' }, answerSession(session, mixed));
    await until(() => textOf(shadow(element).querySelector('h2')) === 'Sitzung von alice@example.com');
    expect(chips(element)).toEqual(['Methode: GET']);
    await until(() => textOf(tableRoot(element).querySelector('h3')) === '8 Anfragen');
  });

  it('is accessible in light and dark, wide and narrow', async () => {
    const { element } = await openDetail(
      { params: 'type=sqli&time=2026-11-20T00:00Z..' },
      answerSession(session, mixed),
    );
    await until(() => statistics(element).querySelector('.card') !== null);
    buttonIn(statistics(element), 'Exclude 403')!.click();
    await until(() => rows(element).length === 2);
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      document.body.style.background = 'Canvas';
      for (const width of ['100%', '360px']) {
        element.style.width = width;
        await settle(50);
        expect(await accessibilityFaults(element)).toEqual([]);
        expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
      }
    }
    document.documentElement.style.colorScheme = '';
  });
});
