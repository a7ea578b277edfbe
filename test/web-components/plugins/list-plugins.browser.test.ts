import { html } from 'lit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnyPlugin, SessionContext } from '../../../web-components/plugins/core/contract.ts';
import type { SessionsProvider } from '../../../web-components/provider/sessions-provider.ts';
import { type Answer, openFakeGraph } from '../support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from '../support/page.ts';
import { hearWarnings, plugin, refused } from '../support/plugins.ts';
import {
  answersOf,
  cell,
  edgesOf,
  find,
  findAll,
  focused,
  headings,
  listen,
  openList,
  rowIds,
  withText,
} from '../support/session-list.ts';

interface Owner {
  readonly acme_owner: string | null;
}

const FRAGMENT = 'fragment acme_Session on Session { acme_owner: owner }';
const owner: AnyPlugin = plugin({
  fragments: { session: FRAGMENT },
  columns: [
    {
      id: 'owner',
      title: (locale: string) => (locale.startsWith('de') ? 'Besitzer' : 'Owner'),
      order: 150,
      render: ({ session }: SessionContext<Owner>) => html`<a href="/owners">${session.acme_owner ?? 'nobody'}</a>`,
    },
  ],
});

/** A graph that knows `owner`, but no other field of a plugin. */
function openGraph({ unknown = [] as string[] } = {}) {
  const answers = answersOf(3);
  const graph = openFakeGraph({
    ...answers,
    SessionList: (variables: never): Answer => {
      const { query } = graph.askedFor('SessionList').at(-1)!;
      const refusal = refused(query, unknown);
      if (refusal) return refusal;
      const edges = edgesOf(3).map((edge, n) => ({ ...edge, node: { ...edge.node, acme_owner: `owner${n}` } }));
      const { data } = answers.SessionList(variables);
      return { data: query.includes('acme_owner') ? { sessions: { ...data.sessions, edges } } : data };
    },
  });
  return graph;
}

let warnings: ReturnType<typeof hearWarnings>;
beforeEach(() => {
  warnings = hearWarnings();
  // A graph is told apart by its connection; the choice of columns by the browser.
  localStorage.clear();
});
afterEach(() => warnings.stop());

const providerOf = (element: Element) => element.closest('sessions-provider') as SessionsProvider;

test('a column stands where it wants to, has what its fragment asks for, and is asked for once', async () => {
  const graph = openGraph();
  const list = await openList(graph, {}, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  expect(headings(list).slice(1, 4)).toEqual(['Requests', 'Owner', 'Attacks']);
  expect(textOf(cell(list, 1, 'acme.owner'))).toBe('owner1');
  expect(graph.askedFor('SessionList')).toHaveLength(1);
  expect(graph.askedFor('SessionList')[0]!.query).toContain('acme_owner: owner');
  expect(warnings.said).toEqual([]);
  expect(await accessibilityFaults(list)).toEqual([]);
});

test('a column of a plugin may be chosen away, and named by the host', async () => {
  const list = await openList(openGraph(), {}, { plugins: [owner] });
  const boxes = () => findAll(list, '.columns label');
  await until(() => rowIds(list).length > 0 && boxes().length > 0);

  withText(list, 'button', 'Columns').click();
  const box = boxes().find((label) => textOf(label) === 'Owner')!;
  box.querySelector('input')!.click();
  await settle();
  expect(headings(list)).not.toContain('Owner');

  list.columns = 'acme.owner';
  await settle();
  expect(headings(list).slice(1)).toEqual(['Owner']);
});

test('as a card a session has no line for what a plugin draws nothing of', async () => {
  const some =
    (content: (n: number) => unknown) =>
    ({ session }: SessionContext<Owner>) =>
      content(Number(session.acme_owner?.at(-1)));
  const drawing = plugin({
    fragments: { session: FRAGMENT },
    columns: [
      { id: 'links', title: 'Links', render: some((n) => (n === 1 ? [html`<a href="/one">one</a>`] : [])) },
      { id: 'words', title: 'Words', render: some((n) => html`${n === 1 ? 'one' : null}`) },
    ],
  });
  const list = await openList(openGraph(), { columns: 'requests,acme.links,acme.words' }, { plugins: [drawing] });
  await until(() => rowIds(list).length > 0);
  for (const isDense of [false, true]) {
    list.compact = isDense;
    list.style.cssText = 'display: block; width: 340px';
    await settle();
    const shown = [0, 1].map((row) =>
      findAll(list, `tr[data-row^="key${row}."] td`)
        .filter((field) => field.checkVisibility())
        .map(({ dataset }) => dataset.label),
    );
    expect(shown).toEqual([['Requests'], ['Requests', 'Links', 'Words']]);
    // One line each.
    for (const field of findAll(list, 'tr[data-row^="key1."] td')) expect(field.clientHeight).toBeLessThan(30);
  }
});

test('the grid has one tab stop, controls of plugins are among its places', async () => {
  const list = await openList(openGraph(), { columns: 'acme.owner' }, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  find(list, 'tbody tr a').focus();
  focused(list).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));

  expect(textOf(focused(list))).toBe('owner0');
  expect(findAll(list, 'table :is(a, button):not([tabindex="-1"])')).toHaveLength(1);
});

