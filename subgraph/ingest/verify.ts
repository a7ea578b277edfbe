import type pg from 'pg';
import { SessionTally } from './session-tally.ts';
import type { KeySource, StoredRequest } from './stored-request.type.ts';

/** A derived number of the store that is not what the requests say. */
export interface Difference {
  tenant: string;
  /** Where: a session part, a counter, a request. */
  place: string;
  what: string;
  stored: unknown;
  recomputed: unknown;
}

/** What was looked at. */
export interface VerifySummary {
  requests: number;
  sessions: number;
  differences: number;
}

const PAGE = 5_000;

/**
 * Recomputes everything that is derived from requests (session rows, tokens, values, counters, the copies on the
 * requests themselves) and reports each difference. Reads one page of requests at a time, of one snapshot.
 */
export async function verify(pool: pg.Pool, report: (difference: Difference) => void): Promise<VerifySummary> {
  const client = await pool.connect();
  const summary: VerifySummary = { requests: 0, sessions: 0, differences: 0 };
  const differ = (difference: Difference) => {
    summary.differences += 1;
    report(difference);
  };
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for await (const part of partsOf(client)) {
      summary.requests += part.tally.requestCount;
      summary.sessions += 1;
      await compareSession(client, part.tenant, part.tally, differ);
    }
    await compareOrphans(client, differ);
    await compareCounters(client, differ);
    await compareDetections(client, differ);
    await client.query('COMMIT');
    return summary;
  } finally {
    client.release();
  }
}

type Differ = (difference: Difference) => void;

/** Walks all requests in the order of their table, and gives the tally of each session part as it ends. */
async function* partsOf(client: pg.ClientBase): AsyncGenerator<{ tenant: string; tally: SessionTally }> {
  let place: (string | null)[] = ['', '', '0001-01-01', '-infinity', '0'];
  let current: { tenant: string; tally: SessionTally } | null = null;
  for (;;) {
    const { rows } = await client.query<RequestRow>(
      `SELECT tenant, session_key AS "sessionKey", day::text AS day, time, time::text AS "timeText", seq::text AS seq, id, method, host,
         status, ip, country_code AS "countryCode", source_tags AS "sourceTags", application, user_name AS "user", role,
         blocked, endpoint_id AS "endpointId", attack_types AS "attackTypes", attack_ids AS "attackIds", attack_count
       FROM request WHERE (tenant, session_key, day, time, seq) > ($1, $2, $3::date, $4::timestamptz, $5::bigint)
       ORDER BY tenant, session_key, day, time, seq LIMIT ${PAGE}`,
      place,
    );
    const detections = await detectionsOf(client, rows);
    for (const row of rows) {
      if (
        current &&
        (current.tenant !== row.tenant || current.tally.key !== row.sessionKey || current.tally.day !== row.day)
      ) {
        yield current;
        current = null;
      }
      current ??= { tenant: row.tenant, tally: new SessionTally(row.sessionKey, row.day, []) };
      current.tally.add(toStored(row, detections.get(`${row.tenant} ${row.id}`) ?? []));
    }
    if (rows.length < PAGE) break;
    const last = rows.at(-1)!;
    place = [last.tenant, last.sessionKey, last.day, last.timeText, last.seq];
  }
  if (current) yield current;
}

type RequestRow = Pick<
  StoredRequest,
  | 'id'
  | 'sessionKey'
  | 'day'
  | 'time'
  | 'method'
  | 'host'
  | 'status'
  | 'ip'
  | 'countryCode'
  | 'sourceTags'
  | 'application'
  | 'user'
  | 'role'
  | 'blocked'
  | 'endpointId'
  | 'attackTypes'
  | 'attackIds'
> & { tenant: string; timeText: string; seq: string };

interface DetectionRow {
  tenant: string;
  request_id: string;
  type: string;
  false_positive: boolean;
}

