import type { Scope } from '../auth/scope.type.ts';
import { PLAIN_FIELDS } from '../filters/request-fields.ts';

/** Whom something is for: an identity with a scope, or whoever is let in at all. */
export type Need = Scope | 'anybody';

/** Names by what they need, with blanks between them. */
type Row = { readonly [Name in Need]?: string };

// Plain fields are facts of a request: what somebody filters, counts and lists by.
const PLAIN = Object.values(PLAIN_FIELDS);
const PLAIN_PROPERTIES = PLAIN.map(({ property }) => property).join(' ');
const PLAIN_FILTERS = Object.keys(PLAIN_FIELDS).join(' ');
const PLAIN_DIMENSIONS = PLAIN.map(({ dimension }) => dimension).join(' ');

/**
 * What every field of every type needs. Nothing is needed by default: a server whose schema has a field that is not here does
 * not start. docs/decisions/0053 says what is content, and why.
 */
export const OUTPUTS: Readonly<Record<string, Row>> = {
  Query: {
    anybody: 'sessionsCapabilities',
    'sessions:read': `request session sessions sessionParts sessionForRequest sessionsForAttack sessionAvailability
      sessionFilterOptions sessionActionImpact sessionBulkImpact sessionRules sessionDenylist sessionAttackEvidence sessionAttackTypes sessionKnownAttacks
      sessionKnownEndpoints sessionBaselines sessionBusinessFlows`,
    admin: 'sessionAudit sessionActionDeliveries',
  },
  Mutation: {
    'attacks:write': `markSessionDetectionFalsePositive unmarkSessionDetectionFalsePositive judgeSessionAttack
      withdrawSessionAttackVerdict`,
    'rules:write': 'createSessionRule deleteSessionRule',
    'denylist:write': 'blockSession unblockSession blockSessions unblockSessions undoSessionBlocks',
    'sessions:export': 'exportSession exportSessions',
  },

  Session: {
    'sessions:read': `id key date identifiedBy identifiedByStrength startedAt lastSeenAt durationMs requestCount attackCount
      maliciousRequestCount blockedRequestCount userCount ipCount hostCount endpointCount risk blocked denylistEntry
      requests parts businessFlows users roles applications ips hosts attackTypes topEndpoints statistics endpoints
      timeline attackVerdicts`,
  },
  Request: {
    'sessions:read': `${PLAIN_PROPERTIES} id time path status durationMs sizeBytes ip user role blocked parameters
      contentState endpoint rules expected deviations session detections endpointSummary businessFlows`,
    'sessions:content': 'query content',
  },
  SessionParameter: { 'sessions:read': 'name source hashed key', 'sessions:content': 'value' },
  SessionDetection: {
    'sessions:read': 'id attackId attack type parameter tags action falsePositive falsePositiveMark',
    'sessions:content': 'payload',
  },
  SessionContent: { 'sessions:content': 'requestHeaders requestBody responseHeaders responseBody' },
  SessionHeader: { 'sessions:content': 'name value masked' },
  SessionBody: { 'sessions:content': 'mediaType sizeBytes truncated text base64' },
  Attack: {
    'sessions:read':
      'id types detectionCount requestCount sessionCount firstSeenAt lastSeenAt sessionRequests sessions sessionVerdict',
  },
  Endpoint: {
    'sessions:read': `id sessionExpected method host pathTemplate riskScore riskLevel confirmed kind rogue protections
      sensitiveData businessFlows sessions sessionParameters`,
  },
  BusinessFlow: { 'sessions:read': 'code label description sessions' },

  SessionAttackType: { 'sessions:read': 'code label category canMarkFalsePositive verdicts' },
  SessionAttackEvidence: { 'sessions:read': 'days sessionCount otherSessionCount exact measures' },
  SessionAttackMeasure: { 'sessions:read': 'measure attack others standing' },
  SessionSpread: { 'sessions:read': 'sessionCount low middle high' },
  SessionAttackVerdict: { 'sessions:read': 'id attackId verdict reason givenAt givenBy' },
  SessionAttackTypeUsage: { 'sessions:read': 'type detectionCount requestCount share' },
  SessionAvailability: { 'sessions:read': 'state sessionCount' },
  SessionBaselineState: { 'sessions:read': 'settledAt dueEndpoints' },
  SessionBucket: { 'sessions:read': 'key label count share visible' },
  SessionBusinessFlow: { 'sessions:read': 'flow requestCount share' },
  SessionConnection: { 'sessions:read': 'edges nodes pageInfo totalCount facets timeline' },
  SessionDenylistConnection: { 'sessions:read': 'nodes pageInfo totalCount' },
  SessionDenylistEntry: {
    'sessions:read': 'id sessionKey active createdAt createdBy applications until reason endedAt endedBy',
  },
  SessionDeviation: { 'sessions:read': 'metric degree factor' },
  SessionEdge: { 'sessions:read': 'cursor node inPeriod match' },
  SessionEndpointParameter: { 'sessions:read': 'name source requestCount sensitive', 'sessions:content': 'kinds' },
  SessionEndpointParameters: { 'sessions:read': 'requestCount exact nodes leftOutCount' },
  SessionEndpointDeviation: { 'sessions:read': 'metric requestCount degree' },
  SessionEndpointRow: {
    'sessions:read': `summary endpoint requestCount clientErrorCount serverErrorCount durationMsCount durationMsMedian
      durationMsP95 durationMsExpectedCount durationMsExpectedMedian durationMsExpectedP95 deviations`,
  },
  SessionEndpointSummary: {
    'sessions:read': `id method host pathTemplate riskScore riskReasons confirmed shared kind rogue protections sensitiveData
      riskLevel businessFlows`,
  },
  SessionEndpointTable: { 'sessions:read': 'rows endpointCount requestCount' },
  SessionEndpointUsage: { 'sessions:read': 'summary endpoint requestCount share' },
  SessionExpected: {
    'sessions:read': `sampleCount durationMsSampleCount durationMsMean durationMsMedian durationMsP95
      sizeBytesSampleCount sizeBytesMean sizeBytesMedian sizeBytesP95`,
  },
  SessionFalsePositiveMark: { 'sessions:read': 'detectionId markedAt markedBy reason' },
  SessionGone: { 'sessions:read': 'reason message' },
  SessionHit: { 'sessions:read': 'session request cursor' },
  SessionHost: { 'sessions:read': 'host requestCount' },
  SessionIp: { 'sessions:read': 'address countryCode tags requestCount share' },
  SessionKeySource: { 'sessions:read': 'name source' },
  SessionKnownAttack: {
    'sessions:read': `id types detectionCount requestCount sessionCount blockedRequestCount firstSeenAt lastSeenAt
      latestRequestId verdict`,
  },
  SessionKnownAttackConnection: { 'sessions:read': 'nodes pageInfo totalCount' },
  SessionKnownEndpoint: { 'sessions:read': 'summary requestCount sessionCount maliciousRequestCount lastSeenAt' },
  SessionKnownEndpointConnection: { 'sessions:read': 'nodes pageInfo totalCount' },
  SessionMatch: { 'sessions:read': 'requestCount firstAt lastAt reasons restsOnArrival' },
  SessionProtection: { 'sessions:read': 'name state' },
  SessionRequestConnection: { 'sessions:read': 'edges nodes pageInfo totalCount' },
  SessionRequestEdge: { 'sessions:read': 'cursor node position' },
  SessionRisk: { 'sessions:read': 'score level factors' },
  SessionRiskFactor: { 'sessions:read': 'code label points requestIds' },
  SessionRule: {
    'sessions:read': `id kind state message host pathTemplate method attackType parameter value reason createdAt
      createdBy requestId`,
  },
  SessionRuleConnection: { 'sessions:read': 'nodes pageInfo totalCount' },
  SessionStatistics: { 'sessions:read': 'dimension total buckets valueCount exact' },
  SessionTag: { 'sessions:read': 'key value' },
  SessionTimeline: { 'sessions:read': 'bucketMs axisStart continueFrom buckets marks markCount' },
  SessionTimelineBucket: {
    'sessions:read': `start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95
      durationMsExpectedP95 durationMsExpectedCount`,
  },
  SessionTimelineMark: { 'sessions:read': 'kind at until before after by reason detail' },
  SessionTotals: {
    'sessions:read': 'requestCount attackCount maliciousRequestCount blockedRequestCount startedAt lastSeenAt',
  },
  SessionActionImpact: {
    'sessions:read': `exact requestCount maliciousRequestCount benignRequestCount sessionCount userCount ipCount roleCount roles
      businessFlowCount businessFlows samples`,
  },

  SessionFalsePositiveSuccess: { 'attacks:write': 'affectedRequests', 'sessions:read': 'request' },
  SessionRuleSuccess: { 'sessions:read': 'rule request' },
  SessionAttackVerdictSuccess: { 'sessions:read': 'attack verdict' },
  SessionBulkImpact: {
    'sessions:read': 'readAt sessionCount sessionIds doneCount unchangedCount refusedCount exceptions impact',
  },
  SessionBulkSuccess: { 'sessions:read': 'bulkId doneCount unchangedCount refusedCount rows' },
  SessionBulkRow: { 'sessions:read': 'sessionId outcome code message' },
  SessionBlockSuccess: { 'sessions:read': 'session' },
  SessionExportSuccess: { 'sessions:export': 'url expiresAt filename' },
  SessionAuditConnection: { admin: 'nodes pageInfo totalCount' },
  SessionAuditEntry: { admin: 'id at actor operation subject outcome message input before after' },
  SessionActionDeliveryConnection: { admin: 'nodes pageInfo totalCount' },
  SessionActionDelivery: { admin: 'id subject event state createdAt attempts dueAt settledAt answer' },

  // They say nothing but about what they stand in.
  SessionTotal: { anybody: 'value exact' },
  SessionsPageInfo: { anybody: 'hasNextPage hasPreviousPage startCursor endCursor' },
  SessionsCapabilities: { anybody: 'mode scopes actions retentionDays projections' },
  SessionsProjection: { anybody: 'name syncedAt lagSeconds' },
  SessionsConflictError: { anybody: 'code message' },
  SessionsForbiddenError: { anybody: 'code message' },
  SessionsInvalidInputError: { anybody: 'code message path' },
  SessionsNotFoundError: { anybody: 'code message id' },
  SessionsNotSupportedError: { anybody: 'code message alternative' },
};

