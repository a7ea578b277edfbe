-- The column holds tokens; facets are what is counted of a list. Names alone change, and no row is written.
ALTER TABLE "session" RENAME COLUMN "facets" TO "tokens";
ALTER INDEX "session_facets_idx" RENAME TO "session_tokens_idx";
-- The index has a column name of its own, after which those of new days are named.
ALTER TABLE "session_tokens_idx" RENAME COLUMN "facets" TO "tokens";

-- The index of each day that is there is named as if it had been made today.
DO $$
DECLARE
  old RECORD;
BEGIN
  FOR old IN
    SELECT i.oid::regclass AS index, i.relname FROM pg_inherits AS part JOIN pg_class AS i ON i.oid = part.inhrelid
    WHERE part.inhparent = '"session_tokens_idx"'::regclass AND i.relname LIKE '%\_facets\_idx'
  LOOP
    EXECUTE format('ALTER INDEX %s RENAME TO %I', old.index, replace(old.relname, '_facets_idx', '_tokens_idx'));
  END LOOP;
END $$;
