import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionExplorer } from '../../web-components/session-explorer/session-explorer.ts';
import { SessionsTimeChangeEvent, SessionsWhereChangeEvent } from '../../web-components/shared/events.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answerList, sessionEdge, sessionRow } from './support/sessions.ts';

const HERE = location.pathname + location.search;
const sessions = Array.from({ length: 3 }, (_, n) => sessionRow(n));

beforeEach(() => SessionExplorer.define());
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, '', HERE);
});

function graphOf(edges = sessions.map((row) => sessionEdge(row))) {
  return openFakeGraph({
    ...answerList(edges),
    ...answerSession(sessions[0]!, [requestRow(1), requestRow(2)]),
    SessionHeader: ({ id }: { id: string }) => ({ data: { session: sessions.find((row) => row.id === id) ?? null } }),
    SessionStatistics: () => ({ data: { session: { id: 'x', statistics: [] } } }),
    SessionsTimeline: () => ({ data: { sessions: { timeline: { bucketMs: 60_000, buckets: [] } } } }),
    Vocabulary: () => ({ data: { sessionAttackTypes: [], sessionBusinessFlows: [] } }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
    EndpointName: () => ({ data: { sessions: { nodes: [] } } }),
  });
}

/** The query of the address, with these parameters in the place of all others. */
function goTo(query: string): void {
  history.replaceState(null, '', `${location.pathname}?${query}`);
}

async function open(changes: Partial<SessionExplorer> = {}, graph = graphOf()) {
  const element = document.createElement('session-explorer');
  Object.assign(element, changes);
  await mount(element, graph.connection);
  await until(() => rows(element).length > 0 || textOf(inner(element, 'session-list')!.shadowRoot).length > 0);
  return { element, graph };
}

const inner = (element: HTMLElement, tag: string) => shadow(element).querySelector<HTMLElement>(tag);
const rows = (element: HTMLElement) => [
  ...(inner(element, 'session-list')?.shadowRoot?.querySelectorAll('tbody tr') ?? []),
];
const link = (element: HTMLElement, n: number) => rows(element)[n]!.querySelector<HTMLAnchorElement>('th a')!;
const asked = (graph: ReturnType<typeof graphOf>) =>
  graph.askedFor('SessionList').map(({ variables }) => variables.filter);
const query = () => decodeURIComponent(location.search);
const buttonIn = (element: HTMLElement, name: string) =>
  [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((one) => textOf(one) === name);
/** What the filters do when somebody changes one. */
const filter = (element: HTMLElement, params: string) =>
  inner(element, 'session-filters')!.dispatchEvent(new SessionsWhereChangeEvent({}, params));

async function back(): Promise<void> {
  const travelled = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
  history.back();
  await travelled;
  await settle();
}

describe('<session-explorer>', () => {
  it('says in the place of the label that the link is copied, and moves nothing beside it', async () => {
    const original = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async () => {};
    const { element } = await open();
    // The chart above is loaded when it is needed, and takes its room then.
    await customElements.whenDefined('session-timeline');
    await settle();
    const copy = buttonIn(element, 'Copy link')!;
    const place = () => JSON.stringify(copy.getBoundingClientRect());
    const before = place();
    copy.click();
    await until(() => textOf(copy.querySelector('[role=status]')) === 'Copied');
    navigator.clipboard.writeText = original;
    expect(place()).toBe(before);
    expect(textOf(copy)).toBe('Copied');
  });

  it('leads from a value of an open session to all sessions that have it, and back', async () => {
    goTo('s.v=1&s.time=7d');
    const { element } = await open();
    link(element, 0).click();
    const detail = () => inner(element, 'session-detail');
    await until(() => !!detail()?.shadowRoot?.querySelector('header .value'));
    const inDetail = (text: string) =>
      [...detail()!.shadowRoot!.querySelectorAll<HTMLElement>('button, a')].find((one) => textOf(one) === text)!;
    inDetail('203.0.113.0').click();
    // All requests of the session came from there: to ask for them, or for no other, would change nothing.
    expect([...detail()!.shadowRoot!.querySelectorAll('[role=menuitem]')].map(textOf)).toEqual([
      'All sessions with 203.0.113.0',
      '… in a new tab',
      'Copy 203.0.113.0',
    ]);
    inDetail('All sessions with 203.0.113.0').click();
    await settle();
    expect(query()).toBe('?s.v=1&s.ip=203.0.113.0');
    expect(detail()).toBeNull();
    await back();
    expect(query()).toContain('s.open=');
  });

  it('keeps the open session as it is while the list refreshes itself', async () => {
    localStorage.setItem('api-sessions.auto-refresh', '10');
    const arrived = { sessions: { pageInfo: {}, nodes: [{ lastSeenAt: '2026-11-20T13:00:00.000Z' }] } };
    const withNew = [sessionRow(7, { lastSeenAt: '2026-11-20T13:00:00.000Z' }), ...sessions];
    let live = false;
    const {
      connection,
      askedFor,
      asked: all,
    } = openFakeGraph({
      ...answerSession(sessions[0]!, [requestRow(1), requestRow(2)]),
      ...answerList(sessions.map((row) => sessionEdge(row))),
      SessionList: (variables) =>
        answerList((live ? withNew : sessions).map((row) => sessionEdge(row))).SessionList(variables),
      NewerSessions: () => ({ data: live ? arrived : { sessions: { pageInfo: {}, nodes: [] } } }),
      SessionHeader: () => ({ data: { session: sessions[0] } }),
      SessionStatistics: () => ({ data: { session: { id: 'x', statistics: [] } } }),
      SessionsTimeline: () => ({ data: { sessions: { timeline: { bucketMs: 60_000, buckets: [] } } } }),
    });
    const element = document.createElement('session-explorer');
    await mount(element, connection);
    await until(() => rows(element).length === 3);
    link(element, 0).click();
    const detail = () => inner(element, 'session-detail');
    await until(() => !!detail()?.shadowRoot?.querySelector('header .value'));
    await until(() => !!inner(element, 'session-list')!.shadowRoot!.querySelector('select.auto'));
    await settle(50);
    const before = { node: detail(), query: query(), focus: element.shadowRoot!.activeElement };
    const asked = all.length;
    live = true;
    const now = Date.now() + 11_000;
    vi.spyOn(Date, 'now').mockReturnValue(now);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => rows(element).length === 4);
    await settle(50);
    vi.restoreAllMocks();
    localStorage.clear();
    expect({ node: detail(), query: query(), focus: element.shadowRoot!.activeElement }).toEqual(before);
    const about = all.slice(asked).map(({ operation }) => operation);
    expect(about.filter((name) => /^Session(Header|Requests|Statistics|Timeline)$/.test(name))).toEqual([]);
    expect(askedFor('SessionList')).toHaveLength(2);
    const selected = rows(element).find((row) => row.getAttribute('aria-selected') === 'true');
    expect((selected as HTMLElement).dataset.row).toBe(sessions[0]!.id);
  });

  it('passes the parts of its elements on, by names of their own', async () => {
    const style = document.createElement('style');
    style.textContent = `session-explorer::part(list-row) { outline-color: rgb(1, 2, 3) }
      session-explorer::part(filters-pill) { outline-color: rgb(4, 5, 6) }`;
    const { element } = await open();
    document.body.append(style);

    expect(getComputedStyle(rows(element)[0]!).outlineColor).toBe('rgb(1, 2, 3)');
    const pill = inner(element, 'session-filters')!.shadowRoot!.querySelector('[part~="pill"]')!;
    expect(getComputedStyle(pill).outlineColor).toBe('rgb(4, 5, 6)');
  });

  it('starts with what the address says, and leaves the parameters of others alone', async () => {
    goTo('tab=2&s.v=1&s.method=POST&s.sort=-attacks');
    const { element, graph } = await open();
    expect(asked(graph)).toEqual([{ requests: [{ methods: ['POST'] }] }]);
    expect(graph.askedFor('SessionList')[0]!.variables.orderBy).toEqual({ field: 'ATTACK_COUNT', direction: 'DESC' });

    filter(element, 'method=PUT&time=all');
    await settle();
    expect(query()).toBe('?tab=2&s.v=1&s.method=PUT&s.sort=-attacks');
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('goes back and forward through what was done', async () => {
    goTo('');
    const { element, graph } = await open();
    filter(element, 'method=POST&time=7d');
    await settle();
    link(element, 1).click();
    await until(() => inner(element, 'session-detail') !== null);
    expect(query()).toBe(`?s.v=1&s.time=7d&s.method=POST&s.open=${sessions[1]!.id}`);

    await back();
    expect(inner(element, 'session-detail')).toBeNull();
    expect(query()).toBe('?s.v=1&s.time=7d&s.method=POST');
    await back();
    expect(query()).toBe('');
    expect(asked(graph).at(-1)).toBeUndefined();
  });

  it('takes the letters of a search for one step', async () => {
    goTo('');
    const { element } = await open();
    const steps = vi.spyOn(history, 'pushState');
    for (const text of ['P', 'PO', 'POST']) filter(element, `endpoint=${text}&time=7d`);
    expect(steps).toHaveBeenCalledTimes(1);
    steps.mockRestore();
    expect(query()).toContain('s.endpoint=POST');
  });

  it('opens a session beside the list, and lets the host take over', async () => {
    goTo('');
    const { element } = await open();
    link(element, 0).click();
    await until(() => inner(element, 'session-detail')?.shadowRoot != null);
    await until(() => textOf(inner(element, 'session-detail')!.shadowRoot).includes('Session of user0@example.com'));
    expect(await accessibilityFaults(element)).toEqual([]);

    const ids: string[] = [];
    element.addEventListener('session-select', (event) => {
      ids.push(event.id);
      event.preventDefault();
    });
    link(element, 2).click();
    await settle();
    expect(ids).toEqual([sessions[2]!.id]);
    expect(query()).toContain(`s.open=${sessions[0]!.id}`);
  });

  it('opens the session of an explored request at once, shows it alone, and marks it when its chip is gone', async () => {
    goTo('s.v=1&s.request=request2');
    const { element, graph } = await open({}, graphOf([sessionEdge(sessions[0]!)]));
    await until(() => graph.askedFor('SessionRequests').length > 0);
    expect(query()).toBe(`?s.v=1&s.request=request2&s.open=${sessions[0]!.id}`);
    expect(graph.askedFor('SessionRequests')[0]!.variables).toMatchObject({ filter: { ids: ['request2'] } });
    // No step of its own: "back" leads out of the explorer.
    filter(element, 'time=all');
    await until(() => query().includes('s.mark=request2'));
    await until(() => graph.askedFor('SessionRequests').length > 1);
    const last = graph.askedFor('SessionRequests').at(-1)!.variables;
    expect(last).toMatchObject({ around: 'request2' });
    expect(last.filter).toBeUndefined();
    expect(query()).toBe(`?s.v=1&s.time=all&s.open=${sessions[0]!.id}&s.mark=request2`);
  });

  it('keeps what was set inside the open session in the address, step by step', async () => {
    goTo(`s.v=1&s.method=POST&s.open=${sessions[0]!.id}`);
    const { element, graph } = await open();
    const detail = () => inner(element, 'session-detail')!;
    const requests = () => graph.askedFor('SessionRequests').at(-1)?.variables.filter;
    const press = async (name: string) => {
      await until(() => buttonIn(detail(), name) !== undefined);
      buttonIn(detail(), name)!.click();
      await settle(20);
    };
    await press('Show all requests');
    expect(query()).toBe(`?s.v=1&s.method=POST&s.open=${sessions[0]!.id}&s.d.from=time=all`);
    expect(requests()).toBeUndefined();

    filter(element, 'code=403');
    await press('Apply Response code: 403');
    expect(query()).toBe(`?s.v=1&s.code=403&s.open=${sessions[0]!.id}`);
    expect(requests()).toEqual({ statuses: [403] });

    filter(element, 'code=500');
    await settle(20);
    expect(query()).toBe(`?s.v=1&s.code=500&s.open=${sessions[0]!.id}&s.d.from=code=403`);
    expect(requests()).toEqual({ statuses: [403] });

    await back();
    await back();
    await settle(20);
    expect(query()).toBe(`?s.v=1&s.code=403&s.open=${sessions[0]!.id}&s.d.from=time=all`);
    // Answered before, so nobody asks again.
    await until(() => textOf(detail().shadowRoot).includes('All requests are shown'));
  });

  it('says in the address what the open session stands under, when its host sets other filters', async () => {
    goTo(`s.v=1&s.method=POST&s.open=${sessions[0]!.id}`);
    const { element, graph } = await open();
    await until(() => graph.askedFor('SessionRequests').length === 1);
    element.params = 'code=403';
    await settle(20);
    expect(query()).toBe(`?s.v=1&s.code=403&s.open=${sessions[0]!.id}&s.d.from=method=POST`);
    expect(graph.askedFor('SessionRequests').map(({ variables }) => variables.filter)).toEqual([{ methods: ['POST'] }]);
  });

  it('names what it does not understand of a link, and shows no wider list until somebody wants it', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    goTo(`tab=2&attck=host&s.v=1&s.code=banana&s.method=POST&s.attck=${encodeURIComponent('a\u202e17')}`);
    const { element, graph } = await open();
    const list = inner(element, 'session-list')!;
    await until(() => textOf(shadow(list)).includes('Show without it'));
    expect(graph.asked.map(({ operation }) => operation)).not.toContain('SessionList');
    expect([...shadow(list).querySelectorAll('.unread-params li')].map(textOf)).toEqual([
      'code=banana A code from 100 to 599, or a class such as 4xx, is expected.',
      'attck=a\\u202e17 There is no filter “attck”. Did you mean “attack”?',
    ]);
    expect(rows(element)).toHaveLength(0);
    expect(inner(element, 'session-timeline')).toBeNull();
    const bar = inner(element, 'session-filters')!;
    expect([...shadow(bar).querySelectorAll('.chip.unread')].map(textOf)).toEqual(['code=banana', 'attck=a\\u202e17']);
    expect(warn.mock.calls.map(String).filter((said) => said.includes('code=banana'))).toHaveLength(1);
    expect(await accessibilityFaults(element)).toEqual([]);
    warn.mockRestore();

    buttonIn(list, 'Show without it')!.click();
    await until(() => rows(element).length === 3);
    expect(asked(graph)).toEqual([{ requests: [{ methods: ['POST'] }] }]);
    expect(query()).toBe('?tab=2&attck=host&s.v=1&s.method=POST');
    await back();
    await until(() => textOf(shadow(list)).includes('Show without it'));
    expect(rows(element)).toHaveLength(0);
  });

  it('carries the zone of a day in its links: opened elsewhere it is the same day, and said to be of there', async () => {
    goTo('');
    const { element, graph } = await open({ timeZone: 'Asia/Tokyo' });
    filter(element, 'time=yesterday');
    await settle();
    expect(query()).toBe('?s.v=1&s.time=yesterday@Asia/Tokyo');
    const pill = (explorer: HTMLElement) =>
      textOf(shadow(inner(explorer, 'session-filters')!).querySelector('[data-menu=time]'));
    expect(pill(element)).toBe('Time: Yesterday');
    link(element, 0).click();
    await until(() => query().includes('s.open='));
    expect(query()).not.toContain('d.from');
    const address = location.search;
    const period = graph.askedFor('SessionList').at(-1)!.variables.period;

    element.remove();
    history.replaceState(null, '', `${location.pathname}${address}`);
    const other = await open({ timeZone: 'America/New_York' });
    expect(other.graph.askedFor('SessionList').at(-1)!.variables.period).toEqual(period);
    expect(pill(other.element)).toBe('Time: Yesterday (Asia/Tokyo)');
  });

  it('says which time an empty list is of', async () => {
    goTo('s.time=2026-11-18T15:00Z..2026-11-19T15:00Z');
    const { element } = await open({ timeZone: 'Asia/Tokyo' }, graphOf([]));
    const list = inner(element, 'session-list')!;
    await until(() => textOf(shadow(list)).includes('(Asia/Tokyo)'));
    expect(textOf(shadow(list).querySelector('[part=empty]'))).toMatch(/Nov 19, 2026.*Nov 20, 2026.*Asia\/Tokyo/);
  });

  it('says what it left out of a link where that narrows nothing', async () => {
    goTo('s.v=1&s.sort=price&s.method=POST');
    const { element, graph } = await open();
    expect(asked(graph)).toEqual([{ requests: [{ methods: ['POST'] }] }]);
    await until(() => shadow(element).querySelector('.ignored') !== null);
    expect(textOf(shadow(element).querySelector('.ignored[role=status]'))).toContain('sort=price');
  });

  it('shares a page with another one: by a prefix of its own, or without the address', async () => {
    goTo('a.method=POST&b.method=PUT');
    const graph = graphOf();
    const page = document.createElement('div');
    const make = (urlKey: string) => Object.assign(document.createElement('session-explorer'), { urlKey });
    const [a, b, again] = [make('a'), make('b'), make('a')];
    page.append(a, b, again);
    await mount(page, graph.connection);
    await until(() => [a, b, again].every((one) => rows(one).length === 3));
    expect(asked(graph)).toEqual([
      { requests: [{ methods: ['POST'] }] },
      { requests: [{ methods: ['PUT'] }] },
      undefined,
    ]);

    filter(a, 'code=403');
    filter(b, 'code=500');
    filter(again, 'code=200');
    await settle();
    expect(query()).toBe('?a.v=1&a.code=403&b.v=1&b.code=500');
  });

  it('leaves the address alone when told so', async () => {
    goTo('s.method=POST');
    const { element, graph } = await open({ noUrl: true, params: 'code=404' });
    expect(asked(graph)).toEqual([{ requests: [{ statuses: [404] }] }]);
    filter(element, 'code=500');
    await settle();
    expect(query()).toBe('?s.method=POST');
    expect(decodeURIComponent(element.value)).toBe('s.v=1&s.code=500');
  });

  it('tells the host of what somebody changed, and of nothing else', async () => {
    goTo('');
    const { element } = await open();
    const told: string[] = [];
    element.addEventListener('sessions-where-change', ({ params }) => told.push(params));
    element.params = 'code=500';
    await settle();
    expect(told).toEqual([]);
    filter(element, 'code=403');
    expect(told).toEqual(['code=403']);
  });

  it('tells the host of filters that came with the address, and of those that somebody went back to', async () => {
    goTo('s.v=1&s.code=500');
    const told: string[] = [];
    const tell = ({ params }: SessionsWhereChangeEvent) => told.push(params);
    addEventListener('sessions-where-change', tell);
    const { element } = await open({ params: 'method=POST' });
    filter(element, 'code=403');
    await settle();
    await back();
    removeEventListener('sessions-where-change', tell);
    expect(told).toEqual(['code=500', 'code=403', 'code=500']);
  });

  it('may be given back as params what it told: no step, no question, and "back" leads where it did', async () => {
    goTo('');
    const { element, graph } = await open({ params: 'method=POST' });
    element.addEventListener('sessions-where-change', ({ params }) => {
      element.params = params;
    });
    filter(element, 'code=403');
    await settle();
    filter(element, 'code=404');
    await settle();
    expect(asked(graph).length).toBe(3);
    await back();
    expect(query()).toBe('?s.v=1&s.code=403');
    await back();
    expect(query()).toBe('');
    expect(element.value).toBe('s.v=1&s.method=POST');
    expect(element.params).toBe('method=POST');
  });

  it('takes a time out of the timeline, and the one from before back', async () => {
    goTo('s.time=1h&s.method=POST');
    const { element } = await open();
    const choose = (span: { from: string; to: string } | null) =>
      inner(element, 'session-timeline')!.dispatchEvent(new SessionsTimeChangeEvent(span));
    choose({ from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T11:00:00.000Z' });
    choose({ from: '2026-11-20T10:10:00.000Z', to: '2026-11-20T10:20:00.000Z' });
    expect(query()).toContain('s.time=2026-11-20T10:10Z..2026-11-20T10:20Z&s.method=POST');
    choose({ from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T11:00:00.000Z' });
    choose(null);
    expect(query()).toBe('?s.v=1&s.time=1h&s.method=POST');
  });

  it('gives links that carry its own prefix', async () => {
    goTo('');
    const { element } = await open({ urlKey: 'left' });
    expect(link(element, 0).getAttribute('href')).toContain(`left.open=${sessions[0]!.id}`);
  });

  it('leaves nothing behind when it goes', async () => {
    goTo('');
    const { element } = await open();
    element.remove();
    await settle();
    const { element: next, graph } = await open();
    filter(next, 'method=GET');
    expect(query()).toBe('?s.v=1&s.method=GET');
    expect(asked(graph).length).toBeGreaterThan(0);
  });
});
