import type pg from 'pg';
import { DEVIATIONS, type TokenSource } from '../filters/dimensions.ts';
import { PLAIN_COLUMNS } from '../filters/request-fields.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { SessionTally, type TalliedDetection } from './session-tally.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** The columns of a request that derived numbers depend on. */
export type TalliedRequest = Pick<
  StoredRequest,
  keyof TokenSource | 'id' | 'sessionKey' | 'day' | 'time' | 'path' | 'blocked'
> & {
  tenant: string;
  ownTemplate: boolean | null;
};

const PAGE = 5_000;

/**
 * The tallies of session parts, made of the requests that are stored; a part without any has none. Inside a transaction;
 * reads one page of requests at a time.
 * @param look called with each request
 */
export async function talliesOf(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
  look: (request: TalliedRequest) => void = () => {},
): Promise<SessionTally[]> {
  const tallies = new Map<string, SessionTally>();
  for await (const rows of requestPages(client, tenant, parts)) {
    const detections = await detectionsOf(client, tenant, rows);
    for (const row of rows) {
      const part = `${row.sessionKey}.${row.day}`;
      const tally = tallies.get(part) ?? new SessionTally(row.sessionKey, row.day, []);
      tallies.set(part, tally);
      tally.add({ ...row, detections: detections.get(row.id) ?? [] });
      look(row);
    }
  }
  return [...tallies.values()];
}

async function* requestPages(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
): AsyncGenerator<TalliedRequest[]> {
  await client.query(
    `DECLARE tallied NO SCROLL CURSOR FOR
     SELECT r.tenant, part.key AS "sessionKey", r.day::text AS day, r.time, r.id, ${PLAIN_COLUMNS}, r.path,
       r.status, r.ip, r.user_name AS "user", r.role, r.blocked, r.endpoint_id AS "endpointId",
       r.own_template AS "ownTemplate", coalesce(r.attack_types, '{}') AS "attackTypes",
       coalesce(r.attack_ids, '{}') AS "attackIds", ${DEVIATIONS.text} AS deviations
     FROM unnest($2::text[], $3::date[]) AS part(key, day)
     CROSS JOIN LATERAL (
       SELECT * FROM request AS r WHERE r.tenant = $1 AND r.part = part_of($1, part.key, part.day) AND r.day = part.day OFFSET 0
     ) AS r`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  for (;;) {
    const { rows } = await client.query<TalliedRequest>(`FETCH ${PAGE} FROM tallied`);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE tallied');
}

interface DetectionRow extends TalliedDetection {
  requestId: string;
}

async function detectionsOf(
  client: pg.ClientBase,
  tenant: string,
  rows: TalliedRequest[],
): Promise<Map<string, DetectionRow[]>> {
  const malicious = rows.filter(({ attackTypes }) => attackTypes.length > 0);
  const { rows: found } = await client.query<DetectionRow>(
    `SELECT d.request_id AS "requestId", d.type, d.false_positive AS "falsePositive",
       d.attack_false_positive AS "attackFalsePositive"
     FROM unnest($2::text[], $3::date[], $4::text[]) AS wanted(key, day, id)
     JOIN detection AS d ON d.tenant = $1 AND d.session_key = wanted.key AND d.day = wanted.day
       AND d.request_id = wanted.id`,
    [
      tenant,
      malicious.map(({ sessionKey }) => sessionKey),
      malicious.map(({ day }) => day),
      malicious.map(({ id }) => id),
    ],
  );
  const lists = new Map<string, DetectionRow[]>();
  for (const row of found) {
    const list = lists.get(row.requestId);
    if (list) list.push(row);
    else lists.set(row.requestId, [row]);
  }
  return lists;
}
