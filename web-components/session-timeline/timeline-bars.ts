import { nothing, svg } from 'lit';
import type { TimelineFragment } from '../data/documents.generated.ts';
import type { Brush } from './brush.ts';
import { gapsOf, type Mark } from './marks.ts';

const HEIGHT = 100;

/**
 * A bar per bucket: its requests, and in front of them the malicious ones. What there is shows, be it one among thousands;
 * a bar that is malicious altogether stays told from one that is so in part.
 * @param marks of a session, whose gaps and 95 % line are drawn as well; null: a list
 */
export function renderBars(
  timeline: TimelineFragment,
  brush: Brush | null,
  pointed: number | null,
  marks: readonly Mark[] | null,
) {
  const { buckets } = timeline;
  const most = Math.max(...buckets.map(({ requests }) => requests), 1);
  const bar = (index: number, count: number, least: number, name: string) => {
    if (count === 0) return nothing;
    const height = Math.max(least, (count / most) * HEIGHT);
    return svg`<rect class=${name} x=${index + 0.08} width="0.84" y=${HEIGHT - height} height=${height}/>`;
  };
  return svg`<svg viewBox="0 0 ${buckets.length} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${marks ? gapsOf(marks, timeline).map(({ from, width }) => svg`<rect class="gap" x=${from} width=${width} y="0" height=${HEIGHT}/>`) : nothing}
    ${pointed === null ? nothing : svg`<rect class="pointed" x=${pointed} width="1" y="0" height=${HEIGHT}/>`}
    ${
      brush
        ? svg`<rect class="brush" x=${brush.from} width=${brush.to - brush.from + 1} y="0" height=${HEIGHT}/>`
        : nothing
    }
    ${buckets.map(({ requests, malicious }, index) => [bar(index, requests, 6, 'requests'), bar(index, malicious, malicious === requests ? 6 : 3, 'malicious')])}
    ${marks ? svg`<path class="p95" d=${p95Path(timeline)}/>` : nothing}
  </svg>`;
}

/** The longest of the times that 95 of 100 requests of a bucket kept to; null: none is known. */
export function mostP95({ buckets }: TimelineFragment): number | null {
  const known = buckets.flatMap(({ durationMsP95 }) => durationMsP95 ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** A step per bucket, on a scale of its own that ends at the longest; broken where nothing was measured. */
function p95Path(timeline: TimelineFragment): string {
  const most = mostP95(timeline) || 1;
  let before: number | null = null;
  const steps = timeline.buckets.map(({ durationMsP95 }, index) => {
    const start = before === null ? 'M' : 'L';
    before = durationMsP95;
    if (durationMsP95 === null) return '';
    const y = HEIGHT - 2 - (durationMsP95 / most) * (HEIGHT - 6);
    return `${start}${index + 0.08} ${y.toFixed(2)}H${index + 0.92}`;
  });
  return steps.join('');
}
