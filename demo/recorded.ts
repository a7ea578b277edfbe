/** A request of a source, and what becomes of it in the demo. */
import type {
  DetectionAction,
  IncomingBody,
  IncomingDetection,
  IncomingHeader,
} from '../subgraph/ingest/incoming.type.ts';

/** Carries `Recorded.key` through the rule engine into its audit log. */
export const KEY_HEADER = 'X-Demo-Request';

/** One line of the NDJSON that the importer reads, as far as the demo uses it. */
export interface DemoRequest {
  time: string;
  method: string;
  host: string;
  path: string;
  query?: string;
  status: number;
  durationMs?: number;
  sizeBytes?: number;
  ip?: string;
  countryCode?: string;
  sourceTags?: string[];
  application?: string;
  user?: string;
  role?: string;
  blocked?: boolean;
  detections?: DemoDetection[];
  content?: DemoContent;
}

export type DemoDetection = Omit<IncomingDetection, 'payload' | 'parameter' | 'falsePositive'> & {
  attackId: string;
  payload?: string;
  parameter?: string;
  action: DetectionAction;
};

export interface DemoContent {
  requestHeaders?: IncomingHeader[];
  requestBody?: IncomingBody;
  responseHeaders?: IncomingHeader[];
  responseBody?: IncomingBody;
}

/** A request of a source, with all that the source has of it. */
export interface Recorded {
  /** Names the request in the replay: source and place in it. */
  key: string;
  /** Who sent it, as far as the source tells: what a detector would group by. */
  actor: string;
  /** Names the session where the source does. */
  session?: string;
  /** Why a gateway stopped it. */
  stopped?: { type: string; rule: string; payload?: string; parameter?: string };
  request: DemoRequest;
  /** Whether the source has all headers, or the few of an access log. */
  complete: boolean;
  requestHeaders: IncomingHeader[];
  requestBody: string;
  responseHeaders: IncomingHeader[];
  responseBody: string;
}

/** What remains of the recorded headers: what tells sessions, users and clients apart. */
const KEPT_HEADERS = ['user-agent', 'access-token', 'content-type', 'x-restler-sequence-id'];

export function header(headers: IncomingHeader[], name: string): string | undefined {
  return headers.find((each) => each.name.toLowerCase() === name)?.value;
}

export function keep(headers: IncomingHeader[]): IncomingHeader[] {
  return headers.filter(({ name }) => KEPT_HEADERS.includes(name.toLowerCase()));
}

export function splitTarget(target: string): { path: string; query?: string } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
