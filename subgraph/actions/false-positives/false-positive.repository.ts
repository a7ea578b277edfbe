import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { hasId } from '../../filters/request-rows.sql.ts';
import type { SessionPart } from '../../filters/session-id.ts';
import { type RequestOfPart, recountRequests } from '../../store/recount-requests.ts';

// Marks of false positives, and what follows from them. Inside the transaction of an action, under the tenant's lock.

/** A stored detection with what a mark depends on. */
export interface MarkedDetection extends SessionPart {
  requestId: string;
  position: number;
  type: string;
  parameter: string | null;
  endpointId: string;
  falsePositive: boolean;
  /** The mark that silences it; null: none. */
  markId: string | null;
}

export async function findDetection(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  requestId: string,
  position: number,
): Promise<MarkedDetection | null> {
  const { rows } = await client.query<MarkedDetection>(
    `SELECT d.session_key AS key, d.day::text AS day, d.request_id AS "requestId", d.position, d.type, d.parameter,
       r.endpoint_id AS "endpointId", d.false_positive AS "falsePositive", d.mark_id AS "markId"
     FROM request AS r JOIN detection AS d
       ON d.tenant = r.tenant AND d.part = r.part AND d.day = r.day AND d.request_id = r.id
     WHERE r.tenant = $1 AND ${hasId('r', '$1', '$2::text')} AND d.position = $3`,
    [tenant, requestId, position],
  );
  return rows[0] ?? null;
}

/** A judgement, and what it is about: detections of this type, at this endpoint, in this parameter. */
export interface Mark extends EndpointPlace {
  id: string;
  /** Of the detection that was marked. */
  requestId: string;
  position: number;
  type: string;
  parameter: string | null;
  /** What its source had judged. */
  wasFalsePositive: boolean;
}

/** An endpoint in the words of a request. All but the id are null where no request of it is kept. */
export interface EndpointPlace {
  endpointId: string;
  method: string | null;
  host: string | null;
  pathTemplate: string | null;
}

export async function findMark(client: pg.ClientBase, tenant: string, id: string): Promise<Mark> {
  const { rows } = await client.query<Mark>(
    `SELECT m.id, m.request_id AS "requestId", m.position, m.type, m.parameter, m.was_false_positive AS "wasFalsePositive",
       m.endpoint_id AS "endpointId", e.method, e.host, e.path_template AS "pathTemplate"
     FROM false_positive_mark AS m LEFT JOIN endpoint AS e ON e.tenant = m.tenant AND e.id = m.endpoint_id
     WHERE m.tenant = $1 AND m.id = $2`,
    [tenant, id],
  );
  return rows[0]!;
}

/** Silences a detection, and those of its type, endpoint and parameter that are imported from now on. */
export async function addMark(
  client: pg.ClientBase,
  tenant: string,
  detection: MarkedDetection,
  { actor, reason }: { actor: string; reason: string | null },
): Promise<Mark> {
  const id = randomUUID();
  const { key, day, requestId, position, type, endpointId, parameter, falsePositive } = detection;
  await client.query(
    `INSERT INTO false_positive_mark (tenant, id, session_key, day, request_id, position, type, endpoint_id, parameter,
       was_false_positive, reason, marked_at, marked_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp(), $12)`,
    [tenant, id, key, day, requestId, position, type, endpointId, parameter, falsePositive, reason, actor],
  );
  await client.query(
    `UPDATE detection SET false_positive = TRUE, mark_id = $6
     WHERE tenant = $1 AND session_key = $2 AND day = $3 AND request_id = $4 AND position = $5`,
    [tenant, key, day, requestId, position, id],
  );
  if (!falsePositive) await recountRequests(client, tenant, [{ key, day, id: requestId }]);
  return findMark(client, tenant, id);
}

/**
 * Takes a mark back: its detection is again what its source said, and those that it silenced since count.
 * @returns how many requests were changed, and whether another mark still silences later ones
 */
export async function endMark(
  client: pg.ClientBase,
  tenant: string,
  id: string,
  actor: string,
): Promise<{ requests: number; suppressed: boolean }> {
  const { rows: standing } = await client.query(
    `WITH ended AS (
       UPDATE false_positive_mark SET ended_at = clock_timestamp(), ended_by = $3 WHERE tenant = $1 AND id = $2
       RETURNING type, endpoint_id, parameter)
     SELECT 1 FROM ended JOIN false_positive_mark AS m ON m.tenant = $1 AND m.id <> $2 AND m.ended_at IS NULL
       AND m.type = ended.type AND m.endpoint_id = ended.endpoint_id AND m.parameter IS NOT DISTINCT FROM ended.parameter
     LIMIT 1`,
    [tenant, id, actor],
  );
  const { rows } = await client.query<RequestOfPart>(
    `UPDATE detection AS d SET mark_id = NULL,
       false_positive = m.was_false_positive AND m.request_id = d.request_id AND m.position = d.position
     FROM false_positive_mark AS m WHERE d.tenant = $1 AND d.mark_id = $2 AND m.tenant = $1 AND m.id = $2
     RETURNING d.session_key AS key, d.day::text AS day, d.request_id AS id`,
    [tenant, id],
  );
  const requests = [...new Map(rows.map((row) => [row.id, row])).values()];
  await recountRequests(client, tenant, requests);
  return { requests: requests.length, suppressed: standing.length > 0 };
}
