import { html } from 'lit';
import { pivot } from '../pivots/pivot-button.ts';
import { renderInsights, renderName } from '../shared/endpoint-insights.ts';
import type { RequestDetails } from './request-details.ts';
import type { BlockContext } from './request-parts.ts';

/** What is known of the endpoint, in the way of the discovery plugin, which takes this place and leads further. */
export function renderEndpoint({ endpointSummary }: RequestDetails, { detail }: BlockContext) {
  return html`<section aria-labelledby="endpoint">
    <h4 id="endpoint">${detail.insights.title}</h4>
    ${renderName(endpointSummary!, pivot)} ${renderInsights(endpointSummary!, detail.insights, pivot)}
  </section>`;
}
