-- Whether the detector of an attack was right, as people judged it. Like the other tables of actions it grows with their work. One verdict
-- of an attack is in force; those that it took the place of have an end.
CREATE TABLE "attack_verdict" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "attack_id" TEXT COLLATE "C" NOT NULL,
    "verdict" TEXT NOT NULL CHECK ("verdict" IN ('AGREE', 'DISAGREE', 'UNSURE')),
    "reason" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    CONSTRAINT "attack_verdict_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE UNIQUE INDEX "attack_verdict_in_force_idx" ON "attack_verdict" ("tenant", "attack_id") WHERE "ended_at" IS NULL;
