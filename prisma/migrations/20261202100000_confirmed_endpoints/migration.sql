-- An endpoint is confirmed once it answered, or a specification knows it. Who sprays paths makes endpoints that are not.

ALTER TABLE "endpoint" ADD COLUMN "answered_on" DATE, ADD COLUMN "specified" BOOLEAN NOT NULL DEFAULT false;

-- Requests may wait in `wide_request` for the start that moves them.
DO $$
DECLARE
    place TEXT;
BEGIN
    FOREACH place IN ARRAY ARRAY['request', 'wide_request'] LOOP
        CONTINUE WHEN to_regclass(place) IS NULL;
        EXECUTE format('UPDATE "endpoint" AS e SET "answered_on" = greatest(e."answered_on", answered.day)
            FROM (SELECT "tenant", "endpoint_id", max("day") AS day FROM %I
                WHERE NOT "blocked" AND "status" BETWEEN 200 AND 399 GROUP BY 1, 2) AS answered
            WHERE e."tenant" = answered."tenant" AND e."id" = answered."endpoint_id"', place);
    END LOOP;
END
$$;

-- A specification knows what is no shadow on a host that one covers. Where the discovery has said what is rogue, that is not
-- told apart here: the next "api-sessions openapi" finds it, as if it completed a run that was interrupted.
CREATE TEMPORARY TABLE "said" AS SELECT "tenant", "id" FROM "endpoint_projection"
    WHERE "facts" -> 'rogue' IS NOT NULL AND "facts" ->> 'rogue' IS DISTINCT FROM 'ORPHAN';

UPDATE "endpoint" AS e SET "specified" = true
FROM (SELECT DISTINCT "tenant", operation ->> 'host' AS host
    FROM "specification", jsonb_array_elements("operations") AS operation) AS covered
WHERE covered."tenant" = e."tenant" AND covered.host IN (e."host", '*') AND e."rogue" IS DISTINCT FROM 'SHADOW'
    AND e."path_template" <> '*'
    AND NOT EXISTS (SELECT FROM "said" WHERE "said"."tenant" = e."tenant" AND "said"."id" = e."id");

INSERT INTO "setting" ("name", "value")
SELECT DISTINCT 'endpoints to be named: ' || "tenant", 'endpoints to be named: ' || "tenant" FROM "said"
WHERE "tenant" IN (SELECT "tenant" FROM "specification")
ON CONFLICT DO NOTHING;

ALTER TABLE "endpoint"
    ADD COLUMN "confirmed" BOOLEAN NOT NULL GENERATED ALWAYS AS ("specified" OR "answered_on" IS NOT NULL) STORED;

-- What nobody knows to be there is no shadow of anything. Who asked it is scored again.
CREATE TEMPORARY TABLE "no_shadow" AS SELECT e."tenant", e."id" FROM "endpoint" AS e
    WHERE e."rogue" = 'SHADOW' AND NOT e."confirmed"
        AND NOT EXISTS (SELECT FROM "said" WHERE "said"."tenant" = e."tenant" AND "said"."id" = e."id");

UPDATE "endpoint" AS e SET "rogue" = NULL FROM "no_shadow" AS gone WHERE e."tenant" = gone."tenant" AND e."id" = gone."id";

UPDATE "session" SET "risk_score" = NULL, "risk_factors" = NULL, "risk_state" = NULL
WHERE "tenant" IN (SELECT "tenant" FROM "no_shadow");

-- And nothing is usual for it: of what has a baseline the deviations are judged again.
INSERT INTO "baseline_due" ("tenant", "endpoint_id", "outcome", "day", "gained")
SELECT b."tenant", b."endpoint_id", b."outcome", b."day", sum(b."samples")
FROM "endpoint_baseline" AS b
JOIN (SELECT known."tenant", known."endpoint_id", known."outcome" FROM "endpoint_baseline" AS known
    JOIN "endpoint" AS e ON e."tenant" = known."tenant" AND e."id" = known."endpoint_id" AND NOT e."confirmed"
    GROUP BY 1, 2, 3, known."metric" HAVING sum(known."samples") >= 50) AS judged USING ("tenant", "endpoint_id", "outcome")
GROUP BY 1, 2, 3, 4
ON CONFLICT DO NOTHING;

DROP TABLE "said", "no_shadow";
