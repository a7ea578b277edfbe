import { beforeEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buttonIn, chips, many, openDetail, rows, session, tableRoot } from './support/detail.ts';
import { answerEndpoints, newReport, slowCart } from './support/endpoints.ts';
import type { Asked } from './support/graph.ts';
import { accessibilityFaults, settle, textOf, until } from './support/page.ts';
import { answerSession } from './support/requests.ts';

// The endpoints of an open session, in the place of its requests.

beforeEach(() => localStorage.clear());

const endpointsRoot = (element: HTMLElement) =>
  tableRoot(element).querySelector('session-endpoint-table')?.shadowRoot ?? undefined;
const lines = (element: HTMLElement) => [
  ...(endpointsRoot(element)?.querySelectorAll<HTMLElement>('tbody tr[data-row]') ?? []),
];
/** The variables of what was asked, in their order. */
const asked = (graph: { asked: readonly Asked[] }, wanted = 'SessionEndpoints') =>
  graph.asked.filter(({ operation }) => operation === wanted).map(({ variables }) => variables);
const cell = (row: HTMLElement, column: string) => textOf(row.querySelector(`[data-column=${column}]`));
const view = (element: HTMLElement, name: string) =>
  [...tableRoot(element).querySelectorAll<HTMLInputElement>('input[name=view]')].find(
    (input) => textOf(input.closest('label')) === name,
  )!;

async function openEndpoints(list = [slowCart(), newReport()], answers = {}) {
  const opened = await openDetail(
    {},
    {
      ...answerSession(session, many(3)),
      SessionEndpoints: answerEndpoints(session.id, list),
      ...answers,
    },
  );
  view(opened.element, 'Endpoints').click();
  await until(() => lines(opened.element).length > 0);
  return opened;
}

it('are rows of requests, errors and times, with what is usual beside them', async () => {
  const { element, graph } = await openEndpoints();
  const [cart, report] = lines(element);
  expect(asked(graph)).toMatchObject([
    { id: session.id, first: 50, orderBy: { field: 'DEVIATIONS', direction: 'DESC' } },
  ]);
  expect(cell(cart!, 'path')).toBe('POST /cart');
  expect(cell(cart!, 'requests')).toBe('4 40%');
  expect(cell(cart!, 'errors')).toBe('1 25%');
  expect(cell(cart!, 'median')).toBe('800 usual 20 of 3 of 4');
  expect(cell(cart!, 'p95')).toBe('812 usual 31 of 3 of 4');
  expect(cell(cart!, 'deviation')).toBe('× 40 3 slow , extreme');
  expect(cell(cart!, 'flow')).toBe('Billing');
  expect(cell(cart!, 'risk')).toBe('8 high');
  expect(cell(report!, 'median')).toBe('4.3 no baseline');
  expect(cell(report!, 'deviation')).toBe('');
  expect(await accessibilityFaults(element)).toEqual([]);
});

it('are asked under the filters of the requests, and again when these change', async () => {
  const { element, graph } = await openEndpoints();
  Object.assign(element, { filters: 'method=POST' });
  await until(() => asked(graph).length === 2);
  expect(asked(graph)[1]).toMatchObject({ filter: { methods: ['POST'] } });
  expect(asked(graph, 'SessionRequests').at(-1)).toMatchObject({ filter: { methods: ['POST'] } });
});

it('are sorted by the server, so that those without a row are sorted too, and say how many there are', async () => {
  const list = Array.from({ length: 240 }, (_, n) => newReport({ summary: { ...newReport().summary, id: `e${n}` } }));
  const { element, graph } = await openEndpoints(list);
  const root = endpointsRoot(element)!;
  expect(lines(element)).toHaveLength(50);
  expect(textOf(root.querySelector('.rest'))).toBe('The first 50 of 240 endpoints in this order. Show up to 200');
  buttonIn(root, 'Show up to 200')!.click();
  await until(() => lines(element).length === 200);
  expect(textOf(root.querySelector('.rest'))).toBe('The first 200 of 240 endpoints in this order.');
  buttonIn(root, '95 % within, ms')!.click();
  await until(() => asked(graph).length === 3);
  buttonIn(root, '95 % within, ms')!.click();
  await until(() => asked(graph).length === 4);
  expect(
    asked(graph)
      .slice(2)
      .map(({ orderBy }) => orderBy),
  ).toEqual([
    { field: 'DURATION_P95', direction: 'DESC' },
    { field: 'DURATION_P95', direction: 'ASC' },
  ]);
});

it('lead to their requests by one press, and are come to by one key', async () => {
  const { element } = await openEndpoints([slowCart({ summary: { ...slowCart().summary, id: 'ep1' } })]);
  view(element, 'Requests').click();
  await until(() => rows(element).length === 3);
  element.focus();
  await userEvent.keyboard('e');
  await until(() => lines(element).length === 1);
  lines(element)[0]!.querySelector<HTMLElement>('.show')!.click();
  await until(() => chips(element, '.local').length === 1 && rows(element).length === 3);
  expect(chips(element, '.local')).toEqual(['Endpoint ID: POST api.example.com/cart']);
  await settle();
  expect(endpointsRoot(element)).toBeUndefined();
  expect(tableRoot(element).activeElement).toBe(view(element, 'Requests'));
});

it('are walked through by arrows, and cut in their middle where there is no room', async () => {
  const long =
    '/erddap/tabledap/a-very-long-name-of-a-data-set-that-nobody-has-room-for/in-a-narrow-column/download.csv';
  const { element } = await openEndpoints([
    slowCart(),
    newReport({ summary: { ...newReport().summary, pathTemplate: long } }),
  ]);
  lines(element)[0]!.querySelector<HTMLElement>('.path button')!.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowRight}');
  const focused = endpointsRoot(element)!.activeElement!;
  expect(focused.closest('tr')).toBe(lines(element)[1]);
  expect(focused.closest('td')!.dataset.column).toBe('requests');
  const name = lines(element)[1]!.querySelector<HTMLElement>('.path button')!;
  expect(name.title).toBe(`GET api.example.com${long}`);
  const end = name.querySelector<HTMLElement>('.cut i')!;
  expect(end.dataset.end).toBe('download.csv'.slice(-12));
  expect(name.getBoundingClientRect().right).toBeLessThanOrEqual(name.closest('th')!.getBoundingClientRect().right + 1);
});

it('that take too long leave the requests alone', async () => {
  const opened = await openDetail(
    {},
    {
      ...answerSession(session, many(3)),
      SessionEndpoints: () => ({ data: { session: { id: session.id, endpoints: null } } }),
    },
  );
  view(opened.element, 'Endpoints').click();
  await until(() => !!endpointsRoot(opened.element)?.querySelector('[role=alert]'));
  expect(textOf(endpointsRoot(opened.element)!.querySelector('[role=alert] span'))).toBe(
    'The endpoints of this session are unavailable.',
  );
  view(opened.element, 'Requests').click();
  await until(() => rows(opened.element).length === 3);
});
