import type { Database } from '../../subgraph/db/database.ts';

const COLUMNS = `tenant, session_key, day, method, host, path, query, status, duration_ms, size_bytes, ip, country_code, source_tags,
  application, user_name, role, blocked, endpoint_id, own_template, attack_types, false_positive_types, attack_ids, attack_count,
  parameters, content_stored`;

/**
 * Copies of an imported request in its session, a millisecond apart, as many as a session of a robot has. The numbers of the
 * session do not follow: for what reads requests only.
 */
export async function repeatRequest(database: Database, tenant: string, id: string, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO request (id, time, ${COLUMNS})
     SELECT id || '-' || n, time + n * interval '1 millisecond', ${COLUMNS}
     FROM request, generate_series(1, $3) AS n WHERE tenant = $1 AND id = $2 ORDER BY n`,
    [tenant, id, count],
  );
}
