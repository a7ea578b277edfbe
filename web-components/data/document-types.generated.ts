// Written by scripts/documents.mjs from the operations in data/documents and subgraph/schema.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** An action that is thought of: exactly one of these. */
export type SessionActionImpactInput = {
  /** Marking this detection as false positive. */
  readonly detectionId?: string | null;
  /** Taking back the mark that silences this detection: every request of that mark. */
  readonly unmarkDetectionId?: string | null;
  /** Making this rule. */
  readonly rule?: SessionRuleImpactInput | null;
  /** Deleting this rule: every request that it applies to; none where it is deleted already. */
  readonly deleteRuleId?: string | null;
  /** Blocking the key of this session. */
  readonly sessionId?: string | null;
  /** Unblocking the key of this session: every request of the key, to the applications of its block; none where it is not blocked. */
  readonly unblockSessionId?: string | null;
};

/** What kind of thing an attack type is. */
export type SessionAttackCategory =
  /** Malicious input in the request; the only kind that can be a false positive. */
  | 'INPUT_VALIDATION'
  /** Another property of a single request. */
  | 'PER_REQUEST'
  /** A GraphQL operation beyond its limits. */
  | 'GRAPHQL'
  /** A request that the API specification does not allow. */
  | 'API_SPECIFICATION'
  /** A pattern over several requests of one actor. */
  | 'BEHAVIOURAL'
  /** Automated activity, usually over several sessions. */
  | 'BOT'
  /** An attack on a language model behind the API. */
  | 'AI'
  /** A code that this server does not know. */
  | 'OTHER';

/** What is to be said of an attack, and why. */
export type SessionAttackVerdictInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of the attack, as detections name it. */
  readonly attackId: string;
  /** Whether its detector was right. */
  readonly verdict: SessionVerdict;
  /** Why, for those who come later; 1 to 2000 characters. */
  readonly reason: string;
};

/** Of which attack the verdict is to be taken back. */
export type SessionAttackVerdictWithdrawalInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of the attack. */
  readonly attackId: string;
};

/** Whether something leads to sessions. */
export type SessionAvailabilityState =
  /** It does. */
  | 'AVAILABLE'
  /** It is older than everything that is kept. */
  | 'EXPIRED'
  /** It was never seen here. */
  | 'UNKNOWN';

/** What is to be blocked, and why. */
export type SessionBlockInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of a part of the session; its key is blocked, with all parts. */
  readonly sessionId: string;
  /** Applications to keep it out of, at most 100; empty or missing: all. */
  readonly applications?: ReadonlyArray<string> | null;
  /** When it ends by itself, in the future; missing: never. */
  readonly until?: string | null;
  /** Why, for those who come later; 1 to 2000 characters. */
  readonly reason: string;
};

/** Whether an endpoint is known to be there. Anybody may ask for any path: that alone makes no endpoint. */
export type SessionConfirmation =
  /** It answered 2xx or 3xx to a request that was not blocked and is kept, or a specification knows it, whichever version. */
  | 'CONFIRMED'
  /** It did not. */
  | 'UNCONFIRMED';

/** Whether headers and bodies can be read. */
export type SessionContentState =
  /** They are stored. */
  | 'AVAILABLE'
  /** They are stored, and you may not see them: it needs the scope sessions:content. */
  | 'FORBIDDEN'
  /** They are not: only malicious requests keep theirs. */
  | 'NOT_STORED';

/** What the detector did. */
export type SessionDetectionAction =
  /** It stopped the request. */
  | 'BLOCKED'
  /** It let the request pass. */
  | 'MONITORED';

/** How far a value is above what is usual for its endpoint. */
export type SessionDeviationDegree =
  /** Above the p95, at least twice the median, and at least 5 times the median absolute deviation and 50 ms or 1 KiB above the median. */
  | 'HIGH'
  /** Also at least 5 times the median. */
  | 'EXTREME';

/** What requests can be grouped by. */
export type SessionDimension =
  /** Attack type of a detection: it counts detections. */
  | 'ATTACK_TYPE'
  /** User. */
  | 'USER'
  /** Role of the user. */
  | 'ROLE'
  /** Source address. */
  | 'IP'
  /** Response code; no value: no response. */
  | 'STATUS'
  /** First digit of the response code; no value: no response. */
  | 'STATUS_CLASS'
  /** Business flow of the endpoint, as it is now; an endpoint may have several. */
  | 'BUSINESS_FLOW'
  /** Endpoint, by id. */
  | 'ENDPOINT'
  /** Risk level of the endpoint, as it is now. */
  | 'ENDPOINT_RISK_LEVEL'
  /** Whether the endpoint is known to be there, as it is now. */
  | 'ENDPOINT_CONFIRMATION'
  /** What the endpoint is, as it is now; no value: nothing says it. */
  | 'ENDPOINT_KIND'
  /** Rogue kind of the endpoint, as it is now; no value: not evaluated. */
  | 'ROGUE'
  /** Kind of sensitive data of the endpoint, as it is now; it may have several. */
  | 'SENSITIVE_DATA'
  /** Metric by which the request stands out from what is usual for its endpoint; it may be both, and most requests are in no bucket. */
  | 'DEVIATION'
  /** HTTP method. */
  | 'METHOD'
  /** Host. */
  | 'HOST'
  /** Application. */
  | 'APPLICATION'
  /** Country of the source. */
  | 'COUNTRY'
  /** Tag of the source; a request may have several. */
  | 'SOURCE_TAG'
  /** Version of the protocol. */
  | 'PROTOCOL';

/** What an endpoint is: by specifications, the name of a file, the media types of its answers and what its path says, the first of them that says it. */
export type SessionEndpointKind =
  /** For programs: a specification knows it, it answered with data, or its path or host says so. */
  | 'API'
  /** For people: it answered with HTML, or is named like it. */
  | 'PAGE'
  /** A file that is the same for everybody: a script, a style, an image, a font, a document. */
  | 'STATIC';

/** An order of the endpoints of a session. */
export type SessionEndpointOrder = {
  /** What they are ordered by. */
  readonly field: SessionEndpointOrderField;
  /** Smallest or greatest first. */
  readonly direction: SessionOrderDirection;
};