async function detectionsOf(client: pg.ClientBase, rows: RequestRow[]): Promise<Map<string, DetectionRow[]>> {
  const malicious = rows.filter(({ attackTypes }) => attackTypes.length > 0);
  const { rows: found } = await client.query<DetectionRow>(
    `SELECT d.tenant, d.request_id, d.type, d.false_positive
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
    const key = `${row.tenant} ${row.request_id}`;
    const list = lists.get(key);
    if (list) list.push(row);
    else lists.set(key, [row]);
  }
  return lists;
}

/** As much of a stored request as a tally looks at. */
function toStored(row: RequestRow, detections: DetectionRow[]): StoredRequest {
  return {
    ...row,
    hasTrustedId: false,
    path: '',
    query: null,
    durationMs: null,
    sizeBytes: null,
    pathTemplate: '',
    falsePositiveTypes: [],
    identifiedBy: [],
    parameters: [],
    content: null,
    detections: detections.map(({ type, false_positive }) => ({
      type,
      falsePositive: false_positive,
      attackId: null,
      payload: null,
      parameter: null,
      tags: [],
      action: 'MONITORED',
    })),
  };
}

interface SessionRow {
  started_at: Date;
  last_seen_at: Date;
  duration_ms: number;
  request_count: number;
  attack_count: number;
  malicious_count: number;
  blocked_count: number;
  tagged_count: number;
  user_count: number;
  role_count: number;
  ip_count: number;
  host_count: number;
  endpoint_count: number;
  facets: string[];
  identified_by: KeySource[];
}

async function compareSession(
  client: pg.ClientBase,
  tenant: string,
  tally: SessionTally,
  differ: Differ,
): Promise<void> {
  const place = `session ${tally.key}.${tally.day.replaceAll('-', '')}`;
  const key = [tenant, tally.key, tally.day];
  const { rows } = await client.query<SessionRow>(
    'SELECT * FROM session WHERE tenant = $1 AND key = $2 AND day = $3::date',
    key,
  );
  const stored = rows[0];
  if (!stored) {
    differ({ tenant, place, what: 'session', stored: null, recomputed: `${tally.requestCount} requests` });
    return;
  }
  const values = (dimension: Parameters<typeof tally.values.get>[0]) => tally.values.get(dimension)?.size ?? 0;
  const expected: Record<string, [unknown, unknown]> = {
    started_at: [stored.started_at.getTime(), tally.startedAt],
    last_seen_at: [stored.last_seen_at.getTime(), tally.lastSeenAt],
    duration_ms: [stored.duration_ms, tally.lastSeenAt - tally.startedAt],
    request_count: [stored.request_count, tally.requestCount],
    attack_count: [stored.attack_count, tally.attackCount],
    malicious_count: [stored.malicious_count, tally.maliciousCount],
    blocked_count: [stored.blocked_count, tally.blockedCount],
    tagged_count: [stored.tagged_count, tally.taggedCount],
    user_count: [stored.user_count, values('USER')],
    role_count: [stored.role_count, values('ROLE')],
    ip_count: [stored.ip_count, values('IP')],
    host_count: [stored.host_count, values('HOST')],
    endpoint_count: [stored.endpoint_count, values('ENDPOINT')],
    facets: [stored.facets.toSorted().join('\n'), tally.mergedTokens([]).join('\n')],
  };
  for (const [what, [was, is]] of Object.entries(expected)) {
    if (was !== is) differ({ tenant, place, what, stored: was, recomputed: is });
  }
  await compareValues(client, tenant, tally, place, differ);
}

async function compareValues(
  client: pg.ClientBase,
  tenant: string,
  tally: SessionTally,
  place: string,
  differ: Differ,
): Promise<void> {
  const { rows } = await client.query<{ dimension: string; value: string; requests: number; detections: number }>(
    `SELECT dimension, value, requests, detections FROM session_value
     WHERE tenant = $1 AND session_key = $2 AND day = $3::date`,
    [tenant, tally.key, tally.day],
  );
  const stored = new Map(
    rows.map((row) => [`${row.dimension} ${row.value}`, `${row.requests} requests, ${row.detections} detections`]),
  );
  for (const [dimension, values] of tally.values) {
    for (const [value, { requests, detections }] of values) {
      const what = `${dimension} ${value}`;
      const recomputed = `${requests} requests, ${detections} detections`;
      if (stored.get(what) !== recomputed)
        differ({ tenant, place, what, stored: stored.get(what) ?? null, recomputed });
      stored.delete(what);
    }
  }
  for (const [what, was] of stored) differ({ tenant, place, what, stored: was, recomputed: null });
}

/** Rows of a session or of its requests that have lost what they belong to. */
async function compareOrphans(client: pg.ClientBase, differ: Differ): Promise<void> {
  const checks = {
    'session without requests': `SELECT tenant, key || '.' || day AS place FROM session AS s WHERE NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day)`,
    'values without session': `SELECT DISTINCT tenant, session_key || '.' || day AS place FROM session_value AS v WHERE NOT EXISTS (
      SELECT 1 FROM session AS s WHERE s.tenant = v.tenant AND s.key = v.session_key AND s.day = v.day)`,
    'detection without request': `SELECT DISTINCT tenant, request_id AS place FROM detection AS d WHERE NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = d.tenant AND r.id = d.request_id AND r.session_key = d.session_key
        AND r.day = d.day)`,
    'content without request': `SELECT tenant, request_id AS place FROM request_content AS c WHERE NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = c.tenant AND r.id = c.request_id AND r.session_key = c.session_key
        AND r.day = c.day AND r.content_stored)`,
    'request without endpoint': `SELECT tenant, id AS place FROM request AS r WHERE NOT EXISTS (
      SELECT 1 FROM endpoint AS e WHERE e.tenant = r.tenant AND e.id = r.endpoint_id)`,
    'request stored twice': `SELECT tenant, id AS place FROM request GROUP BY tenant, id HAVING count(*) > 1`,
  };
  for (const [what, query] of Object.entries(checks)) {
    const { rows } = await client.query<{ tenant: string; place: string }>(query);
    for (const row of rows) differ({ ...row, what, stored: 'present', recomputed: 'absent' });
  }
}

async function compareCounters(client: pg.ClientBase, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; place: string; stored: number; recomputed: number }>(
    `WITH recomputed AS (
       SELECT tenant, day, dimension, value, count(*)::int AS sessions FROM session_value GROUP BY 1, 2, 3, 4
       UNION ALL SELECT tenant, day, 'SESSION', '', count(*)::int FROM session GROUP BY 1, 2
     )
     SELECT tenant, dimension || ' ' || value || ' on ' || day AS place, known.sessions AS stored,
       recomputed.sessions AS recomputed
     FROM facet_count AS known FULL JOIN recomputed USING (tenant, day, dimension, value)
     WHERE known.sessions IS DISTINCT FROM recomputed.sessions`,
  );
  for (const row of rows) differ({ ...row, place: `counter ${row.place}`, what: 'sessions' });
}

/** What a request repeats of its detections. */
async function compareDetections(client: pg.ClientBase, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; place: string; stored: string; recomputed: string }>(
    `WITH recomputed AS (
       SELECT tenant, session_key, day, request_id,
         coalesce(array_agg(DISTINCT type ORDER BY type) FILTER (WHERE NOT false_positive), '{}') AS attack_types,
         coalesce(array_agg(DISTINCT type ORDER BY type) FILTER (WHERE false_positive), '{}') AS false_positive_types,
         coalesce(array_agg(DISTINCT attack_id ORDER BY attack_id) FILTER (WHERE attack_id IS NOT NULL), '{}') AS attack_ids,
         (count(*) FILTER (WHERE NOT false_positive))::int AS attack_count
       FROM detection GROUP BY 1, 2, 3, 4
     ), stored AS (
       SELECT tenant, session_key, day, id AS request_id,
         ARRAY(SELECT unnest(attack_types) ORDER BY 1) AS attack_types,
         ARRAY(SELECT unnest(false_positive_types) ORDER BY 1) AS false_positive_types,
         ARRAY(SELECT unnest(attack_ids) ORDER BY 1) AS attack_ids, attack_count
       FROM request WHERE attack_count > 0 OR cardinality(attack_ids) > 0 OR cardinality(false_positive_types) > 0
         OR cardinality(attack_types) > 0
     )
     SELECT tenant, request_id AS place,
       concat_ws(' ', known.attack_types, known.false_positive_types, known.attack_ids, known.attack_count) AS stored,
       concat_ws(' ', recomputed.attack_types, recomputed.false_positive_types, recomputed.attack_ids,
         recomputed.attack_count) AS recomputed
     FROM stored AS known FULL JOIN recomputed USING (tenant, session_key, day, request_id)
     WHERE (known.attack_types, known.false_positive_types, known.attack_ids, known.attack_count)
       IS DISTINCT FROM (recomputed.attack_types, recomputed.false_positive_types, recomputed.attack_ids,
         recomputed.attack_count)`,
  );
  for (const row of rows) differ({ ...row, place: `request ${row.place}`, what: 'attack types, ids and count' });
}
