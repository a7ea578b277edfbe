import { sql } from '../db/sql.ts';

/** An entry of `denylist_entry AS e` that is in force now. */
export const IN_FORCE = sql`(e.ended_at IS NULL AND (e.until IS NULL OR e.until > now()))`;

/** The key of `session AS s` is blocked now, whatever the day of the part. */
export const IS_BLOCKED = sql`EXISTS (SELECT 1 FROM denylist_entry AS e
  WHERE e.tenant = s.tenant AND e.session_key = s.key AND ${IN_FORCE})`;