/** What the endpoints of a session are ordered by; equal ones by requests, most first, then by id. */
export type SessionEndpointOrderField =
  /** Requests to it. */
  | 'REQUESTS'
  /** Those with a response code from 400 to 599. */
  | 'ERRORS'
  /** Median time taken; endpoints without one come last in both directions. */
  | 'DURATION_MEDIAN'
  /** p95 of the time taken; endpoints without one come last in both directions. */
  | 'DURATION_P95'
  /** Requests that stand out by their time taken or their size. */
  | 'DEVIATIONS'
  /** Its risk, as it is now; endpoints without one come last in both directions. */
  | 'RISK';

/** How the requests are written. */
export type SessionExportFormat =
  /** A table for spreadsheets, newest request first. No cell can start a formula. */
  | 'CSV'
  /** JSON Lines: one object a line, one request an object, newest first. */
  | 'JSON'
  /** An HTTP archive (HAR 1.2), oldest request first as that format wants it. */
  | 'HAR';

/** What to export. */
export type SessionExportInput = {
  /** Id of the session part. */
  readonly sessionId: string;
  /** How the requests are written. */
  readonly format: SessionExportFormat;
  /** Scope; without it, the whole part. */
  readonly period?: SessionTimeRange | null;
  /** What a request must meet. */
  readonly filter?: SessionRequestFilter | null;
};

/** A detection that is, or is after all not, a false positive. */
export type SessionFalsePositiveInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of the detection. */
  readonly detectionId: string;
  /** Why, for those who come later; at most 2000 characters. */
  readonly reason?: string | null;
};

/** Conditions on a session (part); those on requests look at the requests of the period. */
export type SessionFilter = {
  /** Ids of session parts. */
  readonly ids?: ReadonlyArray<string> | null;
  /** Session keys: all parts of each. */
  readonly keys?: ReadonlyArray<string> | null;
  /** One of the users of the whole session meets this; null and present: false mean a session without any. */
  readonly users?: SessionStringMatch | null;
  /** One of the roles of the whole session, likewise. */
  readonly roles?: SessionStringMatch | null;
  /** Whether its key has a denylist entry that is in force now. */
  readonly blocked?: boolean | null;
  /** Requests of the whole session. */
  readonly requestCount?: SessionIntRange | null;
  /** Detections of the whole session. */
  readonly attackCount?: SessionIntRange | null;
  /** Distinct endpoints of the whole session. */
  readonly endpointCount?: SessionIntRange | null;
  /** First to last request, in milliseconds. */
  readonly durationMs?: SessionFloatRange | null;
  /** Risk score of the whole session, bounds from 0 to 100; one that is being computed is in no range. */
  readonly riskScore?: SessionIntRange | null;
  /** Levels of its risk score, likewise. */
  readonly riskLevels?: ReadonlyArray<SessionRiskLevel> | null;
  /** Each entry: ONE request in the period meets ALL of its conditions. Several entries may be met by different requests. */
  readonly requests?: ReadonlyArray<SessionRequestFilter> | null;
  /** No request in the period meets any of these. */
  readonly noRequests?: ReadonlyArray<SessionRequestFilter> | null;
  /** The session has requests in the period that meet these steps, 1 to 6, one after another in the order of time (equal times: of arrival). The requests of whole chains match, beside those that meet an entry of requests. */
  readonly sequence?: ReadonlyArray<SessionSequenceStep> | null;
};

/** A number between two bounds, both inside. A missing value is inside no range. */
export type SessionFloatRange = {
  /** Greater than or equal. */
  readonly gte?: number | null;
  /** Less than or equal. */
  readonly lte?: number | null;
};

/** A whole number between two bounds, both inside. */
export type SessionIntRange = {
  /** Greater than or equal. */
  readonly gte?: number | null;
  /** Less than or equal. */
  readonly lte?: number | null;
};

/** What is measured of a session, to compare those of an attack with others. */
export type SessionMeasure =
  /** Requests a minute, over its whole length. */
  | 'RATE'
  /** Standard deviation of the intervals between its requests, in means: 0 like a clock, about 1 by chance, more in bursts. */
  | 'REGULARITY'
  /** Distinct endpoints. */
  | 'ENDPOINTS'
  /** Distinct user agents. */
  | 'AGENTS'
  /** Distinct source addresses. */
  | 'ADDRESSES'
  /** Session keys that its busiest address has on these days, its own among them. */
  | 'KEYS'
  /** Sessions with nothing but GET, HEAD and OPTIONS, as a share from 0 to 1. */
  | 'ONLY_READS';

/** What is measured of a response. */
export type SessionMetric =
  /** Time taken, in milliseconds. */
  | 'DURATION'
  /** Size of the response, in bytes. */
  | 'SIZE';

/** An order of sessions. */
export type SessionOrder = {
  /** What they are ordered by. */
  readonly field: SessionOrderField;
  /** Smallest or greatest first. */
  readonly direction: SessionOrderDirection;
};

/** Direction of an order. */
export type SessionOrderDirection =
  /** Smallest or oldest first. */
  | 'ASC'
  /** Greatest or newest first. */
  | 'DESC';

/** What sessions are ordered by: facts of the whole part, whatever the period. Equal ones by key. */
export type SessionOrderField =
  /** Time of the last request. */
  | 'LAST_SEEN_AT'
  /** Time of the first request. */
  | 'STARTED_AT'
  /** From the first to the last request. */
  | 'DURATION'
  /** Number of requests. */
  | 'REQUEST_COUNT'
  /** Number of detections. */
  | 'ATTACK_COUNT'
  /** Risk score; those that have none yet come last in both directions. */
  | 'RISK';

/** What values of a parameter look like. */
export type SessionParameterKind =
  /** They are kept as hashes, or were masked. */
  | 'HIDDEN'
  /** Nothing. */
  | 'EMPTY'
  /** A whole number of up to 19 digits. */
  | 'INTEGER'
  /** A number with a point. */
  | 'NUMBER'
  /** true or false. */
  | 'BOOLEAN'
  /** A UUID. */
  | 'UUID'
  /** Twelve hexadecimal digits or more. */
  | 'HEX'
  /** A day as YYYY-MM-DD, also with a time. */
  | 'DATE'
  /** An email address. */
  | 'EMAIL'
  /** An absolute URL, or one that begins with two slashes. */
  | 'URL'
  /** Anything else. */
  | 'TEXT';

