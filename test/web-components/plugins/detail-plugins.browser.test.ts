import { html, render as renderAnywhere } from 'lit';
import { until as until$ } from 'lit/directives/until.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { attackLinks } from '../../../web-components/plugins/attack-links/attack-links.ts';
import type { AnyPlugin, PluginHost } from '../../../web-components/plugins/core/contract.ts';
import { discovery } from '../../../web-components/plugins/discovery/discovery.ts';
import type { SessionDetail } from '../../../web-components/session-detail/session-detail.ts';
import { buttonIn, focusedPath, openDetail, openRequest, rows, session } from '../support/detail.ts';
import { openFakeGraph } from '../support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from '../support/page.ts';
import { hearWarnings, plugin } from '../support/plugins.ts';
import { answerSession, requestRow, sqli } from '../support/requests.ts';
import { later, listen } from '../support/session-list.ts';

const attack = requestRow(0, { method: 'POST', detections: [sqli(0)] });
const answers = answerSession(session, [attack, requestRow(1)]);

let warnings: ReturnType<typeof hearWarnings>;
beforeEach(() => {
  warnings = hearWarnings();
  localStorage.clear();
});
afterEach(() => warnings.stop());

/** An open session with these plugins: its head is asked for when they are there, its rows are not. */
async function open(...plugins: AnyPlugin[]): Promise<SessionDetail> {
  const { element } = await openDetail({ plugins }, answers);
  await until(() => shadow(element).querySelector('header .facts') !== null);
  await settle(20);
  return element;
}

/** Its first request, open. */
async function openFirst(...plugins: AnyPlugin[]) {
  const element = await open(...plugins);
  rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
  await until(() => openRequest(element)?.querySelector('h4') != null);
  await settle(20);
  return { element, request: openRequest(element)! };
}

const blocks = (request: ParentNode) => [...request.querySelectorAll('h4')].map(textOf);
const panel = (root: ParentNode, id: string) => root.querySelector<HTMLElement>(`[aria-labelledby="${id}"]`)!;

test('a panel stands where it wants to, among our blocks, and is drawn anew with them', async () => {
  const drawn: string[] = [];
  const { request } = await openFirst(
    plugin({
      requestPanels: [
        {
          id: 'owner',
          title: 'Owner',
          order: 150,
          when: ({ request: { detections } }) => detections.length > 0,
          render: ({ request, session }, { locale }) => {
            drawn.push(`${request.id} ${session.key} ${locale}`);
            return html`<p>Team <a href="/teams/1">Orders</a></p>`;
          },
        },
        { id: 'never', title: 'Never', when: () => false, render: () => 'x' },
      ],
    }),
  );

  expect(blocks(request)).toEqual([
    'Detections',
    'Compared with what is usual',
    'Owner',
    'API Discovery insights',
    'Parameters of the endpoint',
    'Session parameters',
    'Raw request and response',
  ]);
  expect(textOf(panel(request, 'acme.owner'))).toBe('Owner Team Orders');
  expect(new Set(drawn)).toEqual(new Set(['request0 key1 en']));
  expect(await accessibilityFaults(panel(request, 'acme.owner'))).toEqual([]);
});

test('a panel that throws is unavailable, comes back when it does not, and stops nothing else', async () => {
  let broken = true;
  const { element, request } = await openFirst(
    plugin({
      requestPanels: [
        {
          id: 'shaky',
          title: 'Shaky',
          render: () => {
            if (broken) throw new Error('broken');
            return 'well';
          },
        },
        { id: 'symbol', title: 'Symbol', render: () => html`<p>${Symbol('no')}</p>` },
        { id: 'promise', title: 'Promise', render: () => Promise.reject(new Error('later')) },
        { id: 'load', title: 'Load', load: () => Promise.reject(new Error('offline')), render: () => 'x' },
        { id: 'good', title: 'Good', render: () => html`<p>good</p>` },
      ],
      sessionPanels: [
        {
          id: 'when',
          title: 'When',
          when: () => {
            throw new Error('when');
          },
          render: () => 'x',
        },
      ],
    }),
  );
  const texts = () => ['shaky', 'symbol', 'promise', 'load', 'good'].map((id) => textOf(panel(request, `acme.${id}`)));

  await until(() => texts()[3] === 'Load unavailable');
  expect(texts()).toEqual([
    'Shaky unavailable',
    'Symbol unavailable',
    'Promise unavailable',
    'Load unavailable',
    'Good good',
  ]);
  expect(blocks(request)).toContain('Raw request and response');
  expect(panel(shadow(element), 'acme.when')).toBeNull();
  expect(warnings.said.map((text) => /"acme": (\S+)/.exec(text)![1]).sort()).toEqual([
    'requestPanels.load',
    'requestPanels.promise',
    'requestPanels.shaky',
    'requestPanels.symbol',
    'sessionPanels.when.when',
  ]);

  broken = false;
  (request.host as SessionDetail).requestUpdate();
  await until(() => texts()[0] === 'Shaky well');
});

