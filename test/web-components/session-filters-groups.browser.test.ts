import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FilterOptionsQueryVariables } from '../../web-components/data/documents.generated.ts';
import { SessionFilters } from '../../web-components/session-filters/session-filters.ts';
import type { SessionsWhereChangeEvent } from '../../web-components/shared/events.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';

// Several requests in the bar: one that follows another, and one beside it.

SessionFilters.define();

const LISTED = { STATUS: ['200', '401'], METHOD: ['GET', 'POST'] };

async function open(params = '', provider: object = {}) {
  const graph = openFakeGraph({
    FilterOptions: ({ dimension, search }: FilterOptionsQueryVariables) => ({
      data: {
        sessionFilterOptions: (LISTED[dimension as keyof typeof LISTED] ?? [])
          .filter((key) => key.includes(search ?? ''))
          .map((key) => ({ key, label: key, count: 7 })),
      },
    }),
  });
  const element = new SessionFilters();
  element.params = params;
  const changes: SessionsWhereChangeEvent[] = [];
  element.addEventListener('sessions-where-change', (event) => changes.push(event));
  await mount(element, graph.connection, provider);
  if (params) await until(() => all(element, '.adds').length > 0 || element.params.includes('match=any'));
  return { element, changes, graph };
}

const all = (element: SessionFilters, selector: string) => [...shadow(element).querySelectorAll<HTMLElement>(selector)];
const find = (element: SessionFilters, selector: string) => all(element, selector)[0]!;
const focused = (element: SessionFilters) => shadow(element).activeElement as HTMLElement;
const isMenuOpen = (element: SessionFilters) => find(element, '#menu').matches(':popover-open');
/** Each line of the chips, as it is read. */
const lines = (element: SessionFilters) =>
  all(element, '.line, .group').map((line) =>
    [...line.querySelectorAll<HTMLElement>('.joint, .chip, li.muted')].map((each) => textOf(each)).join(' '),
  );
const menuAt = async (element: SessionFilters, id: string) => {
  await userEvent.click(find(element, `[data-menu="${id}"]`));
  await until(() => isMenuOpen(element));
  await settle(30);
};

test('by keyboard alone: 401, then 200, within a minute', async () => {
  const { element, changes } = await open('code=401');
  const add = find(element, '[data-menu="then.1/more"]');
  expect(textOf(add)).toBe('Followed by…');
  add.focus();
  await userEvent.keyboard('{Enter}');
  await until(() => isMenuOpen(element) && focused(element)?.matches('[role=combobox]'));
  await userEvent.keyboard('code{Enter}');
  await until(() => find(element, '.menu .classes') !== undefined && focused(element)?.matches('input'));
  await userEvent.keyboard('200');
  await until(() => textOf(find(element, '#menu')).includes('1 value'));
  await userEvent.keyboard('{Enter}');
  await until(() => element.params.includes('then.1.code=200'));
  expect(lines(element)).toEqual(['A request with Response code: 401', 'followed by Response code: 200']);
  // Esc leads to the button that adds to the new line, which stands where the menu was opened.
  await userEvent.keyboard('{Escape}');
  expect(focused(element).dataset.menu).toBe('then.1/more');
  expect(focused(element).getAttribute('aria-label')).toBe('followed by: Add a condition');

  find(element, '[data-menu="then.1/within"]').focus();
  await userEvent.keyboard('{Enter}');
  await until(() => isMenuOpen(element) && focused(element)?.matches('input[name=amount]'));
  await userEvent.keyboard('60{Enter}');
  await until(() => element.params.includes('within'));
  expect(isMenuOpen(element)).toBe(false);
  expect(lines(element)).toEqual(['A request with Response code: 401', 'followed within 1 min by Response code: 200']);
  expect(element.params).toBe('code=401&then.1.code=200&then.1.within=60s');
  expect(changes.at(-1)!.where.filter).toEqual({
    sequence: [{ request: { statuses: [401] } }, { request: { statuses: [200] }, withinMs: 60_000 }],
  });
  expect(await accessibilityFaults(element)).toEqual([]);
});

