import { endpointId } from '../endpoints/endpoint-id.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import { typesOf } from './counted-detections.ts';
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
  // What the owner of an attack says is looked up when the request is stored: it may change while an import runs.
  const detections = request.detections.map((each) => ({ ...each, attackFalsePositive: false }));
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
    ...typesOf(detections),
    attackIds: distinct(detections.map(({ attackId }) => attackId).filter((attack) => attack !== null)),
    deviations: [],
    detections,
    identifiedBy: identified.identifiedBy,
    parameters: identified.parameters,
    content:
      detections.length === 0
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