test('code of a panel is loaded once, when the panel is first shown', async () => {
  const { promise, resolve } = later<void>();
  let loads = 0;
  const { request } = await openFirst(
    plugin({
      requestPanels: [
        {
          id: 'late',
          title: 'Late',
          load: () => {
            loads++;
            return promise;
          },
          render: () => 'here',
        },
      ],
    }),
  );
  expect(textOf(panel(request, 'acme.late'))).toBe('Late Loading …');

  resolve();
  await until(() => textOf(panel(request, 'acme.late')) === 'Late here');
  expect(loads).toBe(1);
});

test('templates of another copy of Lit, nodes and lists are drawn', async () => {
  // Lit tells its templates by a mark, not by their class.
  const other = { _$litType$: 1, strings: Object.assign(['<b>', '</b>'], { raw: ['<b>', '</b>'] }), values: ['bold'] };
  const node = document.createElement('div');
  renderAnywhere(html`<i>node</i>`, node);
  const { request } = await openFirst(
    plugin({ requestPanels: [{ id: 'mix', title: 'Mix', render: () => [other, ' ', node, ' text'] }] }),
  );

  expect(textOf(panel(request, 'acme.mix')).replaceAll(' ', '')).toBe('Mixboldnodetext');
});

test('a panel that goes has its signal aborted', async () => {
  const hosts: PluginHost[] = [];
  const { element } = await openFirst(
    plugin({
      requestPanels: [
        {
          id: 'one',
          title: 'One',
          render: (_context, host) => {
            if (!hosts.includes(host)) hosts.push(host);
            return 'x';
          },
        },
      ],
    }),
  );
  expect(hosts.map(({ signal }) => signal.aborted)).toEqual([false]);

  rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
  await settle(20);
  expect(hosts[0]!.signal.aborted).toBe(true);
  await expect(hosts[0]!.query('query Other { a }', {})).rejects.toThrow();
});

test('a panel asks the graph by itself, the way the elements do', async () => {
  const owners = { ...answers, Owner: ({ id }: { id: string }) => ({ data: { owner: `owner of ${id}` } }) };
  const { element, graph } = await openDetail(
    {
      plugins: [
        plugin({
          sessionPanels: [
            {
              id: 'owner',
              title: 'Owner',
              render: ({ session: { id } }, host) =>
                until$(
                  host
                    .query<{ owner: string }>('query Owner($id: ID!) { owner(id: $id) }', { id })
                    .then(({ owner }) => owner),
                  'asking',
                ),
            },
          ],
        }),
      ],
    },
    owners,
  );

  await until(() => textOf(panel(shadow(element), 'acme.owner')) === `Owner owner of ${session.id}`);
  expect(graph.askedFor('Owner').length).toBeGreaterThan(0);
});

test('a panel of the session has its data, and its values filter the requests', async () => {
  const element = await open(
    plugin({
      sessionPanels: [
        {
          id: 'owner',
          title: 'Owner',
          order: 50,
          render: ({ session: { requestCount } }, { value }) => html`<p>${requestCount} ${value('method', 'POST')}</p>`,
        },
      ],
    }),
  );
  const own = panel(shadow(element), 'acme.owner');
  expect(textOf(own)).toBe('Owner 101 POST');

  buttonIn(own, 'POST')!.click();
  await settle();
  const choices = [...shadow(element).querySelectorAll<HTMLElement>('[role=menuitem]')];
  choices[0]!.click();
  await until(() => element.filters.includes('method=POST'));
});

