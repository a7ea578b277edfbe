// Written by scripts/documents.mjs from the operations in data/documents and subgraph/schema.graphql: do not edit.
import type {
  ActionImpactQuery,
  ActionImpactQueryVariables,
  AttackEvidenceQuery,
  AttackEvidenceQueryVariables,
  BlockSessionMutation,
  BlockSessionMutationVariables,
  CreateRuleMutation,
  CreateRuleMutationVariables,
  DeleteRuleMutation,
  DeleteRuleMutationVariables,
  EndpointNameQuery,
  EndpointNameQueryVariables,
  EndpointParametersQuery,
  EndpointParametersQueryVariables,
  ExportSessionMutation,
  ExportSessionMutationVariables,
  FilterOptionsQuery,
  FilterOptionsQueryVariables,
  JudgeAttackMutation,
  JudgeAttackMutationVariables,
  MarkFalsePositiveMutation,
  MarkFalsePositiveMutationVariables,
  NewerSessionsQuery,
  NewerSessionsQueryVariables,
  RequestDetailQuery,
  RequestDetailQueryVariables,
  RiskEvidenceQuery,
  RiskEvidenceQueryVariables,
  RiskRequestsQuery,
  RiskRequestsQueryVariables,
  SessionAvailabilityQuery,
  SessionAvailabilityQueryVariables,
  SessionCountQuery,
  SessionCountQueryVariables,
  SessionListQuery,
  SessionListQueryVariables,
  SessionTimelineInContextQuery,
  SessionTimelineInContextQueryVariables,
  SessionTimelineQuery,
  SessionTimelineQueryVariables,
  SessionsTimelineQuery,
  SessionsTimelineQueryVariables,
  UnblockSessionMutation,
  UnblockSessionMutationVariables,
  UnmarkFalsePositiveMutation,
  UnmarkFalsePositiveMutationVariables,
  VocabularyQuery,
  VocabularyQueryVariables,
  WithdrawVerdictMutation,
  WithdrawVerdictMutationVariables,
} from './document-types.generated.ts';
import type { TypedQuery } from './typed-query.ts';

export * from './detail-documents.generated.ts';
export type * from './document-types.generated.ts';

export const ActionImpactDocument = "query ActionImpact($input:SessionActionImpactInput!){impact:sessionActionImpact(input:$input){...Refused ...on SessionActionImpact{exact requestCount maliciousRequestCount benignRequestCount sessionCount userCount roleCount roles businessFlowCount businessFlows{code label}samples{id time method host path query status detections{falsePositive}}}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}" as TypedQuery<ActionImpactQuery, ActionImpactQueryVariables>;

export const MarkFalsePositiveDocument = "mutation MarkFalsePositive($input:SessionFalsePositiveInput!){result:markSessionDetectionFalsePositive(input:$input){...Refused ...on SessionFalsePositiveSuccess{affectedRequests request{id session{id}}}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}" as TypedQuery<MarkFalsePositiveMutation, MarkFalsePositiveMutationVariables>;

export const UnmarkFalsePositiveDocument = "mutation UnmarkFalsePositive($input:SessionFalsePositiveInput!){result:unmarkSessionDetectionFalsePositive(input:$input){...Refused ...on SessionFalsePositiveSuccess{affectedRequests request{id session{id}}}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}" as TypedQuery<UnmarkFalsePositiveMutation, UnmarkFalsePositiveMutationVariables>;

export const CreateRuleDocument = "mutation CreateRule($input:SessionRuleInput!){result:createSessionRule(input:$input){...Refused ...on SessionRuleSuccess{...MadeRule}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}fragment MadeRule on SessionRuleSuccess{rule{id}request{id}}" as TypedQuery<CreateRuleMutation, CreateRuleMutationVariables>;

export const DeleteRuleDocument = "mutation DeleteRule($input:SessionRuleDeletionInput!){result:deleteSessionRule(input:$input){...Refused ...on SessionRuleSuccess{...MadeRule}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}fragment MadeRule on SessionRuleSuccess{rule{id}request{id}}" as TypedQuery<DeleteRuleMutation, DeleteRuleMutationVariables>;

export const BlockSessionDocument = "mutation BlockSession($input:SessionBlockInput!){result:blockSession(input:$input){...Refused ...on SessionBlockSuccess{session{id}}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}" as TypedQuery<BlockSessionMutation, BlockSessionMutationVariables>;

