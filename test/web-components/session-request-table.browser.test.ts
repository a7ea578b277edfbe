import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import {
  buttonIn,
  focusedPath,
  many,
  openDetail,
  openRequest,
  paths,
  place,
  rows,
  session,
  tableRoot,
} from './support/detail.ts';
import { accessibilityFaults, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow, sqli } from './support/requests.ts';

/** 200 requests, each tenth of them with an SQL injection. */
const attacked = Array.from({ length: 200 }, (_, n) => requestRow(n, n % 10 === 4 ? { detections: [sqli(n)] } : {}));
const openAttacked = (changes = {}) =>
  openDetail({ params: 'type=sqli', ...changes }, answerSession(session, attacked));
const inTable = (element: HTMLElement, name: string) => buttonIn(tableRoot(element), name);
const matching = (element: HTMLElement) => rows(element).filter((row) => row.matches('.match'));
const listing = (element: HTMLElement, name: string) =>
  [...tableRoot(element).querySelectorAll('label')].find((label) => textOf(label) === name)!;
const isInView = (element: HTMLElement, row: Element) => {
  const frame = tableRoot(element).querySelector('.scroller')!.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  return top >= frame.top && bottom <= frame.bottom;
};

/** How far down in its frame a row stands: 0 to 1. */
const depthOf = (element: HTMLElement, row: Element) => {
  const frame = tableRoot(element).querySelector('.scroller')!.getBoundingClientRect();
  const { top, height } = row.getBoundingClientRect();
  return (top + height / 2 - frame.top) / frame.height;
};

/** Answers that come when they are let go, one after the other. */
function held<Variables, Result>(answer: (variables: Variables) => Result) {
  const waiting: (() => void)[] = [];
  return {
    answer: (variables: Variables) => new Promise<Result>((resolve) => waiting.push(() => resolve(answer(variables)))),
    get count() {
      return waiting.length;
    },
    release: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
}

/** Where a character of a text is drawn. */
function characterIn(node: Node, text: string, at: number): DOMRect {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const start = texts.currentNode.nodeValue!.indexOf(text);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, start + at);
    range.setEnd(texts.currentNode, start + at + 1);
    return range.getBoundingClientRect();
  }
  throw new Error(`there is no text "${text}"`);
}

beforeEach(() => localStorage.clear());

describe('the time of requests', () => {
  // Rows out of sight have no inner text.
  const timesOf = (element: HTMLElement) =>
    rows(element).map((row) =>
      ['time', '.gap']
        .map((part) => row.querySelector(`th ${part}`)?.textContent?.trim() ?? '')
        .join(' ')
        .trim(),
    );
  const at = (ms: number) => new Date(Date.parse('2026-11-20T12:00:00.000Z') + ms).toISOString();
  const burst = [1250, 1130, 1010, 10].map((ms, n) => requestRow(n, { time: at(ms) }));
  const inOrder = (list: typeof burst) => {
    const answers = answerSession(session, list);
    const turned = answerSession(session, list.toReversed());
    return {
      ...answers,
      SessionRequests: (variables: Parameters<typeof answers.SessionRequests>[0]) =>
        (variables.orderBy?.direction === 'ASC' ? turned : answers).SessionRequests(variables),
    };
  };

  it('is told to the millisecond, with the gap to the request before; one key puts the oldest first', async () => {
    const { element } = await openDetail({}, inOrder(burst));
    expect(timesOf(element)).toEqual([
      '12:00:01.250 +120ms',
      '12:00:01.130 +120ms',
      '12:00:01.010 +1s',
      '12:00:00.010',
    ]);
    element.focus();
    await userEvent.keyboard('o');
    await until(() => timesOf(element)[0] === '12:00:00.010');
    expect(timesOf(element)).toEqual([
      '12:00:00.010',
      '12:00:01.010 +1s',
      '12:00:01.130 +120ms',
      '12:00:01.250 +120ms',
    ]);
    expect(await accessibilityFaults(element)).toEqual([]);
    await userEvent.keyboard('o');
    await until(() => timesOf(element)[0] === '12:00:01.250 +120ms');
  });

  it('of whole seconds has no milliseconds, and none that were not measured', async () => {
    const times = [5000, 1000, 1000].map((ms, n) => requestRow(n, { time: at(ms) }));
    const { element } = await openDetail({}, inOrder(times));
    expect(timesOf(element)).toEqual(['12:00:05 +4s', '12:00:01', '12:00:01']);
  });

  it('has its day where the requests are of two, as a clock of the reader has it', async () => {
    const times = [43_300_000, 1000].map((ms, n) => requestRow(n, { time: at(ms) }));
    const { element } = await openDetail({}, inOrder(times));
    expect(timesOf(element)).toEqual(['Nov 21, 00:01:40 +12h 1m', 'Nov 20, 12:00:01']);
  });

  it('has no gap in another order', async () => {
    const { element } = await openDetail({}, inOrder(burst));
    buttonIn(tableRoot(element), 'Size, bytes')!.click();
    await until(() => timesOf(element).every((text) => !text.includes('+')));
  });
});

