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
 * The tallies of session parts, made of the requests that are stored, one part after the other. Inside a transaction;
 * reads one page of requests at a time.
 * @param scope some parts of a tenant; null: everything
 * @param look called with each request
 */
export async function* talliesOf(
  client: pg.ClientBase,
  scope: { tenant: string; parts: readonly SessionPart[] } | null,
  look: (request: TalliedRequest) => void = () => {},
): AsyncGenerator<{ tenant: string; tally: SessionTally }> {
  let current: { tenant: string; tally: SessionTally } | null = null;
  for await (const rows of requestPages(client, scope)) {
    const detections = await detectionsOf(client, rows);
    for (const row of rows) {
      const isSame =
        current?.tenant === row.tenant && current.tally.key === row.sessionKey && current.tally.day === row.day;
      if (current && !isSame) {
        yield current;
        current = null;
      }
      current ??= { tenant: row.tenant, tally: new SessionTally(row.sessionKey, row.day, []) };
      current.tally.add({ ...row, detections: detections.get(`${row.tenant} ${row.id}`) ?? [] });
      look(row);
    }
  }
  if (current) yield current;
}

/** Requests in the order of their table, so that those of a part come together. */
async function* requestPages(
  client: pg.ClientBase,
  scope: { tenant: string; parts: readonly SessionPart[] } | null,
): AsyncGenerator<TalliedRequest[]> {
  const parts = scope
    ? `JOIN unnest($2::text[], $3::date[]) AS part(key, day)
         ON r.tenant = $1 AND r.session_key = part.key AND r.day = part.day`
    : '';
  await client.query(
    `DECLARE tallied NO SCROLL CURSOR FOR
     SELECT r.tenant, r.session_key AS "sessionKey", r.day::text AS day, r.time, r.id, ${PLAIN_COLUMNS}, r.path,
       r.status, r.ip, r.user_name AS "user", r.role, r.blocked, r.endpoint_id AS "endpointId",
       r.own_template AS "ownTemplate", r.attack_types AS "attackTypes", r.attack_ids AS "attackIds",
       ${DEVIATIONS.text} AS deviations
     FROM request AS r ${parts} ORDER BY r.tenant, r.session_key, r.day, r.time, r.seq`,
    scope ? [scope.tenant, scope.parts.map(({ key }) => key), scope.parts.map(({ day }) => day)] : [],
  );
  for (;;) {
    const { rows } = await client.query<TalliedRequest>(`FETCH ${PAGE} FROM tallied`);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE tallied');
}

interface DetectionRow extends TalliedDetection {
  tenant: string;
  requestId: string;
}

async function detectionsOf(client: pg.ClientBase, rows: TalliedRequest[]): Promise<Map<string, DetectionRow[]>> {
  const malicious = rows.filter(({ attackTypes }) => attackTypes.length > 0);
  const { rows: found } = await client.query<DetectionRow>(
    `SELECT d.tenant, d.request_id AS "requestId", d.type, d.false_positive AS "falsePositive",
       d.attack_false_positive AS "attackFalsePositive"
     FROM unnest($1::text[], $2::text[], $3::date[], $4::text[]) AS wanted(tenant, key, day, id)
     JOIN detection AS d ON d.tenant = wanted.tenant AND d.session_key = wanted.key AND d.day = wanted.day
       AND d.request_id = wanted.id`,
    [
      malicious.map(({ tenant }) => tenant),
      malicious.map(({ sessionKey }) => sessionKey),
      malicious.map(({ day }) => day),
      malicious.map(({ id }) => id),
    ],
  );
  const lists = new Map<string, DetectionRow[]>();
  for (const row of found) {
    const key = `${row.tenant} ${row.requestId}`;
    const list = lists.get(key);
    if (list) list.push(row);
    else lists.set(key, [row]);
  }
  return lists;
}
