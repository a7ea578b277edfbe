import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type {
  SessionAvailabilityQueryVariables,
  SessionTarget,
} from '../../web-components/data/documents.generated.ts';
import { ExploreInSessionsButton } from '../../web-components/explore-in-sessions-button/explore-in-sessions-button.ts';
import type { SessionsExploreEvent } from '../../web-components/shared/events.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

ExploreInSessionsButton.define();

type Given = Partial<
  Pick<
    ExploreInSessionsButton,
    'requestId' | 'attackId' | 'endpointId' | 'sessionId' | 'at' | 'params' | 'noCheck' | 'sessionsPage' | 'lang'
  >
>;

const button = (given: Given): ExploreInSessionsButton =>
  Object.assign(document.createElement('explore-in-sessions-button'), given);
const link = (element: ExploreInSessionsButton): HTMLAnchorElement => shadow(element).querySelector('a')!;
const answered = (element: ExploreInSessionsButton) => () => !['unchecked', 'checking'].includes(element.availability);

/** Answers each target by what its id begins with: gone..., none..., many..., else one session. */
function openAvailability() {
  return openFakeGraph({
    SessionAvailability: ({ targets }: SessionAvailabilityQueryVariables): Answer => ({
      data: { sessionAvailability: targets.map(availabilityOf) },
    }),
  });
}

function availabilityOf({ at: _at, ...ids }: SessionTarget) {
  const [id = ''] = Object.values(ids) as string[];
  if (id.startsWith('gone')) return { state: 'EXPIRED', sessionCount: { value: 0, exact: true } };
  if (id.startsWith('none')) return { state: 'UNKNOWN', sessionCount: { value: 0, exact: true } };
  if (id.startsWith('many')) return { state: 'AVAILABLE', sessionCount: { value: 1000, exact: false } };
  return { state: 'AVAILABLE', sessionCount: { value: 12, exact: true } };
}

/** A table of another console: one button per attack. */
async function mountTable(ids: readonly string[], graph = openAvailability(), rowHeight = 4) {
  const table = document.createElement('div');
  const buttons = ids.map((attackId) => button({ attackId, at: '2026-11-20T12:00:00Z' }));
  for (const element of buttons) {
    const row = document.createElement('div');
    row.style.setProperty('height', `${rowHeight}px`);
    row.style.setProperty('overflow', 'visible');
    row.append(element);
    table.append(row);
  }
  await mount(table, graph.connection);
  return { graph, buttons, table };
}

const attacks = (count: number): string[] => Array.from({ length: count }, (_, n) => `attack-${n}`);
const targetsOf = ({ variables }: { variables: Record<string, unknown> }) => variables.targets as SessionTarget[];

afterEach(() => document.body.replaceChildren());

describe('where it leads', () => {
  test.each<[string, Given, string]>([
    ['a request', { requestId: 'r 1&2' }, '/console?tab=x&s.v=1&s.request=r+1%262'],
    ['an attack', { attackId: 'a1' }, '/console?tab=x&s.v=1&s.attack=a1'],
    ['an endpoint', { endpointId: 'e1' }, '/console?tab=x&s.v=1&s.endpoint-id=e1'],
    ['a session, which it opens', { sessionId: 'key.20261120' }, '/console?tab=x&s.v=1&s.open=key.20261120'],
    ['filters of the host', { params: 'method=POST&code=5xx' }, '/console?tab=x&s.v=1&s.method=POST&s.code=5xx'],
  ])('%s', async (_name, given, href) => {
    const element = await mount(
      button({ ...given, noCheck: true, sessionsPage: '/console?tab=x' }),
      openAvailability().connection,
    );

    expect(link(element).getAttribute('href')).toBe(href);
    expect(element.href).toBe(href);
  });

  test('filters that are not understood are named on it and in the console; the link leads to where more is said', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const graph = openAvailability();
    const element = await mount(button({ params: 'attck=a-17&code=abc', sessionsPage: '/console' }), graph.connection);
    await until(() => element.availability === 'invalid');
    expect(textOf(shadow(element).querySelector('.count'))).toBe('Filters not understood');
    expect(link(element).title).toBe('Not understood: attck=a-17, code=abc');
    expect(link(element).getAttribute('href')).toBe('/console?s.v=1&s.attck=a-17&s.code=abc');
    expect(warn.mock.calls).toEqual([['explore-in-sessions-button: not understood: attck=a-17, code=abc']]);
    expect(graph.asked).toEqual([]);
    expect(await accessibilityFaults(element)).toEqual([]);
    element.params = 'attack=a-17';
    await until(() => element.availability === 'unchecked');
    expect(textOf(shadow(element).querySelector('.count'))).toBe('');
    warn.mockRestore();
  });

  test('the page and the prefix are those of the provider', async () => {
    const element = await mount(button({ requestId: 'r1', noCheck: true }), openAvailability().connection, {
      sessionsPage: '/security/sessions',
      urlKey: 'api',
    });

    expect(element.href).toBe('/security/sessions?api.v=1&api.request=r1');
  });

  test('an address that is none of the web leads nowhere', async () => {
    const element = await mount(
      button({ requestId: 'r1', noCheck: true, sessionsPage: 'javascript:alert(1)' }),
      openAvailability().connection,
    );

    expect(link(element).getAttribute('href')).toBe('#');
  });
});

