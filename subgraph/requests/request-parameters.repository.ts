import { sql } from '../db/sql.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { RequestRow } from './request.repository.ts';
import type { SessionParameter } from './request.type.ts';

// The parameters of requests. Those of a day that have the same share them (store/parameter-sets.ts).

/** Where the parameters of a request are found. */
export type ParameterSetKey = Pick<RequestRow, 'day'> & { parameterSet: number };

export interface ParameterSetRow extends ParameterSetKey {
  parameters: SessionParameter[];
}

export function parameterSetKey({ day, parameterSet }: ParameterSetKey): string {
  return `${day} ${parameterSet}`;
}

/** What some codes stand for, in any order. */
export function findParameterSets(
  prisma: PrismaClient,
  tenant: string,
  sets: readonly ParameterSetKey[],
): Promise<ParameterSetRow[]> {
  return prisma.$queryRaw<ParameterSetRow[]>(sql`
    SELECT found.day::text AS day, found.code AS "parameterSet", found.parameters
    FROM unnest(${sets.map(({ day }) => day)}::date[], ${sets.map(({ parameterSet }) => parameterSet)}::int[])
      AS wanted(day, code)
    CROSS JOIN LATERAL (
      SELECT * FROM parameter_set AS p WHERE p.tenant = ${tenant} AND p.day = wanted.day AND p.code = wanted.code OFFSET 0
    ) AS found`);
}
