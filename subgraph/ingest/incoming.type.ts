import type { ParameterSource } from '../values/parameter-sources.ts';

/** What a reader makes of one record of its file, before it is told which session it belongs to. */
export interface IncomingRequest {
  /** Only from a source that is trusted to name its requests (our NDJSON); any other record is identified by its content. */
  id?: string;
  /** To the millisecond. */
  time: Date;
  /** As it came: methods are case sensitive. */
  method: string;
  /** Lower case, default port (`:80`, `:443`) dropped; null: the log does not say. */
  host: string | null;
  /** Raw path as it was sent (percent-encoding kept), without the query. Starts with `/`, or is `*`. */
  path: string;
  /** Raw query without the `?`; empty: a lone `?` was sent; null: none. */
  query: string | null;
  /** 100 to 599; null: no response. */
  status: number | null;
  /** Milliseconds; null: not known. */
  durationMs: number | null;
  /** Size of the response in bytes; null: not known. */
  sizeBytes: number | null;
  /** As the source wrote it, checked to be an address; the sessioniser makes it canonical. null: the log does not say. */
  ip: string | null;
  /** Where the source has a list: the client as it was forwarded, then each proxy; what it says is checked when `ip` is chosen. */
  addresses?: readonly string[];
  /** ISO 3166-1 alpha-2, upper case. */
  countryCode: string | null;
  /** Datacenter name, VPN, Tor, proxy, search engine, ... */
  sourceTags: string[];
  application: string | null;
  /** Named by the source itself; configured context parameters fill it otherwise. */
  user: string | null;
  role: string | null;
  /** The request was stopped before it reached the API. */
  blocked: boolean;
  detections: IncomingDetection[];
  /** Parameters that the source took out of the request itself (NDJSON). */
  parameters: IncomingParameter[];
  /** Path template that the source knows (`/users/{id}`); null: made from the path. */
  pathTemplate: string | null;
  requestHeaders: IncomingHeader[];
  requestBody: IncomingBody | null;
  responseHeaders: IncomingHeader[];
  responseBody: IncomingBody | null;
}

export interface IncomingHeader {
  /** As it came; compared without regard to case. */
  name: string;
  value: string;
}

/** Exactly one of `text` and `base64`. */
export interface IncomingBody {
  mediaType: string | null;
  /** Of the body as it was sent, also where the text was cut. */
  sizeBytes: number;
  /** The source kept only the beginning. */
  truncated: boolean;
  text?: string;
  base64?: string;
}

export interface IncomingParameter {
  name: string;
  source: ParameterSource;
  value: string;
}

export interface IncomingDetection {
  /** The attack that the source grouped it under; null: none. */
  attackId: string | null;
  /** A code of the vocabulary (`sqli`), or the source's own. */
  type: string;
  payload: string | null;
  /** Where the payload was found, in the source's words (`ARGS:id`). */
  parameter: string | null;
  tags: { key: string; value: string }[];
  action: DetectionAction;
  /** The source has already judged it to be no attack. */
  falsePositive: boolean;
}

export type DetectionAction = 'BLOCKED' | 'MONITORED';
