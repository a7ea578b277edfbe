-- What one call changed for many sessions at once: so that exactly this can be taken back. See docs/decisions/0083-bulk-actions.md.
CREATE TABLE "bulk_action" (
    "tenant" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    CONSTRAINT "bulk_action_pkey" PRIMARY KEY ("tenant", "id")
);
