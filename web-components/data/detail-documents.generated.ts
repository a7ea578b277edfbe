// Written by scripts/documents.mjs from the operations in data/documents and subgraph/schema.graphql: do not edit.
import type {
  MatchingRequestsQuery,
  MatchingRequestsQueryVariables,
  NextMatchesQuery,
  NextMatchesQueryVariables,
  RequestMatchQuery,
  RequestMatchQueryVariables,
  SessionEndpointsQuery,
  SessionEndpointsQueryVariables,
  SessionHeaderQuery,
  SessionHeaderQueryVariables,
  SessionRequestsQuery,
  SessionRequestsQueryVariables,
  SessionStatisticsQuery,
  SessionStatisticsQueryVariables,
} from './document-types.generated.ts';
import type { TypedQuery } from './typed-query.ts';

export const SessionHeaderDocument = "query SessionHeader($id:ID!){session(id:$id){...SessionRow requests(first:1){nodes{parameters{name source value}}}}}fragment SessionRow on Session{id key date parts{id date}startedAt lastSeenAt durationMs requestCount attackCount maliciousRequestCount blockedRequestCount users(first:2)userCount roles(first:2)applications(first:2)ips(first:2){address countryCode tags requestCount}ipCount hosts(first:2){host requestCount}hostCount businessFlows{flow{code label}requestCount share}attackTypes(first:3){type{code label}detectionCount}topEndpoints(first:2){summary{id method host pathTemplate}requestCount}endpointCount identifiedBy{name source}denylistEntry{createdAt createdBy applications until reason}}" as TypedQuery<SessionHeaderQuery, SessionHeaderQueryVariables>;

export const SessionRequestsDocument = "query SessionRequests($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$orderBy:SessionRequestOrder$first:Int!$after:String$before:String$around:ID){session(id:$id){id requests(period:$period filter:$filter orderBy:$orderBy first:$first after:$after before:$before around:$around){totalCount{value exact}edges{cursor position node{...RequestRow}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}fragment RequestRow on Request{id time method host path query status durationMs sizeBytes blocked businessFlows{code label}endpointSummary{id method host pathTemplate}expected{durationMsSampleCount durationMsMedian durationMsP95 sizeBytesSampleCount sizeBytesMedian sizeBytesP95}deviations{metric degree factor}detections{id falsePositive type{code label}}}" as TypedQuery<SessionRequestsQuery, SessionRequestsQueryVariables>;

export const MatchingRequestsDocument = "query MatchingRequests($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$first:Int!){session(id:$id){id requests(period:$period filter:$filter first:$first){nodes{id}}}}" as TypedQuery<MatchingRequestsQuery, MatchingRequestsQueryVariables>;

export const RequestMatchDocument = "query RequestMatch($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$orderBy:SessionRequestOrder$around:ID){session(id:$id){id requests(period:$period filter:$filter orderBy:$orderBy first:1 around:$around){totalCount{value exact}edges{position node{id}}}}}" as TypedQuery<RequestMatchQuery, RequestMatchQueryVariables>;

export const NextMatchesDocument = "query NextMatches($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$orderBy:SessionRequestOrder$first:Int!$after:String$before:String){session(id:$id){id requests(period:$period filter:$filter orderBy:$orderBy first:$first after:$after before:$before){edges{cursor position node{id}}}}}" as TypedQuery<NextMatchesQuery, NextMatchesQueryVariables>;

export const SessionEndpointsDocument = "query SessionEndpoints($id:ID!$period:SessionTimeRange$filter:SessionRequestFilter$orderBy:SessionEndpointOrder!$first:Int!){session(id:$id){id endpoints(period:$period filter:$filter orderBy:$orderBy first:$first){endpointCount requestCount rows{summary{id method host pathTemplate riskScore riskLevel businessFlows{code label}}requestCount clientErrorCount serverErrorCount durationMsCount durationMsMedian durationMsP95 durationMsExpectedCount durationMsExpectedMedian durationMsExpectedP95 deviations{metric requestCount degree}}}}}" as TypedQuery<SessionEndpointsQuery, SessionEndpointsQueryVariables>;

export const SessionStatisticsDocument = "query SessionStatistics($id:ID!$dimensions:[SessionDimension!]!$period:SessionTimeRange$filter:SessionRequestFilter$first:Int!){session(id:$id){id statistics(dimensions:$dimensions period:$period filter:$filter first:$first){dimension total valueCount exact buckets{key label count share visible}}}}" as TypedQuery<SessionStatisticsQuery, SessionStatisticsQueryVariables>;