describe('the requests of a session', () => {
  it('are one tab stop, with arrows, Home, End and pages in it', async () => {
    const { element } = await openDetail({}, answerSession(session, many(40)));
    rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.focus();
    expect(focusedPath(element)).toBe('/orders/0');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(focusedPath(element)).toBe('/orders/2');
    await userEvent.keyboard('{PageDown}');
    expect(focusedPath(element)).toBe('/orders/12');
    await userEvent.keyboard('{ArrowRight}');
    expect(textOf(tableRoot(element).activeElement)).toBe('GET');
    await userEvent.keyboard('{Control>}{End}{/Control}');
    expect(focusedPath(element)).toBe('/orders/39');
    await userEvent.keyboard('{Control>}{Home}{/Control}{ArrowDown}');
    expect(focusedPath(element)).toBe('/orders/0');
    await userEvent.keyboard('{Tab}{Shift>}{Tab}{/Shift}');
    expect(focusedPath(element)).toBe('/orders/0');
  });

  it('are at their beginning where the focus is in the headings, which are always in view', async () => {
    const { element } = await openDetail({}, answerSession(session, many(80)));
    const scroller = tableRoot(element).querySelector('.scroller')!;
    rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.focus();
    await userEvent.keyboard('{Control>}{End}{/Control}');
    expect(scroller.scrollTop).toBeGreaterThan(0);
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    expect(tableRoot(element).activeElement?.closest('thead')).not.toBeNull();
    expect(scroller.scrollTop).toBe(0);
  });

  it('have paths that read from the left on a page that does not, and are cut at their end', async () => {
    document.documentElement.dir = 'rtl';
    const long = `/${'orders/'.repeat(60)}`;
    const { element } = await openDetail({}, answerSession(session, [requestRow(0, { path: long })]));
    const cell = rows(element)[0]!.querySelector<HTMLElement>('.path')!;
    const [beginning, next] = [0, 1].map((at) => characterIn(cell, long.slice(0, 20), at));
    expect(beginning!.left).toBeLessThan(next!.left);
    expect(beginning!.left).toBeGreaterThanOrEqual(cell.getBoundingClientRect().left);
    document.documentElement.removeAttribute('dir');
  });

  it('lead by the keyboard alone to the raw request and back', async () => {
    const { element } = await openDetail({}, answerSession(session, many(5)));
    const closed: Event[] = [];
    element.addEventListener('session-close', (event) => closed.push(event));
    element.focus();
    await userEvent.keyboard('jj{Enter}');
    expect(focusedPath(element)).toBe('/orders/1');
    await until(() => textOf(openRequest(element)).includes('Raw request and response'));
    const root = openRequest(element)!;
    for (let tabs = 0; tabs < 40 && textOf(root.activeElement) !== "id=1' OR '1'"; tabs++)
      await userEvent.keyboard('{Tab}');
    expect(root.activeElement?.getAttribute('aria-label')).toBe('Request: Body');

    await userEvent.keyboard('{Escape}');
    await until(() => !openRequest(element));
    expect(focusedPath(element)).toBe('/orders/1');
    expect(closed).toHaveLength(0);
    await userEvent.keyboard('{Escape}');
    expect(closed).toHaveLength(1);
  });

  it('open by Enter and by a click on the row, one at a time', async () => {
    const { element } = await openDetail({}, answerSession(session, many(5)));
    element.focus();
    await userEvent.keyboard('j{Enter}');
    await until(() => textOf(openRequest(element)).includes('api.example.com/orders/0'));
    expect(rows(element)[0]!.querySelector('.toggle')!.ariaExpanded).toBe('true');
    await userEvent.click(rows(element)[2]!.querySelector('.size')!);
    await until(() => textOf(openRequest(element)).includes('api.example.com/orders/2'));
    expect(tableRoot(element).querySelectorAll('session-request')).toHaveLength(1);
    await userEvent.click(rows(element)[2]!.querySelector('.size')!);
    await until(() => !openRequest(element));
  });

  it('take keys only from within, and none while somebody types', async () => {
    const { element } = await openDetail();
    const outside = document.createElement('button');
    document.body.append(outside);
    outside.focus();
    await userEvent.keyboard('j{Escape}');
    expect(document.activeElement).toBe(outside);
    const field = document.createElement('input');
    shadow(element).querySelector('section')!.append(field);
    field.focus();
    await userEvent.keyboard('jn?');
    expect(field.value).toBe('jn?');
  });

  it('stay where they are in a narrow page when the number of a match comes, so that a press meets its row', async () => {
    const { element } = await openAttacked();
    element.style.width = '372px';
    await settle();
    const top = () => rows(element)[0]!.getBoundingClientRect().top - element.getBoundingClientRect().top;
    const before = top();
    rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.focus();
    await until(() => place(element) === '1 of 20');
    expect(top()).toBeCloseTo(before, 0);
  });

  it('tell their keys', async () => {
    const { element } = await openDetail();
    const closed: Event[] = [];
    element.addEventListener('session-close', (event) => closed.push(event));
    element.focus();
    await userEvent.keyboard('?');
    await settle(20);
    const help = tableRoot(element).querySelector<HTMLElement>('.keys')!;
    expect(help.matches(':popover-open')).toBe(true);
    expect(textOf(help)).toContain('n N Next, previous match');
    expect(await accessibilityFaults(element)).toEqual([]);
    // One line each, wide enough for it.
    for (const line of help.querySelectorAll('dl > div')) expect(line.clientHeight).toBeLessThan(30);
    await userEvent.keyboard('{Escape}');
    expect(help.matches(':popover-open')).toBe(false);
    expect(closed).toEqual([]);
    expect(shadow(element).activeElement?.localName).toBe('h2');
    await userEvent.click(inTable(element, 'Keyboard')!);
    expect(help.matches(':popover-open')).toBe(true);
    await userEvent.click(inTable(element, 'Keyboard')!);
    expect(help.matches(':popover-open')).toBe(false);
  });

  it('step from match to match: "3 of 20", counted by the server', async () => {
    const { element } = await openAttacked();
    element.focus();
    await userEvent.keyboard('nnn');
    await until(() => place(element) === '3 of 20');
    expect(focusedPath(element)).toBe('/orders/24');
    await userEvent.keyboard('N');
    await until(() => place(element) === '2 of 20');
    inTable(element, 'Next match')!.click();
    await until(() => place(element) === '3 of 20');
    expect(textOf(tableRoot(element).querySelector('[role=status]'))).toBe('Match 3 of 20');
    await userEvent.keyboard('NNN');
    await until(() => textOf(tableRoot(element).querySelector('[role=status]')).startsWith('No further match'));
    expect(place(element)).toBe('1 of 20');
    expect(inTable(element, 'Previous match')!.ariaDisabled).toBe('true');
  });

  it('are shown in their context: all of them, the matches told apart, and n goes on beyond what is read', async () => {
    const { element, graph } = await openAttacked();
    element.focus();
    await userEvent.keyboard('nn');
    await until(() => focusedPath(element) === '/orders/14');
    listing(element, 'Highlight in context').click();
    await until(() => rows(element).length === 50 && matching(element).length === 5);
    expect(textOf(matching(element)[0]!.querySelector('.toggle'))).toContain('Meets the filters.');
    expect(textOf(tableRoot(element).querySelector('h3'))).toBe('200 requests');
    await until(() => place(element) === '2 of 20');
    expect(isInView(element, matching(element)[1]!)).toBe(true);
    // The chart shows the same requests as the table.
    expect(graph.asked.filter(({ operation }) => operation.startsWith('SessionTimeline')).at(-1)?.operation).toBe(
      'SessionTimelineInContext',
    );
    for (const { variables } of graph.askedFor('MatchingRequests')) {
      expect((variables.filter as { ids: string[] }).ids.length).toBeLessThanOrEqual(200);
    }

    rows(element)[15]!.querySelector<HTMLElement>('.toggle')!.focus();
    await until(() => place(element) === '20 matches');
    // /orders/24, 34, 44 are read; 54 is not, and the window moves there.
    await userEvent.keyboard('nnnn');
    await until(() => focusedPath(element) === '/orders/54' && place(element) === '6 of 20');
    expect(isInView(element, tableRoot(element).activeElement!)).toBe(true);
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('answer twelve quick presses with two questions and one move, and keep what is shown meanwhile', async () => {
    const answers = answerSession(session, attacked);
    const next = held(answers.NextMatches);
    const { element, graph } = await openDetail({ params: 'type=sqli' }, {
      ...answers,
      NextMatches: next.answer,
    } as never);
    listing(element, 'Highlight in context').click();
    await until(() => matching(element).length === 5 && place(element) === '20 matches');
    const pages = graph.askedFor('SessionRequests').length;
    const scroller = tableRoot(element).querySelector('.scroller')!;
    const loading = tableRoot(element).querySelector('.loading')!;
    expect(getComputedStyle(loading).visibility).toBe('hidden');

    element.focus();
    await userEvent.keyboard('nnnnnnnnnnnn');
    await until(() => next.count === 1);
    // It is said that something is on its way; the rows are those of the list, so they are not dimmed.
    await until(() => getComputedStyle(loading).visibility === 'visible');
    expect([paths(element)[0], getComputedStyle(scroller).opacity]).toEqual(['/orders/0', '1']);
    next.release();
    await until(() => next.count === 1);
    expect(place(element)).toBe('1 of 20');
    next.release();
    await until(() => place(element) === '12 of 20');
    await until(() => focusedPath(element) === '/orders/114');
    // Five of the twelve are among the rows that are there.
    expect(graph.askedFor('NextMatches').map(({ variables }) => variables.first)).toEqual([1, 7]);
    const moves = graph.askedFor('SessionRequests').slice(pages);
    expect(moves.map(({ variables }) => variables.around).filter(Boolean)).toEqual(['request114']);
    await until(() => getComputedStyle(loading).visibility === 'hidden');

    // There and back again is nowhere; back beyond the first is the first, and it is said.
    await userEvent.keyboard('nNnN');
    await userEvent.keyboard('NNNNNNNNNNNNNNNN');
    await until(() => next.count === 1 || place(element) !== '12 of 20');
    for (let n = 0; n < 5; n++) {
      next.release();
      await settle(200);
    }
    expect(place(element)).toBe('1 of 20');
    expect(textOf(tableRoot(element).querySelector('[role=status]'))).toContain('No further match');
  });

  it('leave a step that other filters overtook', async () => {
    const answers = answerSession(session, attacked);
    const next = held(answers.NextMatches);
    const { element } = await openDetail({ params: 'type=sqli' }, { ...answers, NextMatches: next.answer } as never);
    listing(element, 'Highlight in context').click();
    await until(() => matching(element).length === 5);
    element.focus();
    await userEvent.keyboard('n');
    await until(() => next.count === 1);
    element.filters = 'method=GET';
    await until(() => place(element) === '20 matches');
    next.release();
    await settle(100);
    expect(place(element)).toBe('20 matches');
    expect(tableRoot(element).querySelector('tr.current')).toBeNull();
  });

  it('say when the server does not tell the next match', async () => {
    const answers = { ...answerSession(session, attacked), NextMatches: () => new Response('', { status: 502 }) };
    const { element } = await openDetail({ params: 'type=sqli' }, answers as never);
    element.focus();
    await userEvent.keyboard('n');
    await until(() => textOf(shadow(element)).includes('The server was not reached.'));
    expect(textOf(tableRoot(element).querySelector('[role=status]'))).not.toContain('No further match');
  });

  it('show what was before and after a match that is gone to, at the edge of a page too', async () => {
    const long = Array.from({ length: 400 }, (_, n) =>
      requestRow(n, n % 50 === 49 || n === 200 ? { detections: [sqli(n)] } : {}),
    );
    const { element } = await openDetail({ params: 'type=sqli' }, answerSession(session, long));
    listing(element, 'Highlight in context').click();
    await until(() => rows(element).length === 50 && matching(element).length === 1);
    element.focus();
    // The last row of its page, and the first one of another.
    for (const [keys, path] of [
      ['nnn', '/orders/149'],
      ['nn', '/orders/200'],
    ] as const) {
      await userEvent.keyboard(keys);
      await until(() => focusedPath(element) === path);
      const row = () => tableRoot(element).activeElement!.closest('tr')!;
      await until(() => Math.abs(depthOf(element, row()) - 0.5) < 0.17);
      await settle(100);
      const neighbours = rows(element).indexOf(row());
      expect(neighbours).toBeGreaterThanOrEqual(12);
      expect(rows(element).length - neighbours).toBeGreaterThan(12);
      expect(Math.abs(depthOf(element, row()) - 0.5)).toBeLessThan(0.17);
    }
  });

  it('ask for the matches of an explore link by its ids alone', async () => {
    const { element } = await openDetail({ params: 'request=request7' }, answerSession(session, attacked));
    listing(element, 'Highlight in context').click();
    await until(() => matching(element).length === 1);
    expect(textOf(matching(element)[0]!.querySelector('.path'))).toBe('/orders/7');
  });

  it('start at the marked request, in view and told apart, and grow at both ends', async () => {
    const { element, graph } = await openDetail({ mark: 'request120' }, answerSession(session, many(200)));
    const marked = () => tableRoot(element).querySelector('tr.marked')!;
    await until(() => marked() !== null);
    expect(graph.askedFor('SessionRequests')[0]!.variables.around).toBe('request120');
    expect(marked().ariaCurrent).toBe('true');
    await until(() => isInView(element, marked()));

    inTable(element, 'Show rows before these')!.click();
    await until(() => rows(element).length === 100);
    inTable(element, 'Show more')!.click();
    await until(() => rows(element).length === 150);
    expect(new Set(paths(element)).size).toBe(150);
  });

  it('stay in view of the marked request when its filter goes (scenario 1)', async () => {
    const { element } = await openDetail({ params: 'request=request120' }, answerSession(session, many(200)));
    expect(paths(element)).toEqual(['/orders/120']);
    Object.assign(element, { params: '', mark: 'request120' });
    await until(() => rows(element).length === 50);
    const marked = tableRoot(element).querySelector('tr.marked')!;
    expect(textOf(marked.querySelector('.path'))).toBe('/orders/120');
    await until(() => isInView(element, marked));
  });

  it('are shown from the start where the marked request is of another session', async () => {
    const answers = answerSession(session, many(3));
    const strict = {
      ...answers,
      SessionRequests: (variables: Parameters<typeof answers.SessionRequests>[0]) =>
        variables.around
          ? { errors: [{ message: 'not of this session', extensions: { code: 'BAD_USER_INPUT' } }] }
          : answers.SessionRequests(variables),
    };
    const { element } = await openDetail({ mark: 'elsewhere' }, strict as never);
    expect(rows(element)).toHaveLength(3);
    expect(tableRoot(element).querySelector('[role=alert]')).toBeNull();
  });

  it('keep at most 1,000 rows, and can go back to those that they let go', async () => {
    const { element } = await openDetail({}, answerSession(session, many(1300)));
    const last = () => paths(element).at(-1);
    for (let count = 50; count < 1200; count += 50) {
      const before = last();
      inTable(element, 'Show more')!.click();
      await until(() => last() !== before);
    }
    expect(rows(element)).toHaveLength(1000);
    expect(last()).toBe('/orders/1199');
    const first = paths(element)[0];
    inTable(element, 'Show rows before these')!.click();
    await until(() => paths(element)[0] !== first);
    expect(rows(element)).toHaveLength(1000);
  });

  it('come by themselves when somebody scrolls to their end', async () => {
    const { element } = await openDetail({}, answerSession(session, many(120)));
    const scroller = tableRoot(element).querySelector('.scroller')!;
    scroller.scrollTop = scroller.scrollHeight;
    await until(() => rows(element).length === 100);
  });

  it('sort where the server sorts', async () => {
    const { element, graph } = await openDetail();
    const heading = inTable(element, 'Size, bytes')!;
    heading.focus();
    await userEvent.keyboard('{Enter}');
    await settle(20);
    expect(graph.askedFor('SessionRequests').at(-1)!.variables.orderBy).toEqual({ field: 'SIZE', direction: 'DESC' });
    expect(heading.closest('th')!.ariaSort).toBe('descending');
    await userEvent.keyboard('{Enter}');
    await settle(20);
    expect(heading.closest('th')!.ariaSort).toBe('ascending');
  });

  it('say when no request meets the filters', async () => {
    const { element } = await openDetail({ params: 'method=GET' });
    element.sessionId = '';
    Object.assign(element, { sessionId: session.id, params: 'method=PATCH' });
    await until(() => textOf(tableRoot(element)).includes('0 requests'));
    expect(textOf(tableRoot(element))).toContain('No request of this session meets these filters.');
    expect(await accessibilityFaults(element)).toEqual([]);
  });
});