/** A parameter of the request, by name. */
export type SessionParameterMatch = {
  /** Exact name of the parameter, whatever its source. */
  readonly name: string;
  /** What one of its values must meet; without it the parameter need only be there. Hashed values compare as they are shown. */
  readonly value?: SessionStringMatch | null;
};

/** Where a parameter was found. */
export type SessionParameterSource =
  /** A header of the request. */
  | 'REQUEST_HEADER'
  /** A cookie of the request. */
  | 'REQUEST_COOKIE'
  /** A parameter of the query string. */
  | 'REQUEST_QUERY'
  /** A property of the request body. */
  | 'REQUEST_BODY'
  /** A claim of a JSON Web Token; its signature is not checked. */
  | 'REQUEST_JWT'
  /** A header of the response. */
  | 'RESPONSE_HEADER'
  /** A property of the response body. */
  | 'RESPONSE_BODY'
  /** The connection itself: its source address, or the user that the log names. */
  | 'CONNECTION';

/** What a protection of an endpoint does. */
export type SessionProtectionState =
  /** It stops requests. */
  | 'ACTIVE'
  /** It watches. */
  | 'MONITORING'
  /** It is there, and switched off. */
  | 'OFF';

/** Conditions on ONE request: it meets all of them. */
export type SessionRequestFilter = {
  /** HTTP methods, as they were sent. */
  readonly methods?: ReadonlyArray<string> | null;
  /** Host names, without regard to case. */
  readonly hosts?: ReadonlyArray<string | null> | null;
  /** Applications. */
  readonly applications?: ReadonlyArray<string | null> | null;
  /** Countries of the source, ISO 3166-1 alpha-2. */
  readonly countries?: ReadonlyArray<string | null> | null;
  /** Tags of the source; null: it has none. */
  readonly sourceTags?: ReadonlyArray<string | null> | null;
  /** Versions of the protocol, as HTTP/1.1 and HTTP/2 are written; null: not known. */
  readonly protocols?: ReadonlyArray<string | null> | null;
  /** Ids of requests. */
  readonly ids?: ReadonlyArray<string> | null;
  /** Contains, or * and ? as globs over the whole, on path template and path, without regard to case; a leading method narrows: POST /login* */
  readonly endpoint?: string | null;
  /** Ids of endpoints. */
  readonly endpointIds?: ReadonlyArray<string | null> | null;
  /** Response codes; null: no response. */
  readonly statuses?: ReadonlyArray<number | null> | null;
  /** First digits of response codes, 1 to 5; OR with statuses. */
  readonly statusClasses?: ReadonlyArray<number> | null;
  /** Source addresses or CIDR blocks. */
  readonly ips?: ReadonlyArray<string | null> | null;
  /** The user who made the request. */
  readonly users?: SessionStringMatch | null;
  /** The role of the user. */
  readonly roles?: SessionStringMatch | null;
  /** Codes of business flows of the endpoint; null: in no flow. */
  readonly businessFlows?: ReadonlyArray<string | null> | null;
  /** Risk levels of the endpoint; null: not known. */
  readonly endpointRiskLevels?: ReadonlyArray<SessionRiskLevel | null> | null;
  /** Whether the endpoint is known to be there: it has answered, or a specification knows it. */
  readonly endpointConfirmations?: ReadonlyArray<SessionConfirmation> | null;
  /** What the endpoint is; null: nothing says it. */
  readonly endpointKinds?: ReadonlyArray<SessionEndpointKind | null> | null;
  /** Rogue kinds of the endpoint; null: not evaluated. */
  readonly rogue?: ReadonlyArray<SessionRogueKind | null> | null;
  /** Kinds of sensitive data that the endpoint handles; null: none known. */
  readonly sensitiveData?: ReadonlyArray<SessionSensitiveData | null> | null;
  /** Codes of attack types; one of its detections has one of them. */
  readonly attackTypes?: ReadonlyArray<string> | null;
  /** Ids of attacks; false positives are found as well. */
  readonly attackIds?: ReadonlyArray<string> | null;
  /** True: at least one detection; false: none. */
  readonly malicious?: boolean | null;
  /** Whether it was stopped before it reached the API. */
  readonly blocked?: boolean | null;
  /** Time taken, in milliseconds. */
  readonly durationMs?: SessionFloatRange | null;
  /** Size of the response, in bytes. */
  readonly sizeBytes?: SessionFloatRange | null;
  /** Stands out from what is usual for its endpoint by one of these, high or extreme. */
  readonly deviations?: ReadonlyArray<SessionMetric> | null;
  /** A session parameter of the request. */
  readonly parameter?: SessionParameterMatch | null;
  /** The user agent, as the request named it. */
  readonly userAgent?: SessionStringMatch | null;
  /** Only requests that meet at least one of these; one level deep. */
  readonly anyOf?: ReadonlyArray<SessionRequestFilter> | null;
  /** Requests that meet any of these are left out; one level deep. */
  readonly not?: ReadonlyArray<SessionRequestFilter> | null;
  /** Requests that take part in at least one whole chain of these steps, 1 to 6. Only in an open session, and in its anyOf: chains are found over all its requests in the period, and what else is asked hides some of them. A list asks by SessionFilter.sequence. */
  readonly inSequence?: ReadonlyArray<SessionSequenceStep> | null;
  /** Detections marked as false positive count as attacks again, also in anyOf and not unless they say otherwise. attackIds finds them always. */
  readonly includeFalsePositives?: boolean | null;
};

/** An order of requests. */
export type SessionRequestOrder = {
  /** What they are ordered by. */
  readonly field: SessionRequestOrderField;
  /** Smallest or greatest first. */
  readonly direction: SessionOrderDirection;
};

/** What requests are ordered by; equal ones by time, then in the order in which they arrived. */
export type SessionRequestOrderField =
  /** When it was made. */
  | 'TIME'
  /** Time taken; requests without it come last in both directions. */
  | 'DURATION'
  /** Size of the response; requests without it come last in both directions. */
  | 'SIZE';

