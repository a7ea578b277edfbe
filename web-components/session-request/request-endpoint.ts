import { html, nothing } from 'lit';
import { pivot } from '../session-detail/pivots.ts';
import { printable } from '../shared/printable.ts';
import { type BlockContext, type Fact, renderFacts } from './request-parts.ts';
import type { RequestDetails } from './session-request.ts';

/** API Discovery insights: what is known of the endpoint. */
export function renderEndpoint(
  endpoint: NonNullable<RequestDetails['endpointSummary']>,
  { localize: { terms } }: BlockContext,
) {
  const { id, method, host, pathTemplate, riskScore, riskLevel, riskReasons, rogue, protections, sensitiveData } =
    endpoint;
  const risk = riskLevel && terms.riskOf(riskScore ?? 0, terms.riskLevels[riskLevel]);
  const facts: Fact[] = [
    [
      terms.filterNames.risk,
      riskLevel === null || risk === null || riskScore === null
        ? terms.notKnown
        : pivot('risk', riskLevel, terms.riskLevels[riskLevel], {
            shown: risk,
            look: `risk ${riskLevel.toLowerCase()}`,
          }),
    ],
    [terms.riskReasons, riskReasons.map(printable).join(', ')],
    [terms.filterNames.rogue, rogue === null ? terms.notEvaluated : pivot('rogue', rogue, terms.rogueKinds[rogue])],
    [
      terms.protection,
      protections.length === 0
        ? terms.noneKnown
        : protections.map(({ name, state }) => `${printable(name)} (${terms.protectionStates[state]})`).join(', '),
    ],
    [
      terms.filterNames.sensitive,
      sensitiveData.length === 0
        ? terms.noneKnown
        : sensitiveData.map((kind) => pivot('sensitive', kind, terms.sensitiveKinds[kind])),
    ],
    [terms.filterNames.flow, endpoint.businessFlows.map(({ code, label }) => pivot('flow', code, label))],
  ];
  const name = `${method} ${host ?? ''}${pathTemplate}`;
  const shown = html`<b>${printable(method)}</b> ${host === null ? nothing : html`<span class="muted">${printable(host)}</span>`}${printable(pathTemplate)}`;
  return html`<section aria-labelledby="endpoint">
    <h4 id="endpoint">${terms.discoveryInsights}</h4>
    <p class="line">${pivot('endpoint-id', id, name, { look: 'mono', shown })}</p>
    ${renderFacts(facts)}
  </section>`;
}
