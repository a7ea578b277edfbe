import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { risk } from '../../../web-components/plugins/risk/risk.ts';
import { scoreFilter } from '../../../web-components/plugins/risk/score-filter.ts';
import { SessionExplorer } from '../../../web-components/session-explorer/session-explorer.ts';
import type { SessionFilters } from '../../../web-components/session-filters/session-filters.ts';
import { type Answer, openFakeGraph } from '../support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from '../support/page.ts';
import { hearWarnings, refused } from '../support/plugins.ts';
import { factor, INJECTION, inList, type KnownRisk, riskOf } from '../support/risk.ts';
import { cell, edgesOf, find, headings, openList, rowIds, said, withText } from '../support/session-list.ts';
import { answerList } from '../support/sessions.ts';

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

const scored = (...risks: (KnownRisk | null)[]) =>
  edgesOf(risks.length).map((edge, n) => ({ ...edge, node: { ...edge.node, risk_sum: inList(risks[n]!) } }));

const WORST = riskOf(
  ...['ATTACK_SEVERITY', 'MALICIOUS_ANSWERED', 'ATTACK_TYPES', 'SENSITIVE_FLOW', 'SOURCE'].map((code) =>
    factor(code, 20),
  ),
  { ...factor('NEW\u202E', 4), label: 'New <b>\u202E' },
);

test('the list has a column with score and level, whose title says why', async () => {
  const graph = openFakeGraph(answerList(scored(INJECTION, null, riskOf(), WORST)));
  const list = await openList(graph, {}, { plugins: [risk()] });
  await until(() => rowIds(list).length > 0);

  expect(headings(list).slice(2, 5)).toEqual(['Attacks', 'Risk', 'Users']);
  const texts = [0, 1, 2, 3].map((row) => textOf(cell(list, row, 'risk.score')));
  expect(texts).toEqual(['Medium 59', '– The risk score is being computed.', 'Low 0', 'High 100']);
  const titles = [0, 1, 2, 3].map((row) =>
    cell(list, row, 'risk.score').querySelector('[title]')!.getAttribute('title'),
  );
  expect(titles).toEqual([
    '+36 Severity of the attacks\n+18 Attacks let through and answered with success\n+5 Many error answers',
    'The risk score is being computed.',
    'Nothing was found that adds to the risk.',
    `${['Severity of the attacks', 'Attacks let through and answered with success', 'Several types of attack', 'Sensitive business flows'].map((name) => `+20 ${name}`).join('\n')}\n2 more`,
  ]);
  // A level has one colour, in its word, its number and its bar; a low one has none.
  const colours = [0, 2, 3].map((row) => {
    const told = cell(list, row, 'risk.score').querySelector('[title]')!;
    const all = [told, told.querySelector('.number')!, told.querySelectorAll('rect')[1]!];
    return [...new Set(all.map((part) => getComputedStyle(part).color))];
  });
  expect(colours).toEqual([['rgb(138, 83, 0)'], [getComputedStyle(list).color], ['rgb(179, 38, 30)']]);
  expect(graph.askedFor('SessionList')[0]!.query).not.toContain('requestIds');
  expect(warnings.said).toEqual([]);
  expect(await accessibilityFaults(list)).toEqual([]);
});

test('its heading has the server sort, worst first, and then the other way round', async () => {
  const graph = openFakeGraph(answerList(scored(INJECTION, null)));
  const list = await openList(graph, {}, { plugins: [risk()] });
  await until(() => rowIds(list).length > 0);
  const order = () => graph.askedFor('SessionList').at(-1)!.variables.orderBy;

  withText(list, 'th button', 'Risk').click();
  await until(() => said(list).includes('highest risk first'));
  expect(order()).toEqual({ field: 'RISK', direction: 'DESC' });
  expect(find(list, 'th[data-column="risk.score"]').getAttribute('aria-sort')).toBe('descending');
  withText(list, 'th button', 'Risk').click();
  await until(() => said(list).includes('lowest risk first'));
  expect(order()).toEqual({ field: 'RISK', direction: 'ASC' });
});

