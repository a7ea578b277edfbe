-- Version of the protocol of a request. NULL: not known, as of all requests that are stored already; the token "v:" says
-- so in their parts. Tokens are sorted by their characters (filters/tokens.ts).
ALTER TABLE "request" ADD COLUMN "protocol" TEXT;

UPDATE "session" SET "tokens" =
    ARRAY(SELECT token FROM unnest("tokens") WITH ORDINALITY AS known(token, place) WHERE token < 'v:' COLLATE "C" ORDER BY place)
    || 'v:'::text
    || ARRAY(SELECT token FROM unnest("tokens") WITH ORDINALITY AS known(token, place) WHERE token > 'v:' COLLATE "C" ORDER BY place);
