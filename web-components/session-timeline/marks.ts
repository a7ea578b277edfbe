import type { MarksFragment, TimelineFragment } from '../data/documents.generated.ts';
import { type Brush, bucketAt } from './brush.ts';

export type Mark = MarksFragment['marks'][number];

/** Marks that stand in one place of the axis, oldest first. */
export interface MarkGroup {
  readonly marks: readonly Mark[];
  /** Middle of the place, in pixels from the start of the axis; of those outside of it, the edge. */
  readonly at: number;
  readonly side: Side;
}

/** The axis ends with the last request; people block before and, mostly, after it. */
export type Side = 'before' | 'on' | 'after';

/** Wide enough to be hit by a finger, in pixels. */
export const MARK_SIZE = 24;
/** With the arrow that points out of the axis. */
export const OUTSIDE_SIZE = 36;

/** The first request after a gap; null: another kind of mark, which stands at its moment. A block ends at some time, too. */
export function endOfGap({ kind, until }: Mark): string | null {
  return kind === 'GAP' ? until : null;
}

export function sideOf({ at }: Mark, timeline: TimelineFragment): Side {
  const { start, length } = axisOf(timeline);
  const place = (Date.parse(at) - start) / length;
  return place < 0 ? 'before' : place >= 1 ? 'after' : 'on';
}

/** Of the axis, 0 to 1: a gap stands in its middle. */
function placeOf(mark: Mark, timeline: TimelineFragment): number {
  const { start, length } = axisOf(timeline);
  const from = Date.parse(mark.at);
  const moment = (from + Date.parse(endOfGap(mark) ?? mark.at)) / 2;
  return (moment - start) / length;
}

/**
 * Marks that would overlap stand in one place, with their number. A place is that of its first mark, and no place is closer
 * to the next one than a mark is wide, at the edges neither. Marks outside of the axis stand at its edge, apart from those on it.
 * @param width of the axis, in pixels
 */
export function groupMarks(marks: readonly Mark[], timeline: TimelineFragment, width: number): MarkGroup[] {
  const on = (side: Side) => marks.filter((mark) => sideOf(mark, timeline) === side);
  const [before, after] = [on('before'), on('after')];
  const least = MARK_SIZE / 2 + (before.length > 0 ? OUTSIDE_SIZE : 0);
  const most = Math.max(least, width - MARK_SIZE / 2 - (after.length > 0 ? OUTSIDE_SIZE : 0));
  const placed = on('on')
    .map((mark) => ({ mark, at: Math.max(least, Math.min(most, placeOf(mark, timeline) * width)) }))
    .sort((one, other) => one.at - other.at);
  const groups: { marks: Mark[]; at: number; side: Side }[] = [];
  for (const { mark, at } of placed) {
    const last = groups.at(-1);
    if (last && at - last.at < MARK_SIZE) last.marks.push(mark);
    else groups.push({ marks: [mark], at, side: 'on' });
  }
  if (before.length > 0) groups.unshift({ marks: before, at: 0, side: 'before' });
  if (after.length > 0) groups.push({ marks: after, at: width, side: 'after' });
  return groups;
}

/** The buckets to look at for these marks: those of a gap and its two ends, and of a change what was before it. */
export function brushOfMarks(marks: readonly Mark[], timeline: TimelineFragment): Brush {
  const bucketOf = (iso: string) => {
    const { start, length } = axisOf(timeline);
    return bucketAt((Date.parse(iso) - start) / length, timeline.buckets.length);
  };
  const first = marks.map((mark) => Math.max(0, bucketOf(mark.at) - (endOfGap(mark) === null ? 1 : 0)));
  const last = marks.map((mark) => bucketOf(endOfGap(mark) ?? mark.at));
  return { from: Math.min(...first), to: Math.max(...last) };
}

/** Gaps as stretches of the axis, in buckets. */
export function gapsOf(marks: readonly Mark[], timeline: TimelineFragment): { from: number; width: number }[] {
  const { start, length } = axisOf(timeline);
  const count = timeline.buckets.length;
  const place = (iso: string) => Math.max(0, Math.min(count, ((Date.parse(iso) - start) / length) * count));
  return marks.flatMap((mark) => {
    const end = endOfGap(mark);
    return end === null ? [] : [{ from: place(mark.at), width: place(end) - place(mark.at) }];
  });
}

function axisOf({ bucketMs, buckets }: TimelineFragment) {
  return { start: Date.parse(buckets[0]!.start), length: bucketMs * buckets.length };
}
