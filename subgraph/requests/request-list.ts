import { badUserInput } from '../bad-user-input.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { asksNothing, holdsPart } from '../filters/whole-days.ts';
import { pageInfoOf, type SessionTotal, totalOf } from '../graphql/connection.type.ts';
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts';
import { once } from '../graphql/once.ts';
import { checkPage, type PageRequest, toPage } from '../graphql/page.ts';
import type { Session } from '../sessions/session.type.ts';
import type { SessionRequestsArgs } from './request.args.ts';
import type { RequestListKey } from './request.loaders.ts';
import { REQUEST_ORDERS, type RequestOrderName, type RequestPlace, type RequestRow } from './request.repository.ts';
import type { SessionRequestConnection } from './request.type.ts';

/** How the requests of a list are looked up; batched with the same look-ups of other lists. */
interface RequestReads {
  order: RequestOrderName;
  /** Rows from a place on, nearest first. */
  page(read: { place: RequestPlace | null; backwards: boolean; limit: number; offset: number }): Promise<RequestRow[]>;
  total(): Promise<SessionTotal>;
  /** Requests of the list in front of a place of it. */
  before(place: RequestPlace): Promise<number>;
}

/** A session part, and how many requests it has. */
type PartWithRequests = SessionPart & Pick<Session, 'requestCount' | 'startedAt' | 'lastSeenAt'>;

/** A page of the requests of a session part. What a query does not select is not looked up. */
export function listRequests(
  context: Context,
  { key, day, ...session }: PartWithRequests,
  args: SessionRequestsArgs,
): SessionRequestConnection {
  checkPage(args);
  if (args.around != null && (args.after != null || args.before != null)) {
    throw badUserInput('around', 'give either around or a cursor, not both');
  }
  checkPeriod(args.period);
  checkRequestFilter(args.filter);
  const { loaders } = context;
  const order = args.orderBy?.field ?? 'TIME';
  const isWhole = asksNothing(args.filter) && holdsPart(args.period, session);
  const list: RequestListKey = {
    part: { key, day },
    query: { period: args.period, filter: args.filter, order, descending: args.orderBy?.direction !== 'ASC' },
  };
  const reads: RequestReads = {
    order,
    page: (read) => loaders.requestPage.load({ ...list, ...read }),
    total: async () =>
      isWhole
        ? { value: session.requestCount, exact: true }
        : totalOf(await loaders.requestCount.load(list), context.totalBound),
    before: (place) => loaders.requestsBefore.load({ ...list, place }),
  };
  const { around, first } = args;
  return connect(context, reads, args, () =>
    around == null ? Promise.resolve(0) : offsetOf(context, list, around, first),
  );
}

/** A page of the requests of an attack, over all sessions, newest first. */
export function listRequestsOfAttack(
  context: Context,
  attackId: string,
  args: Pick<PageRequest, 'first' | 'after'>,
): SessionRequestConnection {
  checkPage(args);
  const { loaders } = context;
  const reads: RequestReads = {
    order: 'TIME',
    page: ({ place, backwards, limit }) => loaders.attackRequestPage.load({ attackId, place, backwards, limit }),
    total: async () => totalOf(await loaders.attackRequestCount.load(attackId), context.totalBound),
    before: (place) => loaders.attackRequestsBefore.load({ attackId, place }),
  };
  return connect(context, reads, args, () => Promise.resolve(0));
}

/** @param skipped rows in front of a page that is known by number, 0 where a cursor says where it begins */
function connect(
  { loaders }: Context,
  reads: RequestReads,
  args: PageRequest,
  skipped: () => Promise<number>,
): SessionRequestConnection {
  const { order } = reads;
  const backwards = args.before != null;
  const entry = placeOf(order, args);
  const offset = once(skipped);
  const page = once(async () =>
    toPage(
      await reads.page({ place: entry, backwards, limit: args.first + 1, offset: await offset() }),
      args.first,
      backwards,
    ),
  );
  const edges = once(async () => {
    const { rows } = await page();
    const before = once(() => reads.before(placeAt(order, rows[0]!)));
    return rows.map((row, index) => ({
      cursor: () => cursorOf(order, row),
      node: loaders.oneRequest(row),
      position: async () => (await before()) + index + 1,
    }));
  });
  return {
    edges,
    nodes: async () => (await page()).rows.map(loaders.oneRequest),
    pageInfo: async () => {
      const read = await page();
      const nearest = backwards ? read.rows.at(-1) : read.rows[0];
      const place = nearest ? placeAt(order, nearest) : null;
      return pageInfoOf(
        read,
        (row) => cursorOf(order, row),
        entry !== null || (await offset()) > 0,
        async () => (await reads.page({ place, backwards: !backwards, limit: 1, offset: 0 })).length > 0,
      );
    },
    totalCount: () => reads.total(),
  };
}

/** Rows in front of the page that holds a request, or the place where it would stand under another filter. */
async function offsetOf(context: Context, list: RequestListKey, id: string, first: number): Promise<number> {
  const row = await context.loaders.request.load(id);
  if (row?.sessionKey !== list.part.key || row.day !== list.part.day) {
    throw badUserInput('around', 'is not the id of a request of this session');
  }
  const before = await context.loaders.requestsBefore.load({ ...list, place: placeAt(list.query.order, row) });
  return Math.floor(before / first) * first;
}

function placeAt(order: RequestOrderName, row: RequestRow): RequestPlace {
  return { value: REQUEST_ORDERS[order].valueOf(row), time: row.time.toISOString(), seq: row.seq };
}

/** The place of a request in an order, for clients. */
export function cursorOf(order: RequestOrderName, row: RequestRow): string {
  const { value, time, seq } = placeAt(order, row);
  return encodeCursor(order, [value, time, seq]);
}

/** Null: from the beginning. */
function placeOf(order: RequestOrderName, { after, before }: PageRequest): RequestPlace | null {
  const cursor = after ?? before;
  if (cursor == null) return null;
  const path = after != null ? 'after' : 'before';
  const [value, time, seq] = decodeCursor(cursor, order, ['number or null', 'time', 'digits'], path);
  return { value: value as number | null, time: String(time), seq: String(seq) };
}
