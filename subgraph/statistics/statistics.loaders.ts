import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadGrouped } from '../graphql/loader.ts';
import { findCountedStatistics, isCountedPerPart } from './counted-statistics.repository.ts';
import { type EndpointRow, type EndpointsQuery, findEndpointsOfParts } from './endpoints.repository.ts';
import { findStatistics } from './statistics.repository.ts';
import type { StatisticsQuery, StatisticsRow } from './statistics.rows.ts';

/** Statistics as a session asks for them; the tenant is the loader's. */
interface StatisticsKey {
  part: SessionPart;
  query: Omit<StatisticsQuery, 'tenant'>;
}

/** Endpoints likewise. */
interface EndpointsKey {
  part: SessionPart;
  query: Omit<EndpointsQuery, 'tenant'>;
}

/** The same statistics of many sessions are one query. */
export function createStatisticsLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** The rows of all dimensions asked for; empty where the period holds no request. */
    statistics: loadGrouped<StatisticsKey, StatisticsRow[]>(
      ({ query }) => JSON.stringify(query),
      ({ part, query }) => `${partKey(part)} ${JSON.stringify(query)}`,
      async (keys) => {
        const query = { ...keys[0]!.query, tenant };
        const lists: StatisticsRow[][] = keys.map(() => []);
        const read = async (find: typeof findStatistics, places: number[]) => {
          const parts = places.map((place) => keys[place]!.part);
          for (const row of await find(prisma, query, parts)) lists[places[row.n - 1]!]!.push(row);
        };
        const all = [...keys.keys()];
        if (isCountedPerPart(query)) await read(findCountedStatistics, all);
        // Parts that the period cuts, or all of them.
        const others = all.filter((place) => lists[place]!.length === 0);
        if (others.length > 0) await read(findStatistics, others);
        return lists;
      },
    ),
    /** The first endpoints of a part in an order; empty where no request meets the filter. */
    sessionEndpoints: loadGrouped<EndpointsKey, EndpointRow[]>(
      ({ query }) => JSON.stringify(query),
      ({ part, query }) => `${partKey(part)} ${JSON.stringify(query)}`,
      async (keys) => {
        const parts = keys.map(({ part }) => part);
        const lists: EndpointRow[][] = keys.map(() => []);
        for (const row of await findEndpointsOfParts(prisma, { ...keys[0]!.query, tenant }, parts)) {
          lists[row.n - 1]!.push(row);
        }
        return lists;
      },
    ),
  };
}
