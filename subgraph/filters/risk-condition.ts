import { or, type Sql, sql, TRUE } from '../db/sql.ts';
import type { RiskLevel } from './endpoint-condition.ts';
import type { Range } from './filter.type.ts';

/** Risk scores of sessions, 0 to 100: below `medium` low, from `high` on high. */
export const SESSION_RISK_BOUNDS = { medium: 30, high: 70 } as const;

const RANGES: Readonly<Record<RiskLevel, Range>> = {
  LOW: { lte: SESSION_RISK_BOUNDS.medium - 1 },
  MEDIUM: { gte: SESSION_RISK_BOUNDS.medium, lte: SESSION_RISK_BOUNDS.high - 1 },
  HIGH: { gte: SESSION_RISK_BOUNDS.high },
};

/** The score of `session AS s`, below all others while it is not known; an index has it like this. */
export const KNOWN_RISK = sql`coalesce(s.risk_score, -1)`;

/** The score of `session AS s` is in a range; one that is not known is in none but an empty range. */
export function riskScoreCondition(range: Range): Sql {
  return range.gte == null && range.lte == null ? TRUE : isScore(range);
}

/** The score of `session AS s` has one of the levels; one that is not known has none. */
export function riskLevelCondition(levels: readonly RiskLevel[]): Sql {
  return or(levels.map((level) => isScore(RANGES[level])));
}

function isScore({ gte, lte }: Range): Sql {
  return sql`${KNOWN_RISK} BETWEEN ${gte ?? 0}::int AND ${lte ?? 100}::int`;
}
