-- What is usual for an endpoint, as histograms per outcome and UTC day that can be added and subtracted, and which
-- requests stand out from it. See docs/decisions/0019-baselines.md.

ALTER TABLE "request"
    ADD COLUMN "duration_deviation" TEXT CHECK ("duration_deviation" IN ('HIGH', 'EXTREME')),
    ADD COLUMN "size_deviation" TEXT CHECK ("size_deviation" IN ('HIGH', 'EXTREME'));
-- The requests of an endpoint, session by session.
CREATE INDEX "request_endpoint_idx" ON "request" ("tenant", "endpoint_id", "session_key");

CREATE TABLE "endpoint_baseline" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT COLLATE "C" NOT NULL CHECK ("outcome" IN ('SUCCESS', 'ERROR')),
    "day" DATE NOT NULL,
    "metric" TEXT COLLATE "C" NOT NULL CHECK ("metric" IN ('DURATION', 'SIZE')),
    "samples" INTEGER NOT NULL CHECK ("samples" > 0),
    "buckets" JSONB NOT NULL,
    CONSTRAINT "endpoint_baseline_pkey" PRIMARY KEY ("tenant", "endpoint_id", "outcome", "day", "metric")
) PARTITION BY RANGE ("day");

CREATE TABLE "baseline_due" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "revision" BIGSERIAL NOT NULL,
    CONSTRAINT "baseline_due_pkey" PRIMARY KEY ("tenant", "endpoint_id", "outcome", "day")
);

CREATE TABLE "baseline_settled" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "baseline_settled_pkey" PRIMARY KEY ("tenant")
);

-- Requests that are stored already train as well, and are due. Their buckets are those of baselines/histogram.ts.
DO $$
DECLARE
    known DATE;
    name TEXT;
BEGIN
    FOR known IN SELECT DISTINCT "day" FROM "request" LOOP
        name := 'endpoint_baseline_' || to_char(known, 'YYYYMMDD');
        EXECUTE format('CREATE TABLE %I PARTITION OF "endpoint_baseline" FOR VALUES FROM (%L) TO (%L)', name, known, known + 1);
    END LOOP;
END $$;

INSERT INTO "endpoint_baseline" ("tenant", "endpoint_id", "outcome", "day", "metric", "samples", "buckets")
SELECT "tenant", "endpoint_id", "outcome", "day", "metric", sum("count"),
    jsonb_agg(jsonb_build_array("bucket", "count", "sum") ORDER BY "bucket")
FROM (
    SELECT "tenant", "endpoint_id", "outcome", "day", "metric",
        (CASE WHEN "units" = 0 THEN -1 ELSE floor(ln("units") / ln(1.01::float8)) END)::int AS "bucket",
        count(*) AS "count", sum("units"::bigint) AS "sum"
    FROM (
        SELECT r."tenant", r."endpoint_id", CASE WHEN r."status" < 400 THEN 'SUCCESS' ELSE 'ERROR' END AS "outcome", r."day",
            m."metric", least(floor(m."units" + 0.5), 1e12::float8) AS "units"
        FROM "request" AS r
        CROSS JOIN LATERAL (VALUES ('DURATION', r."duration_ms" * 1000), ('SIZE', r."size_bytes")) AS m("metric", "units")
        WHERE NOT r."blocked" AND r."status" BETWEEN 200 AND 599 AND m."units" IS NOT NULL
    ) AS measured
    GROUP BY 1, 2, 3, 4, 5, 6
) AS buckets
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO "baseline_due" ("tenant", "endpoint_id", "outcome", "day")
SELECT DISTINCT "tenant", "endpoint_id", "outcome", "day" FROM "endpoint_baseline";
