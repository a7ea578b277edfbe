import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { risk } from '../../../web-components/plugins/risk/risk.ts';
import { notice } from '../support/actions.ts';
import { buttonIn, focusedPath, openDetail, paths, rows, session, tableRoot } from '../support/detail.ts';
import { accessibilityFaults, settle, shadow, textOf, until } from '../support/page.ts';
import { hearWarnings, refused } from '../support/plugins.ts';
import { answerSession, requestRow } from '../support/requests.ts';
import {
  factor,
  factorRows,
  INJECTION,
  links,
  openFactor,
  openRisks,
  openScored,
  openSum,
  panel,
  riskOf,
} from '../support/risk.ts';
import { listen } from '../support/session-list.ts';

let warnings: ReturnType<typeof hearWarnings>;
beforeEach(() => {
  warnings = hearWarnings();
  localStorage.clear();
});
afterEach(() => warnings.stop());

const summary = (element: HTMLElement) => textOf(panel(element)!.querySelector('.risk > summary'));
const marked = (element: HTMLElement) => textOf(tableRoot(element).querySelector('tr.marked .path'));

/** Among what is in sight: the row lies inside its frame and inside the window. */
function isInView(element: HTMLElement): boolean {
  const row = tableRoot(element).querySelector('tr.marked')!.getBoundingClientRect();
  const frame = tableRoot(element).querySelector('.scroller')!.getBoundingClientRect();
  return row.top >= Math.max(0, frame.top) && row.bottom <= Math.min(innerHeight, frame.bottom);
}

test('one line says how high the risk is and why; opened, it is the sum', async () => {
  const { element, graph } = await openScored();

  expect(textOf(panel(element)!.querySelector('h3'))).toBe('Risk');
  expect(summary(element)).toBe(
    '59 of 100 Medium Severity of the attacks +36 · Attacks let through and answered with success +18 · Many error answers +5',
  );
  expect(await accessibilityFaults(element)).toEqual([]);

  await openSum(element);
  expect(factorRows(element).map(textOf)).toEqual([
    'Severity of the attacks +36',
    'Attacks let through and answered with success +18',
    'Many error answers +5',
  ]);
  // The bars have one scale.
  const widths = factorRows(element).map((row) => Number(row.querySelectorAll('rect')[1]!.getAttribute('width')));
  expect(widths).toEqual([72, 36, 10]);
  // Nobody has asked for requests yet.
  expect(graph.asked.filter(({ operation }) => operation.startsWith('Risk'))).toEqual([]);
  expect(await accessibilityFaults(element)).toEqual([]);
});

test('a factor opens to the requests that show it, best first, asked for once', async () => {
  const { element, graph } = await openScored();
  await openSum(element);
  const row = await openFactor(element, 0);

  expect([...row.querySelectorAll('li')].map(textOf)).toEqual([
    'Nov 20, 11:59:59 POST /orders/1 200',
    'Nov 20, 12:00:00 POST /orders/0 no response',
  ]);
  expect(graph.askedFor('RiskRequests').map(({ variables }) => variables)).toEqual([
    { id: session.id, ids: ['request1', 'request0'], first: 2 },
  ]);
  expect(await accessibilityFaults(element)).toEqual([]);

  await openFactor(element, 1);
  // The ids of all factors came at once.
  expect(graph.askedFor('RiskEvidence')).toHaveLength(1);
  expect(graph.askedFor('RiskRequests')).toHaveLength(2);
});

test('a request of a factor is a link with an address of its own, and followed, it is marked, in view and focused', async () => {
  const { element } = await openScored(undefined, { sessionsPage: '/sessions', urlKey: 's' });
  await openSum(element);
  await openFactor(element, 0);
  const heard = listen(element, 'session-filters-change');
  const [first] = links(element);

  expect(first!.getAttribute('href')).toBe(
    `/sessions?${new URLSearchParams({ 's.v': '1', 's.time': 'all', 's.mark': 'request1', 's.open': session.id })}`,
  );
  first!.focus();
  await userEvent.keyboard('{Enter}');
  await until(() => focusedPath(element) === '/orders/1');

  expect(marked(element)).toBe('/orders/1');
  expect(isInView(element)).toBe(true);
  expect(heard.map(({ filters, mark }) => [filters, mark])).toEqual([['', 'request1']]);
  expect(textOf(notice(element))).toBe('');
  // Somewhere else since: the same link leads there again.
  rows(element)[4]!.querySelector<HTMLElement>('.toggle')!.focus();
  first!.click();
  await until(() => focusedPath(element) === '/orders/1');
});

