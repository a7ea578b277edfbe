import { SessionDetail } from '../../../web-components/session-detail/session-detail.ts';
import { openFakeGraph } from './graph.ts';
import { mount, shadow, textOf, until } from './page.ts';
import { answerSession, requestRow } from './requests.ts';
import { sessionRow } from './sessions.ts';

export const session = sessionRow(1, { users: ['alice@example.com'] });
export const many = (count: number) => Array.from({ length: count }, (_, n) => requestRow(n));

/** A session in the page, as soon as its requests are there. */
export async function openDetail(changes: Partial<SessionDetail> = {}, answers = answerSession(session, many(3))) {
  SessionDetail.define();
  // All of the statistics, as somebody left them; without that they are a line.
  if (localStorage.getItem('api-sessions.statistics') === null) localStorage.setItem('api-sessions.statistics', 'open');
  const graph = openFakeGraph(answers);
  const element = document.createElement('session-detail');
  Object.assign(element, { sessionId: session.id, ...changes });
  await mount(element, graph.connection);
  await until(() => rows(element).length > 0);
  return { element, graph };
}

export const table = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('session-request-table')!;
export const tableRoot = (element: HTMLElement) => table(element).shadowRoot!;
export const statistics = (element: HTMLElement) => shadow(element).querySelector('session-statistics')!.shadowRoot!;
export const openRequest = (element: HTMLElement) => tableRoot(element).querySelector('session-request')?.shadowRoot;
export const rows = (element: HTMLElement) =>
  [
    ...(shadow(element).querySelector('session-request-table')?.shadowRoot?.querySelectorAll('tbody tr[data-row]') ??
      []),
  ] as HTMLElement[];
/** Rows out of sight have no layout, so no inner text either. */
export const paths = (element: HTMLElement) =>
  rows(element).map((row) => row.querySelector('.path')!.textContent.trim());
export const chips = (element: HTMLElement, origin = '') =>
  [...shadow(element).querySelectorAll(`.chip${origin}`)].map(textOf);
export const place = (element: HTMLElement) => textOf(tableRoot(element).querySelector('.place'));

/** A button of a shadow root, by what it says. */
export const buttonIn = (root: ParentNode, name: string) =>
  [...root.querySelectorAll('button')].find((one) => textOf(one) === name || one.ariaLabel === name);

/** The row whose control has the focus, by its path. */
export function focusedPath(element: HTMLElement): string {
  const row = tableRoot(element).activeElement?.closest('tr');
  return textOf(row?.querySelector('.path'));
}
