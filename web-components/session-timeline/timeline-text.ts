import { html, nothing } from 'lit';
import type { SessionTimeRange, TimelineFragment } from '../data/documents.generated.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import type { TimelineTerms } from '../i18n/timeline.en.ts';
import { dateTime, duration, endTime, exactNumber } from '../shared/format.ts';
import { type Brush, brushTimes } from './brush.ts';
import { comparedText, hasUsual, millisecondsText, usualText } from './timeline-times.ts';

type Bucket = TimelineFragment['buckets'][number];
type Counter = 'requests' | 'malicious' | 'blocked' | 'clientErrors' | 'serverErrors';

const COUNTERS: readonly Counter[] = ['requests', 'malicious', 'blocked', 'clientErrors', 'serverErrors'];

/**
 * The numbers of what is pointed at, chosen, or, of neither, of everything; in the room of the longest of these, so that nothing
 * below moves with the pointer. Of buckets that are not counted yet nothing is said: the numbers are those of the time beside them.
 * @param uncounted how many these are, at the beginning
 */
export function renderReadout(
  timeline: TimelineFragment,
  uncounted: number,
  matches: readonly number[] | undefined,
  brush: Brush | null,
  pointed: number | null,
  ...context: ReadoutContext
) {
  const { buckets } = timeline;
  const whole = { from: uncounted, to: buckets.length - 1 };
  const asked = brush ?? (pointed === null ? whole : { from: pointed, to: pointed });
  const part = asked.to < uncounted ? whole : { ...asked, from: Math.max(asked.from, uncounted) };
  const slowest = buckets.reduce((most, bucket) => (timesLength(bucket) > timesLength(most) ? bucket : most));
  return html`<span class="readouts"
    ><span class="readout">${renderPart(timeline, matches, part, part.from === part.to ? buckets[part.from]! : null, ...context)}</span
    ><span class="room" aria-hidden="true">${renderPart(timeline, matches, whole, slowest, ...context)}</span></span>`;
}

type ReadoutContext = [
  period: SessionTimeRange | null | undefined,
  words: TimelineTerms,
  judgement: JudgementTerms,
  localize: LocalizeController,
];

/** About how long what is said of its times is. */
const timesLength = ({ durationMsP95, durationMsExpectedP95, durationMsCount }: Bucket): number =>
  `${Math.round(durationMsP95 ?? 0)}${Math.round(durationMsExpectedP95 ?? 0)}${durationMsCount}`.length +
  (durationMsP95 === null ? 0 : 100) +
  (durationMsExpectedP95 === null ? 0 : 100);

/** @param only whose times are said: a percentile of several buckets is not made of theirs */
function renderPart(
  timeline: TimelineFragment,
  matches: readonly number[] | undefined,
  part: Brush,
  only: Bucket | null,
  ...[period, words, judgement, { terms, locale, timeZone }]: ReadoutContext
) {
  const { buckets } = timeline;
  const { from, to } = brushTimes(timeline, part, period);
  const chosen = buckets.slice(part.from, part.to + 1);
  const sum = (counter: Counter) => chosen.reduce((total, bucket) => total + bucket[counter], 0);
  const requests = sum('requests');
  const matching = matches?.slice(part.from, part.to + 1).reduce((total, count) => total + count, 0);
  const counts = COUNTERS.filter((counter) => counter !== 'requests')
    .map((counter) => [counter, sum(counter)] as const)
    .filter(([, count]) => count > 0);
  const moment = momentOf(period, timeline, locale, timeZone);
  const usual = only ? usualText(only, judgement, locale) : '';
  return html`<span class="number">${moment(from)} – ${moment(to)}</span>
    <b class="number">${terms.requestCount({ short: exactNumber(requests, locale), value: requests })}</b>
    ${matching === undefined ? nothing : html`<span class="matching"><b class="number">${words.matches({ short: exactNumber(matching, locale), value: matching })}</b></span>`}
    ${counts.map(
      ([counter, count]) =>
        html`<span class=${counter}><b class="number">${exactNumber(count, locale)}</b> ${words.counters[counter]}</span>`,
    )}
    ${only?.durationMsP95 == null ? nothing : html`<span>${words.p95(judgement.milliseconds(millisecondsText(only.durationMsP95, locale)))}</span>`}
    ${usual === '' ? nothing : html`<bdi>${usual}</bdi>`}`;
}

/**
 * Writes the ends of a chart: exactly, but for a range that ends now, which begins with the milliseconds of a clock that nobody
 * looked at.
 */
export function momentOf(
  period: SessionTimeRange | null | undefined,
  { bucketMs }: Pick<TimelineFragment, 'bucketMs'>,
  locale: string,
  timeZone: string,
) {
  // Within a second, only its parts tell the ends apart.
  const write = period?.from && !period.to && bucketMs >= 1000 ? dateTime : endTime;
  return (iso: string) => write(iso, locale, timeZone);
}

/** The same as a table, for those who cannot see the bars; buckets without requests are left out. */
export function renderTable(
  timeline: TimelineFragment,
  matches: readonly number[] | undefined,
  period: SessionTimeRange | null | undefined,
  words: TimelineTerms,
  judgement: JudgementTerms,
  { terms, locale, timeZone }: LocalizeController,
) {
  const { buckets, bucketMs } = timeline;
  const withUsual = hasUsual(timeline);
  const { from, to } = brushTimes(timeline, { from: 0, to: buckets.length - 1 }, period);
  const moment = momentOf(period, timeline, locale, timeZone);
  const filled = [...buckets.entries()].filter(([, { requests }]) => requests > 0);
  const time = (value: number | null) => (value === null ? '–' : millisecondsText(value, locale));
  const row = ([index, bucket]: [number, Bucket]) => html`<tr>
    <th scope="row" class="number">${moment(bucket.start)}</th>
    ${matches ? html`<td class="number">${exactNumber(matches[index] ?? 0, locale)}</td>` : nothing}
    ${COUNTERS.map((counter) => html`<td class="number">${exactNumber(bucket[counter], locale)}</td>`)}
    <td class="number">${time(bucket.durationMsP95)}</td>
    ${
      withUsual
        ? html`<td class="number">${time(bucket.durationMsExpectedP95)}</td>
            <td class="number"><bdi>${comparedText(bucket, judgement, locale)}</bdi></td>`
        : nothing
    }
  </tr>`;
  return html`${withUsual ? html`<p class="basis muted">${judgement.usualBasis}</p>` : nothing}
    <div class="scroller" tabindex="0" role="region" aria-label=${words.label}>
    <table>
      <caption class="muted">${moment(from)} – ${moment(to)} · ${words.bucketWidth(duration(bucketMs, locale))}</caption>
      <thead>
        <tr>
          <th scope="col">${terms.time}</th>
          ${matches ? html`<th scope="col">${words.matchesHeading}</th>` : nothing}
          ${COUNTERS.map((counter) => html`<th scope="col">${words.counters[counter]}</th>`)}
            <th scope="col">${words.p95Heading}</th>
            ${
              withUsual
                ? html`<th scope="col">${judgement.usualHeading}</th><th scope="col">${judgement.comparedHeading}</th>`
                : nothing
            }
        </tr>
      </thead>
      <tbody>${filled.map(row)}</tbody>
    </table>
  </div>`;
}
