import type { SessionBody, SessionContent } from '../../requests/request-content.type.ts';
import type { ExportedRequest } from '../exported-request.ts';
import type { ExportFormat } from './format.type.ts';
import { placeOf } from './har-place.ts';
import { plainFacts } from './json-lines.ts';

// HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/. What it has no place for stands in fields with an underscore,
// as it asks. -1 is its word for a number that is not known.

const CREATOR = { name: 'api-sessions', version: '0.1.0' };
const UNKNOWN = -1;
const BETWEEN = ',\n';

export const har: ExportFormat<ExportedRequest> = {
  mediaType: 'application/json',
  extension: 'har',
  newestFirst: false,
  withContent: true,
  before: `{"log":{"version":"1.2","creator":${JSON.stringify(CREATOR)},"entries":[\n`,
  between: BETWEEN,
  after: '\n]}}\n',
  write: (requests) => requests.map((request) => JSON.stringify(entryOf(request))).join(BETWEEN),
};

function entryOf(request: ExportedRequest) {
  const { content } = request;
  const duration = request.durationMs ?? UNKNOWN;
  return {
    startedDateTime: request.time.toISOString(),
    time: duration,
    request: {
      method: request.method,
      ...placeOf(request),
      httpVersion: request.protocol ?? 'unknown',
      cookies: [],
      headers: headersOf(content?.requestHeaders),
      queryString: parametersOf(request.query),
      ...(content?.requestBody ? { postData: postDataOf(content.requestBody) } : {}),
      headersSize: UNKNOWN,
      bodySize: content?.requestBody?.sizeBytes ?? UNKNOWN,
    },
    response: {
      // 0: no response.
      status: request.status ?? 0,
      statusText: '',
      // Logs say that of the request: a server may answer with another.
      httpVersion: 'unknown',
      cookies: [],
      headers: headersOf(content?.responseHeaders),
      content: contentOf(request, content?.responseBody),
      redirectURL: headerOf(content?.responseHeaders, 'location'),
      headersSize: UNKNOWN,
      bodySize: request.sizeBytes ?? UNKNOWN,
    },
    cache: {},
    // Logs know the whole only: all of it is waiting.
    timings: request.durationMs === null ? NO_TIMINGS : { send: 0, wait: duration, receive: 0 },
    _request: plainFacts(request),
  };
}

const NO_TIMINGS = { send: UNKNOWN, wait: UNKNOWN, receive: UNKNOWN };

function headersOf(headers: SessionContent['requestHeaders'] | undefined) {
  return (headers ?? []).map(({ name, value }) => ({ name, value }));
}

function headerOf(headers: SessionContent['responseHeaders'] | undefined, wanted: string): string {
  return headers?.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';
}

function parametersOf(query: string | null) {
  return [...new URLSearchParams(query ?? '')].map(([name, value]) => ({ name, value }));
}

function postDataOf(body: SessionBody) {
  return { mimeType: body.mediaType ?? '', ...textOf(body), ...remarkOf(body) };
}

function contentOf({ sizeBytes }: ExportedRequest, body: SessionBody | null | undefined) {
  if (!body) return { size: sizeBytes ?? UNKNOWN, mimeType: '' };
  return { size: body.sizeBytes, mimeType: body.mediaType ?? '', ...textOf(body), ...remarkOf(body) };
}

function textOf({ text, base64 }: SessionBody) {
  return base64 == null ? { text: text ?? '' } : { text: base64, encoding: 'base64' };
}

function remarkOf({ truncated }: SessionBody) {
  return truncated ? { comment: 'Only the beginning is stored.' } : {};
}
