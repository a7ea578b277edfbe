import type { Context } from '../context.ts';
import { checkPeriod, checkSessionFilter } from '../filters/check-filter.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { asksOfRequests, listMatch, withoutSingleStep } from '../filters/list-match.ts';
import { asksNothing, holdsPart } from '../filters/whole-days.ts';
import { pageInfoOf, totalOf } from '../graphql/connection.type.ts';
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts';
import { once } from '../graphql/once.ts';
import { checkPage, type PageRequest, toPage } from '../graphql/page.ts';
import type { SessionsArgs } from './session.args.ts';
import type { SessionRow } from './session.repository.ts';
import type { SessionConnection } from './session.type.ts';
import {
  countAllSessions,
  SESSION_ORDERS,
  type SessionListQuery,
  type SessionOrderName,
  type SessionPlace,
} from './session-list.repository.ts';

/** A page of sessions. */
export function listSessions(context: Context, args: SessionsArgs): SessionConnection {
  checkSessionFilter(args.filter);
  return listSessionsOf(context, args.filter, args);
}

/**
 * A page of the sessions that an entity leads to. What a query does not select is not looked up, and the lists of many
 * entities are read together.
 * @param filter ours, not a client's: it is not checked
 */
export function listSessionsOf(
  context: Context,
  filter: SessionFilter | null | undefined,
  args: Omit<SessionsArgs, 'filter'>,
): SessionConnection {
  checkPage(args);
  checkPeriod(args.period);
  const { loaders } = context;
  const query: Omit<SessionListQuery, 'tenant'> = {
    period: args.period,
    filter,
    order: args.orderBy?.field ?? 'LAST_SEEN_AT',
    descending: args.orderBy?.direction !== 'ASC',
  };
  const backwards = args.before != null;
  const entry = placeOf(query.order, args);
  const page = once(async () =>
    toPage(
      await loaders.sessionPage.load({ query, place: entry, backwards, limit: args.first + 1 }),
      args.first,
      backwards,
    ),
  );
  return {
    edges: once(async () =>
      (await page()).rows.map((row) => ({
        cursor: () => cursorOf(query.order, row),
        node: loaders.session(row),
        ...explain(context, row, args.period, filter),
      })),
    ),
    nodes: async () => (await page()).rows.map(loaders.session),
    pageInfo: async () => {
      const read = await page();
      const nearest = backwards ? read.rows.at(-1) : read.rows[0];
      const place = nearest ? placeAt(query.order, nearest) : null;
      return pageInfoOf(
        read,
        (row) => cursorOf(query.order, row),
        entry !== null,
        async () => (await loaders.sessionPage.load({ query, place, backwards: !backwards, limit: 1 })).length > 0,
      );
    },
    totalCount: () => countList(context, args.period, filter),
    list: { period: args.period, filter },
  };
}

/** What the period and the filter leave of a listed session. */
function explain(
  { loaders, totalBound }: Context,
  row: SessionRow,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
) {
  const part = { key: row.key, day: row.day };
  const match = listMatch(filter);
  const isWhole = holdsPart(period, row);
  return {
    // The row itself, where the period holds all of it.
    inPeriod: async () => (isWhole ? loaders.session(row) : loaders.periodTotals.load({ part, period })),
    match: async () => {
      if (isWhole && !asksOfRequests(match)) return allOf(row);
      const { count, ...found } = await loaders.matches.load({ part, period, match });
      const restsOnArrival = async () => match.steps.length > 0 && loaders.arrivalOrder.load({ part, period, match });
      return { ...found, requestCount: totalOf(count, totalBound), restsOnArrival };
    },
  };
}

/** Every request of a part matches. */
function allOf({ requestCount, startedAt, lastSeenAt }: SessionRow) {
  return {
    requestCount: { value: requestCount, exact: true },
    firstAt: startedAt,
    lastAt: lastSeenAt,
    reasons: [],
    restsOnArrival: false,
  };
}

/** Whole days without a filter are counted at any size; what a period cuts, and everything else, up to the bound. */
async function countList(
  context: Context,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
) {
  const { database, tenant, totalBound, loaders } = context;
  if (!asksNothing(withoutSingleStep(filter)))
    return totalOf(await loaders.sessionCount.load({ period, filter }), totalBound);
  const { whole, cut } = await countAllSessions(database.prisma, tenant, period, totalBound);
  const ofCutDays = totalOf(cut, totalBound);
  return { ...ofCutDays, value: whole + ofCutDays.value };
}

function placeAt(order: SessionOrderName, row: SessionRow): SessionPlace {
  return { value: SESSION_ORDERS[order].valueOf(row), key: row.key, day: row.day };
}

function cursorOf(order: SessionOrderName, row: SessionRow): string {
  const { value, key, day } = placeAt(order, row);
  return encodeCursor(order, [value, key, day]);
}

const CURSOR_KINDS = { timestamptz: 'time', float8: 'number', int: 'number', score: 'number or null' } as const;

/** Null: from the beginning. */
function placeOf(order: SessionOrderName, { after, before }: PageRequest): SessionPlace | null {
  const cursor = after ?? before;
  if (cursor == null) return null;
  const kind = CURSOR_KINDS[SESSION_ORDERS[order].type];
  const path = after != null ? 'after' : 'before';
  const [value, key, day] = decodeCursor(cursor, order, [kind, 'key', 'day'], path);
  return { value: value ?? null, key: String(key), day: String(day) };
}