export const UnblockSessionDocument = "mutation UnblockSession($input:SessionUnblockInput!){result:unblockSession(input:$input){...Refused ...on SessionBlockSuccess{session{id}}}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}" as TypedQuery<UnblockSessionMutation, UnblockSessionMutationVariables>;

export const AttackEvidenceDocument = "query AttackEvidence($attackId:ID!){evidence:sessionAttackEvidence(attackId:$attackId){days exact sessionCount{value exact}otherSessionCount{value exact}measures{measure standing attack{sessionCount low middle high}others{sessionCount low middle high}}}}" as TypedQuery<AttackEvidenceQuery, AttackEvidenceQueryVariables>;

export const JudgeAttackDocument = "mutation JudgeAttack($input:SessionAttackVerdictInput!){result:judgeSessionAttack(input:$input){...Refused ...JudgedAttack}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}fragment JudgedAttack on SessionAttackVerdictSuccess{attack{id sessions(first:1){nodes{id}}}verdict{id}}" as TypedQuery<JudgeAttackMutation, JudgeAttackMutationVariables>;

export const WithdrawVerdictDocument = "mutation WithdrawVerdict($input:SessionAttackVerdictWithdrawalInput!){result:withdrawSessionAttackVerdict(input:$input){...Refused ...JudgedAttack}}fragment Refused on SessionsError{code message ...on SessionsInvalidInputError{path}...on SessionsNotSupportedError{alternative}}fragment JudgedAttack on SessionAttackVerdictSuccess{attack{id sessions(first:1){nodes{id}}}verdict{id}}" as TypedQuery<WithdrawVerdictMutation, WithdrawVerdictMutationVariables>;

export const SessionAvailabilityDocument = "query SessionAvailability($targets:[SessionTarget!]!){sessionAvailability(targets:$targets){state sessionCount{value exact}}}" as TypedQuery<SessionAvailabilityQuery, SessionAvailabilityQueryVariables>;

export const EndpointParametersDocument = "query EndpointParameters($id:ID!){request(id:$id){endpoint{sessionParameters{requestCount exact nodes{name source requestCount kinds sensitive}leftOutCount}}}}" as TypedQuery<EndpointParametersQuery, EndpointParametersQueryVariables>;

export const ExportSessionDocument = "mutation ExportSession($input:SessionExportInput!){exportSession(input:$input){...on SessionExportSuccess{url filename}...on SessionsError{code message}}}" as TypedQuery<ExportSessionMutation, ExportSessionMutationVariables>;

export const FilterOptionsDocument = "query FilterOptions($dimension:SessionDimension!$search:String$period:SessionTimeRange$filter:SessionFilter$first:Int!){sessionFilterOptions(dimension:$dimension search:$search period:$period filter:$filter first:$first){key label count}}" as TypedQuery<FilterOptionsQuery, FilterOptionsQueryVariables>;

export const VocabularyDocument = "query Vocabulary{sessionAttackTypes{code label}sessionBusinessFlows{code label}}" as TypedQuery<VocabularyQuery, VocabularyQueryVariables>;

export const EndpointNameDocument = "query EndpointName($id:ID!){sessions(filter:{requests:[{endpointIds:[$id]}]}first:1){nodes{requests(filter:{endpointIds:[$id]}first:1){nodes{endpointSummary{method host pathTemplate}}}}}}" as TypedQuery<EndpointNameQuery, EndpointNameQueryVariables>;

export const RequestDetailDocument = "query RequestDetail($id:ID!){request(id:$id){...RequestRow expected{durationMsMean sizeBytesMean}protocol ip countryCode sourceTags application user role session{id key date identifiedBy{name source}}parameters{name source value hashed key}endpointSummary{id method host pathTemplate riskScore riskLevel riskReasons confirmed kind rogue protections{name state}sensitiveData businessFlows{code label}}detections{id attackId type{code label category canMarkFalsePositive}payload parameter tags{key value}action falsePositive falsePositiveMark{detectionId markedAt markedBy reason}}contentState content{requestHeaders{name value masked}requestBody{...Body}responseHeaders{name value masked}responseBody{...Body}}}sessionBaselines{settledAt dueEndpoints}}fragment RequestRow on Request{id time method host path query status durationMs sizeBytes blocked businessFlows{code label}endpointSummary{id method host pathTemplate}expected{durationMsSampleCount durationMsMedian durationMsP95 sizeBytesSampleCount sizeBytesMedian sizeBytesP95}deviations{metric degree factor}detections{id falsePositive type{code label}}}fragment Body on SessionBody{mediaType sizeBytes truncated text base64}" as TypedQuery<RequestDetailQuery, RequestDetailQueryVariables>;

