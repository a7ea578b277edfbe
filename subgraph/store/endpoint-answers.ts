import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import { outcomeOf } from '../baselines/outcome.ts';
import { sql } from '../db/sql.ts';
import { judgeAgain } from './baseline-store.ts';
import type { KnownEndpoint } from './knowledge.ts';
import type { StoredRequest } from './stored-request.type.ts';

// Whether endpoints have answered: 2xx or 3xx, to a request that was not blocked. Kept is the last day of it, which a
// request that comes can only move on, and which days that are dropped do not touch as long as a later one is there.

/** An endpoint as it is stored. */
export type StoredEndpoint = KnownEndpoint & { id: string };

/** What tells its endpoint, and whether that has answered. */
export type NamedRequest = Pick<
  StoredRequest,
  'endpointId' | 'method' | 'host' | 'pathTemplate' | 'day' | 'status' | 'blocked'
>;

/** The endpoints of some requests, each with the last day on which one of them was answered. */
export function endpointsOf(requests: Iterable<NamedRequest>): Map<string, StoredEndpoint> {
  const endpoints = new Map<string, StoredEndpoint>();
  for (const { endpointId: id, method, host, pathTemplate, day, ...request } of requests) {
    const answeredOn = outcomeOf(request) === 'SUCCESS' ? day : null;
    const known = endpoints.get(id);
    if (!known) endpoints.set(id, { id, method, host, pathTemplate, answeredOn });
    else if (isLater(answeredOn, known.answeredOn)) known.answeredOn = answeredOn;
  }
  return endpoints;
}

/** Null is before every day. */
export function isLater(one: string | null, other: string | null): boolean {
  return (one ?? '') > (other ?? '');
}

/** Stores when some endpoints, which are stored, answered last. */
export async function writeAnswers(
  client: pg.ClientBase,
  tenant: string,
  endpoints: readonly Pick<StoredEndpoint, 'id' | 'answeredOn'>[],
): Promise<void> {
  if (endpoints.length === 0) return;
  const { rows } = await client.query<{ id: string; flipped: boolean }>(
    `UPDATE endpoint AS known SET answered_on = input.answered_on
     FROM unnest($2::text[], $3::date[]) AS input(id, answered_on), endpoint AS was
     WHERE known.tenant = $1 AND known.id = input.id AND was.tenant = known.tenant AND was.id = known.id
     RETURNING known.id, known.confirmed <> was.confirmed AS flipped`,
    [tenant, endpoints.map(({ id }) => id), endpoints.map(({ answeredOn }) => answeredOn)],
  );
  await judgeAgain(
    client,
    tenant,
    rows.filter(({ flipped }) => flipped).map(({ id }) => id),
  );
}

/**
 * When some endpoints answered last, by the requests that are kept. Day by day from the newest on, each as far as its
 * first answer (`LIMIT`): most are found at once.
 */
export async function readAnswers(
  client: pg.ClientBase,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; answeredOn: string }>(
    sql`SELECT asked.id, answered.day::text AS "answeredOn" FROM unnest(${[...ids]}::text[]) AS asked(id)
      CROSS JOIN LATERAL (
        SELECT kept.day FROM facet_count AS kept CROSS JOIN LATERAL (
          SELECT 1 FROM request AS r WHERE r.tenant = ${tenant} AND r.endpoint_id = asked.id AND r.day = kept.day
            AND ${OUTCOME} = 'SUCCESS' LIMIT 1
        ) AS found
        WHERE kept.tenant = ${tenant} AND kept.dimension = 'SESSION' ORDER BY kept.day DESC LIMIT 1
      ) AS answered`,
  );
  return new Map(rows.map(({ id, answeredOn }) => [id, answeredOn]));
}
