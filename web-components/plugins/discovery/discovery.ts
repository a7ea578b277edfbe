import { html, nothing } from 'lit';
import { insightsDe } from '../../i18n/insights.de.ts';
import { insightsEn } from '../../i18n/insights.en.ts';
import { renderInsights, renderName } from '../../shared/endpoint-insights.ts';
import { safeHref } from '../../shared/safe-href.ts';
import {
  isGerman,
  ownerAnswer,
  renderCopies,
  renderLive,
  renderOwnerAnswer,
  selectionOf,
} from '../owner/owner-facts.ts';
import { definePlugin, type OwnerFacts, type PluginHost, type RequestContext, type SessionsPlugin } from '../plugin.ts';

export interface DiscoveryOptions<Fields extends object = object> {
  /** Where the endpoint of this id is shown in your console; unless given, there is no link. */
  readonly href?: (endpointId: string) => string;
  /** What API Discovery says of the endpoint now: where its subgraph gives `Endpoint` fields in the same graph. */
  readonly owner?: OwnerFacts<Fields>;
}

interface EndpointFields<Fields> {
  /** Null: there is no endpoint, or its owner does not know it. */
  readonly discovery_endpoint: Fields | null;
}

const OWNER = 'API Discovery';

const wordsIn = (locale: string) => (isGerman(locale) ? insightsDe : insightsEn);

/** What API Discovery knows of the endpoint of an open request, and the way there. */
export function discovery<Fields extends object>({
  href,
  owner,
}: DiscoveryOptions<Fields> = {}): SessionsPlugin<object, EndpointFields<Fields>> {
  return definePlugin<object, EndpointFields<Fields>>({
    id: 'discovery',
    apiVersion: 1,
    ...(owner?.subgraph && { subgraphs: { discovery_endpoint: owner.subgraph } }),
    fragments: {
      // Read by the elements, which tell of a fragment that is none and go on without it.
      get request() {
        if (!owner) return undefined;
        const selection = selectionOf(owner.fields, 'Endpoint');
        return `fragment discovery_Request on Request { discovery_endpoint: endpoint ${selection} }`;
      },
    },
    requestPanels: [
      {
        id: 'insights',
        title: (locale) => wordsIn(locale).title,
        order: 200,
        replaces: 'endpoint',
        when: ({ request }) => request.endpointSummary !== null,
        render: (context, host) => {
          const endpoint = context.request.endpointSummary!;
          const address = safeHref(href?.(endpoint.id), document.baseURI);
          const copies = renderInsights(endpoint, wordsIn(host.locale), host.value);
          return html`${renderName(endpoint, host.value)}
            ${owner ? [renderOwned(context, owner, host), renderCopies(copies, host)] : copies}
            ${address ? renderLink(address, host) : nothing}`;
        },
      },
    ],
  });
}

/** Nothing where the graph does not know what its owner would say. */
function renderOwned<Fields extends object>(
  { request, unavailable }: RequestContext<EndpointFields<Fields>>,
  facts: OwnerFacts<Fields>,
  host: PluginHost,
) {
  const { discovery_endpoint: owned } = request;
  const isUnavailable = unavailable.includes('discovery_endpoint');
  if (owned === undefined && !isUnavailable) return nothing;
  return renderLive(renderOwnerAnswer(ownerAnswer(owned, isUnavailable), facts, OWNER, host), OWNER, host);
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
