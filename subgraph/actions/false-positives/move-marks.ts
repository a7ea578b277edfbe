import type pg from 'pg';
import { hasId } from '../../filters/request-rows.sql.ts';
import { writeOutbox } from '../outbox/outbox-writer.ts';
import { type EndpointPlace, findMark } from './false-positive.repository.ts';
import { eventOf } from './mark-event.ts';

/** Who moves marks, in their events: no person did. */
const ACTOR = 'specifications';

/**
 * Takes marks along to the endpoint that their requests have now (where they are kept no more, to the one whose former id
 * they know), and tells the enforcing system of those in force.
 * Inside the transaction that moves the requests, under the tenant's lock.
 */
export async function moveMarks(client: pg.ClientBase, tenant: string): Promise<void> {
  const { rows } = await client.query<EndpointPlace & { id: string }>(
    `WITH moved AS (
       UPDATE false_positive_mark AS m SET endpoint_id = place.endpoint_id
       FROM (
         SELECT known.id, known.endpoint_id AS former, coalesce(r.endpoint_id, alias.endpoint_id) AS endpoint_id
         FROM false_positive_mark AS known
         LEFT JOIN request AS r ON r.tenant = $1 AND r.part = part_of($1, known.session_key, known.day) AND r.day = known.day
           AND ${hasId('r', '$1', 'known.request_id')}
         LEFT JOIN endpoint_alias AS alias ON alias.tenant = $1 AND alias.id = known.endpoint_id
         WHERE known.tenant = $1
       ) AS place
       WHERE m.tenant = $1 AND m.id = place.id AND m.endpoint_id <> place.endpoint_id
       RETURNING m.id, m.marked_at, m.ended_at, place.former AS endpoint_id)
     SELECT moved.id, moved.endpoint_id AS "endpointId", e.method, e.host, e.path_template AS "pathTemplate"
     FROM moved LEFT JOIN endpoint AS e ON e.tenant = $1 AND e.id = moved.endpoint_id
     WHERE moved.ended_at IS NULL ORDER BY moved.marked_at, moved.id`,
    [tenant],
  );
  for (const { id, ...before } of rows) {
    const event = eventOf('false_positive.moved', await findMark(client, tenant, id), { before });
    await writeOutbox(client, tenant, { ...event, actor: ACTOR });
  }
}
