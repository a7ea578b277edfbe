import { html, nothing } from 'lit';
import { bytes } from '../shared/format.ts';
import { printable, printableBlock } from '../shared/printable.ts';
import type { RequestDetails } from './request-details.ts';
import { type BlockContext, renderCopy } from './request-parts.ts';

type Content = NonNullable<RequestDetails['content']>;
type Body = NonNullable<Content['requestBody']>;

/** The raw request and its response, or why there are none. */
export function renderContent({ content, contentState }: RequestDetails, context: BlockContext) {
  const { detail } = context;
  return html`<section aria-labelledby="raw">
    <h4 id="raw">${detail.raw}</h4>
    ${
      contentState === 'AVAILABLE' && content
        ? html`<div class="raw">
            ${renderMessage(detail.request, content.requestHeaders, content.requestBody, context)}
            ${renderMessage(detail.response, content.responseHeaders, content.responseBody, context)}
          </div>`
        : html`<p class="muted">${contentState === 'FORBIDDEN' ? detail.rawNotPermitted : detail.rawNotStored}</p>`
    }
  </section>`;
}

function renderMessage(title: string, headers: Content['requestHeaders'], body: Body | null, context: BlockContext) {
  const { detail } = context;
  return html`<div>
    <h5>${title}</h5>
    ${headers.length === 0 && !body ? html`<p class="muted">${detail.notRecorded}</p>` : nothing}
    ${
      headers.length === 0
        ? nothing
        : html`<dl class="headers mono">
            ${headers.map(
              ({ name, value, masked }) => html`<div>
                <dt>${printable(name)}</dt>
                <dd>${printable(value)}${masked ? html` <span class="tag" title=${detail.maskedHint}>${detail.masked}</span>` : nothing}</dd>
              </div>`,
            )}
          </dl>`
    }
    ${body ? renderBody(body, title, context) : nothing}
  </div>`;
}

function renderBody({ mediaType, sizeBytes, truncated, text, base64 }: Body, of: string, context: BlockContext) {
  const { detail } = context;
  const { terms, locale } = context.localize;
  const facts = [
    mediaType && printable(mediaType),
    bytes(sizeBytes, locale),
    truncated && detail.truncated,
    base64 !== null && 'base64',
  ];
  const raw = text ?? base64 ?? '';
  return html`<p class="muted body">${facts.filter(Boolean).join(' · ')}</p>
    <div class="text">
      <pre tabindex="0" role="group" aria-label=${terms.filterIs(of, detail.body)}>${text === null ? raw : printableBlock(text)}</pre>
      ${renderCopy(raw, detail.copyBody, context)}
    </div>`;
}
