import { pathTemplate } from '../endpoints/path-template.ts';
import { typesOf } from '../store/counted-detections.ts';
import type { StoredRequest } from '../store/stored-request.type.ts';
import { endpointId } from '../values/endpoint-id.ts';
import type { IncomingRequest } from './incoming.type.ts';
import { mcpCall, mcpTemplate } from './mcp.ts';
import type { Places } from './places.ts';
import { responseKind } from './response-kind.ts';
import { type Hasher, identify } from './session-key/session-key.ts';
import type { SessionsConfig } from './session-key/sessions-config.ts';

/** What decides how requests become those of the store. */
export interface Sessioniser {
  tenant: string;
  config: SessionsConfig;
  hasher: Hasher;
  /** Country and tags of addresses of which the record itself says nothing. */
  places?: Places | undefined;
}

/**
 * Finds the session and the endpoint of a request, and leaves its secrets behind. Specifications name the endpoint when
 * it is stored: they may change while an import runs.
 */
export function sessionise(
  incoming: IncomingRequest,
  id: string,
  { tenant, config, hasher, places }: Sessioniser,
): StoredRequest {
  const identified = identify(incoming, config, hasher);
  const { pathTemplate: ownTemplate, detections: found, requestBody, responseBody, ...request } = identified.request;
  const { id: _id, parameters: _parameters, requestHeaders: _sent, responseHeaders: _received, ...kept } = request;
  const mcp = ownTemplate === null ? mcpCall(incoming) : null;
  const named = ownTemplate ?? (mcp && mcpTemplate(request, mcp));
  const template = named ?? pathTemplate(request.path);
  // What the owner of an attack says is looked up when the request is stored: it may change while an import runs.
  const detections = found.map((each) => ({ ...each, attackFalsePositive: false }));
  return {
    ...kept,
    id,
    hasTrustedId: incoming.id !== undefined,
    sessionKey: identified.key,
    day: request.time.toISOString().slice(0, 10),
    ...placed(request, places),
    user: identified.user,
    role: identified.role,
    endpointId: endpointId(tenant, request.method, request.host, template),
    pathTemplate: template,
    ownTemplate: named !== null,
    responseKind: responseKind(incoming),
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
            requestBody,
            responseHeaders: identified.responseHeaders,
            responseBody,
          },
  };
}

/** What the source says stands: it knew more than a file of today. */
function placed(
  { ip, countryCode, sourceTags }: Pick<IncomingRequest, 'ip' | 'countryCode' | 'sourceTags'>,
  places: Places | undefined,
) {
  const known = ip === null ? undefined : places;
  return {
    countryCode: countryCode ?? known?.countryOf(ip!) ?? null,
    sourceTags: distinct(sourceTags.length > 0 ? sourceTags : (known?.tagsOf(ip!) ?? [])),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
