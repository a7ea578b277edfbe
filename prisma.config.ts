import { defineConfig } from 'prisma/config';

// `prisma generate|validate|format` never run the schema engine (generation is WASM), but the Prisma 7 CLI refuses to
// start without one and would download it. Pointing it at any existing file keeps these commands offline.
// migrate, db and studio are left alone: they take PRISMA_SCHEMA_ENGINE_BINARY=./prisma/schema-engine.mjs, or download.
if (/^(generate|validate|format)$/.test(process.argv[2] ?? '')) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}
process.env.CHECKPOINT_DISABLE ??= '1';
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
