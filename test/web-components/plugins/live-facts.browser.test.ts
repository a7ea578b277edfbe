import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attackLinks } from '../../../web-components/plugins/attack-links/attack-links.ts';
import type { AnyPlugin, TypedFragment } from '../../../web-components/plugins/core/contract.ts';
import { discovery } from '../../../web-components/plugins/discovery/discovery.ts';
import { SessionDetail } from '../../../web-components/session-detail/session-detail.ts';
import { printable } from '../../../web-components/shared/printable.ts';
import { buttonIn, openRequest, rows, session } from '../support/detail.ts';
import { type Answer, openFakeGraph } from '../support/graph.ts';
import { HOSTILE } from '../support/hostile.ts';
import { accessibilityFaults, mount, settle, textOf, until } from '../support/page.ts';
import { hearWarnings, refused } from '../support/plugins.ts';
import { answerSession, requestRow, sqli } from '../support/requests.ts';
import { listen } from '../support/session-list.ts';

// What the owner of an endpoint or an attack says of it now, in an open request beside our copies; answers as gateways
// give them (see unanswered.test.ts).

interface OwnedEndpoint {
  readonly application: string | null;
  readonly risk: number;
}

const ownedDiscovery = discovery({
  owner: {
    fields: 'fragment Owned on Endpoint { application risk }' as TypedFragment<OwnedEndpoint>,
    rows: ({ application, risk }, { locale }) => [
      [locale === 'de' ? 'Anwendung' : 'Application', application],
      ['Risk', risk],
    ],
  },
});
const ownedAttacks = attackLinks({
  href: (id) => `/attacks#attack=${id}`,
  owner: {
    fields: 'fragment Owned on Attack { severity }' as TypedFragment<{ severity: string }>,
    rows: ({ severity }) => [['Severity', severity]],
  },
});

const COPIES = 'As imported Copies, perhaps older: filters and numbers go by them. Endpoint risk 8 of 10, high';
const down = (path?: string[]) => ({
  message: 'discovery is unavailable',
  ...(path && { path }),
  extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
});
const live = { __typename: 'Endpoint', id: 'ep1', application: 'shop', risk: 7 };

const answers = answerSession(session, [requestRow(0, { detections: [sqli(0)] }), requestRow(1)]);

/** What is answered beside what the elements ask themselves; a Response: in the place of all. */
type Owned = { fields?: object; errors?: unknown[]; data?: null } | Response;

function openGraph(owned: (query: string) => Owned) {
  const graph = openFakeGraph({
    ...answers,
    RequestDetail: (variables: never): Answer => {
      const answer = owned(graph.askedFor('RequestDetail').at(-1)!.query);
      if (answer instanceof Response) return answer;
      const { fields, errors, data } = answer;
      const { request } = (answers.RequestDetail(variables) as { data: { request: object } }).data;
      return { data: data === null ? null : { request: { ...request, ...fields } }, ...(errors && { errors }) };
    },
  });
  return graph;
}

/** The first request, open in its session. */
async function openFirst(graph: ReturnType<typeof openFakeGraph>, plugins: AnyPlugin[], locale = 'en') {
  SessionDetail.define();
  const element = document.createElement('session-detail');
  Object.assign(element, { sessionId: session.id, plugins });
  await mount(element, graph.connection, { locale });
  await until(() => rows(element).length > 0);
  rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
  await until(() => block(element, 'discovery.insights')?.querySelector('dl') != null);
  await settle(20);
  return element;
}

const block = (element: HTMLElement, id: string) =>
  openRequest(element)?.querySelector<HTMLElement>(`[aria-labelledby="${id}"]`);
const insights = (element: HTMLElement) => textOf(block(element, 'discovery.insights'));

let warnings: ReturnType<typeof hearWarnings>;
beforeEach(() => {
  warnings = hearWarnings();
  localStorage.clear();
});
afterEach(() => warnings.stop());

test('what API Discovery says now stands in front of our copies, each under what it is', async () => {
  const graph = openGraph(() => ({ fields: { discovery_endpoint: live } }));
  const element = await openFirst(graph, [ownedDiscovery]);

  expect(insights(element)).toContain(`Live from API Discovery Ask again Application shop Risk 7 ${COPIES}`);
  expect(graph.askedFor('RequestDetail')).toHaveLength(1);
  expect(graph.askedFor('RequestDetail')[0]!.query.replace(/\s+/g, ' ')).toContain(
    'discovery_endpoint: endpoint { id ... on Endpoint { application risk __typename } __typename }',
  );
  expect(warnings.said).toEqual([]);
  expect(await accessibilityFaults(block(element, 'discovery.insights')!)).toEqual([]);
});

