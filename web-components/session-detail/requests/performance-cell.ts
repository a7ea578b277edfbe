import { html, nothing } from 'lit';
import type { RequestRowFragment, SessionMetric } from '../../data/documents.generated.ts';
import { type ComparisonWords, comparisonText } from '../../performance/comparison-text.ts';
import { measured } from '../../performance/measured.ts';
import { DEGREE_ICONS, renderMeter } from '../../performance/meter.ts';
import { pivot } from '../../pivots/pivot-button.ts';
import { exactNumber } from '../../shared/format.ts';

interface Cell {
  readonly content: unknown;
  readonly title: string;
}

/** A time or a size beside what is usual for the endpoint: a meter, and a sign where it stands out. */
export function performanceCell(request: RequestRowFragment, metric: SessionMetric, context: ComparisonWords): Cell {
  const one = measured(request, metric);
  const { value } = one;
  const title = value === null ? '' : comparisonText(one, context);
  const shown = value === null ? html`<span class="muted">–</span>` : exactNumber(Math.round(value), context.locale);
  // Where there is no room for the sizes, the sign of one that stands out is here.
  const stray = metric === 'DURATION' ? renderSign(request, 'SIZE', context, 'stray') : nothing;
  return { content: html`${stray}${renderSign(request, metric, context)}${shown}${renderMeter(one)}`, title };
}

function renderSign(request: RequestRowFragment, metric: SessionMetric, context: ComparisonWords, look = '') {
  const one = measured(request, metric);
  if (!one.deviation) return nothing;
  const { degree } = one.deviation;
  const text = comparisonText(one, context);
  const name = context.terms.deviations[metric];
  return pivot('deviation', metric, name, {
    look: `${degree.toLowerCase()} ${look}`,
    title: text,
    shown: html`${DEGREE_ICONS[degree]}${look ? name : nothing}<span class="visually-hidden">${look ? ', ' : ''}${text}</span>`,
    inGrid: true,
  });
}