test('it is there in a compact list too, and in German', async () => {
  const graph = openFakeGraph(answerList(scored(WORST)));
  const list = await openList(graph, { compact: true, lang: 'de' }, { plugins: [risk()] });
  await until(() => rowIds(list).length > 0 && headings(list).includes('Risiko'));

  expect(textOf(cell(list, 0, 'risk.score'))).toBe('Hoch 100');
  expect(cell(list, 0, 'risk.score').querySelector('[title]')!.getAttribute('title')).toContain(
    '+20 Mehrere Angriffsarten',
  );
});

test('in a graph that knows no scores its cells are empty, and the list is whole', async () => {
  const answers = answerList(edgesOf(2));
  const graph = openFakeGraph({
    ...answers,
    SessionList: (variables: never): Answer =>
      refused(graph.askedFor('SessionList').at(-1)!.query, ['risk_sum']) ?? answers.SessionList(variables),
  });
  const list = await openList(graph, {}, { plugins: [risk()] });
  await until(() => rowIds(list).length > 0);

  expect(textOf(cell(list, 0, 'risk.score'))).toBe('');
  expect(textOf(cell(list, 0, 'attacks'))).not.toBe('');
  expect(warnings.said).toHaveLength(1);
});

async function openExplorer(query: string) {
  SessionExplorer.define();
  const address = new URL(location.href);
  address.search = query;
  window.history.replaceState(null, '', address);
  const graph = openFakeGraph({
    ...answerList(scored(INJECTION, WORST)),
    SessionsTimeline: () => ({ errors: [{ message: 'not here' }] }),
    FilterOptions: () => ({ data: { sessionFilterOptions: [] } }),
  });
  const explorer = await mount(document.createElement('session-explorer'), graph.connection, { plugins: [risk()] });
  const list = shadow(explorer).querySelector('session-list')!;
  await until(() => rowIds(list).length > 0 || shadow(list).querySelector('.unread-params') !== null);
  const bar = shadow(explorer).querySelector<SessionFilters>('session-filters')!;
  const asked = (operation = 'SessionList') =>
    (graph.askedFor(operation).at(-1)?.variables as { filter?: unknown } | undefined)?.filter;
  const inMenu = <Node extends HTMLElement = HTMLButtonElement>(selector: string) => [
    ...shadow(bar).querySelectorAll<Node>(`session-plugin-slot ${selector}`),
  ];
  const open = async () => {
    pill(bar).click();
    await until(() => inMenu('form').length > 0);
    await settle(20);
  };
  return { explorer, graph, bar, asked, inMenu, open };
}

const pill = (bar: SessionFilters) => shadow(bar).querySelector<HTMLElement>('[data-menu="x.risk-score"]')!;
const chips = (bar: SessionFilters) => [...shadow(bar).querySelectorAll('.chip')].map(textOf);
const inAddress = () => new URLSearchParams(location.search).get('s.x.risk-score');

test('levels are chosen one by one; list, number and timeline are asked the same', async () => {
  const { explorer, bar, asked, inMenu, open } = await openExplorer('');
  await open();
  expect(inMenu('[aria-pressed]').map(textOf)).toEqual(['High', 'Medium', 'Low']);
  expect(await accessibilityFaults(explorer)).toEqual([]);

  inMenu('[aria-pressed]')[1]!.click();
  await until(() => asked() !== undefined);
  inMenu('[aria-pressed]')[0]!.click();
  await until(() => JSON.stringify(asked()).includes('HIGH'));
  await settle(50);

  const wanted = { riskLevels: ['HIGH', 'MEDIUM'] };
  expect([asked(), asked('SessionCount'), asked('SessionsTimeline')]).toEqual([wanted, wanted, wanted]);
  expect(inMenu('[aria-pressed=true]').map(textOf)).toEqual(['High', 'Medium']);
  expect(inAddress()).toBe('HIGH,MEDIUM');
  expect(chips(bar)).toEqual(['Risk: High, Medium']);

  inMenu('[aria-pressed=true]')[0]!.click();
  await until(() => inMenu('[aria-pressed=true]').length === 1);
  expect(inAddress()).toBe('MEDIUM');
  inMenu('[aria-pressed=true]')[0]!.click();
  await until(() => inAddress() === null);
  expect(chips(bar)).toEqual([]);
});