test.each<[string, Owned]>([
  ['by a gateway that names no place', { fields: { discovery_endpoint: null }, errors: [down()] }],
  [
    'by one that names the fields',
    {
      fields: { discovery_endpoint: null },
      errors: [down(['request', 'discovery_endpoint', 'application']), down(['request', 'discovery_endpoint', 'risk'])],
    },
  ],
  [
    'half there, as its fields may be null',
    { fields: { discovery_endpoint: { id: 'ep1', application: null, risk: null } }, errors: [down()] },
  ],
])('where API Discovery is down the block says unavailable, and shows our copies: %s', async (_how, owned) => {
  const element = await openFirst(
    openGraph(() => owned),
    [ownedDiscovery],
  );

  expect(insights(element)).toContain(`Unavailable: no answer from API Discovery. ${COPIES}`);
  expect(warnings.said).toEqual([]);
  expect(await accessibilityFaults(block(element, 'discovery.insights')!)).toEqual([]);
});

test('asked again it answers, and the focus stays', async () => {
  let isDown = true;
  const graph = openGraph(() =>
    isDown ? { fields: { discovery_endpoint: null }, errors: [down()] } : { fields: { discovery_endpoint: live } },
  );
  const element = await openFirst(graph, [ownedDiscovery]);
  isDown = false;
  const button = buttonIn(block(element, 'discovery.insights')!, 'Ask again')!;
  button.focus();
  button.click();

  await until(() => insights(element).includes('Risk 7'));
  expect(insights(element)).not.toContain('Unavailable');
  expect(openRequest(element)!.activeElement).toBe(button);
});