/** A risk in words. */
export type SessionRiskLevel =
  /** An endpoint below 4 of 10; a session below 30 of 100. */
  | 'LOW'
  /** An endpoint below 8 of 10; a session below 70 of 100. */
  | 'MEDIUM'
  /** An endpoint from 8 of 10; a session from 70 of 100. */
  | 'HIGH';

/** How an endpoint and its API specification disagree. */
export type SessionRogueKind =
  /** It is confirmed by its traffic, and no specification of its host knows it. */
  | 'SHADOW'
  /** It has traffic, and the newest specification has dropped it. */
  | 'ZOMBIE'
  /** It is specified and has no traffic; never said of a requested endpoint. */
  | 'ORPHAN';

/** Which rule to delete. */
export type SessionRuleDeletionInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of the rule. */
  readonly ruleId: string;
};

/** What a rule would say that is made from a request. Host, path template, method, attack type and parameter are those of the request and its first detection where they are left out; null means any. */
export type SessionRuleImpactInput = {
  /** Id of the request. */
  readonly requestId: string;
  /** What it does. */
  readonly kind: SessionRuleKind;
  /** Host that it applies to. */
  readonly host?: string | null;
  /** Path template that it applies to, as in /users/{id}. */
  readonly pathTemplate?: string | null;
  /** Method that it applies to. */
  readonly method?: string | null;
  /** Code of an attack type; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only. */
  readonly attackType?: string | null;
  /** Parameter with the attack, in the words of the source; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only. */
  readonly parameter?: string | null;
  /** What its kind asks for. */
  readonly value?: string | null;
};

/** A rule to be made from a request. Host, path template, method, attack type and parameter are those of the request and its first detection where they are left out; null means any. */
export type SessionRuleInput = {
  /** Id of the request. */
  readonly requestId: string;
  /** What it does. */
  readonly kind: SessionRuleKind;
  /** Host that it applies to. */
  readonly host?: string | null;
  /** Path template that it applies to, as in /users/{id}. */
  readonly pathTemplate?: string | null;
  /** Method that it applies to. */
  readonly method?: string | null;
  /** Code of an attack type; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only. */
  readonly attackType?: string | null;
  /** Parameter with the attack, in the words of the source; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only. */
  readonly parameter?: string | null;
  /** What its kind asks for. */
  readonly value?: string | null;
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Why, for those who come later; at most 2000 characters. */
  readonly reason?: string | null;
};

/** What a rule does to the requests that it applies to. */
export type SessionRuleKind =
  /** Blocks requests with an attack, or with one type of attack. No value. */
  | 'VIRTUAL_PATCH'
  /** Detections of one attack type are not made any more. No value. */
  | 'IGNORE_ATTACK_TYPE'
  /** Sets what the filter does. Value: off, monitoring or block. */
  | 'FILTRATION_MODE'
  /** Limits requests. Value: a number per s, min or h, as 100/min or 10/s burst 20. */
  | 'RATE_LIMIT'
  /** Takes values of parameters out of what is stored. Value: a name with * for any text, as card_*; when left out, the parameter of the detection. */
  | 'MASK_DATA';

/** A kind of sensitive data that an endpoint handles. */
export type SessionSensitiveData =
  /** Data about persons. */
  | 'PII'
  /** Passwords, keys and tokens. */
  | 'CREDENTIALS'
  /** Cards, accounts and payments. */
  | 'FINANCIAL'
  /** Data about health. */
  | 'MEDICAL'
  /** Internals of systems, such as addresses and stack traces. */
  | 'TECHNICAL';

/** A request of a chain, and how soon it follows the one before it. */
export type SessionSequenceStep = {
  /** What the request meets; {} is any request. */
  readonly request: SessionRequestFilter;
  /** At most so many milliseconds after the request of the step before, 0 and more; the first step has none. */
  readonly withinMs?: number | null;
};

/** Where something lies among what is usual. */
export type SessionStanding =
  /** Lower than nine of ten. */
  | 'BELOW'
  /** Where eight of ten are. */
  | 'WITHIN'
  /** Higher than nine of ten. */
  | 'ABOVE';

/** A text that meets all of these. */
export type SessionStringMatch = {
  /** Equals one of these; null: has no value. */
  readonly anyOf?: ReadonlyArray<string | null> | null;
  /** Contains this, without regard to the case of A to Z. */
  readonly contains?: string | null;
  /** True: has a value; false: has none. */
  readonly present?: boolean | null;
};

/** What may lead to sessions. Exactly one id. */
export type SessionTarget = {
  /** A session part. */
  readonly sessionId?: string | null;
  /** A request. */
  readonly requestId?: string | null;
  /** An attack. */
  readonly attackId?: string | null;
  /** An endpoint. */
  readonly endpointId?: string | null;
  /** When it was last seen, if known: tells an expired one from an unknown one. */
  readonly at?: string | null;
};

/** Half open: from is inside, to is not. A missing end is unbounded. */
export type SessionTimeRange = {
  /** First moment inside. */
  readonly from?: string | null;
  /** First moment outside; not earlier than from. */
  readonly to?: string | null;
};

/** What happened. */
export type SessionTimelineMarkKind =
  /** No request for more than five minutes, and more than ten times the median time between two requests of the period. */
  | 'GAP'
  /** A request of another user than the last one that had any; requests without a user change nothing. */
  | 'USER_CHANGED'
  /** A request from another country than the last one that had any; requests without a country change nothing. */
  | 'COUNTRY_CHANGED'
  /** Somebody put the key of the session on the denylist, on the day of the part. */
  | 'BLOCKED'
  /** Somebody took the key of the session from the denylist before its time, on the day of the part. */
  | 'UNBLOCKED';

/** Whom to unblock. */
export type SessionUnblockInput = {
  /** Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more. */
  readonly idempotencyKey: string;
  /** Id of a part of the session; its key is unblocked, with all parts. */
  readonly sessionId: string;
};

/** Whether the detector of an attack was right, as somebody judges it. */
export type SessionVerdict =
  /** It was an attack. */
  | 'AGREE'
  /** It was none. */
  | 'DISAGREE'
  /** Somebody has looked, and cannot say. */
  | 'UNSURE';

