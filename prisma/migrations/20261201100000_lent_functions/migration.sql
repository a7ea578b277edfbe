-- What takes the owner of a table: partitions of new days, and statistics. For tables of this schema alone, and names are looked up nowhere else:
-- "api-sessions migrate --app-role" has them run as the owner. See docs/decisions/0052-row-level-security.md.

DO $$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION "ensure_partitions"("tables" TEXT[], "day" DATE) RETURNS VOID
            LANGUAGE plpgsql SET search_path = %1$I, pg_temp AS $body$
        DECLARE
            whole TEXT;
            partition_name TEXT;
            home OID := (SELECT oid FROM pg_namespace WHERE nspname = current_schema());
        BEGIN
            -- Two imports may want the same day at once. What is asked of the catalogue after this is of after the lock.
            PERFORM pg_advisory_xact_lock(hashtext('api-sessions partitions'));
            FOREACH whole IN ARRAY tables LOOP
                partition_name := whole || '_' || to_char(day, 'YYYYMMDD');
                CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relname = partition_name AND relnamespace = home);
                IF NOT EXISTS (SELECT FROM pg_class WHERE relname = whole AND relkind = 'p' AND relnamespace = home) THEN
                    RAISE EXCEPTION 'there is no partitioned table %%', whole USING ERRCODE = 'undefined_table';
                END IF;
                -- Attaching, rather than creating in place, keeps readers running.
                EXECUTE format('CREATE TABLE %%I (LIKE %%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
                    partition_name, whole);
                EXECUTE format('ALTER TABLE %%I ATTACH PARTITION %%I FOR VALUES FROM (%%L) TO (%%L)',
                    whole, partition_name, day, day + 1);
            END LOOP;
        END
        $body$
    $create$, current_schema());
    EXECUTE format($create$
        CREATE FUNCTION "analyze_table"("name" REGCLASS) RETURNS VOID
            LANGUAGE plpgsql SET search_path = %1$I, pg_temp AS $body$
        DECLARE
            home OID := (SELECT oid FROM pg_namespace WHERE nspname = current_schema());
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_class WHERE oid = name AND relkind IN ('r', 'p') AND relnamespace = home) THEN
                RAISE EXCEPTION 'there is no table %%', name USING ERRCODE = 'undefined_table';
            END IF;
            -- A table that somebody analyses already needs nobody else.
            EXECUTE format('ANALYZE (SKIP_LOCKED) %%s', name);
        END
        $body$
    $create$, current_schema());
END $$;
