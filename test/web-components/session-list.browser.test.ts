import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionListQueryVariables } from '../../web-components/data/documents.generated.ts';
import type { SessionList } from '../../web-components/session-list/session-list.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { settle, textOf, until } from './support/page.ts';
import {
  answersOf,
  cell,
  edgesOf,
  find,
  findAll,
  focused,
  headings,
  later,
  listen,
  openList,
  rowIds,
  said,
  withText,
} from './support/session-list.ts';
import { answerList, BLOCK, sessionEdge, sessionRow } from './support/sessions.ts';

beforeEach(() => localStorage.clear());

describe('rows', () => {
  test('say what a session did, with counts that are short and exact in the title', async () => {
    const row = sessionRow(3, {
      requestCount: 12_345,
      userCount: 5,
      ipCount: 4,
      businessFlows: [{ flow: { code: 'BILLING', label: 'Billing' }, requestCount: 2021, share: 0.651 }],
    });
    const list = await openList(openFakeGraph(answerList([sessionEdge(row)])));

    expect(textOf(cell(list, 3, 'last-seen'))).toBe('Nov 20, 11:57:00 10m');
    expect(textOf(cell(list, 3, 'requests'))).toBe('12.3K');
    expect(find(list, '.requests .line').title).toBe('12,345 requests');
    expect(textOf(cell(list, 3, 'attacks'))).toBe('3 SQL injection 3');
    expect(textOf(cell(list, 3, 'users'))).toBe('user3@example.com +4 more customer');
    expect(textOf(cell(list, 3, 'ips'))).toBe('203.0.113.3 DE VPN +3 more');
    expect(textOf(cell(list, 3, 'hosts'))).toBe('api.example.com 103');
    expect(textOf(cell(list, 3, 'flows'))).toBe('Billing 2.02K (65%)');
    expect(find(list, 'td.flows .line').title).toBe('Billing: 2,021 requests');
    expect(textOf(cell(list, 3, 'endpoints'))).toBe('GET /orders/{int} 90 +11 more');
    expect(find(list, 'td.ips .short').title).toBe('Germany');
  });

  test('say which part of a longer session they are', async () => {
    const id = 'key0.20261120';
    const parts = ['19', '20', '21'].map((day) => ({ id: `key0.202611${day}`, date: `2026-11-${day}` }));
    const list = await openList(openFakeGraph(answerList([sessionEdge(sessionRow(0, { id, parts }))])));
    const part = withText(list, '.part', 'part 2 of 3');
    expect(part.title).toBe('UTC day Nov 20, one of Nov 19, Nov 20, Nov 21');
  });

  test('say how much of the session is in the period, when that is not all', async () => {
    const cut = sessionEdge(sessionRow(1), { inPeriod: { requestCount: 40, attackCount: 0 } });
    const list = await openList(openFakeGraph(answerList([cut, sessionEdge(sessionRow(2))])));
    expect(textOf(cell(list, 1, 'requests'))).toBe('101 40 in period');
    expect(textOf(cell(list, 1, 'attacks'))).toBe('1 0 in period SQL injection 1');
    expect(textOf(cell(list, 2, 'requests'))).toBe('102');
  });

  test('say how many requests match once a filter asks for requests, and which', async () => {
    const edge = sessionEdge(sessionRow(1), {
      match: {
        requestCount: { value: 7, exact: true },
        firstAt: '2026-11-20T10:00:00Z',
        lastAt: '2026-11-20T11:00:00Z',
        reasons: ['POST /login 403 SQL injection'],
      },
    });
    const list = await openList(openFakeGraph(answerList([edge])));
    expect(headings(list)).not.toContain('Matches');

    list.params = 'user=somebody';
    await settle();
    expect(headings(list)).not.toContain('Matches');

    list.params = 'method=POST';
    await settle();
    expect(textOf(cell(list, 1, 'matches'))).toBe('7 POST /login 403 SQL injection');
    expect(find(list, 'td.matches .line').title).toContain('First: Nov 20, 2026, 10:00:00.000 UTC');
  });

  test('show hostile text as it is, and what cannot be seen by its code', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const row = sessionRow(1, { users: [hostile, 'admin\u202etxt.exe'], userCount: 2, roles: ['a\u0000b'] });
    const list = await openList(openFakeGraph(answerList([sessionEdge(row)])));
    expect(findAll(list, 'img')).toEqual([]);
    expect(textOf(cell(list, 1, 'users'))).toBe(`${hostile} admin\\u202etxt.exe a\\u0000b`);
    expect(findAll(list, 'td.users .line').map(({ title }) => title)).toEqual([
      hostile,
      'admin\\u202etxt.exe',
      'a\\u0000b',
    ]);
  });

  test('are written in the language and the zone of the page', async () => {
    const list = await openList(openFakeGraph(answersOf(2)), {}, { locale: 'de', timeZone: 'Asia/Kolkata' });
    await until(() => headings(list)[0] === 'Letzte Aktivität');
    expect(textOf(cell(list, 0, 'last-seen'))).toMatch(/^20\. Nov\.?, 17:30:00 10 Min\.$/);
    expect(textOf(find(list, '.total'))).toBe('2 Sitzungen');
    expect(headings(list)).toContain('Geschäftsabläufe');
  });
});