test('a range is typed; nonsense is told of, and asks for nothing', async () => {
  const { explorer, bar, asked, inMenu, open } = await openExplorer('');
  await open();
  const [from, to] = inMenu<HTMLInputElement>('input');
  const problem = () => textOf(inMenu('.problem')[0]);
  const type = async (low: string, high: string) => {
    await userEvent.fill(from!, low);
    await userEvent.fill(to!, high);
    await userEvent.keyboard('{Enter}');
    await settle(20);
  };

  for (const [low, high] of [
    ['x', ''],
    ['-1', ''],
    ['', '101'],
    ['1.5', ''],
  ] as const) {
    await type(low, high);
    expect(problem()).toBe('A score is a whole number from 0 to 100.');
    expect(shadow(bar).activeElement).toBe(low ? from : to);
    expect([from, to].map((input) => input!.getAttribute('aria-invalid'))).toEqual([
      String(low !== ''),
      String(high !== ''),
    ]);
  }
  await type('90', '10');
  expect(problem()).toBe('"From" is greater than "To".');
  expect(await accessibilityFaults(explorer)).toEqual([]);
  expect([asked(), inAddress()]).toEqual([undefined, null]);

  await type('70', '');
  expect(problem()).toBe('');
  expect(asked()).toEqual({ riskScore: { gte: 70 } });
  expect([inAddress(), chips(bar)]).toEqual(['70..', ['Risk: at least 70']]);
  await type('70', '90');
  expect([inAddress(), chips(bar)]).toEqual(['70..90', ['Risk: 70 to 90']]);
  // A level takes the place of a range.
  inMenu('[aria-pressed]')[2]!.click();
  await until(() => from!.value === '');
  expect(inAddress()).toBe('LOW');
});

test.each([
  ['LOW', { riskLevels: ['LOW'] }, 'Risk: Low'],
  ['LOW,HIGH', { riskLevels: ['HIGH', 'LOW'] }, 'Risk: High, Low'],
  ['70..100', { riskScore: { gte: 70, lte: 100 } }, 'Risk: 70 to 100'],
  ['..30', { riskScore: { lte: 30 } }, 'Risk: at most 30'],
  ['0..0', { riskScore: { gte: 0, lte: 0 } }, 'Risk: 0 to 0'],
])('a link may say %s', async (text, filter, chip) => {
  const { asked, bar } = await openExplorer(`?${new URLSearchParams({ 's.v': '1', 's.x.risk-score': text })}`);
  expect(asked()).toEqual(filter);
  expect(chips(bar)).toEqual([chip]);
});

test('of a link that makes no sense nothing is asked, and it is said', async () => {
  const { graph, bar } = await openExplorer('?s.v=1&s.x.risk-score=CRITICAL&s.method=POST');
  expect(graph.askedFor('SessionList')).toEqual([]);
  expect(chips(bar)).toEqual(['Method: POST', 'x.risk-score=CRITICAL']);
  for (const text of [
    '',
    'high',
    'HIGH,',
    'HIGH,70..',
    '..',
    '70',
    '070..',
    '1..2..3',
    '90..10',
    '..101',
    '-1..',
    '7e1..',
  ]) {
    expect([text, scoreFilter.parse(text)]).toEqual([text, undefined]);
  }
});
