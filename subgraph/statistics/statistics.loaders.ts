import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadGrouped } from '../graphql/loader.ts';
import { findStatistics, type StatisticsQuery, type StatisticsRow } from './statistics.repository.ts';

/** Statistics as a session asks for them; the tenant is the loader's. */
interface StatisticsKey {
  part: SessionPart;
  query: Omit<StatisticsQuery, 'tenant'>;
}

/** The same statistics of many sessions are one query. */
export function createStatisticsLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** The rows of all dimensions asked for; empty where the period holds no request. */
    statistics: loadGrouped<StatisticsKey, StatisticsRow[]>(
      ({ query }) => JSON.stringify(query),
      ({ part, query }) => `${partKey(part)} ${JSON.stringify(query)}`,
      async (keys) => {
        const rows = await findStatistics(
          prisma,
          { ...keys[0]!.query, tenant },
          keys.map(({ part }) => part),
        );
        const lists: StatisticsRow[][] = keys.map(() => []);
        for (const row of rows) lists[row.n - 1]!.push(row);
        return lists;
      },
    ),
  };
}
