import axe from 'axe-core';
import type { Connection } from '../../../web-components/data/connection.ts';
import { SessionsProvider } from '../../../web-components/provider/sessions-provider.ts';

/**
 * Puts an element into the page, inside a provider with this connection; English, UTC. What a test leaves behind goes
 * away with the next call.
 */
export async function mount<Element extends HTMLElement>(
  element: Element,
  connection: Connection,
  provider: Partial<SessionsProvider> = {},
): Promise<Element> {
  SessionsProvider.define();
  document.body.replaceChildren();
  const around = document.createElement('sessions-provider') as SessionsProvider;
  Object.assign(around, { locale: 'en', timeZone: 'UTC', ...connection, ...provider });
  around.append(element);
  document.body.append(around);
  await settle();
  return element;
}

/** Until answers that are at hand have arrived and are rendered. */
export async function settle(ms = 0): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Until a condition holds; the test's own time limit ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle(10);
}

/** What a stranger to the element would read: the text of its shadow root, single spaces. */
export function textOf(node: Node | null | undefined): string {
  return (node instanceof HTMLElement && !node.shadowRoot ? node.innerText : (node?.textContent ?? ''))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The rules of axe that fail, as `rule: selector`; an empty list is good. */
export async function accessibilityFaults(node: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(node, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

export const shadow = (element: HTMLElement): ShadowRoot => element.shadowRoot!;
