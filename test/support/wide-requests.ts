import type { Database } from '../../subgraph/db/database.ts';
import { ENDPOINT_KINDS, FORGET_KINDS } from './before-kinds.ts';
import { putValuesInRows, VALUES_IN_TOKENS } from './values-in-rows.ts';

export const REQUEST_ROWS = '20261130010000_request_rows';

/** The migrations that such a store lacks. */
export const SINCE_WIDE_REQUESTS = [VALUES_IN_TOKENS, REQUEST_ROWS, ENDPOINT_KINDS];

/**
 * As a store was before requests had the number of their session part for its key: the table `request` of then, with the
 * same requests in the order of their arrival, and each value of a session in a row.
 */
export async function putRequestsInWideRows(database: Database): Promise<void> {
  await putValuesInRows(database);
  await database.pool.query(`
    CREATE TABLE old_request (
      tenant text COLLATE "C" NOT NULL, session_key text COLLATE "C" NOT NULL, day date NOT NULL, time timestamptz(3) NOT NULL,
      seq bigint NOT NULL DEFAULT nextval('request_seq_seq'), id text COLLATE "C" NOT NULL, method text NOT NULL, host text,
      path text NOT NULL, query text, status int, duration_ms float8, size_bytes float8, ip text, country_code text,
      source_tags text[], application text, user_name text, role text, blocked bool NOT NULL,
      endpoint_id text COLLATE "C" NOT NULL, attack_types text[], false_positive_types text[], attack_ids text[],
      attack_count int NOT NULL, parameters jsonb NOT NULL, content_stored bool NOT NULL, own_template bool,
      duration_deviation text, size_deviation text, protocol text,
      CONSTRAINT old_request_pkey PRIMARY KEY (tenant, session_key, day, time, seq)
    ) PARTITION BY RANGE (day);
    DO $$
    DECLARE d date;
    BEGIN
      FOR d IN SELECT DISTINCT day FROM request LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF old_request FOR VALUES FROM (%L) TO (%L)',
          'old_request_' || to_char(d, 'YYYYMMDD'), d, d + 1);
      END LOOP;
    END $$;
    INSERT INTO old_request
    SELECT r.tenant, s.key, r.day, r.time, r.seq, r.id, r.method, r.host, r.path, r.query, r.status, r.duration_ms, r.size_bytes,
      r.ip, r.country_code, coalesce(r.source_tags, '{}'), r.application, r.user_name, r.role, r.blocked, r.endpoint_id,
      coalesce(r.attack_types, '{}'), coalesce(r.false_positive_types, '{}'), coalesce(r.attack_ids, '{}'), r.attack_count,
      coalesce(p.parameters, '[]'), r.content_stored, r.own_template, r.duration_deviation, r.size_deviation, r.protocol
    FROM request AS r JOIN session AS s ON s.part = r.part AND s.day = r.day
    LEFT JOIN parameter_set AS p ON p.tenant = r.tenant AND p.day = r.day AND p.code = r.parameter_set ORDER BY r.seq;
    ALTER SEQUENCE request_seq_seq OWNED BY old_request.seq;
    DROP TABLE request, parameter_set;
    ALTER TABLE session DROP COLUMN part;
    ALTER TABLE detection DROP COLUMN part;
    DROP FUNCTION part_of; DROP FUNCTION digest_of;
    ALTER TABLE old_request RENAME TO request;
    ALTER INDEX old_request_pkey RENAME TO request_pkey;
    DO $$
    DECLARE name text;
    BEGIN
      FOR name IN SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'request'::regclass LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', name, replace(name, 'old_', ''));
      END LOOP;
    END $$;
    CREATE INDEX request_id_idx ON request (tenant, id);
    CREATE INDEX request_endpoint_idx ON request (tenant, endpoint_id, session_key);
    CREATE INDEX request_status_idx ON request (tenant, status);
    CREATE INDEX request_method_idx ON request (tenant, method);
    CREATE INDEX request_host_idx ON request (tenant, host);
    CREATE INDEX request_country_idx ON request (tenant, country_code);
    CREATE INDEX request_application_idx ON request (tenant, application);
    CREATE INDEX request_user_idx ON request (tenant, user_name);
    CREATE INDEX request_ip_idx ON request (tenant, ip);
    CREATE INDEX request_seq_idx ON request (seq);
    DELETE FROM "_prisma_migrations" WHERE migration_name = '${REQUEST_ROWS}';
    ${FORGET_KINDS}`);
}