/** Why something was refused. */
export type SessionsErrorCode =
  /** It does not exist, or is no longer kept. */
  | 'NOT_FOUND'
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** A value of the input cannot be meant. */
  | 'INVALID'
  /** What is there already speaks against it. */
  | 'CONFLICT'
  /** This cannot be done with things of this kind. */
  | 'NOT_SUPPORTED'
  /** What is needed for it does not answer now. */
  | 'UNAVAILABLE';

export type ActionImpactQueryVariables = Exact<{
  input: SessionActionImpactInput;
}>;


export type ActionImpactQuery = { readonly impact:
    | { readonly exact: boolean, readonly requestCount: number, readonly maliciousRequestCount: number, readonly benignRequestCount: number, readonly sessionCount: number, readonly userCount: number, readonly roleCount: number, readonly roles: ReadonlyArray<string>, readonly businessFlowCount: number, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }>, readonly samples: ReadonlyArray<{ readonly id: string, readonly time: string, readonly method: string, readonly host: string | null, readonly path: string, readonly query: string | null, readonly status: number | null, readonly detections: ReadonlyArray<{ readonly falsePositive: boolean }> }> }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type MarkFalsePositiveMutationVariables = Exact<{
  input: SessionFalsePositiveInput;
}>;


export type MarkFalsePositiveMutation = { readonly result:
    | { readonly affectedRequests: number, readonly request: { readonly id: string, readonly session: { readonly id: string } } }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type UnmarkFalsePositiveMutationVariables = Exact<{
  input: SessionFalsePositiveInput;
}>;


export type UnmarkFalsePositiveMutation = { readonly result:
    | { readonly affectedRequests: number, readonly request: { readonly id: string, readonly session: { readonly id: string } } }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type CreateRuleMutationVariables = Exact<{
  input: SessionRuleInput;
}>;


export type CreateRuleMutation = { readonly result:
    | { readonly rule: { readonly id: string }, readonly request: { readonly id: string } | null }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type DeleteRuleMutationVariables = Exact<{
  input: SessionRuleDeletionInput;
}>;


export type DeleteRuleMutation = { readonly result:
    | { readonly rule: { readonly id: string }, readonly request: { readonly id: string } | null }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type BlockSessionMutationVariables = Exact<{
  input: SessionBlockInput;
}>;


export type BlockSessionMutation = { readonly result:
    | { readonly session: { readonly id: string } }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type UnblockSessionMutationVariables = Exact<{
  input: SessionUnblockInput;
}>;


export type UnblockSessionMutation = { readonly result:
    | { readonly session: { readonly id: string } }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type AttackEvidenceQueryVariables = Exact<{
  attackId: string;
}>;


export type AttackEvidenceQuery = { readonly evidence: { readonly days: ReadonlyArray<string>, readonly exact: boolean, readonly sessionCount: { readonly value: number, readonly exact: boolean }, readonly otherSessionCount: { readonly value: number, readonly exact: boolean }, readonly measures: ReadonlyArray<{ readonly measure: SessionMeasure, readonly standing: SessionStanding | null, readonly attack: { readonly sessionCount: number, readonly low: number | null, readonly middle: number, readonly high: number | null } | null, readonly others: { readonly sessionCount: number, readonly low: number | null, readonly middle: number, readonly high: number | null } | null }> } | null };

export type JudgeAttackMutationVariables = Exact<{
  input: SessionAttackVerdictInput;
}>;


export type JudgeAttackMutation = { readonly result:
    | { readonly attack: { readonly id: string, readonly sessions: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null }, readonly verdict: { readonly id: string } | null }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type WithdrawVerdictMutationVariables = Exact<{
  input: SessionAttackVerdictWithdrawalInput;
}>;


export type WithdrawVerdictMutation = { readonly result:
    | { readonly attack: { readonly id: string, readonly sessions: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null }, readonly verdict: { readonly id: string } | null }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type JudgedAttackFragment = { readonly attack: { readonly id: string, readonly sessions: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null }, readonly verdict: { readonly id: string } | null };

type Refused_SessionsConflictError_Fragment = { readonly code: SessionsErrorCode, readonly message: string };

type Refused_SessionsForbiddenError_Fragment = { readonly code: SessionsErrorCode, readonly message: string };

type Refused_SessionsInvalidInputError_Fragment = { readonly path: ReadonlyArray<string>, readonly code: SessionsErrorCode, readonly message: string };

type Refused_SessionsNotFoundError_Fragment = { readonly code: SessionsErrorCode, readonly message: string };

type Refused_SessionsNotSupportedError_Fragment = { readonly alternative: string, readonly code: SessionsErrorCode, readonly message: string };

export type RefusedFragment =
  | Refused_SessionsConflictError_Fragment
  | Refused_SessionsForbiddenError_Fragment
  | Refused_SessionsInvalidInputError_Fragment
  | Refused_SessionsNotFoundError_Fragment
  | Refused_SessionsNotSupportedError_Fragment
;

export type MadeRuleFragment = { readonly rule: { readonly id: string }, readonly request: { readonly id: string } | null };

export type SessionAvailabilityQueryVariables = Exact<{
  targets: ReadonlyArray<SessionTarget>;
}>;


export type SessionAvailabilityQuery = { readonly sessionAvailability: ReadonlyArray<{ readonly state: SessionAvailabilityState, readonly sessionCount: { readonly value: number, readonly exact: boolean } }> | null };

export type EndpointParametersQueryVariables = Exact<{
  id: string;
}>;


export type EndpointParametersQuery = { readonly request: { readonly endpoint: { readonly sessionParameters: { readonly requestCount: number, readonly exact: boolean, readonly leftOutCount: number, readonly nodes: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource, readonly requestCount: number, readonly kinds: ReadonlyArray<SessionParameterKind> | null, readonly sensitive: SessionSensitiveData | null }> } | null } | null } | null };

export type ExportSessionMutationVariables = Exact<{
  input: SessionExportInput;
}>;


export type ExportSessionMutation = { readonly exportSession:
    | { readonly url: string, readonly filename: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
    | { readonly code: SessionsErrorCode, readonly message: string }
   | null };

export type FilterOptionsQueryVariables = Exact<{
  dimension: SessionDimension;
  search?: string | null;
  period?: SessionTimeRange | null;
  filter?: SessionFilter | null;
  first: number;
}>;


export type FilterOptionsQuery = { readonly sessionFilterOptions: ReadonlyArray<{ readonly key: string | null, readonly label: string, readonly count: number }> | null };

export type VocabularyQueryVariables = Exact<{ [key: string]: never; }>;


export type VocabularyQuery = { readonly sessionAttackTypes: ReadonlyArray<{ readonly code: string, readonly label: string }> | null, readonly sessionBusinessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }> | null };

export type EndpointNameQueryVariables = Exact<{
  id: string;
}>;


export type EndpointNameQuery = { readonly sessions: { readonly nodes: ReadonlyArray<{ readonly requests: { readonly nodes: ReadonlyArray<{ readonly endpointSummary: { readonly method: string, readonly host: string | null, readonly pathTemplate: string } | null }> } }> } | null };

export type RequestDetailQueryVariables = Exact<{
  id: string;
}>;


export type RequestDetailQuery = { readonly request: { readonly protocol: string | null, readonly ip: string | null, readonly countryCode: string | null, readonly sourceTags: ReadonlyArray<string>, readonly application: string | null, readonly user: string | null, readonly role: string | null, readonly contentState: SessionContentState, readonly id: string, readonly time: string, readonly method: string, readonly host: string | null, readonly path: string, readonly query: string | null, readonly status: number | null, readonly durationMs: number | null, readonly sizeBytes: number | null, readonly blocked: boolean, readonly expected: { readonly durationMsMean: number | null, readonly sizeBytesMean: number | null, readonly durationMsSampleCount: number, readonly durationMsMedian: number | null, readonly durationMsP95: number | null, readonly sizeBytesSampleCount: number, readonly sizeBytesMedian: number | null, readonly sizeBytesP95: number | null } | null, readonly session: { readonly id: string, readonly key: string, readonly date: string, readonly identifiedBy: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource }> }, readonly parameters: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource, readonly value: string | null, readonly hashed: boolean, readonly key: boolean }>, readonly endpointSummary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string, readonly riskScore: number | null, readonly riskLevel: SessionRiskLevel | null, readonly riskReasons: ReadonlyArray<string>, readonly confirmed: boolean, readonly kind: SessionEndpointKind | null, readonly rogue: SessionRogueKind | null, readonly sensitiveData: ReadonlyArray<SessionSensitiveData>, readonly protections: ReadonlyArray<{ readonly name: string, readonly state: SessionProtectionState }>, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }> } | null, readonly detections: ReadonlyArray<{ readonly id: string, readonly attackId: string | null, readonly payload: string | null, readonly parameter: string | null, readonly action: SessionDetectionAction, readonly falsePositive: boolean, readonly type: { readonly code: string, readonly label: string, readonly category: SessionAttackCategory, readonly canMarkFalsePositive: boolean }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly falsePositiveMark: { readonly detectionId: string, readonly markedAt: string, readonly markedBy: string, readonly reason: string | null } | null }>, readonly content: { readonly requestHeaders: ReadonlyArray<{ readonly name: string, readonly value: string, readonly masked: boolean }>, readonly requestBody: { readonly mediaType: string | null, readonly sizeBytes: number, readonly truncated: boolean, readonly text: string | null, readonly base64: string | null } | null, readonly responseHeaders: ReadonlyArray<{ readonly name: string, readonly value: string, readonly masked: boolean }>, readonly responseBody: { readonly mediaType: string | null, readonly sizeBytes: number, readonly truncated: boolean, readonly text: string | null, readonly base64: string | null } | null } | null, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }>, readonly deviations: ReadonlyArray<{ readonly metric: SessionMetric, readonly degree: SessionDeviationDegree, readonly factor: number }> } | null, readonly sessionBaselines: { readonly settledAt: string | null, readonly dueEndpoints: number } | null };

export type BodyFragment = { readonly mediaType: string | null, readonly sizeBytes: number, readonly truncated: boolean, readonly text: string | null, readonly base64: string | null };

export type RiskEvidenceQueryVariables = Exact<{
  id: string;
}>;


export type RiskEvidenceQuery = { readonly session: { readonly id: string, readonly risk: { readonly factors: ReadonlyArray<{ readonly code: string, readonly requestIds: ReadonlyArray<string> }> } | null } | null };

export type RiskRequestsQueryVariables = Exact<{
  id: string;
  ids: ReadonlyArray<string>;
  first: number;
}>;


export type RiskRequestsQuery = { readonly session: { readonly id: string, readonly requests: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly time: string, readonly method: string, readonly path: string, readonly status: number | null }> } } | null };

