-- What is usual for an endpoint, as histograms per outcome and UTC day that can be added and subtracted, and which
-- requests stand out from it. See docs/decisions/0019-baselines.md.

ALTER TABLE "request"
    ADD COLUMN "duration_deviation" TEXT CHECK ("duration_deviation" IN ('HIGH', 'EXTREME')),
    ADD COLUMN "size_deviation" TEXT CHECK ("size_deviation" IN ('HIGH', 'EXTREME'));
-- The requests of an endpoint, session by session.
CREATE INDEX "request_endpoint_idx" ON "request" ("tenant", "endpoint_id", "session_key");

CREATE TABLE "baseline_bucket" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT COLLATE "C" NOT NULL CHECK ("outcome" IN ('SUCCESS', 'ERROR')),
    "day" DATE NOT NULL,
    "metric" TEXT COLLATE "C" NOT NULL CHECK ("metric" IN ('DURATION', 'SIZE')),
    "bucket" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL CHECK ("count" >= 0),
    "sum" BIGINT NOT NULL,
    CONSTRAINT "baseline_bucket_pkey" PRIMARY KEY ("tenant", "endpoint_id", "outcome", "day", "metric", "bucket")
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
        name := 'baseline_bucket_' || to_char(known, 'YYYYMMDD');
        EXECUTE format('CREATE TABLE %I PARTITION OF "baseline_bucket" FOR VALUES FROM (%L) TO (%L)', name, known, known + 1);
    END LOOP;
END $$;

INSERT INTO "baseline_bucket" ("tenant", "endpoint_id", "outcome", "day", "metric", "bucket", "count", "sum")
SELECT "tenant", "endpoint_id", "outcome", "day", "metric",
    CASE WHEN "units" = 0 THEN -1 ELSE floor(ln("units") / ln(1.01::float8)) END, count(*), sum("units"::bigint)
FROM (
    SELECT r."tenant", r."endpoint_id", CASE WHEN r."status" < 400 THEN 'SUCCESS' ELSE 'ERROR' END AS "outcome", r."day",
        m."metric", least(floor(m."units" + 0.5), 1e12::float8) AS "units"
    FROM "request" AS r
    CROSS JOIN LATERAL (VALUES ('DURATION', r."duration_ms" * 1000), ('SIZE', r."size_bytes")) AS m("metric", "units")
    WHERE NOT r."blocked" AND r."status" BETWEEN 200 AND 599 AND m."units" IS NOT NULL
) AS measured
GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO "baseline_due" ("tenant", "endpoint_id", "outcome", "day")
SELECT DISTINCT "tenant", "endpoint_id", "outcome", "day" FROM "baseline_bucket";