test('another request stands beside it, with conditions of its own', async () => {
  const { element, changes } = await open('method=POST&then.1.code=200');
  await menuAt(element, 'and.1/more');
  await userEvent.keyboard('method{Enter}');
  await until(() => all(element, '[role=option]').length > 1);
  all(element, '[role=option]')[0]!.click();
  await until(() => element.params.includes('and.1.method=GET'));
  expect(lines(element)).toEqual([
    'A request with Method: POST',
    'followed by Response code: 200',
    'and another with Method: GET',
  ]);
  expect(changes.at(-1)!.where.filter).toEqual({
    requests: [{ methods: ['GET'] }],
    sequence: [{ request: { methods: ['POST'] } }, { request: { statuses: [200] } }],
  });
});

test('each condition and each line takes itself away, and later steps move up', async () => {
  const { element } = await open('code=401&then.1.code=200&then.1.method=POST&then.2.code=403&then.2.within=5s');
  all(element, '.group .chip')[0]!.click();
  await settle(30);
  expect(element.params).toBe('code=401&then.1.method=POST&then.2.code=403&then.2.within=5s');
  expect(textOf(focused(element))).toBe('Method: POST');
  const remove = find(element, '.group button.small[aria-label^="Remove"]');
  expect(remove.getAttribute('aria-label')).toBe('Remove filter followed by');
  remove.click();
  await settle(30);
  expect(element.params).toBe('code=401&then.1.code=403&then.1.within=5s');
  expect(textOf(focused(element))).toBe('Response code: 403');
  // Without its own conditions the first request is any.
  all(element, '.line .chip')[0]!.click();
  await settle(30);
  expect(element.params).toBe('then.1.code=403&then.1.within=5s');
  expect(lines(element)).toEqual(['A request with any request', 'followed within 5 s by Response code: 403']);
});

test('the values of a step are counted among all sessions, and say so; those beside steps are of the list', async () => {
  const { element, graph } = await open('code=401&then.1.method=POST');
  await menuAt(element, 'then.1/more');
  await userEvent.keyboard('code{Enter}');
  await until(() => find(element, '.menu .columns') !== undefined && all(element, '[role=option]').length === 2);
  expect(textOf(find(element, '.menu .columns'))).toBe('Value Sessions with such a request');
  expect(graph.askedFor('FilterOptions').at(-1)!.variables).toMatchObject({
    dimension: 'STATUS',
    filter: { requests: [{ methods: ['POST'] }] },
  });
  await userEvent.keyboard('{Escape}');
  await menuAt(element, 'method');
  expect(graph.askedFor('FilterOptions').at(-1)!.variables).toMatchObject({
    dimension: 'METHOD',
    filter: {
      requests: [{ statuses: [401] }],
      sequence: [{ request: { statuses: [401] } }, { request: { methods: ['POST'] } }],
    },
  });
});

test('a time that is none is refused with what would be right, and nothing is asked', async () => {
  const { element, changes } = await open('code=401&then.1.code=200');
  await menuAt(element, 'then.1/within');
  await userEvent.keyboard('90000{Enter}');
  await until(() => find(element, '[role=alert]') !== undefined);
  expect(textOf(find(element, '[role=alert]'))).toBe('Enter a time from 0 to 24 hours.');
  expect(changes).toEqual([]);
});

test('where different requests may meet the filters, the line says which of them are one', async () => {
  const { element } = await open('code=401&method=POST&method=PUT&match=any');
  expect(lines(element)).toEqual(['A request with Response code: 401 and another with Method: POST Method: PUT']);
});

test('says it in German', async () => {
  const { element } = await open('code=401&then.1.code=200&then.1.within=3600s&and.1.not.method=GET', { locale: 'de' });
  await until(() => lines(element)[0]!.startsWith('Eine'));
  expect(lines(element)).toEqual([
    'Eine Anfrage mit Antwortcode: 401',
    'gefolgt innerhalb von 1 Std. von Antwortcode: 200',
    'und eine weitere mit Methode ist nicht GET',
  ]);
  expect(all(element, '.adds button').map((button) => textOf(button))).toEqual([
    'Gefolgt von…',
    'Und eine weitere Anfrage…',
  ]);
});
