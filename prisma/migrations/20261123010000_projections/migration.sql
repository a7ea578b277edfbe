-- Copies of what other systems own, as they push them (PUT /ingest/projections): the newest version of each item, also
-- of what has no requests here yet, and how current each copy is. Small tables: none grows with traffic.

CREATE TABLE "endpoint_projection" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "version" BIGINT NOT NULL,
    "facts" JSONB NOT NULL,
    CONSTRAINT "endpoint_projection_pkey" PRIMARY KEY ("tenant", "id")
);

CREATE TABLE "attack_projection" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "version" BIGINT NOT NULL,
    "false_positive" BOOLEAN NOT NULL,
    CONSTRAINT "attack_projection_pkey" PRIMARY KEY ("tenant", "id")
);

CREATE TABLE "projection" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    CONSTRAINT "projection_pkey" PRIMARY KEY ("tenant", "name")
);

-- Beside false_positive, so that what the owner of the attack takes back leaves other marks as they were.
ALTER TABLE "detection" ADD COLUMN "attack_false_positive" BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX "detection_attack_id_idx" ON "detection" ("tenant", "attack_id");
