import { html, nothing } from 'lit';
import { bytes } from '../shared/format.ts';
import { printable, printableBlock } from '../shared/printable.ts';
import { type BlockContext, renderCopy } from './request-parts.ts';
import type { RequestDetails } from './session-request.ts';

type Content = NonNullable<RequestDetails['content']>;
type Body = NonNullable<Content['requestBody']>;

/** The raw request and its response, or why there are none. */
export function renderContent({ content, contentState }: RequestDetails, context: BlockContext) {
  const { terms } = context.localize;
  return html`<section aria-labelledby="raw">
    <h4 id="raw">${terms.raw}</h4>
    ${
      contentState === 'AVAILABLE' && content
        ? html`<div class="raw">
            ${renderMessage(terms.request, content.requestHeaders, content.requestBody, context)}
            ${renderMessage(terms.response, content.responseHeaders, content.responseBody, context)}
          </div>`
        : html`<p class="muted">${terms.rawNotStored}</p>`
    }
  </section>`;
}

function renderMessage(title: string, headers: Content['requestHeaders'], body: Body | null, context: BlockContext) {
  const { terms } = context.localize;
  return html`<div>
    <h5>${title}</h5>
    ${headers.length === 0 && !body ? html`<p class="muted">${terms.notRecorded}</p>` : nothing}
    ${
      headers.length === 0
        ? nothing
        : html`<dl class="headers mono">
            ${headers.map(
              ({ name, value, masked }) => html`<div>
                <dt>${printable(name)}</dt>
                <dd>${printable(value)}${masked ? html` <span class="tag" title=${terms.maskedHint}>${terms.masked}</span>` : nothing}</dd>
              </div>`,
            )}
          </dl>`
    }
    ${body ? renderBody(body, title, context) : nothing}
  </div>`;
}

function renderBody({ mediaType, sizeBytes, truncated, text, base64 }: Body, of: string, context: BlockContext) {
  const { terms, locale } = context.localize;
  const facts = [
    mediaType && printable(mediaType),
    bytes(sizeBytes, locale),
    truncated && terms.truncated,
    base64 !== null && 'base64',
  ];
  const raw = text ?? base64 ?? '';
  return html`<p class="muted body">${facts.filter(Boolean).join(' · ')}</p>
    <div class="text">
      <pre tabindex="0" role="group" aria-label=${terms.filterIs(of, terms.body)}>${text === null ? raw : printableBlock(text)}</pre>
      ${renderCopy(raw, terms.copyBody, context)}
    </div>`;
}
