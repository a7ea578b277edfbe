import { expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { FilterOptionsQuery, FilterOptionsQueryVariables } from '../../web-components/data/documents.generated.ts';
import { SessionFilters } from '../../web-components/session-filters/session-filters.ts';
import type { SessionsWhereChangeEvent } from '../../web-components/shared/events.ts';
import { type Answer, openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

SessionFilters.define();

const NOW = Date.parse('2026-11-23T12:00:00Z');
type Values = Record<string, [key: string | null, label: string, count: number][]>;

const VALUES: Values = {
  METHOD: [
    ['GET', 'GET', 1560],
    ['POST', 'POST', 204],
    ['PUT', 'PUT', 12],
  ],
  ATTACK_TYPE: [
    ['sqli', 'SQL injection', 120],
    ['xss', 'Cross-site scripting', 80],
  ],
  STATUS: [
    ['200', '200', 900],
    ['403', '403', 120],
    [null, 'no response', 3],
  ],
  IP: [['10.1.2.3', '10.1.2.3', 4]],
  USER: [
    ['alice', 'alice', 3],
    [null, 'no value', 20],
  ],
  COUNTRY: [['DE', 'DE', 7]],
  DEVIATION: [
    ['SIZE', 'Large response', 9],
    ['DURATION', 'Slow response', 4],
  ],
};

/** Finds as the server does: in keys and labels. */
function listed({ dimension, search }: FilterOptionsQueryVariables, values: Values = VALUES) {
  const text = (search ?? '').toLowerCase();
  const found = (values[dimension] ?? []).filter(([key, label]) => `${key} ${label}`.toLowerCase().includes(text));
  const sessionFilterOptions = found.map(([key, label, count]) => ({ key, label, count }));
  return { data: { sessionFilterOptions } satisfies FilterOptionsQuery };
}

async function open({
  params = '',
  answer = listed,
  provider = {},
}: {
  params?: string;
  answer?: (variables: FilterOptionsQueryVariables) => Answer | Promise<Answer>;
  provider?: object;
} = {}) {
  const graph = openFakeGraph({
    FilterOptions: (variables: FilterOptionsQueryVariables) => answer(variables),
    Vocabulary: () => ({
      data: {
        sessionAttackTypes: [{ code: 'sqli', label: 'SQL injection' }],
        sessionBusinessFlows: [{ code: 'BILLING', label: 'Billing' }],
      },
    }),
    EndpointName: ({ id }: { id: string }) => ({
      data: {
        sessions: {
          nodes:
            id === 'ep1'
              ? [
                  {
                    requests: {
                      nodes: [
                        { endpointSummary: { method: 'GET', host: 'api.example', pathTemplate: '/orders/{int}' } },
                      ],
                    },
                  },
                ]
              : [],
        },
      },
    }),
  });
  const element = new SessionFilters();
  element.params = params;
  element.now = NOW;
  const changes: SessionsWhereChangeEvent[] = [];
  element.addEventListener('sessions-where-change', (event) => changes.push(event));
  await mount(element, graph.connection, provider);
  await settle(20);
  return { element, graph, changes, params: () => new URLSearchParams(element.params) };
}

const find = (element: SessionFilters, selector: string) => shadow(element).querySelector<HTMLElement>(selector)!;
const all = (element: SessionFilters, selector: string) => [...shadow(element).querySelectorAll<HTMLElement>(selector)];
const pill = (element: SessionFilters, id: string) => find(element, `[data-menu="${id}"]`);
const isMenuOpen = (element: SessionFilters) => find(element, '#menu').matches(':popover-open');
const chips = (element: SessionFilters) => all(element, '.chip').map((chip) => textOf(chip));
/** Of each line what is seen; the unit of the number is said to those who hear it. */
const options = (element: SessionFilters) =>
  all(element, '[role=option]').map((option) => textOf(option).replace(/ Sessions$/, ''));
const focused = (element: SessionFilters) => shadow(element).activeElement as HTMLElement | null;

async function openMenu(element: SessionFilters, id: string) {
  await userEvent.click(pill(element, id));
  await until(() => isMenuOpen(element));
  await settle(30);
}

async function press(keys: string) {
  await userEvent.keyboard(keys);
  await settle(20);
}

test('somebody picks two methods with the keyboard, and the bar, the chips and the event say so', async () => {
  const { element, changes, graph } = await open();
  pill(element, 'method').focus();
  await press('{Enter}');
  await until(() => options(element).length === 3);
  expect(pill(element, 'method').getAttribute('aria-expanded')).toBe('true');
  expect(options(element)).toEqual(['GET 1.56K', 'POST 204', 'PUT 12']);
  expect(find(element, '[role=option] .count').title).toBe('1,560 sessions');
  expect(textOf(find(element, '[role=option]'))).toBe('GET 1.56K Sessions');
  await press('{ArrowDown}{ArrowDown} ');
  await press('{End}{Enter}');
  expect(changes.map(({ params }) => params)).toEqual(['time=7d&method=POST', 'time=7d&method=POST&method=PUT']);
  expect(changes.at(-1)!.where).toEqual({
    period: { from: '2026-11-16T12:00:00.000Z' },
    filter: { requests: [{ methods: ['POST', 'PUT'] }] },
  });
  expect(element.params).toBe('time=7d&method=POST&method=PUT');
  // The lines stay where they are while somebody picks.
  expect(options(element)).toEqual(['GET 1.56K', 'POST 204', 'PUT 12']);
  expect(all(element, '[aria-selected=true] bdi').map((name) => textOf(name))).toEqual(['POST', 'PUT']);
  await press('{Home} ');
  await press(' {Escape}');
  expect(isMenuOpen(element)).toBe(false);
  expect(focused(element)).toBe(pill(element, 'method'));
  expect(textOf(pill(element, 'method'))).toBe('Method POST, PUT');
  expect(chips(element)).toEqual(['Method: POST', 'Method: PUT']);
  // Its own condition does not change the values that are offered: one question was enough.
  expect(graph.askedFor('FilterOptions')).toHaveLength(1);
});

test('a search asks the server once typing rests; Enter takes what was found first', async () => {
  const { element, graph, params } = await open();
  await openMenu(element, 'type');
  await userEvent.keyboard('inj');
  await until(() => options(element).length === 1);
  expect(graph.askedFor('FilterOptions').map(({ variables }) => variables.search)).toEqual([null, 'inj']);
  expect(options(element)).toEqual(['SQL injection sqli 120']);
  await press('{Enter}');
  expect(params().getAll('type')).toEqual(['sqli']);
  await userEvent.keyboard('nothing');
  await until(() => textOf(find(element, '#menu')).includes('No value contains “injnothing”.'));
  // Chosen values stay in the list, found or not.
  expect(options(element)).toEqual(['SQL injection sqli']);
});

test('the answer to an old search is never shown', async () => {
  const slow: Record<string, () => void> = {};
  const { element } = await open({
    answer: async (variables) => {
      if (variables.search) await new Promise<void>((resolve) => (slow[variables.search!] = resolve));
      return listed(variables);
    },
  });
  await openMenu(element, 'method');
  await userEvent.keyboard('p');
  await until(() => 'p' in slow);
  await userEvent.keyboard('u');
  await until(() => 'pu' in slow);
  slow.pu!();
  await until(() => options(element).length === 1);
  slow.p!();
  await settle(50);
  expect(options(element)).toEqual(['PUT 12']);
  // Nor are the values of one filter offered for another.
  await press('{Escape}');
  await openMenu(element, 'code');
  await until(() => options(element).length === 3);
  expect(options(element)).toEqual(['200 900', '403 120', 'no value 3']);
});

test('"is not" leaves values out, with words; a value is in one list only', async () => {
  const { element, params } = await open({ params: 'method=GET' });
  await openMenu(element, 'method');
  await userEvent.click(all(element, '#menu .segments label')[1]!);
  await userEvent.click(all(element, '[role=option]')[0]!);
  await settle(20);
  expect(params().toString()).toBe('not.method=GET');
  await userEvent.click(all(element, '[role=option]')[1]!);
  await press('{Escape}');
  expect(textOf(pill(element, 'method'))).toBe('Method is not GET, POST');
  expect(chips(element)).toEqual(['Method is not GET', 'Method is not POST']);
  expect(all(element, '.chip').map((chip) => chip.ariaLabel)[0]).toBe('Remove filter Method is not GET');
  await openMenu(element, 'method');
  expect(find(element, '#menu input[value=not]').matches(':checked')).toBe(true);
  await userEvent.click(find(element, '.clear'));
  await settle(20);
  expect(params().toString()).toBe('time=all');
});

test.each(['user', 'role'] as const)(
  'while nobody is named, the menu of %s says where that is configured',
  async (id) => {
    const unnamed = { USER: [[null, 'no value', 20]], ROLE: [] } satisfies Values;
    const { element } = await open({ answer: (variables) => listed(variables, unnamed) });
    await openMenu(element, id);
    await until(() => textOf(find(element, '#menu .note')).includes('sessions.config.json'));
    expect(textOf(find(element, '#menu .note'))).toBe(
      'No values in the sessions of this time. Which parameter names them is said in sessions.config.json; “api-sessions suggest-keys” proposes some.',
    );
    const named = await open();
    await openMenu(named.element, 'user');
    await until(() => options(named.element).length === 2);
    expect(textOf(find(named.element, '#menu .note'))).toBe('2 values');
  },
);

test('what stands out is a filter, in the words of the reader', async () => {
  for (const [locale, name, values] of [
    ['en', 'Deviation', ['large', 'slow']],
    ['de', 'Abweichung', ['groß', 'langsam']],
  ] as const) {
    const { element, params, changes } = await open({
      params: 'time=all&not.deviation=DURATION',
      provider: { locale },
    });
    await until(() => textOf(pill(element, 'deviation')).startsWith(name));
    expect(chips(element)).toEqual([expect.stringContaining(values[1])]);
    await openMenu(element, 'deviation');
    await until(() => options(element).length === 2);
    expect(all(element, '[role=option] bdi:first-child').map((option) => textOf(option))).toEqual([
      values[1],
      values[0],
    ]);
    await userEvent.click(all(element, '[role=option]')[1]!);
    await settle(20);
    expect(params().getAll('not.deviation').sort()).toEqual(['DURATION', 'SIZE']);
    expect(changes.at(-1)!.where.filter).toEqual({ requests: [{ not: [{ deviations: ['DURATION', 'SIZE'] }] }] });
    expect(await accessibilityFaults(element)).toEqual([]);
  }
});

test('no value is a value, classes of codes are one click, networks can be typed', async () => {
  const { element, params } = await open();
  await openMenu(element, 'code');
  await until(() => options(element).length === 3);
  await userEvent.click(find(element, '.classes button:nth-child(3)'));
  await userEvent.click(all(element, '[role=option]').at(-1)!);
  await press('{Escape}');
  expect(params().getAll('code')).toEqual(['4xx', '']);
  expect(chips(element)).toEqual(['Response code: 4xx', 'Response code: no value']);
  await openMenu(element, 'ip');
  await userEvent.keyboard('10.0.0.0/8');
  await until(() => options(element).includes('Use “10.0.0.0/8”'));
  await press('{Enter}');
  expect(params().getAll('ip')).toEqual(['10.0.0.0/8']);
  await until(() => options(element).includes('10.1.2.3 4'));
  expect(options(element)).toEqual(['10.0.0.0/8', '10.1.2.3 4']);
  // Half an address is none.
  await userEvent.keyboard('300.1');
  await until(() => textOf(find(element, '#menu')).includes('No value contains “300.1”.'));
  expect(options(element)).toEqual(['10.0.0.0/8']);
});

test('values are counted under the other filters, and never under their own', async () => {
  const { element, graph } = await open({ params: 'time=all&method=GET&type=sqli&not.type=xss' });
  await openMenu(element, 'type');
  expect(graph.askedFor('FilterOptions').at(-1)!.variables).toEqual({
    dimension: 'ATTACK_TYPE',
    search: null,
    first: 50,
    filter: { requests: [{ methods: ['GET'] }] },
  });
});

test('a failure is said, and can be tried again', async () => {
  let fails = true;
  const { element } = await open({
    answer: (variables) => (fails ? new Response('no', { status: 502 }) : listed(variables)),
  });
  await openMenu(element, 'method');
  await until(() => find(element, '#menu [role=alert]') !== null);
  expect(textOf(find(element, '#menu [role=alert]'))).toContain('The server was not reached.');
  expect(await accessibilityFaults(element)).toEqual([]);
  fails = false;
  await userEvent.click(find(element, '#menu [role=alert] button'));
  await until(() => options(element).length === 3);
  expect(find(element, '#menu [role=alert]')).toBeNull();
});

test('chips name their values, take themselves away, and hand the focus on', async () => {
  const { element, params } = await open({
    params: 'type=sqli&flow=BILLING&country=DE&endpoint-id=ep1&endpoint-id=gone&user=&size=100..&blocked=no',
  });
  await until(() => chips(element).includes('Endpoint ID: GET api.example/orders/{int}'));
  expect(chips(element)).toEqual([
    'Attack type: SQL injection',
    'Business flow: Billing',
    'User: no value',
    'Endpoint ID: GET api.example/orders/{int}',
    'Endpoint ID: gone',
    'Country: Germany',
    'Request blocked: no',
    'Size, bytes: ≥ 100',
  ]);
  find(element, '.chip').focus();
  await press('{Enter}');
  expect(params().has('type')).toBe(false);
  expect(focused(element)?.ariaLabel).toBe('Remove filter Business flow: Billing');
  all(element, '.chip').at(-1)!.focus();
  await press(' ');
  expect(focused(element)?.ariaLabel).toBe('Remove filter Request blocked: no');
  while (chips(element).length > 0) await press('{Enter}');
  expect(focused(element)).toBe(pill(element, 'time'));
});

test('Reset takes the filters away and leaves the time', async () => {
  const { element, changes } = await open({ params: 'time=12h&method=GET&endpoint=login&match=any' });
  const reset = () => all(element, '.bar button').find((button) => textOf(button) === 'Reset');
  await userEvent.click(reset()!);
  await settle(20);
  expect(changes.map(({ params }) => params)).toEqual(['time=12h']);
  expect(reset()).toBeUndefined();
  expect(focused(element)).toBe(pill(element, 'time'));
  expect((find(element, '#search') as HTMLInputElement).value).toBe('');
});

test('from two conditions on requests, one request meets all or different ones may', async () => {
  const { element, changes } = await open({ params: 'method=POST&user=alice' });
  expect(find(element, '.match')).toBeNull();
  element.params = 'method=POST&code=403';
  await settle(20);
  expect(find(element, '.match').title).toContain('a POST was answered with 403');
  find(element, '.match input:checked').focus();
  await press('{ArrowRight}');
  expect(changes.at(-1)!.params).toBe('code=403&method=POST&match=any');
  expect(changes.at(-1)!.where.filter).toEqual({ requests: [{ statuses: [403] }, { methods: ['POST'] }] });
});

test('"/" leads to the search of the first bar on the page, unless somebody is typing', async () => {
  const { element } = await open();
  const second = new SessionFilters();
  const input = document.createElement('input');
  element.after(second, input);
  await settle(20);
  input.focus();
  await press('/');
  expect(input.value).toBe('/');
  input.blur();
  await press('/');
  expect(focused(element)?.id).toBe('search');
  expect((find(element, '#search') as HTMLInputElement).value).toBe('');
  (find(element, '#search') as HTMLInputElement).blur();
  element.hidden = true;
  await press('/');
  expect(focused(second)?.id).toBe('search');
});

test('the endpoint search applies itself when typing rests, or at once; Escape empties it', async () => {
  const { element, changes } = await open();
  const searched = () => changes.map(({ params }) => new URLSearchParams(params).get('endpoint'));
  // Keys come as slowly as the machine is busy: how long typing rests is told by a clock of the test.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  element.focusSearch();
  await userEvent.keyboard('POST /lo');
  vi.advanceTimersByTime(299);
  await userEvent.keyboard('g');
  vi.advanceTimersByTime(299);
  expect(searched()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(searched()).toEqual(['POST /log']);
  await userEvent.keyboard('in*{Enter}');
  expect(searched()).toEqual(['POST /log', 'POST /login*']);
  vi.advanceTimersByTime(300);
  expect(searched()).toEqual(['POST /log', 'POST /login*']);
  await userEvent.keyboard('{Escape}');
  expect(changes.at(-1)!.params).toBe('');
  expect(focused(element)?.id).toBe('search');
  // What a link brings takes the place of what is being typed.
  await userEvent.keyboard('half');
  element.params = 'endpoint=%2Forders';
  await element.updateComplete;
  vi.advanceTimersByTime(300);
  vi.useRealTimers();
  await settle();
  expect((find(element, '#search') as HTMLInputElement).value).toBe('/orders');
  expect(element.params).toBe('endpoint=%2Forders');
});

test('other filters are a search away: ids are pasted, a parameter, yes or no', async () => {
  const { element, params } = await open();
  await openMenu(element, 'more');
  expect(options(element)).not.toContain('Method');
  await userEvent.keyboard('attack id{Enter}');
  await until(() => find(element, 'textarea') !== null);
  await settle(30);
  expect(focused(element)?.localName).toBe('textarea');
  await userEvent.keyboard('a-1, a-2{Enter}a-3');
  await userEvent.click(find(element, '#menu .primary'));
  await settle(20);
  expect(params().getAll('attack')).toEqual(['a-1', 'a-2', 'a-3']);
  expect(textOf(pill(element, 'attack'))).toBe('Attack ID a-1, a-2 +1');
  await openMenu(element, 'more');
  await userEvent.keyboard('context{Enter}');
  await until(() => find(element, '#menu input[name=text]') !== null);
  await settle(30);
  await userEvent.keyboard('=x{Enter}');
  await settle(20);
  expect(textOf(find(element, '#menu [role=alert]'))).toBe('“=x” cannot be used here.');
  await userEvent.keyboard('{Home}tenant{Enter}');
  await settle(20);
  expect(params().get('parameter')).toBe('tenant=x');
  await openMenu(element, 'more');
  await userEvent.keyboard('blocked{Enter}');
  await until(() => find(element, '#menu input[value=yes]') !== null);
  await settle(30);
  await press('{ArrowRight}');
  expect(params().get('blocked')).toBe('yes');
  await press('{ArrowLeft}');
  expect(params().has('blocked')).toBe(false);
});

test('a filter is found by the words that people use for it, and by its name first', async () => {
  const { element } = await open();
  await openMenu(element, 'more');
  const found = async (text: string) => {
    await userEvent.fill(find(element, '#menu input'), text);
    await settle(20);
    return options(element);
  };
  expect(await found('vpn')).toEqual(['Source']);
  expect(await found('user agent')).toEqual(['User agent']);
  expect(await found('score')).toEqual(['Endpoint risk']);
  expect(await found('shadow')).toEqual(['Rogue endpoint']);
  expect(await found('langsam')).toEqual(['Time taken, ms', 'Deviation']);
  expect(await found('slow')).toEqual(['Deviation', 'Time taken, ms']);
  expect(await found('colour')).toEqual([]);
});

test('the status of a session is told apart from blocked requests, by name, pill and chip', async () => {
  const { element, params, changes } = await open();
  await openMenu(element, 'more');
  await userEvent.keyboard('blocked');
  await settle(20);
  expect(options(element)).toEqual(['Request blocked', 'Session status']);
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await until(() => find(element, '#menu input[value=blocked]') !== null);
  await settle(30);
  expect(all(element, '#menu .segments label').map(textOf)).toEqual(['any', 'blocked', 'not blocked']);
  expect(await accessibilityFaults(element)).toEqual([]);
  await press('{ArrowRight}');
  expect(params().get('status')).toBe('blocked');
  expect(changes.at(-1)!.where.filter).toEqual({ blocked: true });
  await press('{ArrowRight}');
  expect(params().get('status')).toBe('not-blocked');
  expect(changes.at(-1)!.where.filter).toEqual({ blocked: false });
  await press('{Escape}');
  expect(textOf(pill(element, 'status'))).toBe('Session status not blocked');
  element.params = 'status=blocked&blocked=yes&method=POST';
  await settle(20);
  expect(chips(element)).toEqual(['Method: POST', 'Request blocked: yes', 'Session status: blocked']);
  const german = await open({ params: 'status=blocked&blocked=yes', provider: { locale: 'de' } });
  await until(() => chips(german.element).includes('Status der Sitzung: gesperrt'));
  expect(chips(german.element)).toEqual(['Anfrage blockiert: ja', 'Status der Sitzung: gesperrt']);
});

test('a range says what is wrong with it, and only then nothing happens', async () => {
  const { element, params } = await open({ params: 'requests=5..' });
  const [type, problem] = [
    async (from: string, to: string) => {
      await userEvent.fill(find(element, '#menu [name=from]'), from);
      await userEvent.fill(find(element, '#menu [name=to]'), to);
      await press('{Enter}');
    },
    () => textOf(find(element, '#menu [role=alert]')),
  ];
  await openMenu(element, 'requests');
  expect((find(element, '#menu [name=from]') as HTMLInputElement).value).toBe('5');
  await type('20', '10');
  expect(problem()).toBe('“From” must not be greater than “To”.');
  await type('1.5', '');
  expect(problem()).toContain('Only whole numbers');
  await type('-1', '');
  expect(problem()).toBe('Only numbers from 0 up can be used.');
  expect(await accessibilityFaults(element)).toEqual([]);
  expect(params().get('requests')).toBe('5..');
  await type('10', '20');
  expect(params().get('requests')).toBe('10..20');
  expect(isMenuOpen(element)).toBe(false);
  expect(chips(element)).toEqual(['Requests in session: 10–20']);
});

test('time by name says which days it means, and stays relative', async () => {
  const { element, changes } = await open();
  expect(textOf(pill(element, 'time'))).toBe('Time: Last 7 days');
  expect(pill(element, 'time').title).toBe('Nov 16, 2026, 12:00:00.000 UTC – now (UTC)');
  await openMenu(element, 'time');
  expect(options(element)).toContain('Today Nov 23');
  expect(options(element)).toContain('Last week Nov 16 – 22');
  await press('{ArrowDown}{Enter}');
  expect(changes.at(-1)!.params).toBe('time=last-week%40UTC');
  expect(changes.at(-1)!.where.period).toEqual({ from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' });
  expect(textOf(pill(element, 'time'))).toBe('Time: Last week');
  await openMenu(element, 'time');
  await userEvent.fill(find(element, '#menu [name=amount]'), '45');
  await userEvent.selectOptions(find(element, '#menu [name=unit]'), 'minutes');
  await userEvent.click(find(element, '#menu .last button'));
  await settle(20);
  expect(element.params).toBe('time=45m');
  expect(textOf(pill(element, 'time'))).toBe('Time: Last 45 minutes');
});

test('two moments are minutes on the clocks of the zone; a wrong order applies nothing', async () => {
  const { element } = await open({ provider: { timeZone: 'America/New_York' } });
  await openMenu(element, 'time');
  expect(textOf(find(element, '#menu'))).toContain('Times are in America/New_York');
  const between = async (from: string, to: string) => {
    await userEvent.fill(find(element, '#menu [name=from]'), from);
    await userEvent.fill(find(element, '#menu [name=to]'), to);
    await userEvent.click(find(element, '#menu .primary'));
    await settle(20);
  };
  await between('2026-11-20T10:30', '2026-11-20T10:30');
  expect(textOf(find(element, '#menu [role=alert]'))).toBe('“To” must be later than “From”.');
  await between('', '');
  expect(textOf(find(element, '#menu [role=alert]'))).toBe('Enter a start, an end, or both.');
  expect(element.params).toBe('');
  expect(await accessibilityFaults(element)).toEqual([]);
  await between('2026-11-20T10:30', '2026-11-20T12:00');
  expect(element.params).toBe('time=2026-11-20T15%3A30Z..2026-11-20T17%3A00Z');
  expect(textOf(pill(element, 'time'))).toBe('Time: Nov 20, 10:30 – 12:00');
  expect(pill(element, 'time').title).toContain('Nov 20, 2026, 10:30:00.000 EST');
  // Seconds that came with a link stay as long as nobody touches them.
  element.params = 'time=2026-11-20T15:30:45Z..2026-11-20T17:00Z';
  await settle(20);
  await openMenu(element, 'time');
  await userEvent.fill(find(element, '#menu [name=to]'), '2026-11-20T12:15');
  await userEvent.click(find(element, '#menu .primary'));
  await settle(20);
  expect(element.params).toBe('time=2026-11-20T15%3A30%3A45Z..2026-11-20T17%3A15Z');
});

test('a menu closes by its pill, by another one, and when the focus leaves it', async () => {
  const { element } = await open();
  await openMenu(element, 'method');
  await userEvent.click(pill(element, 'method'));
  await settle(30);
  expect(isMenuOpen(element)).toBe(false);
  await openMenu(element, 'method');
  await userEvent.click(pill(element, 'code'));
  await settle(30);
  expect(pill(element, 'method').getAttribute('aria-expanded')).toBe('false');
  expect(find(element, '#menu').ariaLabel).toBe('Response code');
  await userEvent.click(document.body, { position: { x: 5, y: 700 } });
  await settle(30);
  expect(isMenuOpen(element)).toBe(false);
  pill(element, 'method').focus();
  await press('{Enter}');
  await until(() => options(element).length === 3);
  for (let stop = 0; stop < 6 && isMenuOpen(element); stop += 1) await press('{Tab}');
  expect(isMenuOpen(element)).toBe(false);
  expect(focused(element)).toBe(pill(element, 'ip'));
});

test('setting properties tells nobody; what is not understood has a chip of its own, which takes it away', async () => {
  const { element, changes } = await open({ params: 'method=GET&utm=1&code=abc' });
  element.params = 'host=a.example&tab=2';
  await settle(20);
  expect(chips(element)).toEqual(['Host: a.example', 'tab=2']);
  expect(changes).toEqual([]);
  const unread = all(element, '.chip.unread')[0]!;
  await until(() => unread.title.includes('There is no filter “tab”'));
  unread.click();
  await settle(20);
  expect(chips(element)).toEqual(['Host: a.example']);
  expect(element.params).toBe('host=a.example');
});

test('compact has pills for what is in use; the rest is under "More filters"', async () => {
  const { element } = await open({ params: 'host=a.example' });
  element.compact = true;
  await settle(20);
  expect(all(element, '.pill').map((button) => button.dataset.menu)).toEqual(['time', 'host', 'more']);
  await openMenu(element, 'more');
  expect(options(element)).toContain('Method');
});

test.each([
  ['en', 'high', 'personal data'],
  ['de', 'hoch', 'personenbezogene Daten'],
])('the facts of an endpoint have the names that they have elsewhere (%s)', async (locale, risk, data) => {
  const { element } = await open({ params: 'risk=HIGH&sensitive=PII', provider: { locale } });
  await until(() => chips(element).some((chip) => chip.includes(data)));
  expect(chips(element).join()).toContain(risk);
  expect(chips(element).join()).not.toMatch(/PII|HIGH/);
});

test('speaks German', async () => {
  const { element } = await open({ params: 'method=POST&not.user=&type=sqli', provider: { locale: 'de' } });
  await until(() => textOf(pill(element, 'time')) === 'Zeit: Gesamte Zeit');
  expect(chips(element)).toEqual(['Angriffstyp: SQL-Injection', 'Methode: POST', 'Benutzer ist nicht kein Wert']);
  expect(textOf(find(element, '.match'))).toBe('Eine Anfrage erfüllt alle Auch verschiedene Anfragen');
  await openMenu(element, 'time');
  expect(options(element)).toContain('Letzte Woche 16.–22. Nov.');
});

test('the pill of the user says that it is about the whole session', async () => {
  const { element } = await open({ params: 'user=alice' });
  expect(pill(element, 'user').title).toBe('Session includes user: alice');
  expect(pill(element, 'role').title).toBe('Session includes role');
});

test('a relative time that is chosen ends when it is chosen, however long the page has been open', async () => {
  const { element, changes } = await open();
  element.now = undefined;
  await settle(60);
  const before = Date.now();
  await openMenu(element, 'time');
  await press('{Home}{Enter}');
  const from = Date.parse(String(changes.at(-1)!.where.period!.from));
  expect(from).toBeGreaterThanOrEqual(before - 15 * 60_000);
});

test('hostile values are text, with what cannot be seen written out', async () => {
  const evil = '<img src=x onerror=alert(1)>\u202egpj.exe\n';
  const { element, params } = await open({
    params: new URLSearchParams([['host', evil]]).toString(),
    answer: (variables) => listed(variables, { USER: [[evil, evil, 1]], ATTACK_TYPE: [['x', '<b>bold</b>', 2]] }),
  });
  const shown = '<img src=x onerror=alert(1)>\\u202egpj.exe\\u000a';
  expect(chips(element)).toEqual([`Host: ${shown}`]);
  await openMenu(element, 'user');
  expect(options(element)).toEqual([`${shown} 1`]);
  await userEvent.click(find(element, '[role=option]'));
  await press('{Escape}');
  expect(params().get('user')).toBe(evil);
  await openMenu(element, 'type');
  expect(options(element)).toEqual(['<b>bold</b> x 2']);
  expect(find(element, 'img, b')).toBeNull();
});

test.each(['light', 'dark'])('is accessible in every state, and fits 320 px (%s)', async (scheme) => {
  await page.viewport(320, 700);
  document.documentElement.style.colorScheme = scheme;
  document.body.style.background = 'Canvas';
  document.body.style.color = 'CanvasText';
  const { element } = await open();
  const clean = async () => {
    expect(await accessibilityFaults(element)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
    const { left, right } = find(element, '#menu').getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(320);
  };
  await clean();
  element.params = `type=sqli&method=GET&not.host=${'long-name.'.repeat(20)}example&user=&size=1..&request=r&parameter=p`;
  await settle(30);
  await clean();
  for (const id of ['time', 'type', 'code', 'host', 'more', 'size', 'request', 'parameter']) {
    await openMenu(element, id);
    await settle(50);
    await clean();
    await press('{Escape}');
  }
  await page.viewport(1280, 800);
  document.documentElement.style.removeProperty('color-scheme');
});
