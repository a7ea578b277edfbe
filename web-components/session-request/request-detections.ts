import { html, nothing } from 'lit';
import { pivot } from '../pivots/pivot-button.ts';
import { attackName } from '../shared/attack-name.ts';
import { dateTime, fullDateTime } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable, printableBlock } from '../shared/printable.ts';
import type { RequestDetails } from './request-details.ts';
import { type BlockContext, type Fact, renderCopy, renderFacts, renderWithheld } from './request-parts.ts';

type Detection = RequestDetails['detections'][number];

/** What was found in the request. */
export function renderDetections({ detections }: RequestDetails, context: BlockContext) {
  const { detail } = context;
  return html`<section aria-labelledby="detections">
    <h4 id="detections">${detail.detections}</h4>
    <ul class="detections">${detections.map((detection, index) => renderDetection(detection, index, context))}</ul>
  </section>`;
}

function renderDetection(detection: Detection, index: number, context: BlockContext) {
  const { type, payload, parameter, tags, action, falsePositive, attackId } = detection;
  const { detail } = context;
  const { terms } = context.localize;
  const facts: Fact[] = [
    [detail.parameter, parameter && html`<span class="mono">${printable(parameter)}</span>`],
    [terms.filterNames.attack, attackId && pivot('attack', attackId, attackId, { look: 'mono' })],
    [detail.payload, context.withheld(`detections.${index}.payload`) && renderWithheld(context)],
    ...tags.map(({ key, value }): Fact => [printable(key), printable(value)]),
  ];
  const name = attackName(terms, type.code, type.label);
  const label = html`${icons.attack}${printable(name)}`;
  return html`<li class=${falsePositive ? 'false' : ''}>
    <p class="found">
      ${pivot('type', type.code, name, { look: falsePositive ? 'attack struck' : 'attack', shown: label })}
      <span class="tag">${detail.actions[action]}</span>
      ${falsePositive ? html`<span class="tag">${detail.falsePositive}</span>` : nothing}
      ${context.toolsOf(detection)}
    </p>
    ${falsePositive ? renderMark(detection, context) : nothing} ${renderFacts(facts)}
    ${
      payload === null
        ? nothing
        : html`<div class="text">
            <pre tabindex="0" role="group" aria-label=${detail.payload}>${printableBlock(payload)}</pre>
            ${renderCopy(payload, detail.copyPayload, context)}
          </div>`
    }
  </li>`;
}

/** Who judged it so, when and why. */
function renderMark({ falsePositiveMark: mark }: Detection, { decisions, localize }: BlockContext) {
  if (!mark) return html`<p class="muted">${decisions.markedBySource}</p>`;
  const { locale, timeZone } = localize;
  const { markedAt, markedBy, reason } = mark;
  const when = dateTime(markedAt, locale, timeZone);
  return html`<p class="mark muted" title=${fullDateTime(markedAt, locale, timeZone)}>
    ${decisions.marked} ${decisions.decidedBy(printable(markedBy), when)}: ${reason === null ? decisions.noReason : decisions.because(printable(reason))}
  </p>`;
}
