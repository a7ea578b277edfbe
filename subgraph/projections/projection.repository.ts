import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ProjectionName } from './projection-batch.ts';

/** How current the copy of something is that another system owns. */
interface ProjectionRow {
  name: ProjectionName;
  /** When its last batch was accepted; null: none was. */
  syncedAt: Date | null;
  /** Up to when its owner says that it is complete; null: it has not said. */
  asOf: Date | null;
}

const NAMES: readonly ProjectionName[] = ['endpoints', 'attacks'];

/** All projections, whether anything was pushed or not. */
export async function findProjections(prisma: PrismaClient, tenant: string): Promise<ProjectionRow[]> {
  const rows = await prisma.projection.findMany({ where: { tenant } });
  return NAMES.map((name) => {
    const { syncedAt = null, asOf = null } = rows.find((row) => row.name === name) ?? {};
    return { name, syncedAt, asOf };
  });
}