export const RiskEvidenceDocument = "query RiskEvidence($id:ID!){session(id:$id){id risk{factors{code requestIds}}}}" as TypedQuery<RiskEvidenceQuery, RiskEvidenceQueryVariables>;

export const RiskRequestsDocument = "query RiskRequests($id:ID!$ids:[ID!]!$first:Int!){session(id:$id){id requests(filter:{ids:$ids}first:$first){nodes{id time method path status}}}}" as TypedQuery<RiskRequestsQuery, RiskRequestsQueryVariables>;

export const SessionListDocument = "query SessionList($period:SessionTimeRange$filter:SessionFilter$orderBy:SessionOrder$first:Int!$after:String$before:String){sessions(period:$period filter:$filter orderBy:$orderBy first:$first after:$after before:$before){edges{cursor inPeriod{requestCount attackCount}match{requestCount{value exact}firstAt lastAt reasons}node{...SessionRow}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}fragment SessionRow on Session{id key date parts{id date}startedAt lastSeenAt durationMs requestCount attackCount maliciousRequestCount blockedRequestCount users(first:2)userCount roles(first:2)applications(first:2)ips(first:2){address countryCode tags requestCount}ipCount hosts(first:2){host requestCount}hostCount businessFlows{flow{code label}requestCount share}attackTypes(first:3){type{code label}detectionCount}topEndpoints(first:2){summary{id method host pathTemplate}requestCount}endpointCount identifiedBy{name source}denylistEntry{createdAt createdBy applications until reason}}" as TypedQuery<SessionListQuery, SessionListQueryVariables>;

export const SessionCountDocument = "query SessionCount($period:SessionTimeRange$filter:SessionFilter){sessions(period:$period filter:$filter first:1){totalCount{value exact}}}" as TypedQuery<SessionCountQuery, SessionCountQueryVariables>;

export const NewerSessionsDocument = "query NewerSessions($period:SessionTimeRange$filter:SessionFilter$before:String$first:Int!){sessions(period:$period filter:$filter before:$before first:$first){pageInfo{hasNextPage hasPreviousPage startCursor}nodes{lastSeenAt}}}" as TypedQuery<NewerSessionsQuery, NewerSessionsQueryVariables>;

export const SessionTimelineDocument = "query SessionTimeline($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$buckets:Int!){session(id:$id){id timeline(period:$period filter:$filter buckets:$buckets){...Timeline ...Marks}}}fragment Timeline on SessionTimeline{bucketMs buckets{start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 durationMsExpectedP95 durationMsExpectedCount}}fragment Marks on SessionTimeline{markCount marks{kind at until before after by reason detail}}" as TypedQuery<SessionTimelineQuery, SessionTimelineQueryVariables>;

export const SessionTimelineInContextDocument = "query SessionTimelineInContext($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$buckets:Int!){session(id:$id){id timeline(period:$period buckets:$buckets){...Timeline ...Marks}matches:timeline(period:$period filter:$filter buckets:$buckets){buckets{requests}}}}fragment Timeline on SessionTimeline{bucketMs buckets{start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 durationMsExpectedP95 durationMsExpectedCount}}fragment Marks on SessionTimeline{markCount marks{kind at until before after by reason detail}}" as TypedQuery<SessionTimelineInContextQuery, SessionTimelineInContextQueryVariables>;

export const SessionsTimelineDocument = "query SessionsTimeline($period:SessionTimeRange$filter:SessionFilter$buckets:Int!$until:DateTime$budgetMs:Int$continueFrom:String){sessions(period:$period filter:$filter first:1){timeline(buckets:$buckets until:$until budgetMs:$budgetMs continueFrom:$continueFrom){...Timeline axisStart continueFrom}}}fragment Timeline on SessionTimeline{bucketMs buckets{start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 durationMsExpectedP95 durationMsExpectedCount}}" as TypedQuery<SessionsTimelineQuery, SessionsTimelineQueryVariables>;
