import type { EndpointKind, RogueKind, SensitiveData } from '../filters/filter.type.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { OTHER } from './path-template.ts';

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
  /** Requests share it whose own would be more than the host may have. */
  shared: boolean;
  /** Null: nothing says it. */
  kind: EndpointKind | null;
  /** Null: known to a specification, or not evaluated. */
  rogue: RogueKind | null;
  protections: { name: string; state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  sensitiveData: SensitiveData[];
}

/** Endpoints by id, or by a former one, those that exist, in any order; `asked` is what found each. */
export function findEndpoints(
  prisma: PrismaClient,
  tenant: string,
  ids: readonly string[],
): Promise<(EndpointRow & { asked: string })[]> {
  return prisma.$queryRaw<(EndpointRow & { asked: string })[]>`
    SELECT asked, e.id, e.method, e.host, e.path_template AS "pathTemplate", coalesce(e.business_flows, '{}') AS "flowCodes",
      e.risk_score AS "riskScore", coalesce(e.risk_reasons, '{}') AS "riskReasons", e.confirmed, e.kind, e.path_template = ${OTHER} AS shared, e.rogue, e.protections,
      coalesce(e.sensitive_data, '{}') AS "sensitiveData"
    FROM unnest(${[...ids]}::text[]) AS asked
    LEFT JOIN endpoint_alias AS alias ON alias.tenant = ${tenant} AND alias.id = asked
    JOIN endpoint AS e ON e.tenant = ${tenant} AND e.id = coalesce(alias.endpoint_id, asked)`;
}
