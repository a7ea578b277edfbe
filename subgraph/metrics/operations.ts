/**
 * Names of the operations that our elements send: what metrics may be labelled with. Any other name is a client's own, of which there may be
 * a million.
 */
export const OPERATIONS: ReadonlySet<string> = new Set([
  'ActionImpact',
  'AttackEvidence',
  'BlockSession',
  'CreateRule',
  'DeleteRule',
  'EndpointName',
  'EndpointParameters',
  'ExportSession',
  'ExportSessions',
  'FilterOptions',
  'JudgeAttack',
  'MarkFalsePositive',
  'MatchingRequests',
  'NewerSessions',
  'NextMatches',
  'RequestDetail',
  'RequestMatch',
  'RiskEvidence',
  'RiskRequests',
  'RuleStates',
  'SessionAvailability',
  'SessionCount',
  'SessionEndpoints',
  'SessionHeader',
  'SessionList',
  'SessionRequests',
  'SessionStatistics',
  'SessionTimeline',
  'SessionTimelineInContext',
  'SessionsCapabilities',
  'SessionsScopes',
  'SessionsTimeline',
  'UnblockSession',
  'UnmarkFalsePositive',
  'Vocabulary',
  'WithdrawVerdict',
]);

export const operationLabel = (name: string | null | undefined): string =>
  name && OPERATIONS.has(name) ? name : 'other';
