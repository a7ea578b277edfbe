/** What every list and every open session knows of a session part. */
export interface SessionCore {
  readonly id: string;
  /** Shared by the parts of a session. */
  readonly key: string;
  /** The UTC day of this part. */
  readonly date: string;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly durationMs: number;
  readonly requestCount: number;
  readonly attackCount: number;
  /** The first of them. */
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly applications: readonly string[];
  readonly ips: readonly { readonly address: string; readonly countryCode: string | null }[];
  readonly hosts: readonly { readonly host: string }[];
  /** Why and until when its key is blocked; null: it is not. Undefined: not asked for, as for an open request. */
  readonly denylistEntry?: DenylistCore | null;
}

/** A block that is in force. */
export interface DenylistCore {
  readonly createdAt: string;
  readonly createdBy: string;
  /** What it is kept out of; empty: everything. */
  readonly applications: readonly string[];
  /** Null: without end. */
  readonly until: string | null;
  readonly reason: string;
}

/** What was found in a request. */
export interface DetectionCore {
  readonly id: string;
  /** Null: its source grouped it under no attack. */
  readonly attackId: string | null;
  readonly type: { readonly code: string; readonly label: string; readonly canMarkFalsePositive: boolean };
  /** Where it was found, in the words of its source; null: not known. */
  readonly parameter: string | null;
  readonly falsePositive: boolean;
  /** Who judged it so here; null: nobody, or its source did. */
  readonly falsePositiveMark: {
    /** The detection that was judged: this one, or an earlier one whose mark silenced it too. */
    readonly detectionId: string;
    readonly markedAt: string;
    readonly markedBy: string;
    readonly reason: string | null;
  } | null;
}

/** What is known of the endpoint of a request. */
export interface EndpointCore {
  readonly id: string;
  readonly method: string;
  readonly host: string | null;
  readonly pathTemplate: string;
  /** 1 to 10; null: not known. */
  readonly riskScore: number | null;
  readonly riskLevel: 'LOW' | 'MEDIUM' | 'HIGH' | null;
  readonly riskReasons: readonly string[];
  /** It answered, or a specification knows it; undefined: a server that does not say. */
  readonly confirmed?: boolean;
  /** Null: nothing says it; undefined: a server that does not say. */
  readonly kind?: 'API' | 'PAGE' | 'STATIC' | null;
  readonly rogue: 'SHADOW' | 'ZOMBIE' | 'ORPHAN' | null;
  readonly protections: readonly { readonly name: string; readonly state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  readonly sensitiveData: readonly ('PII' | 'CREDENTIALS' | 'FINANCIAL' | 'MEDICAL' | 'TECHNICAL')[];
  readonly businessFlows: readonly { readonly code: string; readonly label: string }[];
}

/** What every open request knows. */
export interface RequestCore {
  readonly id: string;
  readonly time: string;
  readonly method: string;
  readonly host: string | null;
  readonly path: string;
  readonly query: string | null;
  /** Null: no response was recorded. */
  readonly status: number | null;
  readonly ip: string | null;
  readonly user: string | null;
  readonly role: string | null;
  readonly application: string | null;
  readonly endpointSummary: EndpointCore | null;
  readonly detections: readonly DetectionCore[];
}

/**
 * What became of a field of your fragment: it is `undefined` where the graph does not know it; in `unavailable` where it
 * could not be answered now, as its subgraph is down; otherwise its value, and a null in it is an answer.
 */
interface Answered<Fields> {
  /** Fields of your fragment, by their names in it, with a null somewhere that stands for something not found out. */
  readonly unavailable: readonly (keyof Fields)[];
}

/** A session, with the fields of your fragment. */
export interface SessionContext<S = object> extends Answered<S> {
  readonly session: SessionCore & Partial<S>;
}

/** A request and the session part that it belongs to. */
export interface RequestContext<R = object> extends Answered<R> {
  readonly session: Pick<SessionCore, 'id' | 'key' | 'date'>;
  readonly request: RequestCore & Partial<R>;
}

/** One detection of a request. */
export interface DetectionContext<R = object> extends RequestContext<R> {
  readonly detection: DetectionCore;
}