export type SessionHeaderQueryVariables = Exact<{
  id: string;
}>;


export type SessionHeaderQuery = { readonly session: { readonly id: string, readonly key: string, readonly date: string, readonly startedAt: string, readonly lastSeenAt: string, readonly durationMs: number, readonly requestCount: number, readonly attackCount: number, readonly maliciousRequestCount: number, readonly blockedRequestCount: number, readonly users: ReadonlyArray<string>, readonly userCount: number, readonly roles: ReadonlyArray<string>, readonly applications: ReadonlyArray<string>, readonly ipCount: number, readonly hostCount: number, readonly endpointCount: number, readonly requests: { readonly nodes: ReadonlyArray<{ readonly parameters: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource, readonly value: string | null }> }> }, readonly parts: ReadonlyArray<{ readonly id: string, readonly date: string }>, readonly ips: ReadonlyArray<{ readonly address: string, readonly countryCode: string | null, readonly tags: ReadonlyArray<string>, readonly requestCount: number }>, readonly hosts: ReadonlyArray<{ readonly host: string, readonly requestCount: number }>, readonly businessFlows: ReadonlyArray<{ readonly requestCount: number, readonly share: number, readonly flow: { readonly code: string, readonly label: string } }>, readonly attackTypes: ReadonlyArray<{ readonly detectionCount: number, readonly type: { readonly code: string, readonly label: string } }>, readonly topEndpoints: ReadonlyArray<{ readonly requestCount: number, readonly summary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string } }>, readonly identifiedBy: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource }>, readonly denylistEntry: { readonly createdAt: string, readonly createdBy: string, readonly applications: ReadonlyArray<string>, readonly until: string | null, readonly reason: string } | null } | null };

