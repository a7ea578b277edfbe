-- How many requests have a value stands beside its token; only what a part has too many of for its tokens keeps rows of
-- its own. See docs/decisions/0048-values-beside-tokens.md.
ALTER TABLE "session" ADD COLUMN "token_requests" INTEGER[] NOT NULL DEFAULT '{}', ADD COLUMN "token_detections" INTEGER[];

-- Made again afterwards, at once, rather than part by part.
DROP INDEX "session_tokens_idx";

CREATE TEMPORARY TABLE "counted_dimension" (dimension TEXT, prefix TEXT) ON COMMIT DROP;
INSERT INTO "counted_dimension" VALUES ('METHOD', 'm:'), ('HOST', 'h:'), ('APPLICATION', 'p:'), ('COUNTRY', 'c:'), ('SOURCE_TAG', 't:'),
  ('PROTOCOL', 'v:'), ('ATTACK_TYPE', 'a:'), ('USER', 'u:'), ('ROLE', 'r:'), ('IP', 'i:'), ('STATUS', 's:'), ('ENDPOINT', 'e:'),
  ('DEVIATION', 'd:');

UPDATE "session" AS s SET token_requests = counted.requests, token_detections = counted.detections
FROM (
  SELECT part.tenant, part.key, part.day, array_agg(coalesce(v.requests, 0) ORDER BY kept.place) AS requests,
    CASE WHEN coalesce(max(v.detections), 0) > 0 THEN array_agg(coalesce(v.detections, 0) ORDER BY kept.place) END AS detections
  FROM "session" AS part
  CROSS JOIN LATERAL unnest(part.tokens) WITH ORDINALITY AS kept(token, place)
  LEFT JOIN "counted_dimension" AS d ON d.prefix = split_part(kept.token, ':', 1) || ':' AND kept.token NOT IN (d.prefix, d.prefix || '*')
  LEFT JOIN "session_value" AS v ON v.tenant = part.tenant AND v.session_key = part.key AND v.day = part.day
    AND v.dimension = d.dimension AND v.value = substr(kept.token, length(d.prefix) + 1)
  GROUP BY part.tenant, part.key, part.day
) AS counted
WHERE s.tenant = counted.tenant AND s.key = counted.key AND s.day = counted.day;

DELETE FROM "session_value" AS v USING "session" AS s, "counted_dimension" AS d
WHERE s.tenant = v.tenant AND s.key = v.session_key AND s.day = v.day AND d.dimension = v.dimension
  AND NOT (d.prefix || '*') = ANY (s.tokens);

CREATE INDEX "session_tokens_idx" ON "session" USING GIN ("tokens");
