import { readsUntil } from '../../db/cancelling.ts';
import type { Database } from '../../db/database.ts';
import { poolOf } from '../../db/row-security.ts';
import type { AnswerMeter } from './answer-meter.ts';

/**
 * A database, as one tenant sees it, that tells a meter what is read. Once the answer is stopped nothing more is asked of it, so that what large rows
 * fill is one statement's, not that of all.
 * @param patience aborted with the reason when nobody waits for the answer any more: what is read for it ends at once
 */
export function meterReads(database: Database, tenant: string, answer: AnswerMeter, patience: AbortSignal): Database {
  const prisma = readsUntil(patience, tenant, database.prisma, database.questions);
  const $queryRaw = async (...statement: Parameters<typeof prisma.$queryRaw>) => {
    answer.check();
    const rows = await prisma.$queryRaw(...statement);
    answer.addRead(sizeOf(rows));
    return rows;
  };
  return {
    ...database,
    pool: poolOf(tenant, database.pool),
    prisma: new Proxy(prisma, {
      get: (target, name) => (name === '$queryRaw' ? $queryRaw : Reflect.get(target, name)),
    }),
  };
}

/** Characters of rows, roughly: of texts, and of texts in JSON. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value === null || typeof value !== 'object' || value instanceof Date) return 8;
  let size = 8;
  if (Array.isArray(value)) for (const each of value) size += sizeOf(each);
  else for (const name in value) size += sizeOf((value as Record<string, unknown>)[name]);
  return size;
}
