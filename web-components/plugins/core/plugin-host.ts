import { clientOf, failureOf } from '../../data/client.ts';
import { SessionsAuthRequiredEvent } from '../../shared/events.ts';
import { SessionsActionEvent, SessionsNavigateEvent } from '../../shared/plugin-events.ts';
import { printable } from '../../shared/printable.ts';
import { safeHref } from '../../shared/safe-href.ts';
import type { Offer, PluginHost, Text } from './contract.ts';
import { openDialog } from './dialogs/plugin-dialog.ts';
import { allows } from './permissions.ts';
import type { PluginView, ReadyOffer } from './plugin-view.ts';

/** What changes with an action: whatever counts requests or sessions is read anew. */
const CHANGED = ['Session', 'Request', 'SessionConnection', 'SessionTimeline', 'SessionBucket', 'SessionStatistics'];

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
    get timeZone() {
      return view.effectiveTimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    signal,
    query: (operation, variables, { fresh } = {}) => {
      const requestPolicy = fresh ? 'network-only' : 'cache-first';
      return answer(signal, () => clientOf(view.connection).query(operation as string, variables, { requestPolicy }));
    },
    mutate: async (operation, variables) => {
      const { connection } = view;
      const context = { additionalTypenames: CHANGED };
      const sent = answer<never>(signal, () => clientOf(connection).mutation(operation as string, variables, context));
      const data = await sent.catch((error) => {
        if (!signal.aborted && failureOf(error).kind === 'auth') view.dispatchEvent(new SessionsAuthRequiredEvent());
        throw error;
      });
      // Our own client forgets by itself what has changed.
      if (connection.client) view.refresh();
      return data;
    },
    allows: (action) => allows(view, action),
    propose: (kind, subject, input) => view.dispatchEvent(new SessionsActionEvent(kind, subject, input)),
    dialog: ({ title, render }) => openDialog(view.renderRoot!, textIn(title, localeOf(view)), render, signal),
    navigate(href) {
      const address = safeHref(href, document.baseURI);
      if (address === undefined) throw new Error(`not an address of a page: ${href}`);
      if (view.dispatchEvent(new SessionsNavigateEvent(address))) location.assign(new URL(address, document.baseURI));
    },
    notify: (message, tone = 'info', offer = undefined) =>
      view.notify?.(textIn(message, localeOf(view)), tone, offer && readyOffer(offer, view, signal)),
    refresh: () => view.refresh(),
    value: (filter, value, text = value ?? '') => view.filterable?.(filter, value, text) ?? text,
    request: (id, text = id) => view.linkToRequest?.(id, text) ?? printable(text),
  };
}

const readyOffer = (offer: Offer, view: PluginView, signal: AbortSignal): ReadyOffer => ({
  text: textIn(offer.title, localeOf(view)),
  run: async (where) => offer.run(hostOf(where, signal)),
});

interface Answered {
  toPromise(): Promise<{ readonly data?: unknown; readonly error?: Error | undefined }>;
}

async function answer<Data>(signal: AbortSignal, ask: () => Answered): Promise<Data> {
  signal.throwIfAborted();
  const gone = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const { data, error } = await Promise.race([ask().toPromise(), gone]);
  if (error) throw error;
  return data as Data;
}
