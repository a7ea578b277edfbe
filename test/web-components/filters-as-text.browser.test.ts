import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionExplorer } from '../../web-components/session-explorer/session-explorer.ts';
import { SessionsTimeChangeEvent } from '../../web-components/shared/events.ts';
import * as codec from '../../web-components/state/view-params.ts';
import { openFakeGraph } from './support/graph.ts';
import { mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answerList, sessionEdge, sessionRow } from './support/sessions.ts';

// Counted, and otherwise as they are.
vi.mock('../../web-components/state/view-params.ts', { spy: true });

const HERE = location.pathname + location.search;
const sessions = Array.from({ length: 60 }, (_, n) => sessionRow(n));

beforeEach(() => SessionExplorer.define());
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, '', HERE);
});

/** An explorer under a filter, with its timeline, after all has arrived. */
async function open(query: string, changes: Partial<SessionExplorer> = {}) {
  history.replaceState(null, '', `${location.pathname}?${query}`);
  const element = Object.assign(document.createElement('session-explorer'), changes);
  const graph = openFakeGraph({
    ...answerList(sessions.map((row) => sessionEdge(row))),
    ...answerSession(sessions[0]!, [requestRow(1), requestRow(2)]),
    SessionHeader: ({ id }: { id: string }) => ({ data: { session: sessions.find((row) => row.id === id) ?? null } }),
    SessionStatistics: () => ({ data: { session: { id: 'x', statistics: [] } } }),
    SessionsTimeline: () => ({ data: { sessions: { timeline: { bucketMs: 60_000, buckets: [] } } } }),
    Vocabulary: () => ({ data: { sessionAttackTypes: [], sessionBusinessFlows: [] } }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
    EndpointName: () => ({ data: { sessions: { nodes: [] } } }),
  });
  await mount(element, graph.connection);
  const inner = (tag: string) => shadow(element).querySelector<HTMLElement>(tag)!;
  await until(() => inner('session-list')?.shadowRoot?.querySelector('tbody tr[data-row]') != null);
  await until(() => inner('session-timeline')?.shadowRoot != null);
  await settle(50);
  return { element, graph, inner };
}

const find = (element: HTMLElement, selector: string, text?: string) =>
  [...shadow(element).querySelectorAll<HTMLElement>(selector)].find(
    (one) => text === undefined || textOf(one) === text,
  )!;

/** How often filters become text, and text filters, until all that follows from it has happened. */
async function countOf(act: () => void) {
  for (const one of Object.values(codec)) vi.mocked(one).mockClear();
  act();
  await settle(100);
  const times = (...some: readonly ((...args: never) => unknown)[]) =>
    some.reduce((sum, one) => sum + vi.mocked(one).mock.calls.length, 0);
  return {
    formatted: times(codec.formatView, codec.viewToParams),
    parsed: times(codec.parseView, codec.viewFromParams),
  };
}

const chip = (element: HTMLElement) => find(element, '.chip');

describe('filters are carried as they are', () => {
  it('one click becomes text in the address and in the links of the rows, and nothing is read', async () => {
    const { inner } = await open('s.v=1&s.time=all&s.method=POST');
    const list = inner('session-list');
    const pick = (text: string, choice: string) => {
      find(list, 'td.hosts button.value', text).click();
      return countOf(() => find(list, '.menu button', choice).click());
    };
    expect(await pick('api.example.com', 'Only api.example.com')).toEqual({ formatted: 2, parsed: 0 });
    expect(await pick('api.example.com', 'Exclude api.example.com')).toEqual({ formatted: 2, parsed: 0 });
    expect(await countOf(() => chip(inner('session-filters')).click())).toEqual({ formatted: 2, parsed: 0 });
    expect(location.search).toBe('?s.v=1&s.not.host=api.example.com');
  });

  it('one time chosen in the timeline, too', async () => {
    const { inner } = await open('s.v=1&s.time=all&s.method=POST');
    const span = { from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T11:00:00.000Z' };
    const counted = await countOf(() => inner('session-timeline').dispatchEvent(new SessionsTimeChangeEvent(span)));
    expect(counted).toEqual({ formatted: 2, parsed: 0 });
    expect(location.search).toContain('s.time=2026-11-20T10%3A00Z..2026-11-20T11%3A00Z');
  });

  it('another page has links that are written already', async () => {
    const { inner } = await open('s.v=1&s.time=all&s.method=POST');
    const list = inner('session-list');
    const next = '.footer button[title="Next page"]';
    expect(await countOf(() => find(list, next).click())).toEqual({ formatted: 0, parsed: 0 });
    expect(find(list, 'tbody th a').getAttribute('href')).toContain('s.method=POST&s.open=key50');
  });

  it('an open session writes its own filters beside the general ones', async () => {
    const { inner } = await open('s.v=1&s.time=all&s.method=POST');
    const detail = () => inner('session-detail');
    expect(await countOf(() => find(inner('session-list'), 'tbody th a').click())).toEqual({ formatted: 2, parsed: 0 });
    await until(() => detail()?.shadowRoot?.querySelector('.filters button') != null);

    const showAll = () => find(detail(), '.filters button', 'Show all requests').click();
    // General ones, those set inside, and those that it was opened under.
    expect(await countOf(showAll)).toEqual({ formatted: 3, parsed: 0 });
    expect(location.search).toContain('s.d.from=time%3Dall');
    // Both in the address, and the general ones in the links of the rows beside it. It was opened under the same now.
    expect(await countOf(() => chip(inner('session-filters')).click())).toEqual({ formatted: 3, parsed: 0 });
    expect(location.search).not.toContain('s.d.from');
  });

  it('a host that listens gets the text that the links have, however often it looks', async () => {
    const { element, inner } = await open('s.v=1&s.time=all&s.method=POST');
    const heard: string[] = [];
    element.addEventListener('sessions-where-change', (event) => heard.push(event.params, event.params));
    expect(await countOf(() => chip(inner('session-filters')).click())).toEqual({ formatted: 2, parsed: 0 });
    expect(heard).toEqual(['time=all', 'time=all']);
  });

  it('an address and a text of the host are read once', async () => {
    const { element, inner } = await open('s.v=1&s.time=all&s.method=POST');
    chip(inner('session-filters')).click();
    await settle(100);
    // The address is written already; the rows have other links.
    expect(await countOf(() => history.back())).toEqual({ formatted: 1, parsed: 1 });
    expect(location.search).toBe('?s.v=1&s.time=all&s.method=POST');
    const given = await countOf(() => {
      element.params = 'code=403';
    });
    // The links of the rows say it in the words of the host.
    expect(given).toEqual({ formatted: 1, parsed: 1 });
    expect(element.params).toBe('code=403');
  });

  it('an element without its attribute has no filters, and keeps the words of its host', async () => {
    const list = document.createElement('session-list');
    list.setAttribute('params', 'method=POST&code=403');
    expect(list.params).toBe('method=POST&code=403');
    list.removeAttribute('params');
    expect(list.params).toBe('');
    list.params = 'time=7d';
    expect(list.params).toBe('time=7d');
  });
});