export type SessionRequestsQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  orderBy?: SessionRequestOrder | null;
  first: number;
  after?: string | null;
  before?: string | null;
  around?: string | null;
}>;


export type SessionRequestsQuery = { readonly session: { readonly id: string, readonly requests: { readonly totalCount: { readonly value: number, readonly exact: boolean } | null, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly position: number | null, readonly node: { readonly id: string, readonly time: string, readonly method: string, readonly host: string | null, readonly path: string, readonly query: string | null, readonly status: number | null, readonly durationMs: number | null, readonly sizeBytes: number | null, readonly blocked: boolean, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }>, readonly endpointSummary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string } | null, readonly expected: { readonly durationMsSampleCount: number, readonly durationMsMedian: number | null, readonly durationMsP95: number | null, readonly sizeBytesSampleCount: number, readonly sizeBytesMedian: number | null, readonly sizeBytesP95: number | null } | null, readonly deviations: ReadonlyArray<{ readonly metric: SessionMetric, readonly degree: SessionDeviationDegree, readonly factor: number }>, readonly detections: ReadonlyArray<{ readonly id: string, readonly falsePositive: boolean, readonly type: { readonly code: string, readonly label: string } }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } } | null };

export type MatchingRequestsQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  first: number;
}>;


export type MatchingRequestsQuery = { readonly session: { readonly id: string, readonly requests: { readonly nodes: ReadonlyArray<{ readonly id: string }> } } | null };

export type RequestMatchQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  orderBy?: SessionRequestOrder | null;
  around?: string | null;
}>;


export type RequestMatchQuery = { readonly session: { readonly id: string, readonly requests: { readonly totalCount: { readonly value: number, readonly exact: boolean } | null, readonly edges: ReadonlyArray<{ readonly position: number | null, readonly node: { readonly id: string } }> } } | null };

export type NextMatchesQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  orderBy?: SessionRequestOrder | null;
  first: number;
  after?: string | null;
  before?: string | null;
}>;


export type NextMatchesQuery = { readonly session: { readonly id: string, readonly requests: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly position: number | null, readonly node: { readonly id: string } }> } } | null };

export type RequestRowFragment = { readonly id: string, readonly time: string, readonly method: string, readonly host: string | null, readonly path: string, readonly query: string | null, readonly status: number | null, readonly durationMs: number | null, readonly sizeBytes: number | null, readonly blocked: boolean, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }>, readonly endpointSummary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string } | null, readonly expected: { readonly durationMsSampleCount: number, readonly durationMsMedian: number | null, readonly durationMsP95: number | null, readonly sizeBytesSampleCount: number, readonly sizeBytesMedian: number | null, readonly sizeBytesP95: number | null } | null, readonly deviations: ReadonlyArray<{ readonly metric: SessionMetric, readonly degree: SessionDeviationDegree, readonly factor: number }>, readonly detections: ReadonlyArray<{ readonly id: string, readonly falsePositive: boolean, readonly type: { readonly code: string, readonly label: string } }> };

export type SessionEndpointsQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  orderBy: SessionEndpointOrder;
  first: number;
}>;


export type SessionEndpointsQuery = { readonly session: { readonly id: string, readonly endpoints: { readonly endpointCount: number, readonly requestCount: number, readonly rows: ReadonlyArray<{ readonly requestCount: number, readonly clientErrorCount: number, readonly serverErrorCount: number, readonly durationMsCount: number, readonly durationMsMedian: number | null, readonly durationMsP95: number | null, readonly durationMsExpectedCount: number, readonly durationMsExpectedMedian: number | null, readonly durationMsExpectedP95: number | null, readonly summary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string, readonly riskScore: number | null, readonly riskLevel: SessionRiskLevel | null, readonly businessFlows: ReadonlyArray<{ readonly code: string, readonly label: string }> }, readonly deviations: ReadonlyArray<{ readonly metric: SessionMetric, readonly requestCount: number, readonly degree: SessionDeviationDegree }> }> } | null } | null };

export type SessionListQueryVariables = Exact<{
  period?: SessionTimeRange | null;
  filter?: SessionFilter | null;
  orderBy?: SessionOrder | null;
  first: number;
  after?: string | null;
  before?: string | null;
}>;


export type SessionListQuery = { readonly sessions: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly inPeriod: { readonly requestCount: number, readonly attackCount: number }, readonly match: { readonly firstAt: string | null, readonly lastAt: string | null, readonly reasons: ReadonlyArray<string>, readonly requestCount: { readonly value: number, readonly exact: boolean } }, readonly node: { readonly id: string, readonly key: string, readonly date: string, readonly startedAt: string, readonly lastSeenAt: string, readonly durationMs: number, readonly requestCount: number, readonly attackCount: number, readonly maliciousRequestCount: number, readonly blockedRequestCount: number, readonly users: ReadonlyArray<string>, readonly userCount: number, readonly roles: ReadonlyArray<string>, readonly applications: ReadonlyArray<string>, readonly ipCount: number, readonly hostCount: number, readonly endpointCount: number, readonly parts: ReadonlyArray<{ readonly id: string, readonly date: string }>, readonly ips: ReadonlyArray<{ readonly address: string, readonly countryCode: string | null, readonly tags: ReadonlyArray<string>, readonly requestCount: number }>, readonly hosts: ReadonlyArray<{ readonly host: string, readonly requestCount: number }>, readonly businessFlows: ReadonlyArray<{ readonly requestCount: number, readonly share: number, readonly flow: { readonly code: string, readonly label: string } }>, readonly attackTypes: ReadonlyArray<{ readonly detectionCount: number, readonly type: { readonly code: string, readonly label: string } }>, readonly topEndpoints: ReadonlyArray<{ readonly requestCount: number, readonly summary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string } }>, readonly identifiedBy: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource }>, readonly denylistEntry: { readonly createdAt: string, readonly createdBy: string, readonly applications: ReadonlyArray<string>, readonly until: string | null, readonly reason: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } | null };

