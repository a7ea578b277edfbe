-- What filters ask of requests over long periods is found by one index a column. Equal values share an entry, so each is a compressed
-- bitmap of some 8 bytes a request, and PostgreSQL joins those of several conditions. See docs/decisions/0047-requests-first.md.
CREATE INDEX "request_status_idx" ON "request" ("tenant", "status");
CREATE INDEX "request_method_idx" ON "request" ("tenant", "method");
CREATE INDEX "request_host_idx" ON "request" ("tenant", "host");
CREATE INDEX "request_country_idx" ON "request" ("tenant", "country_code");
CREATE INDEX "request_application_idx" ON "request" ("tenant", "application");
CREATE INDEX "request_user_idx" ON "request" ("tenant", "user_name");
CREATE INDEX "request_ip_idx" ON "request" ("tenant", "ip");
