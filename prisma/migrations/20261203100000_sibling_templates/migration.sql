-- Endpoints change their names: as specifications are loaded, and as siblings of a path turn out to be values of a parameter.
-- What names them by a former id finds them all the same.
CREATE TABLE "endpoint_alias" (
    "tenant" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,

    CONSTRAINT "endpoint_alias_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE INDEX "endpoint_alias_endpoint_idx" ON "endpoint_alias" ("tenant", "endpoint_id");

-- Values with `prefix` and an id of an endpoint each; beside those of former ids, those of the endpoints that these are now.
-- Stable: the planner estimates a condition by what it gives.
CREATE FUNCTION "with_current_endpoints"("of_tenant" TEXT, "prefix" TEXT, "given" TEXT[]) RETURNS TEXT[]
LANGUAGE sql STABLE AS $$
    SELECT "given" || ARRAY(
        SELECT "prefix" || alias."endpoint_id" FROM "endpoint_alias" AS alias
        WHERE alias."tenant" = "of_tenant"
            AND alias."id" = ANY(ARRAY(SELECT substr(value, length("prefix") + 1) FROM unnest("given") AS value)))
$$;

-- Paths that answered, by their templates: what siblings are told by.
CREATE TABLE "answered_path" (
    "tenant" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "path_template" TEXT NOT NULL,
    "days" DATE[],

    CONSTRAINT "answered_path_pkey" PRIMARY KEY ("tenant", "id")
);
CREATE INDEX "answered_path_host_idx" ON "answered_path" ("tenant", "host");

-- Positions of the paths of a host whose values are a parameter.
CREATE TABLE "variable_places" (
    "tenant" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "places" JSONB NOT NULL,

    CONSTRAINT "variable_places_pkey" PRIMARY KEY ("tenant", "host")
);

-- Hosts of which paths answered, or have gone, since their siblings were looked at.
CREATE TABLE "siblings_due" (
    "tenant" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "former" JSONB NOT NULL DEFAULT '[]',
    "noted" BIGSERIAL NOT NULL,

    CONSTRAINT "siblings_due_pkey" PRIMARY KEY ("tenant", "host")
);

-- Endpoints of a host are looked for.
CREATE INDEX "endpoint_host_idx" ON "endpoint" ("tenant", "host");

-- Which paths answered is read from the requests that are stored by the next "api-sessions openapi", as if it completed a run
-- that was interrupted.
INSERT INTO "setting" ("name", "value")
SELECT DISTINCT 'endpoints to be named: ' || "tenant", 'endpoints to be named: ' || "tenant" FROM "endpoint"
ON CONFLICT DO NOTHING;
