-- Templates keep versions (/api/1/users) and look into names (/js/ui.{hex}.js) now: requests that are stored have to be named
-- again, which the next "api-sessions openapi" does, as if it completed a run that was interrupted.
INSERT INTO "setting" ("name", "value")
SELECT DISTINCT 'endpoints to be named: ' || "tenant", 'endpoints to be named: ' || "tenant" FROM "endpoint"
ON CONFLICT DO NOTHING;
