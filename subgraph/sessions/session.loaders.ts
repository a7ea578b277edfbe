import DataLoader from 'dataloader';
import type { Dimension } from '../filters/dimensions.ts';
import { asksOfRequests } from '../filters/list-match.ts';
import type { TopWanted } from '../filters/part-values.sql.ts';
import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AnswerMeter } from '../graphql/cost/answer-meter.ts';
import { loadByKey, loadGrouped, loadLists } from '../graphql/loader.ts';
import { once } from '../graphql/once.ts';
import { oneObject } from '../graphql/one-object.ts';
import type { SelectedFields } from '../graphql/selected-fields.ts';
import {
  type AddressRow,
  type AddressWanted,
  findAddressFacts,
  findOldestDay,
  findPartsOfKeys,
  findSessionParts,
  findTopValues,
  type SessionRow,
  type ValueRow,
} from './session.repository.ts';
import { type Session, toSession } from './session.type.ts';
import { countSessions, findSessions, type SessionsCounted, type SessionsRead } from './session-list.repository.ts';
import {
  findArrivalOrders,
  findMatches,
  findPeriodTotals,
  type MatchRow,
  type MatchWanted,
  type PeriodTotals,
} from './session-match.repository.ts';
import { findSessionsByDay, type ListedPage } from './sessions-by-day.repository.ts';

/** PostgreSQL's largest integer, less the one that is added to a bound. */
const UNBOUNDED = 2 ** 31 - 2;

/** A page of a list; the tenant is the loader's. */
interface SessionPageKey extends Omit<SessionsRead, 'query'> {
  query: Omit<SessionsRead['query'], 'tenant'>;
}

/** The most frequent values of a dimension in a part. */
interface ValuesWanted extends SessionPart, TopWanted {}

function valuesKey({ key, day, dimension }: Omit<ValuesWanted, 'limit'>): string {
  return `${partKey({ key, day })} ${dimension}`;
}

/** Rows of a page ask the same of each part: all dimensions are read of all parts, as many values as anybody wants. */
async function readTopValues(
  prisma: PrismaClient,
  tenant: string,
  wanted: readonly ValuesWanted[],
): Promise<ValueRow[][]> {
  const parts = [...new Map(wanted.map(({ key, day }) => [partKey({ key, day }), { key, day }])).values()];
  const limits = new Map<Dimension, number>();
  for (const { dimension, limit } of wanted) limits.set(dimension, Math.max(limit, limits.get(dimension) ?? 0));
  const dimensions = [...limits].map(([dimension, limit]) => ({ dimension, limit }));
  const lists = new Map<string, ValueRow[]>();
  for (const { n, dimension, ...row } of await findTopValues(prisma, tenant, parts, dimensions)) {
    const name = valuesKey({ ...parts[n - 1]!, dimension });
    const list = lists.get(name);
    if (list) list.push(row);
    else lists.set(name, [row]);
  }
  return wanted.map((each) => (lists.get(valuesKey(each)) ?? []).slice(0, each.limit));
}

/** Loaders of session parts and their values. Made for one operation: nothing read for one tenant meets another. */
export function createSessionLoaders(
  prisma: PrismaClient,
  answer: AnswerMeter,
  selected: SelectedFields,
  tenant: string,
  totalBound: number,
) {
  const addressKey = (wanted: SessionPart & { address: string }) => `${partKey(wanted)} ${wanted.address}`;
  return {
    /** The session of a row: however it was reached, one object. */
    session: oneObject<SessionRow, Session>(partKey, toSession),
    /** The rows of a page of a list, nearest first. */
    sessionPage: loadGrouped<SessionPageKey, SessionRow[]>(
      ({ query: { order, descending }, backwards, limit }) => JSON.stringify([order, descending, backwards, limit]),
      (key) => JSON.stringify(key),
      async (keys) => {
        answer.addLists(keys.length);
        const reads = keys.map(({ query, ...read }) => ({ ...read, query: { ...query, tenant } }));
        return findSessions(prisma, selected, reads);
      },
    ),
    /** The sessions of a list in an order that no import changes, to be read to its end. */
    sessionsByDay: (page: ListedPage) => findSessionsByDay(prisma, selected, tenant, page),
    /** Number of sessions of a list, at most one more than the bound. */
    sessionCount: loadGrouped<SessionsCounted, number>(
      ({ period }) => JSON.stringify(period ?? null),
      (key) => JSON.stringify(key),
      async (keys) => {
        answer.addLists(keys.length);
        return countSessions(prisma, tenant, keys, totalBound);
      },
    ),
    /** A part by key and day; null: there is none. */
    sessionPart: loadByKey<SessionPart, SessionRow>(
      (parts) => findSessionParts(prisma, selected, tenant, parts),
      partKey,
      partKey,
    ),
    /** The oldest day of which parts are kept, YYYY-MM-DD: by retention, else what there is; null: neither. */
    oldestDay: once(() => findOldestDay(prisma, tenant)),
    /** All parts of a key, oldest first. */
    partsOfKey: loadLists<string, SessionRow>(
      (keys) => findPartsOfKeys(prisma, selected, tenant, keys),
      (key) => key,
      (row) => row.key,
    ),
    /** The most frequent values of a dimension in a part. */
    topValues: new DataLoader<ValuesWanted, ValueRow[], string>((wanted) => readTopValues(prisma, tenant, wanted), {
      cacheKeyFn: (each) => `${valuesKey(each)} ${each.limit}`,
    }),
    /** Counters of the requests of a part that lie in a period; there must be one. */
    periodTotals: loadGrouped<Omit<MatchWanted, 'match'>, PeriodTotals>(
      ({ period }) => JSON.stringify(period),
      ({ part, period }) => `${partKey(part)} ${JSON.stringify(period)}`,
      (keys) =>
        findPeriodTotals(
          prisma,
          tenant,
          keys[0]!.period,
          keys.map(({ part }) => part),
        ),
    ),
    /** The requests of a part that meet one of some filters. */
    matches: loadGrouped<MatchWanted, MatchRow>(
      ({ period, match }) => JSON.stringify([period, asksOfRequests(match)]),
      ({ part, period, match }) => `${partKey(part)} ${JSON.stringify([period, match])}`,
      (keys) => findMatches(prisma, tenant, keys, totalBound),
    ),
    /** The same of many parts, counted to the end. All with filters, or all without. */
    exactMatches: (wanted: readonly MatchWanted[]) => findMatches(prisma, tenant, wanted, UNBOUNDED),
    /** Whether chains of the list in a part rest on arrival alone. */
    arrivalOrder: loadGrouped<MatchWanted, boolean>(
      ({ period, match }) => JSON.stringify([period, match.steps]),
      ({ part, period, match }) => `${partKey(part)} ${JSON.stringify([period, match.steps])}`,
      (keys) => {
        const { period, match } = keys[0]!;
        return findArrivalOrders(
          prisma,
          tenant,
          { period, steps: match.steps },
          keys.map(({ part }) => part),
        );
      },
    ),
    /** What the newest request from an address says of it: a list of one, or empty. */
    addressFacts: loadLists<AddressWanted, AddressRow>(
      (wanted) => findAddressFacts(prisma, tenant, wanted),
      addressKey,
      (row, wanted) => addressKey(wanted[row.n - 1]!),
    ),
  };
}
