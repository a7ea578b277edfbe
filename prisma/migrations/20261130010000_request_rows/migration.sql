-- Rows of requests with the number of their session part as key, and the parameters that requests share beside them. Stored
-- rows wait in "wide_request" until the program moves them: see docs/decisions/0049-request-rows.md.

-- The number of a session part. Keys are made under a secret, so that nobody can look for two with one number; two of one
-- day would be refused.
CREATE FUNCTION "part_of"("tenant" TEXT, "key" TEXT, "day" DATE) RETURNS BIGINT
    LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT ('x' || encode(substr(sha256(convert_to(tenant || '/' || key || '/' || (day - DATE '2000-01-01'), 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint $$;

-- What tells equal lists of parameters.
CREATE FUNCTION "digest_of"("parameters" JSONB) RETURNS UUID
    LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT encode(substr(sha256(convert_to(parameters::text, 'UTF8')), 1, 16), 'hex')::uuid $$;

ALTER TABLE "session" ADD COLUMN "part" BIGINT NOT NULL GENERATED ALWAYS AS ("part_of"("tenant", "key", "day")) STORED;
CREATE UNIQUE INDEX "session_part_idx" ON "session" ("part", "day");
ALTER TABLE "detection" ADD COLUMN "part" BIGINT NOT NULL GENERATED ALWAYS AS ("part_of"("tenant", "session_key", "day")) STORED;
CREATE INDEX "detection_request_idx" ON "detection" ("part", "request_id");

ALTER TABLE "request" RENAME TO "wide_request";
ALTER INDEX "request_pkey" RENAME TO "wide_request_pkey";
DROP INDEX "request_id_idx", "request_endpoint_idx", "request_status_idx", "request_method_idx", "request_host_idx",
    "request_country_idx", "request_application_idx", "request_user_idx", "request_ip_idx", "request_seq_idx";
DO $$
DECLARE
    partition_name TEXT;
BEGIN
    FOR partition_name IN SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = '"wide_request"'::regclass
    LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', partition_name, 'wide_' || partition_name);
    END LOOP;
END $$;

CREATE TABLE "request" (
    "part" BIGINT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT nextval('"request_seq_seq"'),
    "duration_ms" DOUBLE PRECISION,
    "size_bytes" DOUBLE PRECISION,
    "day" DATE NOT NULL,
    "status" INTEGER,
    "parameter_set" INTEGER,
    "attack_count" INTEGER NOT NULL,
    "blocked" BOOLEAN NOT NULL,
    "content_stored" BOOLEAN NOT NULL,
    "own_template" BOOLEAN,
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "method" TEXT NOT NULL,
    "host" TEXT,
    "path" TEXT NOT NULL,
    "query" TEXT,
    "ip" TEXT,
    "country_code" TEXT,
    "application" TEXT,
    "protocol" TEXT,
    "user_name" TEXT,
    "role" TEXT,
    "source_tags" TEXT[] CHECK (cardinality("source_tags") > 0),
    "attack_types" TEXT[] CHECK (cardinality("attack_types") > 0),
    "false_positive_types" TEXT[] CHECK (cardinality("false_positive_types") > 0),
    "attack_ids" TEXT[] CHECK (cardinality("attack_ids") > 0),
    "duration_deviation" TEXT,
    "size_deviation" TEXT,
    CONSTRAINT "request_pkey" PRIMARY KEY ("part", "time", "seq", "day")
) PARTITION BY RANGE ("day");
ALTER TABLE "wide_request" ALTER COLUMN "seq" DROP DEFAULT;
ALTER SEQUENCE "request_seq_seq" OWNED BY "request"."seq";

-- By a digest of half its length. With the tenant, as every other index: a new day has no statistics that tell them apart.
CREATE INDEX "request_id_idx" ON "request" ("tenant", hashtextextended("id", 0));
CREATE INDEX "request_endpoint_idx" ON "request" ("tenant", "endpoint_id", "part");
-- Few requests of a large session: those that an attack type, or "malicious", asks for.
CREATE INDEX "request_malicious_idx" ON "request" ("part", "time", "seq") WHERE "attack_types" IS NOT NULL;
CREATE INDEX "request_status_idx" ON "request" ("tenant", "status");
CREATE INDEX "request_method_idx" ON "request" ("tenant", "method");
CREATE INDEX "request_host_idx" ON "request" ("tenant", "host");
CREATE INDEX "request_country_idx" ON "request" ("tenant", "country_code");
CREATE INDEX "request_application_idx" ON "request" ("tenant", "application");
CREATE INDEX "request_user_idx" ON "request" ("tenant", "user_name");
CREATE INDEX "request_ip_idx" ON "request" ("tenant", "ip");
CREATE INDEX "request_seq_idx" ON "request" ("seq");

CREATE TABLE "parameter_set" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "code" INTEGER NOT NULL,
    "digest" UUID NOT NULL,
    "parameters" JSONB NOT NULL,
    CONSTRAINT "parameter_set_pkey" PRIMARY KEY ("tenant", "day", "code")
) PARTITION BY RANGE ("day");
CREATE UNIQUE INDEX "parameter_set_digest_idx" ON "parameter_set" ("tenant", "day", "digest");

-- A store without requests has nothing to move.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM "wide_request") THEN DROP TABLE "wide_request"; END IF;
END $$;
