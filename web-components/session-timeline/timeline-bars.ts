import { html, nothing, svg } from 'lit';
import type { TimelineFragment } from '../data/documents.generated.ts';
import type { Brush } from './brush.ts';
import { gapsOf, type Mark } from './marks.ts';
import { renderLines } from './timeline-times.ts';

const HEIGHT = 100;
/** Of the chart: a bar that is wider is taken for much, and says no more. */
const WIDEST = 1 / 16;

/** Where a bar stands in its bucket, and how wide it is, of the width of a bucket. */
function barIn(buckets: number): { inset: number; width: number } {
  const width = Math.min(0.84, buckets * WIDEST);
  return { inset: (1 - width) / 2, width };
}

/**
 * A bar per bucket: its requests, and in front of them the malicious ones. What there is shows, be it one among thousands;
 * a bar that is malicious altogether stays told from one that is so in part.
 * @param uncounted buckets at the beginning of which nothing is known yet
 * @param marks of a session, whose gaps and lines of 95 % are drawn as well; null: a list
 */
export function renderBars(
  timeline: TimelineFragment,
  uncounted: number,
  brush: Brush | null,
  pointed: number | null,
  marks: readonly Mark[] | null,
) {
  const { buckets } = timeline;
  const most = Math.max(...buckets.map(({ requests }) => requests), 1);
  const { inset, width } = barIn(buckets.length);
  const bar = (index: number, count: number, least: number, name: string) => {
    if (count === 0) return nothing;
    const height = Math.max(least, (count / most) * HEIGHT);
    return svg`<rect class=${name} x=${index + inset} width=${width} y=${HEIGHT - height} height=${height}/>`;
  };
  return svg`<svg viewBox="0 0 ${buckets.length} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${marks ? gapsOf(marks, timeline).map(({ from, width }) => svg`<rect class="gap" x=${from} width=${width} y="0" height=${HEIGHT}/>`) : nothing}
    ${uncounted === 0 ? nothing : svg`<rect class="uncounted" x="0" width=${uncounted} y="0" height=${HEIGHT}/>`}
    ${pointed === null ? nothing : svg`<rect class="pointed" x=${pointed} width="1" y="0" height=${HEIGHT}/>`}
    ${
      brush
        ? svg`<rect class="brush" x=${brush.from} width=${brush.to - brush.from + 1} y="0" height=${HEIGHT}/>`
        : nothing
    }
    ${buckets.map(({ requests, malicious }, index) => [bar(index, requests, 6, 'requests'), bar(index, malicious, malicious === requests ? 6 : 3, 'malicious')])}
    ${marks ? renderLines(timeline, HEIGHT) : nothing}
  </svg>`;
}

/** Below the bars: those that hold a request that meets the filters. */
export function renderMatches(matches: readonly number[]) {
  const { inset, width } = barIn(matches.length);
  const held = matches.flatMap((count, index) => (count > 0 ? [index] : []));
  return html`<svg class="matches" viewBox="0 0 ${matches.length} 1" preserveAspectRatio="none" aria-hidden="true">
    ${held.map((index) => svg`<rect class="match" x=${index + inset} width=${width} y="0" height="1"/>`)}
  </svg>`;
}
