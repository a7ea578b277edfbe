import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { pageInfoOf, totalOf } from '../graphql/connection.type.ts';
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts';
import { once } from '../graphql/once.ts';
import { checkPage, toPage } from '../graphql/page.ts';
import type { SessionRequestsArgs } from './request.args.ts';
import type { RequestListKey } from './request.loaders.ts';
import { REQUEST_ORDERS, type RequestOrderName, type RequestPlace, type RequestRow } from './request.repository.ts';
import { type SessionRequestConnection, toRequest } from './request.type.ts';

/** A page of the requests of a session part. What a query does not select is not looked up. */
export function listRequests(context: Context, part: SessionPart, args: SessionRequestsArgs): SessionRequestConnection {
  checkPage(args);
  if (args.around != null && (args.after != null || args.before != null)) {
    throw badUserInput('around', 'give either around or a cursor, not both');
  }
  checkPeriod(args.period);
  checkRequestFilter(args.filter);
  const { loaders, totalBound } = context;
  const order = args.orderBy?.field ?? 'TIME';
  const list: RequestListKey = {
    part,
    query: { period: args.period, filter: args.filter, order, descending: args.orderBy?.direction !== 'ASC' },
  };
  const backwards = args.before != null;
  const entry = placeOf(order, args);
  const offset = once(() =>
    args.around == null ? Promise.resolve(0) : offsetOf(context, list, args.around, args.first),
  );
  const page = once(async () =>
    toPage(
      await loaders.requestPage.load({
        ...list,
        place: entry,
        backwards,
        limit: args.first + 1,
        offset: await offset(),
      }),
      args.first,
      backwards,
    ),
  );
  const edges = once(async () => {
    const { rows } = await page();
    const before = once(() => loaders.requestsBefore.load({ ...list, place: placeAt(order, rows[0]!) }));
    return rows.map((row, index) => ({
      cursor: cursorOf(order, row),
      node: toRequest(row),
      position: async () => (await before()) + index + 1,
    }));
  });
  return {
    edges,
    nodes: async () => (await edges()).map(({ node }) => node),
    pageInfo: async () => {
      const read = await page();
      const nearest = backwards ? read.rows.at(-1) : read.rows[0];
      const place = nearest ? placeAt(order, nearest) : null;
      return pageInfoOf(
        read,
        (await edges()).map(({ cursor }) => cursor),
        entry !== null || (await offset()) > 0,
        async () =>
          (await loaders.requestPage.load({ ...list, place, backwards: !backwards, limit: 1, offset: 0 })).length > 0,
      );
    },
    totalCount: async () => totalOf(await loaders.requestCount.load(list), totalBound),
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
function placeOf(order: RequestOrderName, { after, before }: SessionRequestsArgs): RequestPlace | null {
  const cursor = after ?? before;
  if (cursor == null) return null;
  const path = after != null ? 'after' : 'before';
  const [value, time, seq] = decodeCursor(cursor, order, ['number or null', 'time', 'digits'], path);
  return { value: value as number | null, time: String(time), seq: String(seq) };
}
