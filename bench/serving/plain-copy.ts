import type pg from 'pg';

/**
 * Tables as one would draw them, of the first tenant alone, for PostGraphile: names and values in the rows, numbers and foreign keys, an
 * index for each way that is asked. They are filled from the product's, so that the answers are the same.
 */
export async function makePlainCopy(pool: pg.Pool, tenant: string): Promise<void> {
  await pool.query('DROP SCHEMA IF EXISTS bench_plain CASCADE');
  await pool.query(TABLES);
  for (const copy of COPIES) await pool.query(copy, [tenant]);
  await pool.query(INDEXES);
  await pool.query('VACUUM (ANALYZE) bench_plain.session, bench_plain.request, bench_plain.endpoint');
}

const TABLES = `
CREATE SCHEMA bench_plain;
CREATE TABLE bench_plain.session (id text PRIMARY KEY, key text NOT NULL, day date NOT NULL, started_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL, duration_ms float8 NOT NULL, request_count int NOT NULL, attack_count int NOT NULL,
  malicious_count int NOT NULL, blocked_count int NOT NULL, user_count int NOT NULL, ip_count int NOT NULL);
CREATE TABLE bench_plain.endpoint (id text PRIMARY KEY, method text NOT NULL, host text, path_template text NOT NULL);
CREATE TABLE bench_plain.request (id text PRIMARY KEY, session_id text NOT NULL REFERENCES bench_plain.session,
  endpoint_id text NOT NULL REFERENCES bench_plain.endpoint, time timestamptz(3) NOT NULL, seq bigint NOT NULL, method text NOT NULL,
  host text, path text NOT NULL, query text, status int, duration_ms float8, size_bytes float8, ip text, user_name text,
  country_code text, application text, blocked boolean NOT NULL);`;

const COPIES = [
  `INSERT INTO bench_plain.session SELECT key || '.' || to_char(day, 'YYYYMMDD'), key, day, started_at, last_seen_at, duration_ms,
     request_count, attack_count, malicious_count, blocked_count, user_count, ip_count FROM session WHERE tenant = $1`,
  'INSERT INTO bench_plain.endpoint SELECT id, method, host, path_template FROM endpoint WHERE tenant = $1',
  `INSERT INTO bench_plain.request SELECT r.id, s.key || '.' || to_char(s.day, 'YYYYMMDD'), r.endpoint_id, r.time, r.seq, r.method,
     r.host, r.path, r.query, r.status, r.duration_ms, r.size_bytes, r.ip, r.user_name, r.country_code, r.application, r.blocked
     FROM request AS r JOIN session AS s ON s.part = r.part AND s.day = r.day WHERE r.tenant = $1`,
];

const INDEXES = `
CREATE INDEX ON bench_plain.session (last_seen_at DESC, key DESC, day DESC);
CREATE INDEX ON bench_plain.request (session_id, time DESC, seq DESC);
CREATE INDEX ON bench_plain.request (endpoint_id);`;
