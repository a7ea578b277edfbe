import { html, nothing } from 'lit';
import { pivot } from '../pivots/pivot-button.ts';
import { countryName, exactNumber, fullDateTime } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import { curlCommand } from '../state/curl.ts';
import { renderQueryTable } from './query-parameters.ts';
import type { RequestDetails } from './request-details.ts';
import { type BlockContext, type Fact, renderCopy, renderFacts, renderWithheld } from './request-parts.ts';

/** The request line with its answer, then who made it. */
export function renderRequest(request: RequestDetails, context: BlockContext) {
  const { detail } = context;
  const { terms, locale, timeZone } = context.localize;
  const { method, host, path, query, status, protocol, countryCode, ip, user, role, application } = request;
  const number = (value: number | null) => (value === null ? null : exactNumber(Math.round(value), locale));
  const code = status === null ? null : String(status);
  const facts: Fact[] = [
    [terms.time, html`<time datetime=${request.time}>${fullDateTime(request.time, locale, timeZone)}</time>`],
    [
      detail.code,
      html`${pivot('code', code, code ?? detail.noResponse)}${
        request.blocked ? pivot('blocked', 'yes', detail.blocked, { look: 'tag' }) : nothing
      }`,
    ],
    [detail.timeTaken, number(request.durationMs)],
    [detail.size, number(request.sizeBytes)],
    [terms.filterNames.protocol, protocol && pivot('protocol', protocol)],
    [terms.filterNames.ip, ip && pivot('ip', ip, ip, { look: 'mono' })],
    [
      terms.filterNames.country,
      countryCode && pivot('country', countryCode, `${countryCode} – ${countryName(countryCode, locale)}`),
    ],
    [terms.filterNames.source, request.sourceTags.map((tag) => pivot('source', tag))],
    [terms.filterNames.user, user && pivot('user', user)],
    [terms.filterNames.role, role && pivot('role', role)],
    [terms.filterNames.application, application && pivot('application', application)],
    [terms.filterNames.request, pivot('request', request.id, request.id, { look: 'mono' })],
    [terms.filterNames.session, pivot('session', request.session.key, request.session.key, { look: 'mono' })],
  ];
  const uri = `${path}${query === null ? '' : `?${query}`}`;
  return html`<section aria-label=${detail.request}>
    <p class="line mono">
      <span><b>${printable(method)}</b> ${host === null ? nothing : html`<span class="muted">${printable(host)}</span>`}${printable(path)}${renderQuery(
        query,
        context,
      )}</span>${renderCopy(`${host ?? ''}${uri}`, detail.copyPath, context)}${renderCopyCurl(request, context)}
    </p>
    ${renderFacts(facts)} ${renderQueryTable(request, context)}
  </section>`;
}

function renderQuery(query: string | null, context: BlockContext) {
  if (context.withheld('query')) return html`<span class="muted">?</span>${renderWithheld(context)}`;
  return query === null ? nothing : html`<span class="muted">?</span>${printable(query)}`;
}

function renderCopyCurl(request: RequestDetails, { words, copy, withheld }: BlockContext) {
  // Without them it would be another request.
  if (withheld('query') || request.contentState === 'FORBIDDEN') return nothing;
  return html`<button type="button" class="button quiet copy" aria-label=${words.copyCurl} title=${words.copyCurl}
    @click=${() => copy(curlCommand(request))}>${icons.copy}cURL</button>`;
}

/** What the session, its user and its role were recognised by. */
export function renderParameters({ parameters, session }: RequestDetails, context: BlockContext) {
  const { detail } = context;
  return html`<section aria-labelledby="parameters">
    <h4 id="parameters">${detail.parameters}</h4>
    <dl class="parameters">
      ${parameters.map(
        ({ name, source, value, hashed, key }, index) => html`<div>
          <dt>${printable(name)}${key ? html` <span class="tag key" title=${detail.keyHint}>${detail.key}</span>` : nothing}</dt>
          <dd class="muted">${detail.parameterSources[source]}</dd>
          <dd class="mono">${renderValue(value, context.withheld(`parameters.${index}.value`), context)}${
            hashed ? html` <span class="tag" title=${detail.hashedHint}>${detail.hashed}</span>` : nothing
          }</dd>
        </div>`,
      )}
    </dl>
    ${
      parameters.some(({ key }) => key)
        ? nothing
        : html`<p class="muted">${detail.identifiedByOther(session.identifiedBy.map(({ name }) => printable(name)).join(', '))}</p>`
    }
  </section>`;
}

function renderValue(value: string | null, isWithheld: boolean, context: BlockContext) {
  if (isWithheld) return renderWithheld(context);
  return value === null ? html`<span class="muted">${context.localize.terms.noValue}</span>` : printable(value);
}
