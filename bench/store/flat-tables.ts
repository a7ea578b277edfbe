import type pg from 'pg';

// The floor's tables: what one would make for these questions alone. They are filled from the traffic, and know nothing of the
// tables of the product, so that a floor stays what it is when those change.

/** Dimensions whose values are numbers in `bench.narrow`, with the column that has them. */
export const CODED = {
  method: 'method',
  host: 'host',
  ip: 'ip',
  country: 'country',
  application: 'application',
  user: 'user_name',
  role: 'role',
  endpoint: 'endpoint',
  type: 'types',
} as const;
export type Coded = keyof typeof CODED;

export const TABLES = `
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.code (dimension text, code int, value text COLLATE "C", PRIMARY KEY (dimension, code));
CREATE TABLE bench.request (tenant int, part int, key text COLLATE "C", day date, time timestamptz(3), seq bigint, id text COLLATE "C",
  method text, host text, path text, query text, status int, duration_ms float8, size_bytes float8, ip text, country text,
  application text, user_name text, role text, blocked bool, endpoint_id text, types text[], attacks text[], detections int,
  tags text[], parameters jsonb);
CREATE TABLE bench.narrow (tenant int, part int, time timestamptz(3), seq bigint, method int, host int, ip int, country int,
  application int, user_name int, role int, endpoint int, status int, duration float4, size int, detections int, blocked bool, types int[]);
`;

/** Made after the rows, as one would of a copy. */
export const INDEXES = `
ALTER TABLE bench.request ADD PRIMARY KEY (tenant, part, time, seq);
CREATE INDEX ON bench.request (tenant, id);
CREATE INDEX ON bench.request (tenant, endpoint_id, part);
CREATE INDEX ON bench.request USING gin (attacks) WHERE detections > 0;
CREATE INDEX ON bench.narrow (part, time);
CREATE INDEX ON bench.narrow (tenant, time);
CREATE INDEX ON bench.narrow (tenant, status, method, time) INCLUDE (part);
CREATE INDEX ON bench.narrow (tenant, user_name, time) INCLUDE (part);
CREATE INDEX ON bench.narrow (tenant, endpoint, part);
CREATE INDEX ON bench.narrow (tenant, time) INCLUDE (part) WHERE detections > 0;
CREATE TABLE bench.session AS
  SELECT tenant, part, min(key) AS key, min(day) AS day, min(time) AS started, max(time) AS last_seen, count(*)::int AS requests,
    sum(detections)::int AS attacks, NULL::int AS risk FROM bench.request GROUP BY tenant, part;
ALTER TABLE bench.session ADD PRIMARY KEY (part);
ALTER TABLE bench.session ALTER key TYPE text COLLATE "C";
CREATE INDEX ON bench.session (tenant, last_seen DESC, key DESC);
CREATE INDEX ON bench.session (tenant, key, day);
`;

/**
 * Sums that answer what has no filter, at a cost that does not grow with the requests.
 * @param hours width of the buckets of a timeline over the whole period
 */
export const sumsOf = (hours: number) => `
CREATE TABLE bench.bucket AS
  SELECT tenant, date_bin('${hours} hours', time, '2025-01-06Z') AS bucket, count(*)::int AS requests,
    (count(*) FILTER (WHERE detections > 0))::int AS malicious, (count(*) FILTER (WHERE blocked))::int AS blocked,
    (count(*) FILTER (WHERE status BETWEEN 400 AND 499))::int AS client, (count(*) FILTER (WHERE status >= 500))::int AS server,
    count(duration)::int AS known, percentile_disc(0.95) WITHIN GROUP (ORDER BY duration) AS p95
  FROM bench.narrow GROUP BY 1, 2;
CREATE INDEX ON bench.bucket (tenant, bucket);
CREATE TABLE bench.value AS
  SELECT tenant, part, dimension, code, count(*)::int AS requests FROM bench.narrow CROSS JOIN LATERAL (
    VALUES ('method', method), ('host', host), ('ip', ip), ('country', country), ('user', user_name), ('role', role), ('endpoint', endpoint),
      ('status', status)) AS v(dimension, code) GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT tenant, part, 'type', code, count(*)::int FROM bench.narrow CROSS JOIN unnest(types) AS code GROUP BY 1, 2, 4;
CREATE INDEX ON bench.value (part, dimension, requests DESC);
CREATE TABLE bench.facet AS
  SELECT tenant, (s.last_seen AT TIME ZONE 'UTC')::date AS day, dimension, code, count(*)::int AS sessions
  FROM bench.value JOIN bench.session AS s USING (tenant, part) GROUP BY 1, 2, 3, 4;
CREATE INDEX ON bench.facet (tenant, dimension, day);
`;

/** Statistics and the map of what everybody sees: without it, PostgreSQL looks at rows that an index could answer for. */
export async function analyse(pool: pg.Pool): Promise<void> {
  for (const table of ['code', 'request', 'narrow', 'session', 'bucket', 'value', 'facet']) {
    await pool.query(`VACUUM (ANALYZE) bench.${table}`);
  }
}