test('with a key that asks for a new tab, the browser follows the link', async () => {
  const { element } = await openScored();
  await openSum(element);
  await openFactor(element, 0);
  const [link] = links(element);
  let isLeft = false;
  const leave = (event: Event) => {
    isLeft = !event.defaultPrevented;
    event.preventDefault();
  };
  document.addEventListener('click', leave, { once: true });

  link!.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ctrlKey: true }));

  expect(isLeft).toBe(true);
  expect(element.mark).toBeUndefined();
});

test('filters that hide the request are lifted; the page says so, and leads back to them', async () => {
  const { element } = await openScored(undefined, { filters: 'method=GET' });
  expect(paths(element)).toEqual(['/orders/2', '/orders/3', '/orders/4']);
  await openSum(element);
  await openFactor(element, 2);
  links(element)[0]!.click();
  await until(() => focusedPath(element) === '/orders/2');
  // This one was not hidden.
  expect(notice(element)).toBeNull();
  expect(paths(element)).toHaveLength(3);

  const heard = listen(element, 'session-filters-change');
  await openFactor(element, 0);
  links(element)[0]!.click();
  await until(() => focusedPath(element) === '/orders/1');
  expect(isInView(element)).toBe(true);
  expect(paths(element)).toHaveLength(5);
  expect(textOf(notice(element))).toContain('The filters hid this request: all requests are shown now.');
  expect(heard.map(({ mark }) => mark)).toEqual(['request1']);
  expect(await accessibilityFaults(element)).toEqual([]);

  buttonIn(notice(element)!, 'Filter again')!.click();
  await until(() => paths(element).length === 3);
  expect(notice(element)).toBeNull();
  expect(heard.at(-1)!.filters).toBe('method=GET');
  expect(shadow(element).activeElement).not.toBeNull();
});

test('of a long session the page with the request is read', async () => {
  const server = openRisks();
  const requests = Array.from({ length: 170 }, (_, n) => requestRow(n));
  server.state.risk = riskOf(factor('VOLUME', 6, 'request160'));
  const { element } = await openScored({
    ...server,
    answers: {
      ...server.answers,
      SessionRequests: answerSession(session, requests).SessionRequests,
      RiskRequests: () => ({ data: { session: { id: session.id, requests: { nodes: [requests[160]] } } } }),
    },
  });
  expect(paths(element)).not.toContain('/orders/160');
  await openSum(element);
  await openFactor(element, 0);
  links(element)[0]!.click();

  await until(() => focusedPath(element) === '/orders/160');
  expect(isInView(element)).toBe(true);
});

test('the panel follows the score, and so do the requests of an open factor', async () => {
  const { element, graph, server } = await openScored();
  await openSum(element);
  const row = await openFactor(element, 0);
  server.state.risk = riskOf(factor('ATTACK_SEVERITY', 20, 'request0'), factor('SOURCE', 6, 'request3'));
  element.refresh();

  await until(() => links(element).length === 1);
  expect(textOf(panel(element)!.querySelector('.score'))).toBe('26 of 100 Low');
  expect(factorRows(element)[0]).toBe(row);
  expect(textOf(links(element)[0])).toContain('/orders/0');
  expect(factorRows(element).map((one) => textOf(one.querySelector('.name')))).toEqual([
    'Severity of the attacks',
    'Anonymous or rented sources',
  ]);
  expect(graph.askedFor('RiskEvidence')).toHaveLength(2);
});

test('a sum above 100 says where it was cut; a score of nothing says that nothing was found', async () => {
  const server = openRisks();
  const many = [
    'ATTACK_SEVERITY',
    'MALICIOUS_ANSWERED',
    'ATTACK_TYPES',
    'SENSITIVE_FLOW',
    'RISKY_ENDPOINT',
    'IDENTITY',
  ];
  server.state.risk = riskOf(...many.map((code) => factor(code, 19, 'request0')));
  const { element } = await openScored(server);
  await openSum(element);

  expect(textOf(panel(element)!.querySelector('.score'))).toBe('100 of 100 High');
  expect(textOf(panel(element)!.querySelector('.factors + p'))).toBe(
    'The points add up to 114; the score ends at 100.',
  );
  expect(factorRows(element).map((row) => textOf(row.querySelector('.points')))).toEqual(many.map(() => '+19'));

  server.state.risk = riskOf();
  element.refresh();
  await until(() => factorRows(element).length === 0);
  expect(textOf(panel(element))).toBe('Risk 0 of 100 Low Nothing was found that adds to the risk.');
  expect(await accessibilityFaults(element)).toEqual([]);
});

test('a score that is being computed says so, and is there by itself when it is', async () => {
  const server = openRisks();
  server.state.risk = null;
  const { element } = await openScored(server);
  expect(textOf(panel(element))).toBe('Risk The risk score is being computed.');
  expect(await accessibilityFaults(element)).toEqual([]);

  server.state.risk = INJECTION;
  await until(() => panel(element)!.querySelector('.score') !== null);
  expect(textOf(panel(element)!.querySelector('.score'))).toBe('59 of 100 Medium');
});