describe('a blocked session', () => {
  const open = (block: object, ...more: [Partial<SessionList>?, Parameters<typeof openList>[2]?]) => {
    const blocked = sessionEdge(sessionRow(1, { denylistEntry: { ...BLOCK, ...block } }));
    return openList(openFakeGraph(answerList([sessionEdge(sessionRow(0)), blocked])), ...more);
  };
  const badge = (list: SessionList) => find(list, 'tr[data-row^=key1] .badge');

  test('says so in the heading of its row, with until when, for what, by whom and why; others say nothing', async () => {
    const list = await open({});
    expect(textOf(cell(list, 0, 'last-seen'))).toBe('Nov 20, 12:00:00 10m');
    const heading = cell(list, 1, 'last-seen');
    expect(heading.getAttribute('role')).toBe('rowheader');
    expect(textOf(heading)).toBe('Nov 20, 11:59:00 10m Blocked');
    expect(badge(list).title).toBe(
      'Blocked\nuntil Nov 27, 12:30:00\nfor shop and app\nby mara, Nov 20, 12:30:00\n“Credential stuffing”',
    );
    expect(find(list, '.badge svg').getAttribute('aria-hidden')).toBe('true');
  });

  test('stands beside its part, and may be blocked without end and for everything', async () => {
    const id = 'key1.20261120';
    const parts = ['20', '21'].map((day) => ({ id: `key1.202611${day}`, date: `2026-11-${day}` }));
    const row = sessionRow(1, { id, parts, denylistEntry: { ...BLOCK, until: null, applications: [] } });
    const list = await openList(openFakeGraph(answerList([sessionEdge(row)])));
    expect(textOf(cell(list, 1, 'last-seen'))).toBe('Nov 20, 11:59:00 10m part 1 of 2 Blocked');
    expect(badge(list).title).toBe('Blocked\nwithout end\nby mara, Nov 20, 12:30:00\n“Credential stuffing”');
    const [heading, shown] = [cell(list, 1, 'last-seen'), badge(list)].map((node) => node.getBoundingClientRect());
    expect(shown!.right).toBeLessThanOrEqual(heading!.right);
  });

  test('shows what somebody wrote as text, and what cannot be seen by its code', async () => {
    const list = await open({
      reason: '<img src=x onerror=alert(1)>\u202e\nUnblocked',
      createdBy: 'ma\u0000ra',
      applications: ['<b>shop</b>\u200b'],
    });
    expect(findAll(list, 'img, b')).toEqual([]);
    expect(badge(list).title.split('\n').slice(2)).toEqual([
      'for <b>shop</b>\\u200b',
      'by ma\\u0000ra, Nov 20, 12:30:00',
      '“<img src=x onerror=alert(1)>\\u202e\\u000aUnblocked”',
    ]);
  });

  test('says it in the language of the page', async () => {
    const list = await open({}, {}, { locale: 'de', timeZone: 'Asia/Kolkata' });
    await until(() => textOf(badge(list)) === 'Gesperrt');
    expect(badge(list).title).toMatch(
      /^Gesperrt\nbis 27\. Nov\.?, 18:00:00\nfür shop und app\nvon mara, 20\. Nov\.?, 18:00:00\n„Credential stuffing“$/,
    );
    list.columns = 'status';
    await settle();
    expect(textOf(cell(list, 0, 'status'))).toBe('nicht gesperrt');
  });

  test('has a column, for who wants one: until when, or that it is not', async () => {
    const list = await open({}, { columns: 'status' });
    expect(headings(list)).toEqual(['Last activity', 'Status']);
    expect(textOf(cell(list, 0, 'status'))).toBe('not blocked');
    expect(textOf(cell(list, 1, 'status'))).toBe('Blocked until Nov 27, 12:30:00');
    const usual = await open({});
    expect(headings(usual)).not.toContain('Status');
  });

  test('says so in a compact list too', async () => {
    expect(textOf(badge(await open({}, { compact: true })))).toBe('Blocked');
  });
});

