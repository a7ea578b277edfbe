import { html, nothing } from 'lit';
import { insightsDe } from '../../i18n/insights.de.ts';
import { insightsEn } from '../../i18n/insights.en.ts';
import { definePlugin } from '../define-plugin.ts';
import { safeHref } from '../safe-href.ts';
import type { PluginHost, SessionsPlugin } from '../types.ts';
import { renderInsights } from './insights.ts';

export interface DiscoveryOptions {
  /** Where the endpoint of this id is shown in your console; unless given, there is no link. */
  readonly href?: (endpointId: string) => string;
}

const isGerman = (locale: string): boolean => /^de\b/i.test(locale);
const wordsIn = (locale: string) => (isGerman(locale) ? insightsDe : insightsEn);

/** What API Discovery knows of the endpoint of an open request, and the way there. */
export function discovery({ href }: DiscoveryOptions = {}): SessionsPlugin {
  return definePlugin({
    id: 'discovery',
    apiVersion: 1,
    requestPanels: [
      {
        id: 'insights',
        title: (locale) => wordsIn(locale).title,
        order: 200,
        replaces: 'endpoint',
        when: ({ request }) => request.endpointSummary !== null,
        render: ({ request }, host) => {
          const endpoint = request.endpointSummary!;
          const address = safeHref(href?.(endpoint.id), document.baseURI);
          return html`${renderInsights(endpoint, wordsIn(host.locale), host.value)}
          ${address ? renderLink(address, host) : nothing}`;
        },
      },
    ],
  });
}

function renderLink(address: string, host: PluginHost) {
  const follow = (event: MouseEvent) => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    host.navigate(address);
  };
  const text = isGerman(host.locale) ? 'In API Discovery ansehen' : 'Explore in API Discovery';
  return html`<p><a href=${address} @click=${follow}>${text}</a></p>`;
}
