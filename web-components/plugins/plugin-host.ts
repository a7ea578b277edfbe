import { clientOf } from '../data/client.ts';
import type { Connection } from '../data/connection.ts';
import type { FilterId, FilterValue } from '../state/filters.ts';
import { SessionsNavigateEvent } from './plugin-events.ts';
import { safeHref } from './safe-href.ts';
import type { PluginHost, Renderable, Text } from './types.ts';

/** An element that shows, or sets up, something of a plugin. */
export interface PluginView {
  readonly connection: Connection;
  /** Undefined: that of the page. */
  readonly locale?: string;
  /** Says it in the live region of the element. */
  notify?(text: string, tone: 'info' | 'error'): void;
  refresh(): void;
  /** A value with the menu of the element. */
  filterable?(filter: FilterId, value: FilterValue, text: string): Renderable;
  dispatchEvent(event: Event): boolean;
}

export const textIn = (text: Text, locale: string): string => {
  const value: unknown = typeof text === 'function' ? text(locale) : text;
  if (typeof value !== 'string') throw new Error('a text must be a string, or a function that gives one at once');
  return value;
};

const localeOf = ({ locale }: PluginView): string => locale || document.documentElement.lang || navigator.language;

/** What a plugin may ask of an element. */
export function hostOf(view: PluginView, signal: AbortSignal): PluginHost {
  return {
    apiVersion: 1,
    get locale() {
      return localeOf(view);
    },
    signal,
    query: (operation, variables) => ask(view.connection, signal, operation, variables),
    navigate(href) {
      const address = safeHref(href, document.baseURI);
      if (address === undefined) throw new Error(`not an address of a page: ${href}`);
      if (view.dispatchEvent(new SessionsNavigateEvent(address))) location.assign(new URL(address, document.baseURI));
    },
    notify: (message, tone = 'info') => view.notify?.(textIn(message, localeOf(view)), tone),
    refresh: () => view.refresh(),
    value: (filter, value, text = value ?? '') => view.filterable?.(filter, value, text) ?? text,
  };
}

async function ask<Data>(
  connection: Connection,
  signal: AbortSignal,
  operation: unknown,
  variables: Record<string, unknown>,
): Promise<Data> {
  signal.throwIfAborted();
  const gone = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const answer = clientOf(connection)
    .query(operation as string, variables)
    .toPromise();
  const { data, error } = await Promise.race([answer, gone]);
  if (error) throw error;
  return data as Data;
}
