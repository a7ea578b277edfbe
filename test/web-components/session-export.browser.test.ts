import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SessionsExportEvent } from '../../web-components/shared/export-events.ts';
import { buttonIn, chips, many, openDetail, rows, session } from './support/detail.ts';
import { accessibilityFaults, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';

type Result = { url: string; filename: string } | { code: string; message: string };

const FILE = { url: '/export/abc.def', filename: 'session-key1.20261120.csv' };
const CAPABLE = { data: { sessionsCapabilities: { actions: ['EXPORT'] } } };
const UNKNOWN = { errors: [{ message: 'Cannot query field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };

beforeEach(() => localStorage.setItem('api-sessions.statistics', 'closed'));

/** A session whose server takes files out as told. Downloads are kept back, and remembered. */
async function open(
  result: Result | (() => Promise<unknown>) = FILE,
  capabilities: object = CAPABLE,
  changes: object = {},
  requests = many(3),
) {
  const answer = typeof result === 'function' ? result : () => ({ data: { exportSession: result } });
  const { element, graph } = await openDetail(changes, {
    ...answerSession(session, requests),
    SessionsCapabilities: () => capabilities,
    ExportSession: answer,
  } as never);
  const followed: { href: string; download: string; target: string }[] = [];
  element.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.matches('.file'));
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    followed.push({ href: link.href, download: link.download, target: link.target });
  });
  return { element, graph, followed };
}

const opener = (element: HTMLElement) => buttonIn(shadow(element), 'Download');
const popover = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('#export')!;
const outcome = (element: HTMLElement) => textOf(popover(element).querySelector('.progress'));
const format = (element: HTMLElement, name: string) =>
  popover(element).querySelector<HTMLElement>(`[data-format=${name}]`)!;

async function openMenu(element: HTMLElement): Promise<void> {
  await until(() => opener(element) !== undefined);
  opener(element)!.click();
  await until(() => shadow(element).activeElement?.matches('.item') ?? false);
}

describe('the download of a session', () => {
  it('is offered where the viewer may, and asked about once per connection', async () => {
    const { element, graph } = await open();
    await until(() => opener(element) !== undefined);
    const other = document.createElement('session-detail');
    Object.assign(other, { sessionId: session.id });
    element.after(other);
    await until(() => opener(other) !== undefined);
    expect(graph.askedFor('SessionsCapabilities')).toHaveLength(1);
  });

  it.each([
    ['does not allow it', { data: { sessionsCapabilities: { actions: ['BLOCK_SESSION'] } } }],
    ['does not know the question', UNKNOWN],
    ['could not answer', { errors: [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }],
  ])('is not there where the server %s', async (_, capabilities) => {
    const { element, graph } = await open(FILE, capabilities);
    await until(() => graph.askedFor('SessionsCapabilities').length === 1);
    await settle(100);
    expect(opener(element)).toBeUndefined();
    expect(rows(element)).toHaveLength(3);
  });

  it('names the number that stands above the table, and takes what is under its filters', async () => {
    const posts = many(5).map((row, n) => requestRow(n, { ...row, method: n < 2 ? 'POST' : 'GET' }));
    const { element, graph, followed } = await open(FILE, CAPABLE, { filters: 'method=POST' }, posts);
    await openMenu(element);
    expect(textOf(popover(element).querySelector('.heading'))).toBe('2 requests');
    expect([...popover(element).querySelectorAll('.item')].map(textOf)).toEqual([
      'CSV a table for spreadsheets',
      'JSON Lines one request a line',
      'HAR 1.2 for browsers and proxies',
    ]);
    format(element, 'CSV').click();
    await until(() => followed.length > 0);
    expect(graph.askedFor('ExportSession')[0]!.variables).toEqual({
      input: { sessionId: session.id, format: 'CSV', filter: { methods: ['POST'] } },
    });
    expect(followed).toEqual([{ href: `${location.origin}/export/abc.def`, download: FILE.filename, target: '' }]);
    expect(outcome(element)).toBe(`The download has begun. Download ${FILE.filename}`);
  });

  it('says how it goes as the last lines of the menu: nothing lies over a format, before or after', async () => {
    const { element, followed } = await open();
    const liesOnTop = (name: string) => {
      const { left, bottom } = format(element, name).getBoundingClientRect();
      const hit = (shadow(element) as ShadowRoot).elementFromPoint(left + 20, bottom - 2);
      return format(element, name).contains(hit);
    };
    await openMenu(element);
    const status = popover(element).querySelector('.progress')!;
    expect(['CSV', 'JSON', 'HAR'].map(liesOnTop)).toEqual([true, true, true]);
    expect(status.getBoundingClientRect().height).toBe(0);
    format(element, 'CSV').click();
    await until(() => followed.length > 0);
    expect(['CSV', 'JSON', 'HAR'].map(liesOnTop)).toEqual([true, true, true]);
    expect(getComputedStyle(status).boxShadow).toBe('none');
    // As wide as the menu: no card in it.
    expect(status.getBoundingClientRect().width).toBe(popover(element).clientWidth);
  });

  it('counts the matches, not the rows, where these are shown among others', async () => {
    const posts = many(5).map((row, n) => requestRow(n, { ...row, method: n < 2 ? 'POST' : 'GET' }));
    const { element } = await open(FILE, CAPABLE, { filters: 'method=POST' }, posts);
    const table = shadow(element).querySelector('session-request-table')!.shadowRoot!;
    [...table.querySelectorAll('label')].find((one) => textOf(one) === 'Highlight in context')!.click();
    await until(() => rows(element).length === 5 && textOf(table.querySelector('.place')).includes('2'));
    await openMenu(element);
    expect(textOf(popover(element).querySelector('.heading'))).toBe('2 requests');
  });

  it('is left to the host that cancels its event', async () => {
    const { element, graph, followed } = await open(FILE, CAPABLE, { filters: 'method=GET' });
    const events: SessionsExportEvent[] = [];
    document.addEventListener(
      'sessions-export',
      (event) => {
        events.push(event);
        event.preventDefault();
      },
      { once: true },
    );
    await openMenu(element);
    format(element, 'HAR').click();
    await settle(50);
    const [{ sessionId, format: wanted, filter, period }] = events as [SessionsExportEvent];
    expect({ sessionId, wanted, filter, period }).toEqual({
      sessionId: session.id,
      wanted: 'HAR',
      filter: { methods: ['GET'] },
      period: undefined,
    });
    expect(graph.askedFor('ExportSession')).toEqual([]);
    expect(followed).toEqual([]);
    expect(popover(element).matches(':popover-open')).toBe(false);
  });

  it('is busy until the link is there, and takes one at a time', async () => {
    let answer = (_: unknown) => {};
    const { element, graph, followed } = await open(() => new Promise((resolve) => (answer = resolve)));
    await openMenu(element);
    format(element, 'JSON').click();
    await until(() => outcome(element) === 'Preparing …');
    expect(format(element, 'JSON').ariaBusy).toBe('true');
    format(element, 'CSV').click();
    await settle(20);
    expect(graph.askedFor('ExportSession')).toHaveLength(1);
    answer({ data: { exportSession: FILE } });
    await until(() => followed.length === 1);
    expect(format(element, 'JSON').ariaBusy).toBe('false');
  });

  it('is not begun when the filters have become others meanwhile', async () => {
    let answer = (_: unknown) => {};
    const { element, followed } = await open(() => new Promise((resolve) => (answer = resolve)));
    await openMenu(element);
    format(element, 'CSV').click();
    await until(() => outcome(element) === 'Preparing …');
    element.filters = 'method=POST';
    await until(() => chips(element).length === 1);
    answer({ data: { exportSession: FILE } });
    await until(() => outcome(element) === '');
    expect(followed).toEqual([]);
  });

  it.each([
    [{ code: 'NOT_FOUND', message: 'x' }, 'This session is not kept any more.'],
    [{ code: 'FORBIDDEN', message: 'x' }, 'You may not download this.'],
    [
      { code: 'INVALID', message: 'input.filter: has more' },
      'The server did not accept these filters. input.filter: has more',
    ],
    [{ code: 'SOMETHING_NEW', message: 'x' }, 'The server refused the download.'],
    [
      { url: 'https://elsewhere.example/export/a', filename: 'a.csv' },
      'The server named an address that is not its own. It was not opened.',
    ],
    [
      { url: 'javascript:alert(1)', filename: 'a.csv' },
      'The server named an address that is not its own. It was not opened.',
    ],
  ])('says why there is none: %j', async (result, text) => {
    const { element, followed } = await open(result);
    await openMenu(element);
    format(element, 'CSV').click();
    await until(() => outcome(element) !== '' && outcome(element) !== 'Preparing …');
    expect(outcome(element)).toBe(text);
    expect(followed).toEqual([]);
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('says that the server was not reached, and can be tried again', async () => {
    let tries = 0;
    const { element, followed } = await open(async () => {
      if (tries++ === 0) throw new TypeError('offline');
      return { data: { exportSession: FILE } };
    });
    await openMenu(element);
    format(element, 'CSV').click();
    await until(() => outcome(element) === 'The server was not reached.');
    format(element, 'CSV').click();
    await until(() => followed.length === 1);
  });

  it('works by the keyboard alone, and leaves the session open', async () => {
    const { element, followed } = await open();
    let closed = 0;
    element.addEventListener('session-close', () => closed++);
    await until(() => opener(element) !== undefined);
    opener(element)!.focus();
    await userEvent.keyboard('{Enter}');
    await until(() => shadow(element).activeElement === format(element, 'CSV'));
    await userEvent.keyboard('{ArrowDown}');
    expect(shadow(element).activeElement).toBe(format(element, 'JSON'));
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    expect(shadow(element).activeElement).toBe(format(element, 'HAR'));
    await userEvent.keyboard('{Enter}');
    await until(() => followed.length === 1);
    await userEvent.keyboard('{Escape}');
    expect(popover(element).matches(':popover-open')).toBe(false);
    expect(shadow(element).activeElement).toBe(opener(element));
    expect(closed).toBe(0);
  });

  it('speaks German, and is accessible', async () => {
    const { element } = await open(FILE, CAPABLE, { lang: 'de' });
    await until(() => buttonIn(shadow(element), 'Herunterladen') !== undefined);
    buttonIn(shadow(element), 'Herunterladen')!.click();
    await until(() => shadow(element).activeElement?.matches('.item') ?? false);
    expect(textOf(popover(element))).toContain('3 Anfragen CSV eine Tabelle');
    expect(await accessibilityFaults(element)).toEqual([]);
  });
});