test('a score that could not be read is not said to be computed', async () => {
  const server = openRisks();
  server.state.risk = null;
  const { SessionHeader } = server.answers;
  server.answers.SessionHeader = async (variables) => ({
    ...(await SessionHeader!(variables)),
    errors: [{ message: 'down', path: ['session', 'risk_sum'] }],
  });
  const { element, graph } = await openScored(server);

  expect(textOf(panel(element))).toBe('Risk The risk score is not available now.');
  await settle(1200);
  expect(graph.askedFor('RiskEvidence')).toEqual([]);
});

test('what came from elsewhere is text: a factor that is not known here, and the path of a request', async () => {
  const server = openRisks();
  const label = '<img src=x onerror=alert(1)>\u202Egnp';
  server.state.risk = riskOf({ ...factor('constructor', 7, 'request9'), label }, factor('NEW_ONE', 3));
  server.answers.RiskRequests = () => ({
    data: { session: { id: session.id, requests: { nodes: [requestRow(9, { path: '/<b>\u202E"\'/x' })] } } },
  });
  const { element } = await openScored(server);
  await openSum(element);
  const row = await openFactor(element, 0);

  expect(textOf(row.querySelector('.name'))).toBe('<img src=x onerror=alert(1)>\\u202egnp');
  expect(textOf(row.querySelector('a'))).toBe('Nov 20, 11:59:51 GET /<b>\\u202e"\'/x');
  expect(panel(element)!.querySelectorAll('img, b:not(.score b)')).toHaveLength(0);
  expect(textOf(factorRows(element)[1]!.querySelector('.name'))).toBe('Label of NEW_ONE');
  await openFactor(element, 1);
  expect(textOf(factorRows(element)[1])).toContain('No requests are kept that show it.');
});

test('requests that could not be read are asked for again', async () => {
  let fails = true;
  const server = openRisks();
  const { RiskEvidence } = server.answers;
  server.answers.RiskEvidence = (variables) => (fails ? { errors: [{ message: 'down' }] } : RiskEvidence!(variables));
  const { element } = await openScored(server);
  await openSum(element);
  const row = await openFactor(element, 0);
  expect(textOf(row.querySelector('[role=alert]'))).toContain('The requests could not be read.');

  fails = false;
  const retry = buttonIn(row, 'Try again')!;
  retry.focus();
  retry.click();
  await until(() => links(element).length === 2);
  expect(shadow(element).activeElement).toBe(row.querySelector('summary'));
});

test('all of it is reached by keyboard alone', async () => {
  const { element } = await openScored();
  const line = panel(element)!.querySelector<HTMLElement>('.risk > summary')!;
  line.focus();
  await userEvent.keyboard('{Enter}{Tab}');
  expect(textOf(shadow(element).activeElement)).toContain('Severity of the attacks');
  await userEvent.keyboard('{Enter}');
  await until(() => links(element).length === 2);
  await userEvent.keyboard('{Tab}');
  expect(shadow(element).activeElement).toBe(links(element)[0]);
  await userEvent.keyboard('{Enter}');
  await until(() => focusedPath(element) === '/orders/1');
});

test('in German', async () => {
  const { element } = await openScored(undefined, { lang: 'de' });
  await until(() => textOf(panel(element)).startsWith('Risiko'));
  await openSum(element);
  await until(() => textOf(factorRows(element)[0]).startsWith('Schwere'));

  expect(textOf(panel(element)!.querySelector('.score'))).toBe('59 von 100 Mittel');
  expect(factorRows(element).map((row) => textOf(row.querySelector('.name')))).toEqual([
    'Schwere der Angriffe',
    'Angriffe durchgelassen und erfolgreich beantwortet',
    'Viele Fehlerantworten',
  ]);
});

test('without the plugin, and in a graph that knows no scores, there is nothing of it', async () => {
  const without = await openDetail({ plugins: [] }, openRisks().answers as never);
  await settle(30);
  expect(panel(without.element)).toBeNull();
  expect(without.graph.askedFor('SessionHeader')[0]!.query).not.toContain('risk_sum');

  const server = openRisks();
  const { element } = await openDetail({ plugins: [risk()] }, {
    ...server.answers,
    SessionHeader: (_variables: never, query: string) =>
      refused(query, ['risk_sum']) ?? { data: { session: { ...session, denylistEntry: null } } },
  } as never);
  await until(() => warnings.said.length > 0);
  await settle(30);
  expect(warnings.said[0]).toContain('"risk": fragments.session is left out');
  expect(panel(element)).toBeNull();
});
