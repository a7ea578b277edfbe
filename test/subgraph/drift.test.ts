import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that Prisma's CLI can run it
import { findDrift } from '../../prisma/schema-engine.mjs';
import { openTestDatabase } from '../support/database.ts';

test('the migrations make the database that schema.prisma describes', async () => {
  const database = await openTestDatabase('embedded');
  try {
    expect(await findDrift(database.url, 'prisma/schema.prisma')).toBe('');
    await database.pool.query('ALTER TABLE endpoint ADD COLUMN unknown TEXT');
    expect(await findDrift(database.url, 'prisma/schema.prisma')).toContain('unknown');
  } finally {
    await database.close();
  }
});
