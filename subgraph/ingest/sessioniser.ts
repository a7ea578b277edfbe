import { endpointId } from '../endpoints/endpoint-id.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import type { IncomingRequest } from './incoming.type.ts';
import { type Hasher, identify } from './session-key.ts';
import type { SessionsConfig } from './sessions-config.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** What decides how requests become those of the store. */
export interface Sessioniser {
  tenant: string;
  config: SessionsConfig;
  hasher: Hasher;
}

/**
 * Finds the session and the endpoint of a request, and leaves its secrets behind. Specifications name the endpoint when
 * it is stored: they may change while an import runs.
 */
export function sessionise(
  incoming: IncomingRequest,
  id: string,
  { tenant, config, hasher }: Sessioniser,
): StoredRequest {
  const identified = identify(incoming, config, hasher);
  const { request } = identified;
  const template = request.pathTemplate ?? pathTemplate(request.path);
  const counted = request.detections.filter(({ falsePositive }) => !falsePositive);
  const marked = request.detections.filter(({ falsePositive }) => falsePositive);
  return {
    id,
    hasTrustedId: incoming.id !== undefined,
    sessionKey: identified.key,
    day: request.time.toISOString().slice(0, 10),
    time: request.time,
    method: request.method,
    host: request.host,
    path: request.path,
    query: request.query,
    status: request.status,
    durationMs: request.durationMs,
    sizeBytes: request.sizeBytes,
    ip: request.ip,
    countryCode: request.countryCode,
    sourceTags: distinct(request.sourceTags),
    application: request.application,
    user: identified.user,
    role: identified.role,
    blocked: request.blocked,
    endpointId: endpointId(tenant, request.method, request.host, template),
    pathTemplate: template,
    ownTemplate: request.pathTemplate !== null,
    attackTypes: distinct(counted.map(({ type }) => type)),
    falsePositiveTypes: distinct(marked.map(({ type }) => type)),
    attackIds: distinct(request.detections.map(({ attackId }) => attackId).filter((attack) => attack !== null)),
    deviations: [],
    detections: request.detections,
    identifiedBy: identified.identifiedBy,
    parameters: identified.parameters,
    content:
      request.detections.length === 0
        ? null
        : {
            requestHeaders: identified.requestHeaders,
            requestBody: request.requestBody,
            responseHeaders: identified.responseHeaders,
            responseBody: request.responseBody,
          },
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