test.each<[string, Owned]>([
  ['null', { fields: { discovery_endpoint: null } }],
  [
    'nothing but the id',
    { fields: { discovery_endpoint: { __typename: 'Endpoint', id: 'ep1', application: null, risk: null } } },
  ],
  [
    'null, and an error about what must not be',
    {
      fields: { discovery_endpoint: null },
      errors: [
        {
          message: 'Cannot return null for non-nullable field Endpoint.risk.',
          path: ['request', 'discovery_endpoint', 'risk'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    },
  ],
])('an endpoint that API Discovery does not know is something else: %s', async (_how, owned) => {
  const element = await openFirst(
    openGraph(() => owned),
    [ownedDiscovery],
  );

  expect(insights(element)).toContain(`Not known to API Discovery. ${COPIES}`);
});

test('a graph without API Discovery: told of once, our copies stay, nobody is told that it is down', async () => {
  const graph = openGraph((query) => refused(query, ['risk']) ?? {});
  const heard = listen(document, 'sessions-plugin-error');
  const element = await openFirst(graph, [ownedDiscovery]);

  expect(insights(element)).toContain(COPIES);
  expect(insights(element)).not.toMatch(/Live|Unavailable|Not known/);
  rows(element)[1]!.querySelector<HTMLElement>('.toggle')!.click();
  await until(() => graph.askedFor('RequestDetail').length === 3);
  await settle(20);
  expect(graph.askedFor('RequestDetail').map(({ query }) => query.includes('discovery_endpoint'))).toEqual([
    true,
    false,
    false,
  ]);
  expect(heard.map(({ pluginId, point }) => `${pluginId} ${point}`)).toEqual(['discovery fragments.request']);
  expect(warnings.said).toHaveLength(1);
});

test('an answer that fails as a whole is asked for again without the plugins, until somebody asks anew', async () => {
  let isDown = true;
  const graph = openGraph((query) => {
    if (!query.includes('discovery_endpoint')) return {};
    return isDown ? { data: null, errors: [down()] } : { fields: { discovery_endpoint: live } };
  });
  const element = await openFirst(graph, [ownedDiscovery]);

  expect(insights(element)).toContain(`Unavailable: no answer from API Discovery. ${COPIES}`);
  expect(warnings.said).toHaveLength(1);
  expect(warnings.said[0]).toContain('sessions plugin "discovery": fragments.request is left out');

  isDown = false;
  buttonIn(block(element, 'discovery.insights')!, 'Ask again')!.click();
  await until(() => insights(element).includes('Risk 7'));
  expect(warnings.said).toHaveLength(1);
});

test('in German', async () => {
  const known = await openFirst(
    openGraph(() => ({ fields: { discovery_endpoint: live } })),
    [ownedDiscovery],
    'de',
  );
  // The words of a language come in a chunk of their own.
  await until(() => insights(known).includes('Aktuell'));
  expect(insights(known)).toContain('Aktuell aus API Discovery Erneut fragen Anwendung shop');
  expect(insights(known)).toContain('Wie importiert Kopien, vielleicht älter: Nach ihnen wird gefiltert und gezählt.');

  const unavailable = await openFirst(
    openGraph(() => ({ fields: { discovery_endpoint: null }, errors: [down()] })),
    [ownedDiscovery],
    'de',
  );
  await until(() => insights(unavailable).includes('Nicht'));
  expect(insights(unavailable)).toContain('Nicht verfügbar: keine Antwort von API Discovery.');

  const unknown = await openFirst(
    openGraph(() => ({ fields: { discovery_endpoint: null } })),
    [ownedDiscovery],
    'de',
  );
  await until(() => insights(unknown).includes('nicht'));
  expect(insights(unknown)).toContain('In API Discovery nicht bekannt.');
});

test('what a subgraph says is text, and a value that it has not is a dash', async () => {
  for (const hostile of HOSTILE) {
    const owned = { ...live, application: hostile };
    const element = await openFirst(
      openGraph(() => ({ fields: { discovery_endpoint: owned } })),
      [ownedDiscovery],
    );
    expect(block(element, 'discovery.insights')!.querySelector('.live dd')!.textContent).toBe(printable(hostile));
  }
  const element = await openFirst(
    openGraph(() => ({ fields: { discovery_endpoint: { ...live, application: null } } })),
    [ownedDiscovery],
  );
  expect(insights(element)).toContain('Application – Risk 7');
});

test.each([
  ['of another type', 'fragment Owned on Request { path }', 'it must be on Endpoint, not on Request'],
  [
    'of more than one',
    'fragment A on Endpoint { risk } fragment B on Endpoint { risk }',
    'it must be one fragment, alone',
  ],
  ['too deep', 'fragment Owned on Endpoint { a { b { c { d } } } }', '"d" is more than 4 levels deep'],
  ['no GraphQL', 'risk, please', 'Syntax Error'],
])('a fragment %s is told of, and the block goes on with our copies', async (_what, fields, problem) => {
  const plugin = discovery({ href: () => '/discovery', owner: { fields, rows: () => [] } });
  const element = await openFirst(
    openGraph(() => ({})),
    [plugin],
  );

  expect(insights(element)).toContain(COPIES);
  expect(insights(element)).toContain('Explore in API Discovery');
  expect(warnings.said).toHaveLength(1);
  expect(warnings.said[0]).toContain(problem);
});

describe('attacks', () => {
  const attack = (fields: object | null) => ({ attack_links_detections: [{ attack: fields }] });
  const open = async (owned: Owned) =>
    openFirst(
      openGraph(() => owned),
      [ownedAttacks, discovery()],
    );
  const attacks = (element: HTMLElement) => textOf(block(element, 'attack-links.attacks'));

  test('what their detection says of each stands behind the detections', async () => {
    const element = await open({ fields: attack({ id: 'attack17', severity: 'HIGH' }) });

    expect(attacks(element)).toBe('Attacks Live from Attacks Ask again attack17 Severity HIGH');
    const titles = [...openRequest(element)!.querySelectorAll('h4')].map(textOf);
    expect(titles.slice(0, 2)).toEqual(['Detections', 'Attacks']);
    expect(block(element, 'attack-links.attacks')!.querySelector('a')!.getAttribute('href')).toBe(
      '/attacks#attack=attack17',
    );
    expect(await accessibilityFaults(block(element, 'attack-links.attacks')!)).toEqual([]);
  });

  test('down, not known, and not in the graph', async () => {
    const unavailable = await open({ fields: attack(null), errors: [down()] });
    expect(attacks(unavailable)).toContain('attack17 Unavailable: no answer from Attacks.');

    const unknown = await open({ fields: attack(null) });
    expect(attacks(unknown)).toContain('attack17 Not known to Attacks.');

    const absent = await openFirst(
      openGraph((query) => refused(query, ['severity']) ?? {}),
      [ownedAttacks, discovery()],
    );
    expect(block(absent, 'attack-links.attacks')).toBeNull();
  });

  test('the gateway blames Attacks: what API Discovery has left empty is an answer of it', async () => {
    const owner = {
      subgraph: 'discovery',
      fields: 'fragment Owned on Endpoint { risk rogue }' as TypedFragment<{
        risk: number | null;
        rogue: string | null;
      }>,
      rows: ({ risk, rogue }: { risk: number | null; rogue: string | null }) =>
        [
          ['Risk', risk],
          ['Rogue', rogue],
        ] as const,
    };
    const named = (name: string) => ({ message: `${name} is unavailable`, extensions: { serviceName: name } });
    const of = (name: string, rogue: string | null) =>
      openFirst(
        openGraph(() => ({
          fields: { ...attack(null), discovery_endpoint: { id: 'ep1', risk: null, rogue } },
          errors: [named(name)],
        })),
        [ownedAttacks, discovery({ owner })],
      );
    const blamed = await of('attacks', 'SHADOW');
    expect(insights(blamed)).toContain('Risk – Rogue SHADOW');
    expect(attacks(blamed)).toContain('attack17 Unavailable: no answer from Attacks.');
    // All empty: its owner has answered, and knows nothing of it.
    expect(insights(await of('attacks', null))).toContain('Not known to API Discovery.');
    expect(insights(await of('discovery', null))).toContain('Unavailable: no answer from API Discovery.');
  });

  test('an attack without anything missing is known, whatever else could not be asked', async () => {
    const fields = { ...attack({ id: 'attack17', severity: 'HIGH' }), discovery_endpoint: null };
    const element = await openFirst(
      openGraph(() => ({ fields, errors: [down()] })),
      [ownedAttacks, ownedDiscovery],
    );

    expect(attacks(element)).toContain('Severity HIGH');
    expect(insights(element)).toContain('Unavailable: no answer from API Discovery.');
  });
});
