import { html, nothing } from 'lit';
import type { SessionMetric } from '../data/documents.generated.ts';
import { amountText, comparisonText, factorText } from '../performance/comparison-text.ts';
import { baselineOf, type Measured, measured } from '../performance/measured.ts';
import { DEGREE_ICONS, renderMeter } from '../performance/meter.ts';
import { pivot } from '../pivots/pivot-button.ts';
import { dateTime, exactNumber, fullDateTime, shortNumber } from '../shared/format.ts';
import type { BaselineState, RequestDetails } from './request-details.ts';
import type { BlockContext } from './request-parts.ts';

/** Time and size beside what is usual for the endpoint, what that was made of, and as of when it was judged. */
export function renderPerformance(request: RequestDetails, context: BlockContext) {
  const { localize, words } = context;
  return html`<section aria-labelledby="performance">
    <h4 id="performance">${words.performance}</h4>
    ${
      request.expected
        ? html`<div class="wide" tabindex="0" role="group" aria-labelledby="performance">
              <table class="usual">
                <thead>
                  <tr>
                    <td></td>
                    ${[words.thisRequest, words.median, words.mean, words.p95, words.responses].map(
                      (heading) => html`<th scope="col">${heading}</th>`,
                    )}
                  </tr>
                </thead>
                <tbody>
                  ${renderRow(request, 'DURATION', context)} ${renderRow(request, 'SIZE', context)}
                </tbody>
              </table>
            </div>
            <p class="muted">${words.basis}</p>`
        : html`<p class="muted">${words.notCompared}.</p>`
    }
    ${context.baselines ? html`<p class="muted">${settledText(context.baselines, { localize, words })}</p>` : nothing}
  </section>`;
}

function renderRow(request: RequestDetails, metric: SessionMetric, context: BlockContext) {
  const { localize, words } = context;
  const { terms, locale } = localize;
  const one = measured(request, metric);
  const { usual, value } = one;
  const amount = (some: number | null) => (some === null ? '–' : amountText(metric, some, { words, terms, locale }));
  const mean = metric === 'DURATION' ? request.expected!.durationMsMean : request.expected!.sizeBytesMean;
  return html`<tr>
    <th scope="row">${metric === 'DURATION' ? words.time : words.size}</th>
    <td class="this">
      ${value === null ? html`<span class="muted">${words.notMeasured}</span>` : amount(value)} ${renderDegree(one, context)}
      ${renderMeter(one)}
    </td>
    <td>${amount(usual!.median)}</td>
    <td>${amount(mean)}</td>
    <td>${amount(usual!.p95)}</td>
    <td>
      ${exactNumber(usual!.count, locale)}
      ${baselineOf(one) ? nothing : html`<span class="muted">${comparisonText({ ...one, deviation: undefined }, { words, terms, locale })}</span>`}
    </td>
  </tr>`;
}

function renderDegree(one: Measured, { localize: { terms, locale }, words }: BlockContext) {
  if (!one.deviation) return nothing;
  const { degree, factor } = one.deviation;
  const text = `${words.degrees[degree]} · ${factorText(factor, locale)} ×`;
  return pivot('deviation', one.metric, terms.deviations[one.metric], {
    look: `${degree.toLowerCase()} degree`,
    title: comparisonText(one, { words, terms, locale }),
    shown: html`${DEGREE_ICONS[degree]}${text}`,
  });
}

function settledText({ settledAt, dueEndpoints }: BaselineState, context: Pick<BlockContext, 'localize' | 'words'>) {
  const { words } = context;
  const { locale, timeZone } = context.localize;
  const due = dueEndpoints > 0 ? words.due({ short: shortNumber(dueEndpoints, locale), value: dueEndpoints }) : '';
  if (settledAt === null) return `${words.neverSettled} ${due}`.trim();
  const settled = words.settled(dateTime(settledAt, locale, timeZone));
  return html`<span title=${fullDateTime(settledAt, locale, timeZone)}>${settled}</span> ${due}`;
}
