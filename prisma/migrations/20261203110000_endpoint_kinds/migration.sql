-- What an endpoint is: an API, a page, a static file; null: nothing says it (docs/decisions/0077-kinds-of-endpoints.md).

-- What was in a successful answer, where its source says it. Requests that are stored say nothing.
ALTER TABLE "request" ADD COLUMN "response_kind" TEXT;
ALTER TABLE "endpoint" ADD COLUMN "answered_as" JSONB NOT NULL DEFAULT '{}';

CREATE FUNCTION "endpoint_kind"("host" TEXT, "path_template" TEXT, "specified" BOOLEAN, "answered_as" JSONB) RETURNS TEXT
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE
        WHEN specified THEN 'API'
        -- Files of a site, whatever a server that answers everything with its page says of them.
        WHEN path_template ~* '[^/]\.(css|scss|less|m?js|cjs|jsx|tsx?|map|png|jpe?g|gif|webp|avif|svgz?|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|web[mp]|og[gv]|wav|wasm|webmanifest)$' THEN 'STATIC'
        WHEN answered_as ? 'API' THEN 'API'
        WHEN answered_as ? 'PAGE' THEN 'PAGE'
        -- Its name: a call of MCP, a first or second segment, or the host.
        WHEN path_template ~* '#[a-z]+/' OR path_template ~* '^(/[^/]+)?/(apis?|rest|graphql|odata|json-?rpc|xml-?rpc|v[0-9]{1,2}([.][0-9]{1,2})?)(/|$)' OR host ~* '^(apis?|rest|graphql)[.-]' THEN 'API'
        WHEN answered_as ? 'STATIC' THEN 'STATIC'
        WHEN path_template ~* '[^/]\.(x?html?|shtml)$' THEN 'PAGE'
        WHEN path_template ~* '[^/]\.(txt|pdf|zip|t?gz|bz2|xz|7z|rar|tar|jar|exe|msi|dmg|iso|apk|docx?|xlsx?|pptx?)$' THEN 'STATIC'
    END $$;

ALTER TABLE "endpoint" ADD COLUMN "kind" TEXT
    GENERATED ALWAYS AS ("endpoint_kind"("host", "path_template", "specified", "answered_as")) STORED;