describe('number of sessions', () => {
  const counted = (totalCount: { value: number; exact: boolean } | null) => ({
    ...answersOf(60),
    SessionCount: (): Answer => ({
      data: { sessions: { totalCount } },
      ...(totalCount ? {} : { errors: [TOO_SLOW] }),
    }),
  });
  const TOO_SLOW = {
    message: 'the database did not answer within the time that this server allows',
    path: ['sessions', 'totalCount'],
    extensions: { code: 'TIMEOUT' },
  };

  test('is exact up to a thousand, then short with the exact value in the title', async () => {
    const one = await openList(openFakeGraph(answersOf(1)));
    expect(textOf(find(one, '.total'))).toBe('1 session');

    const many = await openList(openFakeGraph(counted({ value: 1560, exact: true })));
    expect(textOf(find(many, '.total'))).toBe('1.56K sessions');
    expect(find(many, '.total').title).toBe('1,560 sessions');
    expect(textOf(find(many, '.footer'))).toBe('1–50 of 1,560');
    expect(find(many, 'table').getAttribute('aria-rowcount')).toBe('1561');
  });

  test('says so when there are more than were counted', async () => {
    const list = await openList(openFakeGraph(counted({ value: 100_000, exact: false })));
    expect(textOf(find(list, '.toolbar'))).toContain('100K+ sessions not counted further');
    expect(textOf(find(list, '.footer'))).toBe('1–50 of 100,000+');
    expect(find(list, 'table').getAttribute('aria-rowcount')).toBe('-1');
  });

  test('is said to be unavailable when it takes too long, and the rows stay', async () => {
    const list = await openList(openFakeGraph(counted(null)));
    expect(textOf(find(list, '.toolbar'))).toContain('count unavailable');
    expect(rowIds(list)).toHaveLength(50);
    expect(textOf(find(list, '.footer'))).toBe('1–50');
  });
});

