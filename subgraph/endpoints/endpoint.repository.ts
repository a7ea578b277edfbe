import type { RogueKind, SensitiveData } from '../filters/filter.type.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A row of `endpoint` as the resolvers see it. */
export interface EndpointRow {
  id: string;
  method: string;
  host: string | null;
  pathTemplate: string;
  /** Codes of its business flows. */
  flowCodes: string[];
  /** 1 to 10; null: not known. */
  riskScore: number | null;
  riskReasons: string[];
  /** Null: known to a specification, or not evaluated. */
  rogue: RogueKind | null;
  protections: { name: string; state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  sensitiveData: SensitiveData[];
}

/** Endpoints by id, those that exist, in any order. */
export async function findEndpoints(
  prisma: PrismaClient,
  tenant: string,
  ids: readonly string[],
): Promise<EndpointRow[]> {
  const rows = await prisma.endpoint.findMany({ where: { tenant, id: { in: [...ids] } }, omit: { tenant: true } });
  return rows.map(({ businessFlows, ...row }) => ({
    ...row,
    flowCodes: businessFlows,
    rogue: row.rogue as EndpointRow['rogue'],
    protections: row.protections as unknown as EndpointRow['protections'],
    sensitiveData: row.sensitiveData as EndpointRow['sensitiveData'],
  }));
}
