import type { EndpointKind } from '../filters/filter.type.ts';
import type { IncomingRequest } from './incoming.type.ts';

const DATA =
  /^(?:(?:application|text)\/(?:json|x-json|xml|x-ndjson|ndjson|json-seq|jsonl|yaml|x-yaml|x-protobuf|protobuf|msgpack|x-msgpack|vnd\.msgpack|cbor|soap)|text\/event-stream|application\/grpc(?:-web)?)$/;
/** `application/problem+json`; not `image/svg+xml` and `application/xhtml+xml`. */
const SUFFIXED = /^(?!image\/|application\/xhtml).*\+(?:json|xml|json-seq|cbor|proto|grpc|yaml)$|^application\/grpc/;
const PAGE = /^(?:text\/html|application\/xhtml\+xml)$/;
const FILE =
  /^(?:image|font|audio|video)\/|^(?:text|application)\/(?:css|(?:x-)?javascript|ecmascript|wasm|font-.*|x-font-.*|manifest\+json)$/;

/**
 * What was in the answer to a request, by its media type: data (`API`), a page, or a static file. Null: it was none that
 * counts (not 2xx, blocked), its source does not say what was in it, or the type says nothing, as that of a download
 * (`application/octet-stream`, `text/plain`, `application/pdf`) does.
 */
export function responseKind({
  status,
  blocked,
  responseHeaders,
  responseBody,
}: Pick<IncomingRequest, 'status' | 'blocked' | 'responseHeaders' | 'responseBody'>): EndpointKind | null {
  if (blocked || status === null || status < 200 || status > 299) return null;
  const told = responseHeaders.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  const type = (told ?? responseBody?.mediaType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (PAGE.test(type)) return 'PAGE';
  if (FILE.test(type)) return 'STATIC';
  return DATA.test(type) || SUFFIXED.test(type) ? 'API' : null;
}