describe('states', () => {
  test('the first page is announced as loading, then as rows in their order', async () => {
    const first = later<Answer>();
    const answers = answersOf(3);
    const list = await openList(openFakeGraph({ ...answers, SessionList: () => first.promise }));
    expect(find(list, 'table').getAttribute('aria-busy')).toBe('true');
    expect(findAll(list, '.skeleton tr').length).toBeGreaterThan(3);

    const loaded = listen(list, 'sessions-loaded');
    first.resolve(answers.SessionList({ first: 50 }));
    await settle();
    expect(find(list, 'table').getAttribute('aria-busy')).toBe('false');
    expect(said(list)).toBe('3 sessions, newest first');
    expect(loaded.map(({ ids, complete }) => [ids, complete])).toEqual([
      [['key0.20261120', 'key1.20261120', 'key2.20261120'], true],
    ]);
  });

  test('an empty list says which: nothing stored, nothing in the period, or nothing that meets the filters', async () => {
    const graph = openFakeGraph(answersOf(0));
    const list = await openList(graph, { params: 'method=POST&time=1h' });
    const changes = listen(list, 'sessions-where-change');
    expect(textOf(find(list, '[part=empty]'))).toBe('No session matches these filters. Reset filters All time');

    withText(list, '.state button', 'Reset filters').click();
    await settle();
    expect(list.params).toBe('time=1h');
    expect(changes.at(-1)!.params).toBe('time=1h');
    expect(textOf(find(list, '[part=empty]'))).toBe('No sessions in this period. All time');

    withText(list, '.state button', 'All time').focus();
    withText(list, '.state button', 'All time').click();
    await settle();
    expect(list.params).toBe('time=all');
    expect(changes.at(-1)!.where).toEqual({});
    expect(textOf(find(list, '[part=empty]'))).toBe('No sessions are stored yet.');
    expect(focused(list)).not.toBeNull();
  });

  test('the host may say it in its own words, also through the slot of an element around it', async () => {
    const list = await openList(openFakeGraph(answersOf(0)));
    const passedOn = document.createElement('slot');
    passedOn.slot = 'empty';
    const around = document.createElement('div');
    list.replaceWith(around);
    around.attachShadow({ mode: 'open' }).append(list);
    list.append(passedOn);
    await settle();
    expect(find(list, '.words').hidden).toBe(false);

    around.append('Nothing here yet');
    await settle();
    expect(find(list, '.words').hidden).toBe(true);
  });

  test('a failure is told in words, with those of the server about the question, and can be tried again', async () => {
    let refused = true;
    const answers = answersOf(3);
    const error = { message: 'not an address: 999', extensions: { code: 'BAD_USER_INPUT' } };
    const graph = openFakeGraph({
      ...answers,
      SessionList: (variables: SessionListQueryVariables) =>
        refused ? { errors: [error] } : answers.SessionList(variables),
    });
    const list = await openList(graph);
    const alert = find(list, '[role=alert]');
    expect(textOf(alert)).toBe('The server did not accept this question. not an address: 999 Try again');

    refused = false;
    withText(list, '.state button', 'Try again').focus();
    withText(list, '.state button', 'Try again').click();
    await settle();
    expect(rowIds(list)).toHaveLength(3);
    expect(focused(list)).toBe(find(list, 'tbody a'));
  });

  test('a server that wants to know who is asking is told to the host', async () => {
    const answers = answersOf(3);
    const heard = listen(document, 'sessions-auth-required');
    const list = await openList(openFakeGraph({ ...answers, SessionList: () => new Response('', { status: 401 }) }));
    expect(heard).toHaveLength(1);
    expect(textOf(find(list, '[role=alert]'))).toContain('Please sign in');
  });

  test('while another question is on its way the old rows stay, dimmed', async () => {
    const second = later<Answer>();
    const answers = answersOf(3);
    const graph = openFakeGraph({
      ...answers,
      SessionList: (variables: SessionListQueryVariables) =>
        variables.filter ? second.promise : answers.SessionList(variables),
    });
    const list = await openList(graph);
    list.params = 'method=POST';
    await settle();
    expect(rowIds(list)).toHaveLength(3);
    expect(find(list, '.frame').classList).toContain('stale');
    expect(find(list, 'table').getAttribute('aria-busy')).toBe('true');

    second.resolve(answerList(edgesOf(1)).SessionList({ first: 50 }));
    await settle();
    expect(rowIds(list)).toHaveLength(1);
    expect(find(list, '.frame').classList).not.toContain('stale');
  });

  test('of fast changes only the last is shown, and the earlier ones are taken back', async () => {
    const answers = answersOf(0);
    const slow = new Map<string, (answer: Answer) => void>();
    const graph = openFakeGraph({
      ...answers,
      SessionList: ({ filter }: SessionListQueryVariables) => {
        const { promise, resolve } = later<Answer>();
        slow.set(filter?.requests?.[0]?.methods?.[0] ?? '', resolve);
        return promise;
      },
    });
    const list = await openList(graph);
    for (const method of ['GET', 'POST', 'PUT']) {
      list.params = `method=${method}`;
      await settle();
    }
    expect(graph.askedFor('SessionList').map(({ aborted }) => aborted)).toEqual([true, true, true, false]);

    slow.get('PUT')!(answerList(edgesOf(2)).SessionList({ first: 50 }));
    await settle();
    slow.get('GET')!(answerList(edgesOf(9)).SessionList({ first: 50 }));
    await settle();
    expect(rowIds(list)).toHaveLength(2);
  });
});

