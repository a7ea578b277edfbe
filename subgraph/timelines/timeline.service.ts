import { badUserInput } from '../bad-user-input.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { once } from '../graphql/once.ts';
import type { BucketRow } from './buckets.sql.ts';
import { isCountedPerQuarter, type ListBuckets, sumQuarters } from './quarters.repository.ts';
import { type TimeAxis, type TimeSpan, timeAxis } from './time-axis.ts';
import type { ListTimelineArgs, SessionTimelineArgs } from './timeline.args.ts';
import { countRequestsOfList, findKeptSpan } from './timeline.repository.ts';
import type { SessionTimeline, SessionTimelineBucket } from './timeline.type.ts';
import { findExpected } from './timeline-expected.ts';
import { findMarks } from './timeline-marks.ts';
import { checkBudget, continueAt, countNewestFirst, MAX_BUCKETS, openAxis } from './timeline-parts.ts';

/** The requests of a session part over time. The filter never moves the axis. */
export async function findSessionTimeline(
  context: Context,
  { part, span: whole }: { part: SessionPart; span: TimeSpan },
  { period, filter, buckets }: SessionTimelineArgs,
): Promise<SessionTimeline | null> {
  checkBuckets(buckets);
  checkPeriod(period);
  checkRequestFilter(filter);
  const { loaders } = context;
  const span = within(whole, period);
  if (!span) return null;
  const axis = timeAxis(span, buckets);
  const rows = await loaders.requestBuckets.load({ part, period, filter, bucketMs: axis.bucketMs });
  const found = once(() => findMarks(context, part, period));
  const expected = once(() => findExpected(context, { part, period, filter, bucketMs: axis.bucketMs }));
  return {
    axisStart: axis.starts[0]!,
    continueFrom: null,
    ...toBuckets(axis, rows, (start) => ({
      durationMsExpectedP95: async () => (await expected()).get(start.getTime())?.quantile(95) ?? null,
      durationMsExpectedCount: async () => (await expected()).get(start.getTime())?.count ?? 0,
    })),
    marks: async () => (await found()).marks,
    markCount: async () => (await found()).count,
  };
}

/** The matching requests of all sessions of a list, whose period and filter were checked when it was made. */
export async function findListTimeline(
  context: Context,
  list: { period?: Period | null; filter?: SessionFilter | null },
  { buckets, until, budgetMs, continueFrom }: ListTimelineArgs,
): Promise<SessionTimeline | null> {
  checkBuckets(buckets);
  checkBudget(budgetMs);
  const axis = continueFrom == null ? await axisOfList(context, list.period, until, buckets) : openAxis(continueFrom);
  if (!axis) return null;
  const { rows, from } = await countBuckets(context, { ...list, bucketMs: axis.bucketMs }, axis, budgetMs);
  const counted = { ...axis, starts: axis.starts.slice(from) };
  return {
    axisStart: axis.starts[0]!,
    continueFrom: from > 0 ? continueAt(axis, from) : null,
    ...toBuckets(counted, rows, () => NOT_COMPARED),
    marks: [],
    markCount: 0,
  };
}

/** What is counted already is soon told; of everything else, what there is time for. */
async function countBuckets(
  { database: { prisma }, tenant }: Context,
  list: Omit<ListBuckets, 'tenant'>,
  axis: TimeAxis,
  budgetMs: number | null | undefined,
): Promise<{ rows: BucketRow[]; from: number }> {
  const asked = { ...list, tenant };
  if (isCountedPerQuarter(asked)) return { rows: await sumQuarters(prisma, asked), from: 0 };
  return countNewestFirst(axis, budgetMs, (within) => countRequestsOfList(prisma, asked, within));
}

async function axisOfList(
  context: Context,
  period: Period | null | undefined,
  until: Date | null | undefined,
  buckets: number,
): Promise<TimeAxis | null> {
  const span = await spanOfList(context, period, until);
  return span && timeAxis(span, buckets);
}

function checkBuckets(buckets: number): void {
  if (buckets < 1 || buckets > MAX_BUCKETS) throw badUserInput('buckets', `must be from 1 to ${MAX_BUCKETS}`);
}

/** The ends of the period; one that is missing is that of everything kept, and the end not before somebody looks. Null: no time lies between them. */
async function spanOfList(
  { database, tenant }: Context,
  period: Period | null | undefined,
  until: Date | null | undefined,
): Promise<TimeSpan | null> {
  const { from, to } = period ?? {};
  const kept = from && to ? null : await findKeptSpan(database.prisma, tenant);
  const first = from ?? kept?.first;
  const last = to ? lastBefore(to) : later(kept?.last, until);
  return first && last && first <= last ? { first, last } : null;
}

/** What of a stretch of time is in a period; null: nothing. */
function within({ first, last }: TimeSpan, period: Period | null | undefined): TimeSpan | null {
  const { from, to } = period ?? {};
  const begin = from && from > first ? from : first;
  const end = to && to <= last ? lastBefore(to) : last;
  return begin <= end ? { first: begin, last: end } : null;
}

const lastBefore = (to: Date): Date => new Date(to.getTime() - 1);

const later = (one: Date | null | undefined, other: Date | null | undefined): Date | null | undefined =>
  one && other && other > one ? other : (one ?? other);

/**
 * A request that came after the axis was drawn is on none of its buckets: it is in the next answer.
 * @param expectedAt what is usual for the requests of the bucket with this start
 */
function toBuckets(
  { bucketMs, starts }: TimeAxis,
  rows: readonly BucketRow[],
  expectedAt: (start: Date) => Pick<SessionTimelineBucket, 'durationMsExpectedP95' | 'durationMsExpectedCount'>,
): Pick<SessionTimeline, 'bucketMs' | 'buckets'> {
  const found = new Map(rows.map((row) => [row.start.getTime(), row]));
  const buckets = starts.map((start) => {
    const row = found.get(start.getTime());
    return row ? { ...row, ...expectedAt(start) } : { ...EMPTY, ...NOT_COMPARED, start };
  });
  return { bucketMs, buckets };
}

const NOT_COMPARED = { durationMsExpectedP95: null, durationMsExpectedCount: 0 };
const EMPTY = {
  requests: 0,
  malicious: 0,
  blocked: 0,
  clientErrors: 0,
  serverErrors: 0,
  durationMsCount: 0,
  durationMsP95: null,
};
