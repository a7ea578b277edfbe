import type { PlainConditions } from './request-fields.ts';

/**
 * Filters as the rest of the server passes them on. Their meaning is documented on the GraphQL inputs of the same
 * shape (graphql/filter.input.ts). Everywhere: a missing or null field is no condition; null inside a list is "no value".
 */

/** How an endpoint and its API specification disagree. */
export type RogueKind = 'SHADOW' | 'ZOMBIE' | 'ORPHAN';

/** Whether an endpoint is known to be there: it has answered, or a specification knows it. */
export type Confirmation = 'CONFIRMED' | 'UNCONFIRMED';

/** What an endpoint is: an API, a page for people, or a static file. */
export type EndpointKind = 'API' | 'PAGE' | 'STATIC';

/** A kind of sensitive data that an endpoint handles. */
export type SensitiveData = 'PII' | 'CREDENTIALS' | 'FINANCIAL' | 'MEDICAL' | 'TECHNICAL';

/** Half open [from, to); a missing end is unbounded. */
export interface Period {
  from?: Date | null;
  to?: Date | null;
}

export interface StringMatch {
  anyOf?: (string | null)[] | null;
  contains?: string | null;
  present?: boolean | null;
}

export interface Range {
  gte?: number | null;
  lte?: number | null;
}

export interface ParameterMatch {
  name: string;
  value?: StringMatch | null;
}

/** Plain fields (request-fields.ts), and those whose conditions mean more than a list of values. */
export interface RequestFilter extends PlainConditions {
  ids?: string[] | null;
  endpoint?: string | null;
  endpointIds?: (string | null)[] | null;
  statuses?: (number | null)[] | null;
  statusClasses?: number[] | null;
  ips?: (string | null)[] | null;
  users?: StringMatch | null;
  roles?: StringMatch | null;
  businessFlows?: (string | null)[] | null;
  endpointRiskLevels?: ('LOW' | 'MEDIUM' | 'HIGH' | null)[] | null;
  endpointConfirmations?: Confirmation[] | null;
  endpointKinds?: (EndpointKind | null)[] | null;
  rogue?: (RogueKind | null)[] | null;
  sensitiveData?: (SensitiveData | null)[] | null;
  attackTypes?: string[] | null;
  attackIds?: string[] | null;
  malicious?: boolean | null;
  blocked?: boolean | null;
  durationMs?: Range | null;
  sizeBytes?: Range | null;
  deviations?: ('DURATION' | 'SIZE')[] | null;
  parameter?: ParameterMatch | null;
  userAgent?: StringMatch | null;
  anyOf?: RequestFilter[] | null;
  not?: RequestFilter[] | null;
  inSequence?: SequenceStep[] | null;
  includeFalsePositives?: boolean | null;
}

/** A request of a chain, and how soon it must follow the one before it. */
export interface SequenceStep {
  request: RequestFilter;
  withinMs?: number | null;
}

export interface SessionFilter {
  ids?: string[] | null;
  keys?: string[] | null;
  users?: StringMatch | null;
  roles?: StringMatch | null;
  blocked?: boolean | null;
  requestCount?: Range | null;
  attackCount?: Range | null;
  endpointCount?: Range | null;
  durationMs?: Range | null;
  riskScore?: Range | null;
  riskLevels?: ('LOW' | 'MEDIUM' | 'HIGH')[] | null;
  requests?: RequestFilter[] | null;
  noRequests?: RequestFilter[] | null;
  sequence?: SequenceStep[] | null;
}