describe('clicks', () => {
  async function mountWithListener(given: Given) {
    const element = await mount(button(given), openAvailability().connection, { sessionsPage: '/console' });
    const events: SessionsExploreEvent[] = [];
    document.body.addEventListener(
      'sessions-explore',
      (event) => {
        events.push(event);
        event.preventDefault();
      },
      { once: true },
    );
    return { element, events };
  }

  test('the host may go there itself', async () => {
    const { element, events } = await mountWithListener({ attackId: 'a1', noCheck: true });

    await userEvent.click(link(element));

    expect(events.map(({ params, href }) => ({ params, href }))).toEqual([
      { params: 'attack=a1', href: '/console?s.v=1&s.attack=a1' },
    ]);
    expect(location.pathname).not.toBe('/console');
  });

  test('Enter does what a click does', async () => {
    const { element, events } = await mountWithListener({ attackId: 'a1', noCheck: true });

    element.focus();
    await userEvent.keyboard('{Enter}');

    expect(events).toHaveLength(1);
  });

  test('a click that opens a new tab is the browser’s business', async () => {
    const { element, events } = await mountWithListener({ attackId: 'a1', noCheck: true });
    const click = new MouseEvent('click', { ctrlKey: true, bubbles: true, composed: true, cancelable: true });
    // Whatever opens, opens not in this test.
    document.addEventListener('click', (event) => event.preventDefault(), { once: true });

    link(element).dispatchEvent(click);

    expect(events).toEqual([]);
  });
});

describe('what it knows', () => {
  test('how many sessions there are', async () => {
    const element = await mount(button({ attackId: 'a1' }), openAvailability().connection);
    await until(answered(element));
    await element.updateComplete;

    expect(element.getAttribute('availability')).toBe('available');
    expect(element.sessionCount).toEqual({ value: 12, exact: true });
    expect(textOf(shadow(element).querySelector('.count'))).toBe('12');
    expect(link(element).title).toBe('12 sessions');
  });

  test('more than were counted', async () => {
    const element = await mount(button({ endpointId: 'many' }), openAvailability().connection);
    await until(answered(element));
    await element.updateComplete;

    expect(textOf(shadow(element).querySelector('.count'))).toBe('1K+');
    expect(link(element).title).toBe('1,000+ sessions');
  });

  test.each([
    ['gone-1', 'expired', 'No longer kept', 'It is older than the sessions that are kept.'],
    ['none-1', 'unknown', 'No sessions', 'No session with it was seen here, or you may not see it.'],
  ])('%s: says so in the place of a link', async (attackId, state, reason, why) => {
    const element = await mount(button({ attackId }), openAvailability().connection);
    await until(answered(element));
    await element.updateComplete;

    expect(element.availability).toBe(state);
    expect(link(element).hasAttribute('href')).toBe(false);
    expect(link(element).getAttribute('aria-disabled')).toBe('true');
    expect(textOf(link(element))).toContain(reason);
    expect(link(element).title).toBe(why);
  });

  test('in German', async () => {
    const element = await mount(button({ attackId: 'many', lang: 'de' }), openAvailability().connection);
    await until(() => link(element).title === '1.000+ Sitzungen');

    expect(textOf(link(element))).toContain('In API Sessions ansehen');
  });

  test('it keeps the focus when the answer takes the link away', async () => {
    let answer = () => {};
    const graph = openFakeGraph({
      SessionAvailability: () =>
        new Promise<Answer>((resolve) => {
          answer = () => resolve({ data: { sessionAvailability: [availabilityOf({ attackId: 'gone' })] } });
        }),
    });
    const element = await mount(button({ attackId: 'gone' }), graph.connection);
    await until(() => element.availability === 'checking');
    element.focus();

    answer();
    await until(answered(element));
    await settle(50);

    expect(document.activeElement).toBe(element);
    expect(shadow(element).activeElement).toBe(link(element));
  });

  test('nothing moves when the answer arrives', async () => {
    const { buttons } = await mountTable(['a1', 'gone-1', 'none-1', 'many-1'], openAvailability(), 40);
    const before = buttons.map((element) => element.getBoundingClientRect().width);
    await until(() => buttons.every((element) => answered(element)()));
    await settle();

    expect(buttons.map((element) => element.getBoundingClientRect().width)).toEqual(before);
  });

  test('a failure leaves a link', async () => {
    const graph = openFakeGraph({ SessionAvailability: () => new Response('no', { status: 502 }) });
    const element = await mount(button({ attackId: 'a1' }), graph.connection);
    await until(answered(element));

    expect(element.availability).toBe('error');
    expect(link(element).getAttribute('href')).toContain('s.attack=a1');
  });

  test('who has to sign in is told once, not by each button', async () => {
    let told = 0;
    document.body.addEventListener('sessions-auth-required', () => told++);
    const graph = openFakeGraph({ SessionAvailability: () => new Response('{}', { status: 401 }) });
    const { buttons } = await mountTable(attacks(10), graph);
    await until(() => buttons.every(({ availability }) => availability === 'error'));

    expect(told).toBe(1);
  });

  test('no-check asks nothing', async () => {
    const graph = openAvailability();
    const element = await mount(button({ attackId: 'a1', noCheck: true }), graph.connection);
    await settle(100);

    expect(element.availability).toBe('unchecked');
    expect(graph.asked).toEqual([]);
  });

  test('another id is another question, and the late answer to the first is not shown', async () => {
    const open: (() => void)[] = [];
    const graph = openFakeGraph({
      SessionAvailability: ({ targets }: SessionAvailabilityQueryVariables) =>
        new Promise<Answer>((resolve) => {
          open.push(() => resolve({ data: { sessionAvailability: targets.map(availabilityOf) } }));
        }),
    });
    const element = await mount(button({ attackId: 'gone' }), graph.connection);
    await until(() => open.length === 1);

    element.attackId = 'a2';
    await until(() => open.length === 2);
    open[1]!();
    await until(answered(element));
    open[0]!();
    await settle(50);

    expect(element.availability).toBe('available');
  });
});

