import type { SessionMetric } from '../data/documents.generated.ts';
import type { Terms } from '../i18n/en.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import { bytes, exactNumber } from '../shared/format.ts';
import { baselineOf, type Measured } from './measured.ts';

/** What a comparison is written with. */
export interface ComparisonWords {
  readonly words: JudgementTerms;
  readonly terms: Terms;
  readonly locale: string;
}

/** 41 ms, 0.4 ms, 1.23 kB. */
export function amountText(metric: SessionMetric, value: number, { words, locale }: ComparisonWords): string {
  if (metric === 'SIZE') return bytes(Math.round(value), locale);
  return words.milliseconds(exactNumber(value < 10 ? oneDecimal(value) : Math.round(value), locale));
}

/** 3.2, 17. */
export const factorText = (factor: number, locale: string): string =>
  exactNumber(factor < 10 ? oneDecimal(factor) : Math.round(factor), locale);

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** What is to be said of a value beside what is usual, or why it is compared with nothing. */
export function comparisonText(measured: Measured, context: ComparisonWords): string {
  const { metric, usual, deviation } = measured;
  const { words, terms, locale } = context;
  const responses = (value: number) => terms.requestCount({ short: exactNumber(value, locale), value });
  const baseline = baselineOf(measured);
  if (deviation) {
    const degree = words.degrees[deviation.degree];
    const factor = factorText(deviation.factor, locale);
    // It was decided under a baseline that is not there any more.
    if (!baseline) return words.deviates(degree, factor);
    // The factor is that of 1 ms or 1 byte where the median is less.
    const median =
      baseline.median < 1
        ? words.lessThan(amountText(metric, 1, context))
        : amountText(metric, baseline.median, context);
    return words.deviatesFrom(
      degree,
      factor,
      median,
      amountText(metric, baseline.p95, context),
      responses(baseline.count),
    );
  }
  if (baseline) {
    const { median, p95, count } = baseline;
    return words.usual(amountText(metric, median, context), amountText(metric, p95, context), responses(count));
  }
  return usual ? words.tooFew(responses(usual.count)) : words.notCompared;
}
