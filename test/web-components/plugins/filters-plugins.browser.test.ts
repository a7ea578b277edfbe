import { html } from 'lit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AnyPlugin, Filter } from '../../../web-components/plugins/core/contract.ts';
import { SessionExplorer } from '../../../web-components/session-explorer/session-explorer.ts';
import type { SessionFilters } from '../../../web-components/session-filters/session-filters.ts';
import { openFakeGraph } from '../support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from '../support/page.ts';
import { hearWarnings, plugin } from '../support/plugins.ts';
import { answersOf, listen, rowIds } from '../support/session-list.ts';

const TEAMS: Record<string, string[]> = { orders: ['ep1', 'ep2'], billing: ['ep3'] };

const team: Filter<string> = {
  id: 'team',
  title: 'Team',
  render: (value, set) => html`<label>Team of the endpoint
    <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value || undefined)}>
      ${['', ...Object.keys(TEAMS)].map((name) => html`<option value=${name} ?selected=${name === (value ?? '')}>${name}</option>`)}
    </select></label>`,
  toWhere: (name) => ({ requests: [{ endpointIds: TEAMS[name] }] }),
  format: (name) => name,
  parse: (text) => (text in TEAMS ? text : undefined),
  label: (name) => `Team ${name}`,
};

let warnings: ReturnType<typeof hearWarnings>;
beforeEach(() => {
  warnings = hearWarnings();
  localStorage.clear();
  window.history.replaceState(null, '', location.pathname);
});
afterEach(() => {
  warnings.stop();
  window.history.replaceState(null, '', location.pathname);
});

