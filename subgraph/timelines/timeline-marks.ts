import type { Context } from '../context.ts';
import type { Period } from '../filters/filter.type.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { type SessionTimelineMark, SessionTimelineMarkKind } from './timeline.type.ts';
import type { MarkRow } from './timeline-marks.repository.ts';

/** The marks that a timeline shows, oldest first, and how many there are. */
interface Marks {
  marks: SessionTimelineMark[];
  count: number;
}

/** What happened in a part in a period, whatever the filter. Other sources of marks join here. */
export async function findMarks(
  context: Context,
  part: SessionPart,
  period: Period | null | undefined,
): Promise<Marks> {
  const sources = await Promise.all([requestMarks(context, part, period), blockMarks(context, part, period)]);
  return {
    marks: sources.flatMap(({ marks }) => marks).toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    count: sources.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Marks that the requests themselves make. */
async function requestMarks({ loaders }: Context, part: SessionPart, period?: Period | null): Promise<Marks> {
  const rows = await loaders.requestMarks.load({ part, period });
  const numbers = new Map(rows.map(({ kind, ofKind }) => [kind, ofKind]));
  return { marks: rows.map(toMark), count: [...numbers.values()].reduce((sum, number) => sum + number, 0) };
}

const MARKS_OF_KIND = 50;
const NO_CHANGE = { before: null, after: null };

/** When the key of the part was blocked and unblocked, on the day of the part. */
async function blockMarks({ loaders }: Context, { key, day }: SessionPart, period?: Period | null): Promise<Marks> {
  const entries = await loaders.denylistHistory.load(key);
  const isInside = (at: Date) =>
    at.toISOString().startsWith(day) && !(period?.from && at < period.from) && !(period?.to && at >= period.to);
  const blocked = entries
    .filter(({ createdAt }) => isInside(createdAt))
    .map(({ createdAt, createdBy, reason, endedAt, until }) => ({
      ...NO_CHANGE,
      kind: SessionTimelineMarkKind.BLOCKED,
      at: createdAt,
      until: endedAt ?? until,
      by: createdBy,
      reason,
      detail: `by ${createdBy}: ${reason}`,
    }));
  const unblocked = entries.flatMap(({ endedAt, endedBy }) =>
    endedAt && isInside(endedAt)
      ? [
          {
            ...NO_CHANGE,
            kind: SessionTimelineMarkKind.UNBLOCKED,
            at: endedAt,
            until: null,
            by: endedBy,
            reason: null,
            detail: `by ${endedBy}`,
          },
        ]
      : [],
  );
  return {
    marks: [...blocked.slice(0, MARKS_OF_KIND), ...unblocked.slice(0, MARKS_OF_KIND)],
    count: blocked.length + unblocked.length,
  };
}

function toMark({ kind, at, until, before, after }: MarkRow): SessionTimelineMark {
  const detail = until
    ? `no request for ${durationText(until.getTime() - at.getTime())}`
    : `from ${before ?? ''} to ${after ?? ''}`;
  return { kind: SessionTimelineMarkKind[kind], at, until, before, after, by: null, reason: null, detail };
}

/** `1 h 12 min`; whole seconds. */
function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}
