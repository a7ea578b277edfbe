import { nothing, svg } from 'lit';
import type { SessionDeviationDegree } from '../data/documents.generated.ts';
import { icon } from '../shared/icon.ts';
import { baselineOf, type Measured } from './measured.ts';

/** The scale ends at this many times the p95, for all rows alike. */
const END = 2;

/** A value on a scale from nothing to twice the p95, which has a tick; none where there is nothing to compare with. */
export function renderMeter(measured: Measured) {
  const baseline = baselineOf(measured);
  const { value, deviation } = measured;
  if (!baseline || value === null) return nothing;
  return svg`<svg class="meter ${deviation?.degree.toLowerCase() ?? ''}" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
    <rect class="scale" y="2" width="100" height="3"/>
    <rect class="value-bar" y="2" width=${shareOf(value, baseline.p95) * 100} height="3"/>
    <path class="tick" d="M${100 / END} 0V5"/>
  </svg>`;
}

/** Of the scale, 0 to 1. */
export function shareOf(value: number, p95: number): number {
  if (p95 <= 0) return value > 0 ? 1 : 0;
  return Math.min(value / (p95 * END), 1);
}

/** One arrow upwards for high, two for extreme: told without colours. */
export const DEGREE_ICONS: Readonly<Record<SessionDeviationDegree, unknown>> = {
  HIGH: icon(svg`<path d="m4 9.5 4-4 4 4"/>`),
  EXTREME: icon(svg`<path d="m4 7.5 4-4 4 4m-8 5 4-4 4 4"/>`),
};
