import { html, nothing, svg } from 'lit';
import type { TimelineFragment } from '../data/documents.generated.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import { exactNumber } from '../shared/format.ts';

// How long the requests of each bucket took, and how long such requests usually take: two lines on one scale, told apart by
// their form, and the same in words.

type Bucket = TimelineFragment['buckets'][number];
type Line = 'durationMsP95' | 'durationMsExpectedP95';

/** Milliseconds; under ten with a tenth, so that 3.6 and 4.4 stay two numbers. */
export function millisecondsText(ms: number, locale: string): string {
  return exactNumber(ms < 9.95 ? Math.round(ms * 10) / 10 : Math.round(ms), locale);
}

/** Whether anything is usual for any of these buckets; of a list nothing is. */
export function hasUsual({ buckets }: TimelineFragment): boolean {
  return buckets.some(({ durationMsExpectedP95 }) => durationMsExpectedP95 !== null);
}

/** The longest time of both lines; null: none is known. */
function mostOf({ buckets }: TimelineFragment): number | null {
  const times = buckets.flatMap(({ durationMsP95, durationMsExpectedP95 }) => [durationMsP95, durationMsExpectedP95]);
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Both lines, in an image of a width of one per bucket. */
export function renderLines(timeline: TimelineFragment, height: number) {
  return svg`<path class="p95" d=${pathOf(timeline, 'durationMsP95', height)}/>
    ${hasUsual(timeline) ? svg`<path class="usual" d=${pathOf(timeline, 'durationMsExpectedP95', height)}/>` : nothing}`;
}

/** A step per bucket, on a scale that ends at the longest of both lines; broken where there is no value. */
function pathOf(timeline: TimelineFragment, line: Line, height: number): string {
  const most = mostOf(timeline) || 1;
  let before: number | null = null;
  const steps = timeline.buckets.map(({ [line]: time }, index) => {
    const start = before === null ? 'M' : 'L';
    before = time;
    if (time === null) return '';
    const y = height - 2 - (time / most) * (height - 6);
    return `${start}${index + 0.08} ${y.toFixed(2)}H${index + 0.92}`;
  });
  return steps.join('');
}

/** What the lines over the bars are, and how far they go. */
export function renderKey(timeline: TimelineFragment, words: JudgementTerms, locale: string) {
  const most = mostOf(timeline);
  if (most === null) return nothing;
  const scale = words.mostP95(words.milliseconds(millisecondsText(most, locale)));
  if (!hasUsual(timeline)) return html`<bdi class="key muted">${scale}</bdi>`;
  return html`<span class="keys"><bdi class="muted">${scale}:</bdi>
    <span class="key">${words.measured}</span> <span class="key usual" title=${words.usualBasis}>${words.usualLine}</span>
  </span>`;
}

/** What is usual for the requests of one bucket, and for how many of them that is known. */
export function usualText({ durationMsExpectedP95, ...bucket }: Bucket, words: JudgementTerms, locale: string): string {
  if (durationMsExpectedP95 === null) return '';
  const time = words.milliseconds(millisecondsText(durationMsExpectedP95, locale));
  return words.usuallyWithin(time, comparedText(bucket, words, locale));
}

/** `12 of 40`: those that are compared, of those whose time was measured. */
export function comparedText(
  { durationMsExpectedCount, durationMsCount }: Pick<Bucket, 'durationMsExpectedCount' | 'durationMsCount'>,
  words: JudgementTerms,
  locale: string,
): string {
  return words.ofMeasured(exactNumber(durationMsExpectedCount, locale), exactNumber(durationMsCount, locale));
}