test('a plugin learns which of its fields could not be answered, in each of its points', async () => {
  const seen: string[] = [];
  const names = ({ unavailable }: { unavailable: readonly PropertyKey[] }) => unavailable.join();
  const graph = openFakeGraph({
    ...answers,
    SessionHeader: (variables: never) => ({
      data: { session: { ...answers.SessionHeader(variables).data.session, acme_owner: null, acme_team: null } },
      errors: [{ message: 'down', path: ['session', 'acme_owner'] }],
    }),
  });
  const acme = plugin({
    fragments: { session: 'fragment acme_Session on Session { acme_owner: owner acme_team: team }' },
    sessionPanels: [
      {
        id: 'owner',
        title: 'Owner',
        when: (context) => seen.push(`when ${names(context)}`) > 0,
        render: (context) => `not answered: ${names(context)}`,
      },
    ],
    links: [{ id: 'link', title: 'Link', href: (context) => `/owners?${names(context)}` }],
    sessionActions: [{ id: 'act', title: 'Act', run: (context) => void seen.push(`run ${names(context)}`) }],
  });
  const element = await mount(
    Object.assign(document.createElement('session-detail'), { sessionId: session.id, plugins: [acme] }),
    graph.connection,
  );
  await until(() => panel(shadow(element), 'acme.owner') !== null);

  buttonIn(shadow(element), 'Act')!.click();
  await settle();
  expect(textOf(panel(shadow(element), 'acme.owner'))).toBe('Owner not answered: acme_owner');
  expect(shadow(element).querySelector('.tools a')!.getAttribute('href')).toBe('/owners?acme_owner');
  expect(new Set(seen)).toEqual(new Set(['when acme_owner', 'run acme_owner']));
});