test('a fragment that the graph does not know is left out: the list comes, the console and an event say which', async () => {
  const graph = openGraph({ unknown: ['firewallRules'] });
  const waf = plugin({
    id: 'waf',
    fragments: { session: 'fragment waf_Session on Session { waf_rules: firewallRules { name } }' },
    columns: [{ id: 'rules', title: 'Rules', render: ({ session }) => String(session.waf_rules ?? 'none') }],
  });
  const heard = listen(document, 'sessions-plugin-error');
  const list = await openList(graph, {}, { plugins: [waf, owner] });
  await until(() => rowIds(list).length > 0);

  expect(textOf(cell(list, 1, 'acme.owner'))).toBe('owner1');
  expect(textOf(cell(list, 1, 'waf.rules'))).toBe('none');
  expect(heard.map(({ pluginId, point }) => `${pluginId} ${point}`)).toEqual(['waf fragments.session']);
  expect(warnings.said).toHaveLength(1);
  expect(warnings.said[0]).toContain('sessions plugin "waf": fragments.session is left out');
  expect(graph.askedFor('SessionList')).toHaveLength(2);

  // It is remembered.
  list.params = 'method=POST';
  await until(() => graph.askedFor('SessionList').length === 3);
  expect(graph.askedFor('SessionList')[2]!.query).not.toContain('waf_rules');
});

/** A list in which the owner of the second session is not answered. */
const withoutOwner = (errors: unknown[]) => {
  const edges = edgesOf(3).map((edge, n) => ({
    ...edge,
    node: { ...edge.node, acme_owner: n === 1 ? null : 'alice' },
  }));
  const answers = answersOf(3);
  return openFakeGraph({
    ...answers,
    SessionList: (variables: never) => {
      const { data } = answers.SessionList(variables);
      return { data: { sessions: { ...data.sessions, edges } }, ...(errors.length > 0 && { errors }) };
    },
  });
};
const owners = (list: HTMLElement) => [0, 1, 2].map((row) => textOf(cell(list, row, 'acme.owner')));

