-- What follows from an import costs what the import brings: see docs/decisions/0045-flat-import.md.

-- What the score of a session part goes on from; NULL: its requests are read again, once.
ALTER TABLE "session" ADD COLUMN "risk_state" JSONB;

-- New requests are found by their arrival.
CREATE INDEX "request_seq_idx" ON "request" ("seq");
CREATE TABLE "arrived_batch" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "first_seq" BIGINT NOT NULL,
    "last_seq" BIGINT NOT NULL,
    "days" DATE[] NOT NULL,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "trained" BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT "arrived_batch_pkey" PRIMARY KEY ("tenant", "first_seq")
);

-- What is due was a day whose histograms changed, and is a day whose requests are to be judged again: that day and the six
-- after it. Nobody knows how much changed, so all of it did.
ALTER TABLE "baseline_due"
    ADD COLUMN "gained" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
ALTER TABLE "baseline_due" ALTER COLUMN "gained" DROP DEFAULT;
WITH "changed" AS (DELETE FROM "baseline_due" RETURNING *)
INSERT INTO "baseline_due" ("tenant", "endpoint_id", "outcome", "day", "gained")
SELECT b."tenant", b."endpoint_id", b."outcome", b."day", max(b."samples")
FROM "changed" AS c
JOIN "endpoint_baseline" AS b ON b."tenant" = c."tenant" AND b."endpoint_id" = c."endpoint_id" AND b."outcome" = c."outcome"
    AND b."day" BETWEEN c."day" AND c."day" + 6
GROUP BY 1, 2, 3, 4;
