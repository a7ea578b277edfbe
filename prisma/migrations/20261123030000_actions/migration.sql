-- What people do about sessions: marks of false positives, rules, denylist entries; who did it (audit), calls that were
-- answered (idempotency_key), and what is still to be handed to the systems that enforce it (outbox). These tables grow
-- with people's work, not with traffic.

CREATE TABLE "false_positive_mark" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "endpoint_id" TEXT COLLATE "C" NOT NULL,
    "parameter" TEXT,
    "was_false_positive" BOOLEAN NOT NULL,
    "reason" TEXT,
    "marked_at" TIMESTAMPTZ(3) NOT NULL,
    "marked_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    CONSTRAINT "false_positive_mark_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE INDEX "false_positive_mark_endpoint_idx" ON "false_positive_mark" ("tenant", "endpoint_id");

-- Null for detections that no mark silences: they count, or their source judged them itself.
ALTER TABLE "detection" ADD COLUMN "mark_id" TEXT COLLATE "C";
CREATE INDEX "detection_mark_idx" ON "detection" ("tenant", "mark_id");

CREATE TABLE "rule" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('VIRTUAL_PATCH', 'IGNORE_ATTACK_TYPE', 'FILTRATION_MODE', 'RATE_LIMIT', 'MASK_DATA')),
    "state" TEXT NOT NULL CHECK ("state" IN ('PENDING', 'ACTIVE', 'DELETED', 'FAILED')),
    "message" TEXT,
    "host" TEXT,
    "path_template" TEXT,
    "method" TEXT,
    "attack_type" TEXT,
    "parameter" TEXT,
    "value" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    CONSTRAINT "rule_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE INDEX "rule_request_idx" ON "rule" ("tenant", "request_id");
CREATE INDEX "rule_created_at_idx" ON "rule" ("tenant", "created_at" DESC);

CREATE TABLE "denylist_entry" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "session_key" TEXT COLLATE "C" NOT NULL,
    "applications" TEXT[],
    "until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    CONSTRAINT "denylist_entry_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE INDEX "denylist_entry_key_idx" ON "denylist_entry" ("tenant", "session_key");
CREATE INDEX "denylist_entry_created_at_idx" ON "denylist_entry" ("tenant", "created_at" DESC);

CREATE TABLE "idempotency_key" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "actor" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "input_hash" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("tenant", "actor", "operation", "key")
);

CREATE TABLE "audit" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT NOT NULL CHECK ("outcome" IN ('DONE', 'UNCHANGED', 'REFUSED')),
    "message" TEXT,
    "input" JSONB NOT NULL,
    "before" JSONB,
    "after" JSONB,
    CONSTRAINT "audit_pkey" PRIMARY KEY ("tenant", "seq")
);
CREATE INDEX "audit_subject_idx" ON "audit" ("tenant", "subject", "seq");

-- Also for the owner of the table, whom no grant can keep from it: docs/actions.md says how to take the grants away.
CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();

CREATE TABLE "outbox" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "event" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('PENDING', 'DELIVERED', 'REFUSED', 'DEAD')),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    CONSTRAINT "outbox_pkey" PRIMARY KEY ("tenant", "seq")
);
CREATE INDEX "outbox_due_idx" ON "outbox" ("state", "due_at");
CREATE INDEX "outbox_subject_idx" ON "outbox" ("tenant", "subject", "seq");
