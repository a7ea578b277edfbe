-- Partitions of a day that has expired go by the owner of the tables, as they are made ("ensure_partitions"): for tables of this schema
-- alone, and names are looked up nowhere else.
DO $$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION "drop_partitions"("tables" TEXT[], "day" DATE) RETURNS VOID
            LANGUAGE plpgsql SET search_path = %1$I, pg_temp AS $body$
        DECLARE
            names TEXT;
            home OID := (SELECT oid FROM pg_namespace WHERE nspname = current_schema());
        BEGIN
            SELECT string_agg(quote_ident(part.relname), ', ') INTO names
            FROM unnest(tables) AS whole
            JOIN pg_class AS parent ON parent.relname = whole AND parent.relkind = 'p' AND parent.relnamespace = home
            JOIN pg_inherits AS i ON i.inhparent = parent.oid
            JOIN pg_class AS part ON part.oid = i.inhrelid AND part.relname = whole || '_' || to_char(day, 'YYYYMMDD');
            IF names IS NOT NULL THEN EXECUTE 'DROP TABLE ' || names; END IF;
        END
        $body$
    $create$, current_schema());
END $$;
