-- Sessions, their requests, and everything derived from them. See prisma/schema.prisma for the meaning of each column.
-- Tables that grow with traffic are partitioned by UTC day; an import makes the partition of a day before it writes to it.
-- No unique key lacks the session key and no row refers to another by a foreign key, so that the big tables can be
-- distributed by session key. Keys are compared byte by byte (collation C): the same order on every server.

CREATE TABLE "session" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "request_count" INTEGER NOT NULL,
    "attack_count" INTEGER NOT NULL,
    "malicious_count" INTEGER NOT NULL,
    "blocked_count" INTEGER NOT NULL,
    "tagged_count" INTEGER NOT NULL,
    "user_count" INTEGER NOT NULL,
    "role_count" INTEGER NOT NULL,
    "ip_count" INTEGER NOT NULL,
    "host_count" INTEGER NOT NULL,
    "endpoint_count" INTEGER NOT NULL,
    "identified_by" JSONB NOT NULL,
    "facets" TEXT[],
    CONSTRAINT "session_pkey" PRIMARY KEY ("tenant", "key", "day")
) PARTITION BY RANGE ("day");
CREATE INDEX "session_last_seen_at_idx" ON "session" ("tenant", "last_seen_at" DESC, "key" DESC, "day" DESC);
CREATE INDEX "session_facets_idx" ON "session" USING GIN ("facets");

CREATE TABLE "session_value" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "dimension" TEXT COLLATE "C" NOT NULL,
    "value" TEXT COLLATE "C" NOT NULL,
    "requests" INTEGER NOT NULL,
    "detections" INTEGER NOT NULL,
    CONSTRAINT "session_value_pkey" PRIMARY KEY ("tenant", "session_key", "day", "dimension", "value")
) PARTITION BY RANGE ("day");

CREATE TABLE "request" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "method" TEXT NOT NULL,
    "host" TEXT,
    "path" TEXT NOT NULL,
    "query" TEXT,
    "status" INTEGER,
    "duration_ms" DOUBLE PRECISION,
    "size_bytes" DOUBLE PRECISION,
    "ip" TEXT,
    "country_code" TEXT,
    "source_tags" TEXT[],
    "application" TEXT,
    "user_name" TEXT,
    "role" TEXT,
    "blocked" BOOLEAN NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "attack_types" TEXT[],
    "false_positive_types" TEXT[],
    "attack_ids" TEXT[],
    "attack_count" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "content_stored" BOOLEAN NOT NULL,
    CONSTRAINT "request_pkey" PRIMARY KEY ("tenant", "session_key", "day", "time", "seq")
) PARTITION BY RANGE ("day");
CREATE INDEX "request_id_idx" ON "request" ("tenant", "id");

CREATE TABLE "detection" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "attack_id" TEXT,
    "type" TEXT NOT NULL,
    "payload" TEXT,
    "parameter" TEXT,
    "tags" JSONB NOT NULL,
    "action" TEXT NOT NULL CHECK ("action" IN ('BLOCKED', 'MONITORED')),
    "false_positive" BOOLEAN NOT NULL,
    CONSTRAINT "detection_pkey" PRIMARY KEY ("tenant", "session_key", "day", "request_id", "position")
) PARTITION BY RANGE ("day");

CREATE TABLE "request_content" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "content" JSONB NOT NULL,
    CONSTRAINT "request_content_pkey" PRIMARY KEY ("tenant", "session_key", "day", "request_id")
) PARTITION BY RANGE ("day");

CREATE TABLE "facet_count" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "dimension" TEXT COLLATE "C" NOT NULL,
    "value" TEXT COLLATE "C" NOT NULL,
    "sessions" INTEGER NOT NULL,
    CONSTRAINT "facet_count_pkey" PRIMARY KEY ("tenant", "day", "dimension", "value")
) PARTITION BY RANGE ("day");

CREATE TABLE "endpoint" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "method" TEXT NOT NULL,
    "host" TEXT,
    "path_template" TEXT NOT NULL,
    "business_flows" TEXT[] DEFAULT ARRAY[]::TEXT[],
    CONSTRAINT "endpoint_pkey" PRIMARY KEY ("tenant", "id")
);

CREATE TABLE "business_flow" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "code" TEXT COLLATE "C" NOT NULL,
    "label" TEXT NOT NULL,
    "description" TEXT,
    CONSTRAINT "business_flow_pkey" PRIMARY KEY ("tenant", "code")
);

CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" TEXT COLLATE "C" NOT NULL,
    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);
