import type { Database } from '../../subgraph/db/database.ts';

const COLUMNS = `tenant, part, day, method, host, path, query, status, duration_ms, size_bytes, ip, country_code, source_tags,
  application, user_name, role, blocked, endpoint_id, own_template, attack_types, false_positive_types, attack_ids, attack_count,
  parameter_set, content_stored`;

/**
 * Copies of an imported request in its session, a millisecond apart, as many as a session of a robot has. Of the numbers of
 * the session only how many they are and when the last was follow: for what reads requests.
 */
export async function repeatRequest(database: Database, tenant: string, id: string, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO request (id, time, ${COLUMNS})
     SELECT id || '-' || n, time + n * interval '1 millisecond', ${COLUMNS}
     FROM request, generate_series(1, $3) AS n WHERE tenant = $1 AND id = $2 ORDER BY n`,
    [tenant, id, count],
  );
  await database.pool.query(
    `UPDATE session AS s SET request_count = now.requests, last_seen_at = now.last
     FROM (SELECT part, day, count(*) AS requests, max(time) AS last FROM request
       WHERE tenant = $1 AND part = (SELECT part FROM request WHERE tenant = $1 AND id = $2) GROUP BY 1, 2) AS now
     WHERE s.tenant = $1 AND s.part = now.part AND s.day = now.day`,
    [tenant, id],
  );
}
