import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { SESSION_RISK_BOUNDS } from '../filters/risk-condition.ts';
import { SessionRiskLevel } from '../graphql/filter-enums.type.ts';
import type { RiskFactor } from '../risk/risk.ts';
import { WEIGHTS } from '../risk/weights.ts';

@ObjectType({ simpleResolvers: true, description: 'What adds to the risk score of a session.' })
class SessionRiskFactor {
  @Field(() => String, { description: 'What it is, such as ATTACK_SEVERITY; docs/risk.md names them all.' })
  code!: string;

  @Field(() => String, { description: 'For people; the code itself where it is unknown.' })
  label!: string;

  @Field(() => Int, { description: 'What it adds, above 0.' })
  points!: number;

  @Field(() => [ID], { description: 'Requests that show it, those that show it best first; at most 10.' })
  @Directive('@listSize(assumedSize: 3)')
  requestIds!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'How much a session deserves to be looked at, and why.' })
export class SessionRisk {
  @Field(() => Int, { description: '0 to 100: the points of its factors added up, cut at 100.' })
  score!: number;

  @Field(() => SessionRiskLevel, { description: 'Low below 30, medium below 70, else high.' })
  level!: SessionRiskLevel;

  @Field(() => [SessionRiskFactor], {
    description: 'What is added up, most points first; the points of a sum above 100 stay as they are.',
  })
  @Directive('@listSize(assumedSize: 4)')
  factors!: SessionRiskFactor[];
}

/** Null: the score is to be computed. */
export function toRisk(score: number | null, factors: readonly RiskFactor[] | null): SessionRisk | null {
  if (score === null || factors === null) return null;
  return {
    score,
    level: levelOf(score),
    factors: factors.map((factor) => ({ ...factor, label: WEIGHTS[factor.code]?.label ?? factor.code })),
  };
}

function levelOf(score: number): SessionRiskLevel {
  if (score < SESSION_RISK_BOUNDS.medium) return 'LOW';
  return score < SESSION_RISK_BOUNDS.high ? 'MEDIUM' : 'HIGH';
}
