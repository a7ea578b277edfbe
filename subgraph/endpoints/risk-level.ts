import { RISK_BOUNDS } from '../filters/endpoint-condition.ts';
import type { SessionRiskLevel } from '../graphql/filter-enums.type.ts';

/** Low below 4, medium below 8, else high; null: the risk is not known. */
export function riskLevelOf(riskScore: number | null): SessionRiskLevel | null {
  if (riskScore === null) return null;
  if (riskScore < RISK_BOUNDS.medium) return 'LOW';
  return riskScore < RISK_BOUNDS.high ? 'MEDIUM' : 'HIGH';
}
