-- How far each stream is that comes in over HTTP under a key: whoever sends it goes on there after a break.
CREATE TABLE "ingest_stream" (
    "tenant" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "reading" TEXT NOT NULL,
    "acknowledged" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ingest_stream_pkey" PRIMARY KEY ("tenant", "key")
);
