import type { EndpointKind } from '../filters/filter.type.ts';
import type { IncomingBody, IncomingDetection, IncomingRequest } from '../ingest/incoming.type.ts';
import type { ParameterSource } from '../values/parameter-sources.ts';

/** What the store does not keep of a request as it came: another takes its place, or nothing does. */
type Replaced =
  | 'id'
  | 'detections'
  | 'parameters'
  | 'pathTemplate'
  | 'requestHeaders'
  | 'requestBody'
  | 'responseHeaders'
  | 'responseBody';

/**
 * A request as the store keeps it: what came, with its address canonical, its session and endpoint known, and its secrets
 * hashed or masked.
 */
export interface StoredRequest extends Omit<IncomingRequest, Replaced> {
  id: string;
  /** The source named it: an equal id may come again on any day. Others are made of the line, so of its day too. */
  hasTrustedId: boolean;
  sessionKey: string;
  /** UTC day, YYYY-MM-DD. */
  day: string;
  endpointId: string;
  pathTemplate: string;
  /** The source named the path template itself: no specification changes it. */
  ownTemplate: boolean;
  /** What was in a successful answer; null: its source does not say, or there was none. */
  responseKind: EndpointKind | null;
  /** Distinct types of the detections that count as attacks. */
  attackTypes: string[];
  /** Distinct types of the detections that do not, because they were judged to be none. */
  falsePositiveTypes: string[];
  /** Distinct attacks of all detections. */
  attackIds: string[];
  /** Metrics that stand out (DURATION, SIZE); none of a new request: they are settled after its import. */
  deviations: string[];
  detections: StoredDetection[];
  identifiedBy: KeySource[];
  parameters: StoredParameter[];
  /** Null: not kept (only malicious requests keep theirs). */
  content: StoredContent | null;
}

/** A detection as it came; `falsePositive` also when it was marked here. */
export interface StoredDetection extends IncomingDetection {
  /** The owner of its attack says that the whole attack is none. */
  attackFalsePositive: boolean;
  /** The mark that silences it, where not its source did. */
  markId?: string;
}

export interface KeySource {
  name: string;
  source: ParameterSource;
}

interface StoredParameter {
  name: string;
  source: ParameterSource;
  value: string | null;
  /** The value is a hash. */
  hashed: boolean;
  /** It formed the session key. */
  key: boolean;
}

interface StoredHeader {
  name: string;
  value: string;
  /** The value, or part of it, was taken out. */
  masked: boolean;
}

interface StoredContent {
  requestHeaders: StoredHeader[];
  requestBody: IncomingBody | null;
  responseHeaders: StoredHeader[];
  responseBody: IncomingBody | null;
}
