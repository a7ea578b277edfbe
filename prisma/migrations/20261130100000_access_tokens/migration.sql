-- Tokens of programs, each bound to the tenants, the actor and the scopes that it was made with. Of the secret there is a
-- hash. They are not of one tenant, and found before the tenant of a request is known.

CREATE TABLE "access_token" (
    "id" TEXT COLLATE "C" NOT NULL,
    "secret_hash" TEXT COLLATE "C" NOT NULL,
    "tenants" TEXT[] NOT NULL CHECK (cardinality("tenants") > 0),
    "actor" TEXT NOT NULL,
    "scopes" TEXT[] NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "access_token_secret_hash_key" ON "access_token" ("secret_hash");
