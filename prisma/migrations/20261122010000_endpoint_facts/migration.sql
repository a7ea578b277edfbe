-- What is known about endpoints beside their requests: API specifications, rules and entries of a flows file, and the
-- facts of each endpoint that follow from them. Small tables: none grows with traffic.

ALTER TABLE "endpoint"
    ADD COLUMN "risk_score" DOUBLE PRECISION CHECK ("risk_score" BETWEEN 1 AND 10),
    ADD COLUMN "risk_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "rogue" TEXT CHECK ("rogue" IN ('SHADOW', 'ZOMBIE', 'ORPHAN')),
    ADD COLUMN "protections" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "sensitive_data" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Null for requests that were stored before: nothing says where their template came from.
ALTER TABLE "request" ADD COLUMN "own_template" BOOLEAN;

CREATE TABLE "specification" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "version" TEXT COLLATE "C" NOT NULL,
    "loaded" BIGSERIAL NOT NULL,
    "operations" JSONB NOT NULL,
    CONSTRAINT "specification_pkey" PRIMARY KEY ("tenant", "name", "version")
);

CREATE TABLE "flow_rule" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "rule" JSONB NOT NULL,
    CONSTRAINT "flow_rule_pkey" PRIMARY KEY ("tenant", "position")
);

CREATE TABLE "endpoint_entry" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "entry" JSONB NOT NULL,
    CONSTRAINT "endpoint_entry_pkey" PRIMARY KEY ("tenant", "position")
);