async function openExplorer(query: string, ...plugins: AnyPlugin[]) {
  SessionExplorer.define();
  const address = new URL(location.href);
  address.search = query;
  window.history.replaceState(null, '', address);
  const graph = openFakeGraph({
    ...answersOf(3),
    SessionsTimeline: () => ({ errors: [{ message: 'not here' }] }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
  });
  const explorer = await mount(document.createElement('session-explorer'), graph.connection, { plugins });
  const list = () => shadow(explorer).querySelector('session-list')!;
  await until(() => rowIds(list()).length > 0 || shadow(list()).querySelector('.unread-params, [part=empty]') !== null);
  const bar = shadow(explorer).querySelector<SessionFilters>('session-filters')!;
  const asked = () => graph.askedFor('SessionList').map(({ variables }) => (variables as { filter?: unknown }).filter);
  return { explorer, graph, bar, asked };
}

const pill = (bar: SessionFilters) => shadow(bar).querySelector<HTMLElement>('[data-menu="x.acme-team"]')!;
const chips = (bar: SessionFilters) => [...shadow(bar).querySelectorAll('.chip')].map(textOf);

test('a filter of a plugin is in its bar, in the question, in the address, and goes again', async () => {
  const { explorer, bar, asked } = await openExplorer('?s.method=POST', plugin({ filters: [team] }));
  expect(textOf(pill(bar))).toBe('Team');

  pill(bar).click();
  await until(() => shadow(bar).activeElement?.localName === 'select');
  expect(await accessibilityFaults(explorer)).toEqual([]);
  await userEvent.selectOptions(shadow(bar).querySelector('session-plugin-slot select')!, 'orders');
  await until(() => asked().length === 2);

  // One request meets both.
  expect(asked()).toEqual([
    { requests: [{ methods: ['POST'] }] },
    { requests: [{ methods: ['POST'], endpointIds: ['ep1', 'ep2'] }] },
  ]);
  expect(new URLSearchParams(location.search).get('s.x.acme-team')).toBe('orders');
  expect(textOf(pill(bar))).toBe('Team Team orders');
  expect(chips(bar)).toEqual(['Method: POST', 'Team: Team orders']);

  shadow(bar).querySelectorAll<HTMLElement>('.chip')[1]!.click();
  await settle();
  expect(location.search).not.toContain('acme-team');
  expect(chips(bar)).toEqual(['Method: POST']);
});

test('a link carries it: it is asked from the start, and the host is told', async () => {
  const { bar, asked, explorer } = await openExplorer('?s.v=1&s.x.acme-team=billing', plugin({ filters: [team] }));

  expect(asked()).toEqual([{ requests: [{ endpointIds: ['ep3'] }] }]);
  expect(chips(bar)).toEqual(['Team: Team billing']);
  expect(warnings.said).toEqual([]);

  const heard = listen(explorer, 'sessions-where-change');
  [...shadow(bar).querySelectorAll('button')].find((one) => textOf(one) === 'Reset')!.click();
  await settle();
  expect(heard.map(({ params, where }) => [params, where.filter])).toEqual([['time=all', undefined]]);
});

test('what no plugin knows is named, stays in the link, and is not left out without a word', async () => {
  const { explorer, bar, asked } = await openExplorer('?s.v=1&s.x.other-team=billing&s.method=POST');

  expect(asked()).toEqual([]);
  const list = shadow(explorer).querySelector('session-list')!;
  expect(textOf(shadow(list).querySelector('.unread-params li'))).toBe(
    'x.other-team=billing No plugin of this page has this filter, or it does not take this value.',
  );
  expect(chips(bar)).toEqual(['Method: POST', 'x.other-team=billing']);
  expect(location.search).toContain('s.x.other-team=billing');
  expect(warnings.said).toHaveLength(1);
  expect(warnings.said[0]).toContain('x.other-team=billing');

  [...shadow(list).querySelectorAll('button')].find((one) => textOf(one) === 'Show without it')!.click();
  await until(() => rowIds(list).length > 0);
  expect(asked()).toEqual([{ requests: [{ methods: ['POST'] }] }]);
  expect(location.search).not.toContain('other-team');
});

test('a plugin that comes later is waited for: nothing is asked or said before', async () => {
  SessionExplorer.define();
  window.history.replaceState(null, '', `${location.pathname}?s.v=1&s.x.acme-team=billing`);
  const graph = openFakeGraph({ ...answersOf(3), SessionsTimeline: () => ({ errors: [{ message: 'not here' }] }) });
  const explorer = await mount(document.createElement('session-explorer'), graph.connection);
  await settle(100);
  const list = shadow(explorer).querySelector('session-list')!;
  expect(shadow(list).querySelector('.unread-params')).toBeNull();
  expect(graph.askedFor('SessionList')).toEqual([]);
  explorer.plugins = [plugin({ filters: [team] })];
  await until(() => rowIds(list).length > 0);
  expect(graph.askedFor('SessionList').map(({ variables }) => variables.filter)).toEqual([
    { requests: [{ endpointIds: ['ep3'] }] },
  ]);
  expect(warnings.said).toEqual([]);
});

test.each<[string, Partial<Filter<string>>]>([
  [
    'parse',
    {
      parse: () => {
        throw new Error('no');
      },
    },
  ],
  [
    'toWhere',
    {
      toWhere: () => {
        throw new Error('no');
      },
    },
  ],
  ['toWhere', { toWhere: () => ({ users: { anyOf: ['bob'] } }) }],
  ['toWhere', { toWhere: (() => Promise.resolve({})) as never }],
])(
  'where its %s fails nothing is found: the others alone would find more than was asked for',
  async (point, broken) => {
    const { graph } = await openExplorer(
      '?s.v=1&s.x.acme-team=billing&s.user=alice',
      plugin({ filters: [{ ...team, ...broken }] }),
    );

    // Not asked at all, or for a time that holds no moment.
    for (const { variables } of graph.askedFor('SessionList')) {
      const { from, to } = (variables as { period: { from: string; to: string } }).period;
      expect(from).toBe(to);
    }
    expect(warnings.said[0]).toContain(`"acme": filters.team.${point}`);
  },
);

test('controls that throw are unavailable, the bar stays', async () => {
  const { bar } = await openExplorer(
    '',
    plugin({
      filters: [
        {
          ...team,
          render: () => {
            throw new Error('no');
          },
        },
      ],
    }),
  );
  pill(bar).click();
  await until(() => textOf(shadow(bar).querySelector('session-plugin-slot')) === 'unavailable');

  await userEvent.keyboard('{Escape}');
  expect(shadow(bar).querySelectorAll('[data-menu]').length).toBeGreaterThan(5);
});