describe('pages and order', () => {
  test('pages go forth and back by cursor, count their rows through, and take the focus to the first new row', async () => {
    const graph = openFakeGraph(answersOf(60));
    const list = await openList(graph, { pageSize: 25 });
    const [previous, next] = findAll(list, '.footer button');
    expect(previous!.getAttribute('aria-disabled')).toBe('true');

    next!.focus();
    next!.click();
    await settle();
    expect(rowIds(list)[0]).toBe('key25.20261120');
    expect(textOf(find(list, '.footer'))).toBe('26–50 of 60');
    expect(find(list, 'tbody tr').getAttribute('aria-rowindex')).toBe('27');
    expect(focused(list)).toBe(find(list, 'tbody a'));

    findAll(list, '.footer button')[1]!.click();
    await settle();
    expect(textOf(find(list, '.footer'))).toBe('51–60 of 60');
    findAll(list, '.footer button')[0]!.click();
    await settle();
    expect(textOf(find(list, '.footer'))).toBe('26–50 of 60');
    expect(graph.askedFor('SessionCount')).toHaveLength(1);
  });

  test('a size of pages that is none is the usual one', async () => {
    const graph = openFakeGraph(answersOf(60));
    await openList(graph, { pageSize: 7 });
    expect(graph.askedFor('SessionList')[0]!.variables.first).toBe(50);
  });

  test('headings that the server sorts by sort, greatest first', async () => {
    const graph = openFakeGraph(answersOf(60));
    const list = await openList(graph);
    const changes = listen(list, 'sessions-list-change');
    expect(findAll(list, 'thead button').map(textOf)).toEqual(['Last activity', 'Requests', 'Attacks']);
    expect(find(list, 'th[aria-sort]').getAttribute('aria-sort')).toBe('descending');

    withText(list, 'thead button', 'Attacks').click();
    await settle();
    expect(graph.askedFor('SessionList').at(-1)!.variables.orderBy).toEqual({
      field: 'ATTACK_COUNT',
      direction: 'DESC',
    });
    expect(said(list)).toBe('50 sessions, most attacks first');
    withText(list, 'thead button', 'Attacks').click();
    await settle();
    expect(list.order).toBe('attacks');
    expect(textOf(find(list, 'th[aria-sort=ascending]'))).toBe('Attacks');
    expect(changes.map(({ order }) => order)).toEqual(['-attacks', 'attacks']);
    expect(find(list, 'tbody a').getAttribute('href')).toContain('s.sort=attacks');
  });

  test('an order that is none is the usual one', async () => {
    const graph = openFakeGraph(answersOf(1));
    await openList(graph, { order: 'nonsense' as never });
    expect(graph.askedFor('SessionList')[0]!.variables.orderBy).toEqual({ field: 'LAST_SEEN_AT', direction: 'DESC' });
  });
});

describe('columns', () => {
  const box = (list: SessionList, label: string) => withText(list, '.columns label', label).querySelector('input')!;

  test('a choice is kept for the next list, and can be forgotten', async () => {
    const list = await openList(openFakeGraph(answersOf(2)));
    const changes = listen(list, 'sessions-list-change');
    find(list, '.actions > button').click();
    box(list, 'Hosts').click();
    box(list, 'Session key').click();
    await settle();
    expect(changes.at(-1)!.columns).toEqual([
      'last-seen',
      'requests',
      'attacks',
      'users',
      'ips',
      'flows',
      'endpoints',
      'key',
    ]);

    const next = await openList(openFakeGraph(answersOf(2)));
    expect(headings(next)).not.toContain('Hosts');
    expect(textOf(cell(next, 1, 'key'))).toBe('key1');
    withText(next, '.columns button', 'Default columns').click();
    await settle();
    expect(headings(next)).toContain('Hosts');
    expect(localStorage).toHaveLength(0);
  });

  test('the attribute wins over what was chosen', async () => {
    localStorage.setItem('api-sessions.columns', 'started');
    const list = await openList(openFakeGraph(answersOf(2)), { columns: 'users,nonsense,requests' });
    expect(headings(list)).toEqual(['Last activity', 'Requests', 'Users']);
    expect(find(list, 'table').getAttribute('aria-colcount')).toBe('3');
  });

  test('a compact list has fewer, and a choice of its own', async () => {
    const list = await openList(openFakeGraph(answersOf(2)), { compact: true });
    expect(headings(list)).toEqual(['Last activity', 'Requests', 'Attacks', 'Users']);
    box(list, 'Users').click();
    await settle();
    expect(headings(list)).toEqual(['Last activity', 'Requests', 'Attacks']);
    list.compact = false;
    await settle();
    expect(headings(list)).toContain('Users');
  });
});
