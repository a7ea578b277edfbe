import type pg from 'pg';
import { type AnsweredEndpoint, areEqual, readAnswers, writeAnswers } from './endpoint-answers.ts';
import { refreshEndpoints } from './endpoint-store.ts';
import type { Knowledge } from './knowledge.ts';

const PAGE = 5_000;

/**
 * Finds again when some endpoints answered last, after requests of theirs have gone elsewhere or were dropped. Inside a
 * transaction under the tenant's lock.
 */
export async function recallAnswers(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  ids: readonly string[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE) await recallPage(client, tenant, knowledge, ids.slice(at, at + PAGE));
}

async function recallPage(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<AnsweredEndpoint>(
    `SELECT id, method, host, path_template AS "pathTemplate", answered_on::text AS "answeredOn",
       answered_as AS "answeredAs"
     FROM endpoint WHERE tenant = $1 AND id = ANY($2) AND answered_on IS NOT NULL`,
    [tenant, ids],
  );
  const answers = await readAnswers(client, tenant, rows);
  const changed = rows.filter((row) => !areEqual(row, answers.get(row.id)!));
  const now = changed.map((row) => ({ ...row, ...answers.get(row.id)! }));
  await writeAnswers(client, tenant, now);
  await refreshEndpoints(
    client,
    tenant,
    knowledge,
    now.filter(({ answeredOn }) => answeredOn === null),
  );
}

/** Those that answered last before a day, or with some kind of content. */
export async function findAnsweredBefore(client: pg.ClientBase, tenant: string, day: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM endpoint WHERE tenant = $1 AND (answered_on < $2::date
       OR EXISTS (SELECT FROM jsonb_each_text(answered_as) AS answered WHERE answered.value::date < $2::date))`,
    [tenant, day],
  );
  return rows.map(({ id }) => id);
}