test.each([
  ['its row', ['sessions', 'edges', 1, 'node', 'acme_owner']],
  ['another row, as a gateway does', ['sessions', 'edges', 0, 'node', 'acme_owner']],
  ['no row', undefined],
])('a field that could not be answered is unavailable, and the row stays: the error names %s', async (_which, path) => {
  const list = await openList(withoutOwner([{ message: 'down', path }]), {}, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  expect(owners(list)).toEqual(['alice', 'unavailable', 'alice']);
});

test('without an error a null is an answer', async () => {
  const list = await openList(withoutOwner([]), {}, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  expect(owners(list)).toEqual(['alice', 'nobody', 'alice']);
});

test('a list that fails as a whole by the fields of a plugin comes without them, and with them when asked anew', async () => {
  let isDown = true;
  const graph = openFakeGraph({
    ...answersOf(3),
    SessionList: (variables: never): Answer => {
      const { query } = graph.askedFor('SessionList').at(-1)!;
      if (!query.includes('acme_owner')) return answersOf(3).SessionList(variables);
      const errors = [{ message: 'owners is unavailable', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
      if (isDown) return { data: null, errors };
      const edges = edgesOf(3).map((edge) => ({ ...edge, node: { ...edge.node, acme_owner: 'alice' } }));
      return { data: { sessions: { ...answersOf(3).SessionList(variables).data.sessions, edges } } };
    },
  });
  const list = await openList(graph, {}, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  expect(owners(list)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  expect(graph.askedFor('SessionList')).toHaveLength(2);
  expect(warnings.said).toHaveLength(1);

  isDown = false;
  list.refresh();
  await until(() => owners(list).includes('alice'));
  expect(warnings.said).toHaveLength(1);
});

test('a list that fails by itself says so, whatever plugins there are', async () => {
  const errors = [{ message: 'The store is unavailable.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  const graph = openFakeGraph({ ...answersOf(3), SessionList: () => ({ data: null, errors }) });
  const list = await openList(graph, {}, { plugins: [owner] });

  await until(() => list.shadowRoot?.querySelector('[role=alert]') != null);
  expect(graph.askedFor('SessionList')).toHaveLength(2);
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['gives a promise', () => Promise.reject(new Error('later'))],
  ['gives what cannot be shown', () => Symbol('no')],
  ['gives an object', () => ({})],
])('a column that %s is switched off, the list goes on', async (_what, render) => {
  const broken = plugin({ id: 'broken', columns: [{ id: 'one', title: 'Broken', render }] });
  const list = await openList(openGraph(), {}, { plugins: [broken, owner] });
  await until(() => rowIds(list).length > 0);
  await settle();

  expect(headings(list)).not.toContain('Broken');
  expect(textOf(cell(list, 2, 'acme.owner'))).toBe('owner2');
  expect(warnings.said).toHaveLength(1);
  expect(warnings.said[0]).toContain('sessions plugin "broken": columns.one');
});

test('what a plugin sets in a session changes nothing', async () => {
  const vandal = plugin({
    id: 'vandal',
    columns: [
      {
        id: 'one',
        title: 'One',
        render: ({ session }) => {
          (session as unknown as { users: string[] }).users = ['changed'];
          return '';
        },
      },
    ],
  });
  const list = await openList(openGraph(), {}, { plugins: [vandal] });
  await until(() => rowIds(list).length > 0);

  expect(textOf(cell(list, 1, 'users'))).toContain('user1@example.com');
  expect(warnings.said).toHaveLength(1);
});

test('a plugin that comes later is asked for; one that goes leaves nothing', async () => {
  const done: string[] = [];
  const graph = openGraph();
  const list = await openList(graph);
  await until(() => rowIds(list).length > 0);
  const provider = providerOf(list);
  let signal!: AbortSignal;
  const late = {
    ...owner,
    setup: (host: { signal: AbortSignal }) => {
      signal = host.signal;
      return () => done.push('disposed');
    },
  };

  provider.plugins = [late];
  await until(() => headings(list).includes('Owner'));
  await until(() => textOf(cell(list, 1, 'acme.owner')) === 'owner1');
  // Beside others, it stays what it is.
  provider.plugins = [plugin({ id: 'other' }), late];
  await settle(20);
  expect([done, signal.aborted]).toEqual([[], false]);

  provider.plugins = [];
  await until(() => !headings(list).includes('Owner'));
  expect([done, signal.aborted]).toEqual([['disposed'], true]);
});

test('a setup that fails, or never ends, keeps its plugin out and holds nobody up', async () => {
  const failing = plugin({
    id: 'failing',
    setup: () => {
      throw new Error('no');
    },
    columns: [{ id: 'one', title: 'Failing', render: () => 'x' }],
  });
  const endless = plugin({
    id: 'endless',
    setup: () => new Promise<void>(() => {}),
    columns: [{ id: 'one', title: 'Endless', render: () => 'x' }],
  });
  const slow = plugin({
    id: 'slow',
    setup: () => new Promise<void>((resolve) => setTimeout(resolve, 300)),
    columns: [{ id: 'one', title: 'Slow', render: () => 'x' }],
  });
  const list = await openList(openGraph(), {}, { plugins: [failing, endless, slow, owner] });
  await until(() => rowIds(list).length > 0);
  expect(headings(list)).toContain('Owner');
  expect(headings(list)).not.toContain('Slow');

  await until(() => headings(list).includes('Slow'));
  await until(() => warnings.said.length === 2);
  expect(headings(list)).not.toContain('Failing');
  expect(headings(list)).not.toContain('Endless');
  expect(warnings.said[0]).toContain('"failing": setup');
  expect(warnings.said[1]).toContain('"endless": setup is left out: Error: it was not set up within 2 seconds');
});

test('a provider that leaves the page takes its plugins along, and brings them back; one that moves keeps them', async () => {
  const done: string[] = [];
  const counted = plugin({
    setup: () => {
      done.push('set up');
      return () => done.push('disposed');
    },
    columns: [{ id: 'one', title: 'Counted', render: () => 'x' }],
  });
  const list = await openList(openGraph(), {}, { plugins: [counted] });
  await until(() => headings(list).includes('Counted'));
  const provider = providerOf(list);

  const main = document.createElement('main');
  document.body.append(main);
  main.append(provider);
  await settle(20);
  expect(done).toEqual(['set up']);

  provider.remove();
  await settle(20);
  expect(done).toEqual(['set up', 'disposed']);

  main.append(provider);
  await until(() => done.length === 3);
  expect(done).toEqual(['set up', 'disposed', 'set up']);
  await until(() => headings(list).includes('Counted'));

  Object.assign(provider, { plugins: undefined });
  await until(() => !headings(list).includes('Counted'));
});

test('of two plugins that ask one field in two ways the later one goes', async () => {
  const answers = answersOf(3);
  const graph = openFakeGraph({
    ...answers,
    SessionList: (variables: never): Answer => {
      const { query } = graph.askedFor('SessionList').at(-1)!;
      const lines = query.split('\n');
      const places = lines.flatMap((line, index) =>
        line.includes('acme_x_y:') ? [{ line: index + 1, column: 3 }] : [],
      );
      if (places.length < 2) return answers.SessionList(variables);
      const message = 'Fields "acme_x_y" conflict because they have differing arguments.';
      const errors = [{ message, locations: places, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
      return new Response(JSON.stringify({ errors }), { status: 400, headers: { 'content-type': 'application/json' } });
    },
  });
  // A prefix of one plugin may be the beginning of another's.
  const one = plugin({ fragments: { session: 'fragment acme_S on Session { acme_x_y: users(first: 1) }' } });
  const other = plugin({
    id: 'acme-x',
    fragments: { session: 'fragment acme_x_S on Session { acme_x_y: users(first: 9) }' },
  });
  const list = await openList(graph, {}, { plugins: [one, other] });
  await until(() => rowIds(list).length > 0);

  expect(graph.askedFor('SessionList').map(({ query }) => query.match(/fragment acme_\w+/g))).toEqual([
    ['fragment acme_S', 'fragment acme_x_S'],
    ['fragment acme_S'],
  ]);
  expect(warnings.said.map((text) => /"([\w-]+)": (\S+)/.exec(text)!.slice(1))).toEqual([
    ['acme-x', 'fragments.session'],
  ]);
});

test('plugins of a list take the place of those of its provider', async () => {
  const own = plugin({ id: 'own', columns: [{ id: 'one', title: 'Own', render: () => 'x' }] });
  const list = await openList(openGraph(), { plugins: [own] }, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);

  expect(headings(list)).toContain('Own');
  expect(headings(list)).not.toContain('Owner');
});

test('a plugin in the markup comes by its address, and goes with its element', async () => {
  const list = await openList(openGraph(), {}, { plugins: [owner] });
  await until(() => rowIds(list).length > 0);
  const element = document.createElement('sessions-plugin');
  element.src = new URL('./markup-plugin.ts', import.meta.url).href;
  providerOf(list).append(element);

  await until(() => headings(list).includes('Markup'));
  expect(headings(list)).toContain('Owner');

  element.remove();
  await until(() => !headings(list).includes('Markup'));
  expect(headings(list)).toContain('Owner');
});

test('an address that is no module is told of', async () => {
  const heard = listen(document, 'sessions-plugin-error');
  const list = await openList(openGraph());
  const element = document.createElement('sessions-plugin');
  element.src = 'java\nscript:alert(1)';
  providerOf(list).append(element);
  await until(() => heard.length === 1);

  expect(heard[0]!.point).toBe('src');
  expect(warnings.said).toHaveLength(1);
});