/**
 * What may be asked by: fields of inputs, and values of enums in arguments. Anybody: no more than the field needs that it is
 * an argument of. What asks about content needs its scope, wherever it is an argument.
 */
export const INPUTS: Readonly<Record<string, Row>> = {
  SessionParameterMatch: { anybody: 'name', 'sessions:content': 'value' },
  SessionRequestFilter: {
    anybody: `${PLAIN_FILTERS} ids endpoint endpointIds statuses statusClasses ips users roles businessFlows
      endpointRiskLevels endpointConfirmations endpointKinds rogue sensitiveData attackTypes attackIds malicious blocked durationMs sizeBytes deviations
      parameter anyOf not inSequence includeFalsePositives`,
    'sessions:content': 'userAgent',
  },
  SessionFilter: {
    anybody: `ids keys users roles blocked requestCount attackCount endpointCount durationMs riskScore riskLevels
      requests noRequests sequence`,
  },
  SessionSequenceStep: { anybody: 'request withinMs' },
  SessionStringMatch: { anybody: 'anyOf contains present' },
  SessionFloatRange: { anybody: 'gte lte' },
  SessionIntRange: { anybody: 'gte lte' },
  SessionTimeRange: { anybody: 'from to' },
  SessionOrder: { anybody: 'field direction' },
  SessionRequestOrder: { anybody: 'field direction' },
  SessionEndpointOrder: { anybody: 'field direction' },
  SessionTarget: { anybody: 'sessionId requestId attackId endpointId at' },
  SessionActionImpactInput: {
    anybody: 'detectionId unmarkDetectionId rule deleteRuleId sessionId unblockSessionId',
  },
  SessionUnblockInput: { anybody: 'idempotencyKey sessionId' },
  SessionAttackVerdictInput: { anybody: 'idempotencyKey attackId verdict reason' },
  SessionAttackVerdictWithdrawalInput: { anybody: 'idempotencyKey attackId' },
  SessionRuleDeletionInput: { anybody: 'idempotencyKey ruleId' },
  SessionBlockInput: { anybody: 'idempotencyKey sessionId applications until reason' },
  SessionsMatchingInput: { anybody: 'period filter' },
  SessionSelectionInput: { anybody: 'sessionIds matching' },
  SessionBulkImpactInput: { anybody: 'action selection' },
  SessionsBlockInput: { anybody: 'idempotencyKey selection applications until reason' },
  SessionsUnblockInput: { anybody: 'idempotencyKey selection' },
  SessionBlocksUndoInput: { anybody: 'idempotencyKey bulkId' },
  SessionExportInput: { anybody: 'sessionId format period filter' },
  SessionListExportInput: { anybody: 'rows format period filter' },
  SessionFalsePositiveInput: { anybody: 'idempotencyKey detectionId reason' },
  SessionRuleImpactInput: {
    anybody: 'requestId kind host pathTemplate method attackType parameter value',
  },
  SessionRuleInput: {
    anybody: 'requestId kind host pathTemplate method attackType parameter value idempotencyKey reason',
  },

  SessionDimension: {
    anybody: `${PLAIN_DIMENSIONS} ATTACK_TYPE USER ROLE IP STATUS STATUS_CLASS BUSINESS_FLOW ENDPOINT
      ENDPOINT_RISK_LEVEL ENDPOINT_CONFIRMATION ENDPOINT_KIND ROGUE SENSITIVE_DATA DEVIATION`,
  },
  SessionOrderField: { anybody: 'LAST_SEEN_AT STARTED_AT DURATION REQUEST_COUNT ATTACK_COUNT RISK' },
  SessionRequestOrderField: { anybody: 'TIME DURATION SIZE' },
  SessionEndpointOrderField: { anybody: 'REQUESTS ERRORS DURATION_MEDIAN DURATION_P95 DEVIATIONS RISK' },
  SessionOrderDirection: { anybody: 'ASC DESC' },
  SessionActionDeliveryState: { anybody: 'PENDING DELIVERED REFUSED DEAD' },
  SessionBulkAction: { anybody: 'BLOCK UNBLOCK' },
  SessionExportFormat: { anybody: 'CSV JSON HAR' },
  SessionExportRows: { anybody: 'SESSIONS REQUESTS' },
  SessionMetric: { anybody: 'DURATION SIZE' },
  SessionVerdict: { anybody: 'AGREE DISAGREE UNSURE' },
  SessionRiskLevel: { anybody: 'LOW MEDIUM HIGH' },
  SessionConfirmation: { anybody: 'CONFIRMED UNCONFIRMED' },
  SessionEndpointKind: { anybody: 'API PAGE STATIC' },
  SessionRogueKind: { anybody: 'SHADOW ZOMBIE ORPHAN' },
  SessionRuleKind: { anybody: 'VIRTUAL_PATCH IGNORE_ATTACK_TYPE FILTRATION_MODE RATE_LIMIT MASK_DATA' },
  SessionRuleState: { anybody: 'PENDING ACTIVE DELETED FAILED' },
  SessionSensitiveData: { anybody: 'PII CREDENTIALS FINANCIAL MEDICAL TECHNICAL' },
};

/** What each name of a type needs; throws for a name that is in the table twice. */
export function needsIn(table: Readonly<Record<string, Row>>): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const [type, row] of Object.entries(table)) {
    for (const [need, names] of Object.entries(row)) {
      for (const name of names.trim().split(/\s+/)) {
        const place = `${type}.${name}`;
        if (needs.has(place)) throw new Error(`${place} has two scopes`);
        needs.set(place, need as Need);
      }
    }
  }
  return needs;
}
