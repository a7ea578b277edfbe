import type pg from 'pg';
import { hasId } from '../filters/request-rows.sql.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { COUNTS_AS_ATTACK } from './counted-detections.ts';
import { recomputeParts } from './recompute-parts.ts';
import { shiftMalicious } from './timeline-store.ts';

/** Where a request is found. */
export interface RequestOfPart extends SessionPart {
  id: string;
}

// Session parts whose tallies are in memory at a time.
const PARTS = 500;

/**
 * Makes everything anew that follows from the detections of some requests, after some of them have begun or ceased to
 * count as attacks: the counters of their time, what the requests repeat of them, and then their session parts. Inside a
 * transaction under the tenant's lock.
 */
export async function recountRequests(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly RequestOfPart[],
): Promise<void> {
  if (requests.length === 0) return;
  await shiftMalicious(client, tenant, requests);
  await repeatDetections(client, tenant, requests);
  const parts = [...new Map(requests.map(({ key, day }) => [`${key}.${day}`, { key, day }])).values()];
  for (let at = 0; at < parts.length; at += PARTS) await recomputeParts(client, tenant, parts.slice(at, at + PARTS));
}

/** The types in the order of the source, as an import writes them. */
async function repeatDetections(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly RequestOfPart[],
): Promise<void> {
  await client.query(
    `UPDATE request AS r SET attack_types = now.attack_types, false_positive_types = now.false_positive_types,
       attack_count = now.attack_count
     FROM (
       SELECT key, day, id, sum(counted)::int AS attack_count,
         array_agg(type ORDER BY first_counted) FILTER (WHERE counted > 0) AS attack_types,
         array_agg(type ORDER BY first_other) FILTER (WHERE first_other IS NOT NULL) AS false_positive_types
       FROM (
         SELECT touched.key, touched.day, touched.id, d.type, count(*) FILTER (WHERE ${COUNTS_AS_ATTACK}) AS counted,
           min(d.position) FILTER (WHERE ${COUNTS_AS_ATTACK}) AS first_counted,
           min(d.position) FILTER (WHERE NOT (${COUNTS_AS_ATTACK})) AS first_other
         FROM (SELECT DISTINCT * FROM unnest($2::text[], $3::date[], $4::text[]) AS place(key, day, id)) AS touched
         JOIN detection AS d ON d.tenant = $1 AND d.session_key = touched.key AND d.day = touched.day
           AND d.request_id = touched.id
         GROUP BY touched.key, touched.day, touched.id, d.type
       ) AS per_type GROUP BY key, day, id
     ) AS now
     WHERE r.tenant = $1 AND r.part = part_of($1, now.key, now.day) AND r.day = now.day
       AND ${hasId('r', '$1', 'now.id')}`,
    [tenant, requests.map(({ key }) => key), requests.map(({ day }) => day), requests.map(({ id }) => id)],
  );
}
