import type { EndpointKind, RogueKind, SensitiveData } from '../filters/filter.type.ts';
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
  /** It answered, or a specification knows it. */
  confirmed: boolean;
  /** Null: nothing says it. */
  kind: EndpointKind | null;
  /** Null: known to a specification, or not evaluated. */
  rogue: RogueKind | null;
  protections: { name: string; state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  sensitiveData: SensitiveData[];
}

/** Endpoints by id, those that exist, in any order. */
export function findEndpoints(prisma: PrismaClient, tenant: string, ids: readonly string[]): Promise<EndpointRow[]> {
  return prisma.$queryRaw<EndpointRow[]>`
    SELECT e.id, e.method, e.host, e.path_template AS "pathTemplate", coalesce(e.business_flows, '{}') AS "flowCodes",
      e.risk_score AS "riskScore", coalesce(e.risk_reasons, '{}') AS "riskReasons", e.confirmed, e.kind, e.rogue, e.protections,
      coalesce(e.sensitive_data, '{}') AS "sensitiveData"
    FROM endpoint AS e WHERE e.tenant = ${tenant} AND e.id = ANY(${[...ids]}::text[])`;
}
