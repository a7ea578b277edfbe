import type { Context } from '../context.ts';
import { sql } from '../db/sql.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { RequestRow } from './request.repository.ts';

// The parameters of requests. Those of a day that have the same share them (store/parameter-sets.ts).

/** A parameter that identifies session, user or role. */
export interface ParameterRow {
  name: string;
  source: string;
  value: string | null;
  hashed: boolean;
  key: boolean;
}

/** Where the parameters of a request are found. */
export type ParameterSetKey = Pick<RequestRow, 'day'> & { parameterSet: number };

export interface ParameterSetRow extends ParameterSetKey {
  parameters: ParameterRow[];
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

export async function parametersOf({ loaders }: Context, { day, parameterSet }: RequestRow): Promise<ParameterRow[]> {
  if (parameterSet === null) return [];
  return (await loaders.parameters.load({ day, parameterSet }))?.parameters ?? [];
}
