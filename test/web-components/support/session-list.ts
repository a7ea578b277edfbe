import { SessionList } from '../../../web-components/session-list/session-list.ts';
import type { openFakeGraph } from './graph.ts';
import { mount, shadow, textOf, until } from './page.ts';
import { answerList, type SessionEdge, sessionEdge, sessionRow } from './sessions.ts';

/** The n first sessions of sessions.ts, as a list finds them. */
export const edgesOf = (count: number): SessionEdge[] =>
  Array.from({ length: count }, (_, n) => sessionEdge(sessionRow(n)));

export const answersOf = (count: number) => answerList(edgesOf(count));

/** A list in the page; links lead nowhere unless a test lets them. */
export async function openList(
  graph: ReturnType<typeof openFakeGraph>,
  properties: Partial<SessionList> = {},
  provider: Parameters<typeof mount>[2] = {},
): Promise<SessionList> {
  SessionList.define();
  const list = document.createElement('session-list') as SessionList;
  Object.assign(list, properties);
  await mount(list, graph.connection, provider);
  // Its menus are read when the first page is there.
  const hasRows = () => findAll(list, 'tbody tr[data-row]').length > 0;
  const hasMenus = () => findAll(list, '.actions [aria-haspopup]').length > 0;
  await until(() => !hasRows() || hasMenus());
  return list;
}

export const find = <Node extends HTMLElement = HTMLElement>(list: HTMLElement, selector: string): Node =>
  shadow(list).querySelector<Node>(selector)!;

export const findAll = (list: HTMLElement, selector: string): HTMLElement[] => [
  ...shadow(list).querySelectorAll<HTMLElement>(selector),
];

/** The control, or the cell, with this text. */
export const withText = (list: HTMLElement, selector: string, text: string): HTMLElement =>
  findAll(list, selector).find((node) => textOf(node) === text)!;

export const rowIds = (list: HTMLElement): string[] =>
  findAll(list, 'tbody tr[data-row]').map(({ dataset }) => dataset.row!);

export const headings = (list: HTMLElement): string[] => findAll(list, 'thead th').map(textOf);

export const cell = (list: HTMLElement, row: number, column: string): HTMLElement =>
  find(list, `tr[data-row="key${row}.20261120"] [data-column="${column}"]`);

export const focused = (list: HTMLElement): HTMLElement => shadow(list).activeElement as HTMLElement;

export const said = (list: HTMLElement): string => textOf(find(list, '.frame > [role=status]'));

/** What an element of ours told its host, by event. */
export function listen<Name extends keyof GlobalEventHandlersEventMap>(
  target: EventTarget,
  name: Name,
  { cancel = false } = {},
): GlobalEventHandlersEventMap[Name][] {
  const heard: GlobalEventHandlersEventMap[Name][] = [];
  target.addEventListener(name, (event) => {
    if (cancel) event.preventDefault();
    heard.push(event as GlobalEventHandlersEventMap[Name]);
  });
  return heard;
}

/** A promise that a test settles. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