describe('how it asks', () => {
  test('a table of 100 attacks makes one request', async () => {
    const { graph, buttons } = await mountTable(attacks(100), openAvailability(), 40);
    await until(() => buttons.every((element) => answered(element)()));

    expect(graph.asked).toHaveLength(1);
    expect(targetsOf(graph.asked[0]!)).toHaveLength(100);
    expect(targetsOf(graph.asked[0]!)[0]).toEqual({ attackId: 'attack-0', at: '2026-11-20T12:00:00.000Z' });
  });

  test('more than 100 make several, those that are looked at first', async () => {
    const { graph, buttons, table } = await mountTable(attacks(250), openAvailability(), 40);
    await until(() => answered(buttons[0]!)());
    await settle(50);
    const before = graph.asked.length;
    const last = buttons[249]!.availability;
    table.lastElementChild!.scrollIntoView();
    await until(() => answered(buttons[249]!)());

    expect(before).toBe(1);
    expect(last).toBe('unchecked');
    expect(graph.asked).toHaveLength(2);
    expect(targetsOf(graph.asked[1]!)).toContainEqual({ attackId: 'attack-249', at: '2026-11-20T12:00:00.000Z' });
    expect(targetsOf(graph.asked[1]!).length).toBeLessThanOrEqual(100);
  });

  test('the same target is asked once, and the answer is kept', async () => {
    const { graph, buttons, table } = await mountTable(['a1', 'a1', 'a2']);
    await until(() => buttons.every((element) => answered(element)()));
    const late = button({ attackId: 'a1', at: '2026-11-20T12:00:00Z' });
    table.append(late);
    await until(answered(late));

    expect(graph.asked).toHaveLength(1);
    expect(targetsOf(graph.asked[0]!)).toHaveLength(2);
  });

  test('what nobody looks at is not asked', async () => {
    const graph = openAvailability();
    const far = button({ attackId: 'a1' });
    const page = document.createElement('div');
    page.style.setProperty('padding-top', '5000px');
    page.append(far);
    await mount(page, graph.connection);
    await settle(100);

    expect(graph.asked).toEqual([]);
  });

  test('a time that is none is left out, for the sake of the others', async () => {
    const graph = openAvailability();
    const element = await mount(button({ requestId: 'r1', at: 'yesterday' }), graph.connection);
    await until(answered(element));

    expect(targetsOf(graph.asked[0]!)).toEqual([{ requestId: 'r1' }]);
  });

  test('after a refresh of the provider it asks again', async () => {
    const graph = openAvailability();
    const element = await mount(button({ attackId: 'a1' }), graph.connection);
    await until(answered(element));

    document.querySelector('sessions-provider')!.refresh();
    await until(() => graph.asked.length === 2);
    await until(answered(element));

    expect(element.availability).toBe('available');
  });

  test('with the host’s client, when there is one', async () => {
    const asked: unknown[] = [];
    const client = {
      query: (_text: string, { targets }: { targets: SessionTarget[] }) => ({
        toPromise: async () => {
          asked.push(targets);
          return { data: { sessionAvailability: targets.map(availabilityOf) } };
        },
      }),
    };
    const graph = openFakeGraph({});
    const element = await mount(button({ attackId: 'a1' }), { ...graph.connection, client: client as never });
    await until(answered(element));

    expect(asked).toEqual([[{ attackId: 'a1' }]]);
    expect(graph.asked).toEqual([]);
  });
});

test('accessible in every state', async () => {
  const { buttons, table } = await mountTable(['a1', 'gone-1', 'none-1'], openAvailability(), 40);
  const unchecked = await accessibilityFaults(table);
  await until(() => buttons.every((element) => answered(element)()));
  await settle();

  expect([unchecked, await accessibilityFaults(table)]).toEqual([[], []]);
});
