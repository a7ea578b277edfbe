import type pg from 'pg';
import { isLater, readAnswers, type StoredEndpoint, writeAnswers } from './endpoint-answers.ts';
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
  const { rows } = await client.query<StoredEndpoint>(
    `SELECT id, method, host, path_template AS "pathTemplate", answered_on::text AS "answeredOn" FROM endpoint
     WHERE tenant = $1 AND id = ANY($2) AND answered_on IS NOT NULL`,
    [tenant, ids],
  );
  const answers = await readAnswers(
    client,
    tenant,
    rows.map(({ id }) => id),
  );
  const changed = rows
    .map((row) => ({ ...row, was: row.answeredOn, answeredOn: answers.get(row.id) ?? null }))
    .filter(({ was, answeredOn }) => isLater(was, answeredOn));
  await writeAnswers(client, tenant, changed);
  await refreshEndpoints(
    client,
    tenant,
    knowledge,
    changed.filter(({ answeredOn }) => answeredOn === null),
  );
}

/** Those that answered last before a day. */
export async function findAnsweredBefore(client: pg.ClientBase, tenant: string, day: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM endpoint WHERE tenant = $1 AND answered_on < $2::date',
    [tenant, day],
  );
  return rows.map(({ id }) => id);
}
