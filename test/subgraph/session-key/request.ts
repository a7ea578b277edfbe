import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { createHasher } from '../../../subgraph/ingest/session-key/session-key.ts';
import { parseSessionsConfig, type SessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';

/** A request of which nothing but its time, method and path is known. */
const UNKNOWN_REQUEST = {
  host: null,
  query: null,
  status: null,
  durationMs: null,
  sizeBytes: null,
  ip: null,
  countryCode: null,
  sourceTags: [],
  application: null,
  user: null,
  role: null,
  blocked: false,
  detections: [],
  parameters: [],
  pathTemplate: null,
  requestHeaders: [],
  requestBody: null,
  responseHeaders: [],
  responseBody: null,
} as const satisfies Partial<IncomingRequest>;

export const hasher = createHasher('test secret', 'default');

export function request(more: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    ...UNKNOWN_REQUEST,
    time: new Date('2024-05-01T10:00:00Z'),
    method: 'GET',
    path: '/',
    ...more,
  } as IncomingRequest;
}

export function headers(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

export function json(value: unknown): IncomingRequest['requestBody'] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { mediaType: 'application/json', sizeBytes: text.length, truncated: false, text };
}

export function form(text: string): IncomingRequest['requestBody'] {
  return { mediaType: 'application/x-www-form-urlencoded', sizeBytes: text.length, truncated: false, text };
}

export function config(value: unknown): SessionsConfig {
  return parseSessionsConfig(JSON.stringify(value), 'sessions.config.json');
}

/** An unsigned token: nobody checks. */
export function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}
