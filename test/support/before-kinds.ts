import { readFileSync } from 'node:fs';

export const ENDPOINT_KINDS = '20261203110000_endpoint_kinds';

/** What that migration runs. */
export const MAKE_KINDS = readFileSync(`prisma/migrations/${ENDPOINT_KINDS}/migration.sql`, 'utf8');

/** Takes back what it has made: a store of before. */
export const FORGET_KINDS = `
  ALTER TABLE endpoint DROP COLUMN kind, DROP COLUMN answered_as;
  DROP FUNCTION endpoint_kind;
  ALTER TABLE request DROP COLUMN IF EXISTS response_kind;
  DELETE FROM "_prisma_migrations" WHERE migration_name = '${ENDPOINT_KINDS}';`;
