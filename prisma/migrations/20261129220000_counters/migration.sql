-- Counters for what is asked without a filter: requests over time per quarter of an hour, with a histogram of the times
-- taken (its buckets are those of values/log-scale.ts), and of each day the sessions without a value and those per class of
-- response codes. See docs/decisions/0044-counters.md.

CREATE TABLE "timeline_count" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "quarter" SMALLINT NOT NULL CHECK ("quarter" BETWEEN 0 AND 95),
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "requests" INTEGER NOT NULL,
    "malicious" INTEGER NOT NULL,
    "detected" INTEGER NOT NULL,
    "blocked" INTEGER NOT NULL,
    "client_errors" INTEGER NOT NULL,
    "server_errors" INTEGER NOT NULL,
    "duration_buckets" SMALLINT[],
    "duration_counts" INTEGER[],
    "duration_sums" BIGINT[],
    CONSTRAINT "timeline_count_pkey" PRIMARY KEY ("tenant", "day", "quarter")
) PARTITION BY RANGE ("day");

-- What is stored already is counted here, in the transaction of the migration: one pass over the requests and one over
-- the sessions.
DO $$
DECLARE
    known DATE;
    name TEXT;
BEGIN
    FOR known IN SELECT DISTINCT "day" FROM "session" LOOP
        name := 'timeline_count_' || to_char(known, 'YYYYMMDD');
        EXECUTE format('CREATE TABLE %I PARTITION OF "timeline_count" FOR VALUES FROM (%L) TO (%L)', name, known, known + 1);
    END LOOP;
END $$;

WITH placed AS (
    SELECT "tenant", "day", floor(extract(epoch FROM "time" - ("day"::timestamp AT TIME ZONE 'UTC')) / 900)::smallint AS "quarter",
        "time", "attack_types", "false_positive_types", "blocked", "status",
        CASE WHEN "duration_ms" > 1e9 THEN 1e12::float8 ELSE floor("duration_ms" * 1000 + 0.5) END AS "units"
    FROM "request"
), counted AS (
    SELECT "tenant", "day", "quarter",
        (CASE WHEN "units" = 0 THEN -1 ELSE floor(ln("units") / ln(1.01::float8)) END)::smallint AS "bucket",
        min("time") AS "first_at", count(*) AS "requests",
        count(*) FILTER (WHERE cardinality("attack_types") > 0) AS "malicious",
        count(*) FILTER (WHERE cardinality("attack_types") + cardinality("false_positive_types") > 0) AS "detected",
        count(*) FILTER (WHERE "blocked") AS "blocked",
        count(*) FILTER (WHERE "status" / 100 = 4) AS "client_errors",
        count(*) FILTER (WHERE "status" / 100 = 5) AS "server_errors",
        sum("units") AS "sum"
    FROM placed GROUP BY 1, 2, 3, 4
)
INSERT INTO "timeline_count"
SELECT "tenant", "day", "quarter", min("first_at"), sum("requests"), sum("malicious"), sum("detected"), sum("blocked"),
    sum("client_errors"), sum("server_errors"),
    coalesce(array_agg("bucket" ORDER BY "bucket") FILTER (WHERE "bucket" IS NOT NULL), '{}'),
    coalesce(array_agg("requests"::int ORDER BY "bucket") FILTER (WHERE "bucket" IS NOT NULL), '{}'),
    coalesce(array_agg("sum"::bigint ORDER BY "bucket") FILTER (WHERE "bucket" IS NOT NULL), '{}')
FROM counted GROUP BY 1, 2, 3;

-- The tokens of a part say which it lacks: "h:" of a request without a host. Users and roles are facts of the session, which
-- lacks one when no request has any.
INSERT INTO "facet_count" ("tenant", "day", "dimension", "value", "sessions")
SELECT "tenant", "day", "counter"."dimension", "counter"."value", count(*)
FROM "session" AS s CROSS JOIN LATERAL (
    SELECT 'STATUS_CLASS' AS "dimension", substr(token, 3) AS "value" FROM unnest(s."tokens") AS token WHERE token LIKE 'k:_%'
    UNION ALL SELECT 'NO_VALUE', missing."dimension" FROM (VALUES ('IP', 'i:'), ('STATUS', 's:'), ('STATUS_CLASS', 'k:'), ('HOST', 'h:'),
        ('APPLICATION', 'p:'), ('COUNTRY', 'c:'), ('SOURCE_TAG', 't:'), ('PROTOCOL', 'v:')) AS missing("dimension", "token")
      WHERE missing."token" = ANY(s."tokens")
    UNION ALL SELECT 'NO_VALUE', 'USER' WHERE s."user_count" = 0
    UNION ALL SELECT 'NO_VALUE', 'ROLE' WHERE s."role_count" = 0
) AS counter
GROUP BY 1, 2, 3, 4;
