import type pg from 'pg';
import type { Context } from '../../context.ts';
import { sql } from '../../db/sql.ts';
import { checkPeriod, checkSessionFilter } from '../../filters/check-filter.ts';
import { FilterError } from '../../filters/filter-error.ts';
import { foundSessions } from '../../filters/session-condition.ts';
import { sessionId as idOf, parseSessionId, type SessionPart } from '../../filters/session-id.ts';
import type { SessionsInvalidInputError } from '../errors.type.ts';
import type { SessionSelectionInput } from './bulk.type.ts';

// Which sessions a bulk is about. The filter is that of lists: no other code says what matches.

/** Sessions of one bulk: as many as `ids` of a filter takes. All of them are done in one transaction, while nothing else is written. */
export const MAX_SESSIONS = 500;

/** A session as it was selected, with what is known of its key. */
export interface Selected {
  sessionId: string;
  /** Null: there is no such part. */
  part: (SessionPart & { identifiedBy: object }) | null;
}

/** The sessions of a selection, in its order, or what is wrong with it. */
export async function selectedSessions(
  { tenant, totalBound }: Pick<Context, 'tenant' | 'totalBound'>,
  client: pg.ClientBase | pg.Pool,
  { sessionIds, matching }: SessionSelectionInput,
): Promise<Selected[] | SessionsInvalidInputError> {
  if ((sessionIds == null) === (matching == null)) return wrong('', 'give either sessionIds or matching');
  if (sessionIds) return sessionsById(tenant, client, [...new Set(sessionIds)]);
  const { period, filter } = matching!;
  try {
    checkPeriod(period, 'matching.period');
    checkSessionFilter(filter, 'matching.filter');
  } catch (error) {
    if (error instanceof FilterError) return wrong(error.path, error.problem);
    throw error;
  }
  const found = foundSessions(tenant, period, filter);
  const { rows } = await client.query<NonNullable<Selected['part']>>(
    sql`SELECT s.key, s.day::text AS day, s.identified_by AS "identifiedBy" FROM ${found}
      ORDER BY s.day DESC, s.key DESC LIMIT ${MAX_SESSIONS + 1}`,
  );
  if (rows.length <= MAX_SESSIONS) return rows.map((part) => ({ sessionId: idOf(part), part }));
  const { rows: counted } = await client.query<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM ${found} LIMIT ${totalBound + 1}) AS found`,
  );
  const { count } = counted[0]!;
  return tooMany('matching', count > totalBound ? `more than ${totalBound}` : String(count));
}

async function sessionsById(
  tenant: string,
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Selected[] | SessionsInvalidInputError> {
  if (ids.length === 0) return wrong('sessionIds', 'must not be empty: name the sessions, or give matching instead');
  if (ids.length > MAX_SESSIONS) return tooMany('sessionIds', String(ids.length));
  const parts = ids.map(parseSessionId).filter((part) => part !== null);
  const { rows } = await client.query<NonNullable<Selected['part']>>(
    `SELECT s.key, s.day::text AS day, s.identified_by AS "identifiedBy"
     FROM unnest($2::text[], $3::date[]) AS wanted(key, day)
     JOIN session AS s ON s.tenant = $1 AND s.key = wanted.key AND s.day = wanted.day`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  const known = new Map(rows.map((part) => [idOf(part), part]));
  return ids.map((sessionId) => ({ sessionId, part: known.get(sessionId) ?? null }));
}

function tooMany(path: string, count: string): SessionsInvalidInputError {
  return wrong(
    path,
    `at most ${MAX_SESSIONS} sessions at once, and these are ${count}: narrow the filter or the period`,
  );
}

/** @param path `matching.filter.requests[0]`; empty: the selection itself */
function wrong(path: string, problem: string): SessionsInvalidInputError {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const at = ['input', 'selection', ...steps];
  return { code: 'INVALID', message: `${path || 'selection'}: ${problem}`, path: at };
}
