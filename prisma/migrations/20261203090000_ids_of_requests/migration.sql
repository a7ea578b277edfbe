-- Requests are found by their tenant and id together, whatever is known of how much a tenant has. Of a tenant that is new among
-- others the planner expects one row, and takes any index that begins with the tenant for as good as one of tenant and id: then
-- each of the 5,000 ids of a batch was looked for in everything that had come before it.
DROP INDEX "request_id_idx";
CREATE INDEX "request_id_idx" ON "request" (hashtextextended("id", hashtextextended("tenant", 0)));
