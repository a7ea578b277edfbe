import type pg from 'pg';
import { hasId } from '../../filters/request-rows.sql.ts';
import { writeOutbox } from '../outbox/outbox-writer.ts';
import { type EndpointPlace, findMark } from './false-positive.repository.ts';
import { eventOf } from './mark-event.ts';

/** Who moves marks, in their events: no person did. */
const ACTOR = 'specifications';

/**
 * Takes marks along to the endpoint that their requests have now, and tells the enforcing system of those in force.
 * Inside the transaction that moves the requests, under the tenant's lock.
 */
export async function moveMarks(client: pg.ClientBase, tenant: string): Promise<void> {
  const { rows } = await client.query<EndpointPlace & { id: string }>(
    `WITH moved AS (
       UPDATE false_positive_mark AS m SET endpoint_id = r.endpoint_id
       FROM request AS r, false_positive_mark AS former
       WHERE m.tenant = $1 AND r.tenant = $1 AND r.part = part_of($1, m.session_key, m.day) AND r.day = m.day
         AND ${hasId('r', '$1', 'm.request_id')} AND m.endpoint_id <> r.endpoint_id AND former.tenant = $1 AND former.id = m.id
       RETURNING m.id, m.marked_at, m.ended_at, former.endpoint_id)
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
