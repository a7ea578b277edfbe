import type pg from 'pg';
import { holdDays, type Retention, readRetentionForWriting } from '../db/kept-days.ts';
import { forgetHistograms } from './baseline-store.ts';
import type { StoredRequest } from './stored-request.type.ts';

/**
 * Which requests are written, inside the transaction that does it: until it ends, no day of theirs is dropped.
 * @param keepOld all of them; their days are then kept as long as if they were of today
 */
export async function splitByAge(
  client: pg.ClientBase,
  tenant: string,
  batch: readonly StoredRequest[],
  keepOld: boolean,
): Promise<{ kept: readonly StoredRequest[]; expired: readonly StoredRequest[] }> {
  const retention = await readRetentionForWriting(client);
  const { since } = retention;
  const old = since === null ? [] : batch.filter(({ day }) => day < since);
  if (old.length === 0) return { kept: batch, expired: [] };
  if (!keepOld) return { kept: batch.filter(({ day }) => day >= since!), expired: old };
  const days = [...new Set(old.map(({ day }) => day))].sort();
  await holdDays(client, days, retention);
  await beginAgain(client, tenant, days);
  return { kept: batch, expired: [] };
}

/** What was learnt of a day that is gone rests on nothing that is there: it is learnt of what comes now. */
async function beginAgain(client: pg.ClientBase, tenant: string, days: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT day::text AS day FROM unnest($2::date[]) AS day WHERE NOT EXISTS (
       SELECT 1 FROM facet_count AS c WHERE c.tenant = $1 AND c.day = day.day AND c.dimension = 'SESSION')`,
    [tenant, days],
  );
  if (rows.length > 0)
    await forgetHistograms(
      client,
      tenant,
      rows.map(({ day }) => day),
    );
}

/** Why a request of a day is not imported; null: it is. */
export function ageProblem({ day }: Pick<StoredRequest, 'day'>, { since, days }: Retention): string | null {
  if (since === null || day >= since) return null;
  const why =
    days === null ? 'what came before was dropped' : `${days} days are kept, as "api-sessions retention" says`;
  return `older than what is kept: it is of ${day}, and requests are kept since ${since} (${why}); --keep-old imports it all the same`;
}
