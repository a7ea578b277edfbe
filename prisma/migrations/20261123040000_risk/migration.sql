-- The risk score of session parts and what it is made of; NULL: to be computed, as for all parts that are stored
-- already. See docs/decisions/0025-risk.md.

ALTER TABLE "session"
    ADD COLUMN "risk_score" INTEGER CHECK ("risk_score" BETWEEN 0 AND 100),
    ADD COLUMN "risk_factors" JSONB;
-- Parts by their score, those without one last.
CREATE INDEX "session_risk_idx" ON "session" ("tenant", (coalesce("risk_score", -1)) DESC, "key" DESC, "day" DESC);
-- Parts whose score is to be computed: few, or none.
CREATE INDEX "session_risk_due_idx" ON "session" ("tenant", "key", "day") WHERE "risk_score" IS NULL;