test('links lead to pages only, whatever disguise a script wears', async () => {
  const addresses: [string, unknown][] = [
    ['path', '/owners?x=1'],
    ['web', 'https://console.example.com/a'],
    ['none', undefined],
    ['script', 'javascript:alert(1)'],
    ['capitals', ' JaVaScRiPt:alert(1)'],
    ['tab', 'java\tscript:alert(1)'],
    ['line', '\u0001java\nscript:alert(1)'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['vbscript', 'vbscript:x'],
    ['blob', 'blob:https://example.com/x'],
    ['credentials', 'https://user:secret@example.com'],
    ['number', 17],
    ['promise', Promise.resolve('/x')],
  ];
  const element = await open(
    plugin({
      links: addresses.map(([id, address]) => ({ id, title: id, href: () => address as string, newTab: id === 'web' })),
    }),
  );

  const links = [...shadow(element).querySelectorAll<HTMLAnchorElement>('.tools a')];
  expect(links.map((link) => [textOf(link), link.getAttribute('href'), link.target, link.rel])).toEqual([
    ['path', '/owners?x=1', '', ''],
    ['web', 'https://console.example.com/a', '_blank', 'noopener noreferrer'],
  ]);
  expect(warnings.said).toHaveLength(10);

  const heard = listen(document, 'sessions-navigate', { cancel: true });
  links[0]!.click();
  expect(heard.map(({ href }) => href)).toEqual(['/owners?x=1']);
});

test('an action runs once at a time, says when it fails, and may ask before', async () => {
  const { promise, resolve } = later<void>();
  const ran: string[] = [];
  const element = await open(
    plugin({
      sessionActions: [
        {
          id: 'slow',
          title: 'Slow',
          run: ({ session: { id } }) => {
            ran.push(id);
            return promise;
          },
        },
        {
          id: 'failing',
          title: 'Failing',
          run: async () => {
            throw new Error('no');
          },
        },
        {
          id: 'block',
          title: 'Block',
          tone: 'danger',
          confirm: 'Block this user?',
          run: (_context, host) => {
            ran.push('blocked');
            host.notify('Blocked.');
          },
        },
      ],
    }),
  );
  const root = shadow(element);
  const button = (name: string) => buttonIn(root, name)!;
  const said = () => textOf(root.querySelector('.outcome [role=status]'));
  expect(await accessibilityFaults(element)).toEqual([]);

  button('Slow').click();
  button('Slow').click();
  await settle();
  expect([ran, button('Slow').getAttribute('aria-disabled')]).toEqual([[session.id], 'true']);
  resolve();
  await until(() => button('Slow').getAttribute('aria-disabled') === 'false');

  button('Failing').click();
  await until(() => said() === '“Failing” did not work.');

  button('Block').focus();
  await userEvent.keyboard('{Enter}');
  await settle();
  expect(textOf(root.querySelector('dialog'))).toBe('Block this user? Cancel Block');
  expect(await accessibilityFaults(element)).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await until(() => root.querySelector('dialog') === null);
  expect(ran).toEqual([session.id]);
  expect(textOf(root.activeElement)).toBe('Block');

  button('Block').click();
  await settle();
  root.querySelector<HTMLElement>('dialog .primary')!.click();
  await until(() => said() === 'Blocked.');
  expect(ran).toEqual([session.id, 'blocked']);
});

test('actions and links of a request stand in it', async () => {
  const ran: string[] = [];
  const { request } = await openFirst(
    plugin({
      requestActions: [{ id: 'tag', title: 'Tag', run: ({ request: { id } }) => void ran.push(id) }],
      links: [
        {
          id: 'trace',
          title: 'Trace',
          href: (context) => ('request' in context ? `/t/${context.request.id}` : undefined),
        },
      ],
    }),
  );

  expect(textOf(request.querySelector('.tools'))).toBe('Trace Tag');
  buttonIn(request, 'Tag')!.click();
  await settle();
  expect(ran).toEqual(['request0']);
});

test('discovery insights take the place of ours and lead to the endpoint', async () => {
  const { request } = await openFirst(discovery({ href: (id) => `/discovery?endpoint=${id}` }));
  // Its heading stands above it, though there is a risk in it; only that of the score stands beside.
  const around = request.querySelector('.level-HIGH')!.closest('.panel')!;
  const heading = around.querySelector('h3, h4')!.getBoundingClientRect();
  const content = around.querySelector('session-plugin-slot')!.getBoundingClientRect();
  expect(heading.bottom).toBeLessThanOrEqual(content.top);

  expect(blocks(request).filter((title) => title === 'API Discovery insights')).toHaveLength(1);
  const text = textOf(panel(request, 'discovery.insights'));
  for (const part of ['8 of 10, high', 'No authentication', 'shadow', 'WAF (active)', 'personal data', 'Billing']) {
    expect(text).toContain(part);
  }
  const link = panel(request, 'discovery.insights').querySelector('a')!;
  expect([textOf(link), link.getAttribute('href')]).toEqual(['Explore in API Discovery', '/discovery?endpoint=ep1']);
  expect(await accessibilityFaults(panel(request, 'discovery.insights'))).toEqual([]);

  const heard = listen(document, 'sessions-navigate', { cancel: true });
  link.click();
  expect(heard).toHaveLength(1);
});

test('attack links stand beside each detection', async () => {
  const { request } = await openFirst(attackLinks({ href: (id) => `/attacks#attack=${encodeURIComponent(id)}` }));

  const links = [...request.querySelectorAll<HTMLAnchorElement>('.detections a')];
  expect(links.map((link) => [textOf(link), link.getAttribute('href')])).toEqual([
    ['Explore in Attacks', '/attacks#attack=attack17'],
  ]);
});

test('what a plugin of a session leaves behind when it goes is nothing', async () => {
  const element = await open(
    discovery(),
    plugin({
      sessionActions: [{ id: 'one', title: 'One', run: () => {} }],
      sessionPanels: [{ id: 'two', title: 'Two', render: () => 'x' }],
    }),
  );
  expect(shadow(element).querySelectorAll('.tools, .panel')).toHaveLength(2);

  element.plugins = [];
  await until(() => shadow(element).querySelectorAll('.tools, .panel, session-plugin-slot').length === 0);
  expect(rows(element)).toHaveLength(2);
});

test('an action may ask in a dialog of its own, change something, and offer to take it back', async () => {
  const done: unknown[] = [];
  const write = (name: string) => (variables: object) => {
    done.push([name, variables]);
    return { data: { [name]: { __typename: 'Session', id: session.id } } };
  };
  const proposed: unknown[] = [];
  const { element, graph } = await openDetail(
    {
      plugins: [
        plugin({
          sessionActions: [
            {
              id: 'flag',
              title: 'Flag',
              when: (_context, host) => host.allows('BLOCK_SESSION'),
              run: async ({ session: { id } }, host) => {
                proposed.push(host.propose('block-session', id, { id }));
                await host.dialog({
                  title: 'Flag it?',
                  render: (dialog) => {
                    const flag = async (event: Event) => {
                      event.preventDefault();
                      await host.mutate('mutation Flag($id: ID!) { flag(id: $id) { id } }', { id });
                      dialog.close();
                      const run = (where: PluginHost) =>
                        where.mutate('mutation Unflag($id: ID!) { unflag(id: $id) { id } }', { id }).then(() => {});
                      host.notify(`Flagged at ${host.timeZone}`, 'info', { title: 'Take it back', run });
                    };
                    return html`<form @submit=${flag}><button>Flag</button></form>`;
                  },
                });
              },
            },
            { id: 'never', title: 'Never', when: (_context, host) => host.allows('EXPORT'), run: () => {} },
          ],
        }),
      ],
    },
    {
      ...answers,
      SessionsCapabilities: () => ({ data: { sessionsCapabilities: { actions: ['BLOCK_SESSION'] } } }),
      // With the names of its types, as servers write it: they tell our client what has changed.
      SessionHeader: (variables: { id: string }) => {
        const { data } = answers.SessionHeader(variables);
        return { data: { session: { ...data.session, __typename: 'Session' } } };
      },
      Flag: write('flag'),
      Unflag: write('unflag'),
    } as never,
  );
  const root = shadow(element);
  await until(() => buttonIn(root, 'Flag') !== undefined);
  expect(buttonIn(root, 'Never')).toBeUndefined();
  const opener = buttonIn(root, 'Flag')!;
  opener.focus();
  opener.click();
  await until(() => root.querySelector('dialog[open]') !== null);
  const dialog = root.querySelector<HTMLDialogElement>('dialog')!;
  expect(await accessibilityFaults(dialog)).toEqual([]);
  const headers = graph.askedFor('SessionHeader').length;
  buttonIn(dialog, 'Flag')!.click();
  await until(() => buttonIn(root, 'Take it back') !== undefined);
  expect(textOf(root.querySelector('.outcome [role=status]'))).toBe('Flagged at UTC');
  expect(root.querySelector('dialog')).toBeNull();
  expect(root.activeElement).toBe(opener);
  await until(() => graph.askedFor('SessionHeader').length === headers + 1);

  buttonIn(root, 'Take it back')!.click();
  await until(() => done.length === 2);
  expect(buttonIn(root, 'Take it back')).toBeUndefined();
  expect(done).toEqual([
    ['flag', { id: session.id }],
    ['unflag', { id: session.id }],
  ]);
  expect(proposed).toEqual([true]);
});

test('Tab goes round in the dialog of a plugin: a choice is one stop, and what is disabled or hidden none', async () => {
  const element = await open(
    plugin({
      sessionActions: [
        {
          id: 'ask',
          title: 'Ask',
          run: (_context: unknown, host: PluginHost) =>
            host.dialog({
              title: 'Which?',
              render: () => html`<form>
                <label><input type="radio" name="which" value="a" />a</label>
                <label><input type="radio" name="which" value="b" checked />b</label>
                <input aria-label="Why" />
                <details><summary>More</summary><button type="button">Hidden</button></details>
                <button disabled>Disabled</button>
              </form>`,
            }),
        },
      ],
    }),
  );
  const root = shadow(element);
  buttonIn(root, 'Ask')!.click();
  await until(() => root.querySelector('dialog[open]') !== null);
  const stop = (selector: string) => root.querySelector<HTMLElement>(`dialog ${selector}`)!;
  // A key that is made up moves nothing in Chromium by itself, as the real one does nothing in Firefox.
  const press = (shiftKey: boolean) =>
    root.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', shiftKey, bubbles: true }));
  stop('[value=b]').focus();
  press(true);
  expect(root.activeElement).toBe(stop('summary'));
  press(false);
  expect(root.activeElement).toBe(stop('[value=b]'));
  press(false);
  expect(root.activeElement).toBe(stop('[value=b]'));
  stop('[value=a]').click();
  stop('summary').focus();
  press(false);
  expect(root.activeElement).toBe(stop('[value=a]'));
});

test('a dialog goes with its plugin; an offer that fails is told of', async () => {
  const { element } = await openDetail(
    {
      plugins: [
        plugin({
          sessionActions: [
            {
              id: 'ask',
              title: 'Ask',
              run: (_context, host) => {
                host.notify('Said', 'info', { title: 'Fail', run: () => Promise.reject(new Error('no')) });
                return host.dialog({ title: 'Well?', render: () => html`<p>Well?</p>` });
              },
            },
          ],
        }),
      ],
    },
    answers,
  );
  const root = shadow(element);
  await until(() => buttonIn(root, 'Ask') !== undefined);
  buttonIn(root, 'Ask')!.click();
  await until(() => root.querySelector('dialog[open]') !== null);
  buttonIn(root, 'Fail')!.click();
  await until(() => textOf(root.querySelector('.outcome')).includes('“Fail” did not work.'));
  element.plugins = [];
  await until(() => root.querySelector('dialog') === null);
});

test('a panel leads to another request of the session: from the session, and from an open request', async () => {
  const leads: AnyPlugin = plugin({
    sessionPanels: [{ id: 'last', title: 'Last', render: (_: unknown, host: PluginHost) => host.request('request2') }],
    requestPanels: [
      { id: 'same', title: 'Same', render: (_: unknown, host: PluginHost) => host.request('request1', 'The same <i>') },
    ],
  });
  const { element } = await openDetail({ plugins: [leads], sessionsPage: '/sessions', urlKey: 'q' });
  await until(() => shadow(element).querySelector('session-plugin-slot a') !== null);
  const last = shadow(element).querySelector<HTMLAnchorElement>('session-plugin-slot a')!;
  expect(textOf(last)).toBe('request2');
  last.click();
  await until(() => focusedPath(element) === '/orders/2');

  // What was asked for is open.
  await until(() => openRequest(element)?.querySelector('session-plugin-slot a') != null);
  const same = openRequest(element)!.querySelector<HTMLAnchorElement>('session-plugin-slot a')!;
  expect(textOf(same)).toBe('The same <i>');
  expect(same.getAttribute('href')).toBe(
    `/sessions?${new URLSearchParams({ 'q.v': '1', 'q.time': 'all', 'q.mark': 'request1', 'q.open': session.id })}`,
  );
  same.click();
  await until(() => focusedPath(element) === '/orders/1');
  expect(element.mark).toBe('request1');
});

test('where no session is open, a request is its text', async () => {
  let drawn: unknown;
  const filter = {
    id: 'of',
    title: 'Of',
    render: (_value: unknown, _set: unknown, host: PluginHost) => {
      drawn = [host.request('r1', 'a\u202Eb'), host.request('r1')];
      return '';
    },
    toWhere: () => ({}),
    format: () => '',
    parse: () => undefined,
  };
  const { SessionFilters } = await import('../../../web-components/session-filters/session-filters.ts');
  SessionFilters.define();
  const graph = openFakeGraph({ FilterOptions: () => ({ data: { sessionFilterOptions: [] } }) });
  const bar = await mount(document.createElement('session-filters'), graph.connection, {
    plugins: [plugin({ filters: [filter] })],
  });
  await until(() => shadow(bar).querySelector('[data-menu="x.acme-of"]') !== null);
  shadow(bar).querySelector<HTMLElement>('[data-menu="x.acme-of"]')!.click();
  await until(() => drawn !== undefined);

  expect(drawn).toEqual(['a\\u202eb', 'r1']);
});
