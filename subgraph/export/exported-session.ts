import type { Context } from '../context.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { asksOfRequests, listMatch } from '../filters/list-match.ts';
import { holdsPart } from '../filters/whole-days.ts';
import { type Session, toSession } from '../sessions/session.type.ts';
import type { ListLink } from './export-link.ts';

export type ListedRow = Awaited<ReturnType<Context['loaders']['sessionsByDay']>>[number];

/** A session as every format writes it: what GraphQL shows of it, made by the same functions. */
export interface ExportedSession extends Session {
  /** On the denylist now. */
  blocked: boolean;
  /** Most frequent first, at most ten of each; the counts say how many there are. */
  users: string[];
  roles: string[];
  ips: string[];
  applications: string[];
  attackTypes: string[];
  match: Match;
}

/** The requests for which the list holds the session. */
interface Match {
  requestCount: number;
  firstAt: Date | null;
  lastAt: Date | null;
}

const VALUES = 10;

/** Sessions of a page with all that belongs to them, in the order of the rows. */
export async function toExportedSessions(
  context: Context,
  link: ListLink,
  rows: readonly ListedRow[],
): Promise<ExportedSession[]> {
  const [matches, values] = await Promise.all([
    matchesOf(context, link, rows),
    Promise.all(rows.map((row) => valuesOf(context, row))),
  ]);
  return rows.map(({ blocked, ...row }, index) => ({
    ...toSession(row),
    blocked,
    ...values[index]!,
    match: matches[index]!,
  }));
}

async function valuesOf({ loaders }: Context, { key, day }: ListedRow) {
  const most = async (dimension: Dimension) => {
    const found = await loaders.topValues.load({ key, day, dimension, limit: VALUES });
    return found.map(({ value }) => value);
  };
  const [users, roles, ips, applications, attackTypes] = await Promise.all([
    most('USER'),
    most('ROLE'),
    most('IP'),
    most('APPLICATION'),
    most('ATTACK_TYPE'),
  ]);
  return { users, roles, ips, applications, attackTypes };
}

async function matchesOf(
  { loaders }: Context,
  { period, filter }: ListLink,
  rows: readonly ListedRow[],
): Promise<Match[]> {
  const match = listMatch(filter);
  const asked = rows.filter((row) => asksOfRequests(match) || !holdsPart(period, row));
  const wanted = asked.map(({ key, day }) => ({ part: { key, day }, period, match }));
  const found = wanted.length > 0 ? await loaders.exactMatches(wanted) : [];
  const told = new Map(asked.map((row, index) => [row, found[index]!]));
  return rows.map((row) => {
    const { count, firstAt, lastAt } = told.get(row) ?? {
      count: row.requestCount,
      firstAt: row.startedAt,
      lastAt: row.lastSeenAt,
    };
    return { requestCount: count, firstAt, lastAt };
  });
}