export type SessionCountQueryVariables = Exact<{
  period?: SessionTimeRange | null;
  filter?: SessionFilter | null;
}>;


export type SessionCountQuery = { readonly sessions: { readonly totalCount: { readonly value: number, readonly exact: boolean } | null } | null };

export type NewerSessionsQueryVariables = Exact<{
  period?: SessionTimeRange | null;
  filter?: SessionFilter | null;
  before?: string | null;
  first: number;
}>;


export type NewerSessionsQuery = { readonly sessions: { readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly lastSeenAt: string }> } | null };

export type SessionRowFragment = { readonly id: string, readonly key: string, readonly date: string, readonly startedAt: string, readonly lastSeenAt: string, readonly durationMs: number, readonly requestCount: number, readonly attackCount: number, readonly maliciousRequestCount: number, readonly blockedRequestCount: number, readonly users: ReadonlyArray<string>, readonly userCount: number, readonly roles: ReadonlyArray<string>, readonly applications: ReadonlyArray<string>, readonly ipCount: number, readonly hostCount: number, readonly endpointCount: number, readonly parts: ReadonlyArray<{ readonly id: string, readonly date: string }>, readonly ips: ReadonlyArray<{ readonly address: string, readonly countryCode: string | null, readonly tags: ReadonlyArray<string>, readonly requestCount: number }>, readonly hosts: ReadonlyArray<{ readonly host: string, readonly requestCount: number }>, readonly businessFlows: ReadonlyArray<{ readonly requestCount: number, readonly share: number, readonly flow: { readonly code: string, readonly label: string } }>, readonly attackTypes: ReadonlyArray<{ readonly detectionCount: number, readonly type: { readonly code: string, readonly label: string } }>, readonly topEndpoints: ReadonlyArray<{ readonly requestCount: number, readonly summary: { readonly id: string, readonly method: string, readonly host: string | null, readonly pathTemplate: string } }>, readonly identifiedBy: ReadonlyArray<{ readonly name: string, readonly source: SessionParameterSource }>, readonly denylistEntry: { readonly createdAt: string, readonly createdBy: string, readonly applications: ReadonlyArray<string>, readonly until: string | null, readonly reason: string } | null };

export type SessionStatisticsQueryVariables = Exact<{
  id: string;
  dimensions: ReadonlyArray<SessionDimension>;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  first: number;
}>;


export type SessionStatisticsQuery = { readonly session: { readonly id: string, readonly statistics: ReadonlyArray<{ readonly dimension: SessionDimension, readonly total: number, readonly valueCount: number, readonly exact: boolean, readonly buckets: ReadonlyArray<{ readonly key: string | null, readonly label: string, readonly count: number, readonly share: number | null, readonly visible: number }> }> | null } | null };

export type SessionTimelineQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  buckets: number;
}>;


export type SessionTimelineQuery = { readonly session: { readonly id: string, readonly timeline: { readonly bucketMs: number, readonly markCount: number, readonly buckets: ReadonlyArray<{ readonly start: string, readonly requests: number, readonly malicious: number, readonly blocked: number, readonly clientErrors: number, readonly serverErrors: number, readonly durationMsCount: number, readonly durationMsP95: number | null, readonly durationMsExpectedP95: number | null, readonly durationMsExpectedCount: number }>, readonly marks: ReadonlyArray<{ readonly kind: SessionTimelineMarkKind, readonly at: string, readonly until: string | null, readonly before: string | null, readonly after: string | null, readonly by: string | null, readonly reason: string | null, readonly detail: string }> } | null } | null };

export type SessionTimelineInContextQueryVariables = Exact<{
  id: string;
  period?: SessionTimeRange | null;
  filter?: SessionRequestFilter | null;
  buckets: number;
}>;


export type SessionTimelineInContextQuery = { readonly session: { readonly id: string, readonly timeline: { readonly bucketMs: number, readonly markCount: number, readonly buckets: ReadonlyArray<{ readonly start: string, readonly requests: number, readonly malicious: number, readonly blocked: number, readonly clientErrors: number, readonly serverErrors: number, readonly durationMsCount: number, readonly durationMsP95: number | null, readonly durationMsExpectedP95: number | null, readonly durationMsExpectedCount: number }>, readonly marks: ReadonlyArray<{ readonly kind: SessionTimelineMarkKind, readonly at: string, readonly until: string | null, readonly before: string | null, readonly after: string | null, readonly by: string | null, readonly reason: string | null, readonly detail: string }> } | null, readonly matches: { readonly buckets: ReadonlyArray<{ readonly requests: number }> } | null } | null };

export type SessionsTimelineQueryVariables = Exact<{
  period?: SessionTimeRange | null;
  filter?: SessionFilter | null;
  buckets: number;
  until?: string | null;
  budgetMs?: number | null;
  continueFrom?: string | null;
}>;


export type SessionsTimelineQuery = { readonly sessions: { readonly timeline: { readonly axisStart: string, readonly continueFrom: string | null, readonly bucketMs: number, readonly buckets: ReadonlyArray<{ readonly start: string, readonly requests: number, readonly malicious: number, readonly blocked: number, readonly clientErrors: number, readonly serverErrors: number, readonly durationMsCount: number, readonly durationMsP95: number | null, readonly durationMsExpectedP95: number | null, readonly durationMsExpectedCount: number }> } | null } | null };

export type TimelineFragment = { readonly bucketMs: number, readonly buckets: ReadonlyArray<{ readonly start: string, readonly requests: number, readonly malicious: number, readonly blocked: number, readonly clientErrors: number, readonly serverErrors: number, readonly durationMsCount: number, readonly durationMsP95: number | null, readonly durationMsExpectedP95: number | null, readonly durationMsExpectedCount: number }> };

export type MarksFragment = { readonly markCount: number, readonly marks: ReadonlyArray<{ readonly kind: SessionTimelineMarkKind, readonly at: string, readonly until: string | null, readonly before: string | null, readonly after: string | null, readonly by: string | null, readonly reason: string | null, readonly detail: string }> };
