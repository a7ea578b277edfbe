-- Each entry of the audit trail has a hash over itself and the hash of the entry before it, of its tenant: "api-sessions verify" sees what was changed,
-- removed or moved afterwards. What is there already is chained as it is found. See docs/decisions/0059-audit-chain.md.

ALTER TABLE "audit" ADD COLUMN "hash" BYTEA;

-- What of an entry is hashed: all of it, as JSON, in which no two entries read alike.
CREATE FUNCTION "audit_hash"("previous" BYTEA, "tenant" TEXT, "seq" BIGINT, "at" TIMESTAMPTZ, "actor" TEXT, "operation" TEXT, "subject" TEXT,
        "outcome" TEXT, "message" TEXT, "input" JSONB, "before" JSONB, "after" JSONB) RETURNS BYTEA
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    AS $$ SELECT sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(tenant, seq, (extract(epoch FROM at) * 1000)::bigint, actor,
        operation, subject, outcome, message, input, before, after)::text, 'UTF8')) $$;

ALTER TABLE "audit" DISABLE TRIGGER "audit_append_only";
DO $$
DECLARE
    entry RECORD;
    previous BYTEA;
    tenant_before TEXT;
BEGIN
    FOR entry IN SELECT * FROM "audit" ORDER BY "tenant", "seq" LOOP
        IF entry.tenant IS DISTINCT FROM tenant_before THEN previous := NULL; END IF;
        previous := audit_hash(previous, entry.tenant, entry.seq, entry.at, entry.actor, entry.operation, entry.subject, entry.outcome,
            entry.message, entry.input, entry.before, entry.after);
        UPDATE "audit" SET "hash" = previous WHERE "tenant" = entry.tenant AND "seq" = entry.seq;
        tenant_before := entry.tenant;
    END LOOP;
END $$;
ALTER TABLE "audit" ENABLE TRIGGER "audit_append_only";
ALTER TABLE "audit" ALTER COLUMN "hash" SET NOT NULL;

-- Entries of a tenant wait for each other, and for nothing else: not for imports, whose lock is another. The number is drawn under the lock, so that the
-- order of numbers is that of the chain.
CREATE FUNCTION "chain_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    previous BYTEA;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('api-sessions audit'), hashtext(NEW.tenant));
    NEW.seq := nextval('audit_seq_seq');
    SELECT last.hash INTO previous FROM "audit" AS last WHERE last.tenant = NEW.tenant ORDER BY last.seq DESC LIMIT 1;
    NEW.hash := audit_hash(previous, NEW.tenant, NEW.seq, NEW.at, NEW.actor, NEW.operation, NEW.subject, NEW.outcome, NEW.message, NEW.input,
        NEW.before, NEW.after);
    RETURN NEW;
END
$$;
CREATE TRIGGER "audit_chained" BEFORE INSERT ON "audit" FOR EACH ROW EXECUTE FUNCTION "chain_audit"();
