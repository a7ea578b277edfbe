import type { IncomingBody, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { bytesBody, textBody } from './body.ts';
import {
  announcedSize,
  type Clock,
  finish,
  header,
  isoTime,
  quote,
  reject,
  splitTarget,
  type Target,
} from './common.ts';
import { array, type Elements, type Json, number, object, readElements, text } from './json-document.ts';
import type { Reader } from './reader.type.ts';

/** HAR 1.2, as browsers, proxies and API clients save it. A record is an entry, counted from 1. */
export function harReader(now: Clock = Date.now): Reader {
  return {
    format: 'har',
    description: 'HTTP archive (HAR 1.2) of a browser, a proxy or an API client',
    detect: (head) =>
      /^\ufeff?\s*\{[^[]*"log"\s*:\s*\{/.test(head) ? (/"entries"|"creator"/.test(head) ? 1 : 0.7) : 0,
    read: (input) => readElements(input, HAR, (entry) => parse(entry, now())),
  };
}

const HAR: Elements = {
  elements: '$.log.entries.*',
  marks: ['$.log.version', '$.log.creator'],
  opens: '{',
  shape: 'a HAR document, with its entries at log.entries',
};

function parse(entry: Json, now: number): IncomingRequest {
  const request = object(entry.request);
  const response = object(entry.response);
  const requestHeaders = headers(request);
  const responseHeaders = headers(response);
  const method = text(request.method);
  const target = place(request, method);
  const status = number(response.status) || null;
  return finish(
    {
      // serverIPAddress is the address of the API, not of the client: a HAR does not say the latter
      time: isoTime(text(entry.startedDateTime)),
      method,
      ...target,
      host: target.host ?? header(requestHeaders, 'host'),
      status,
      durationMs: number(entry.time),
      sizeBytes: size(method, status, response, responseHeaders),
      requestHeaders,
      requestBody: requestBody(request),
      responseHeaders,
      responseBody: responseBody(response),
    },
    now,
  );
}

/** Our own exports say beside the URL what no URL can say (export/formats/har-place.ts): the target as it was sent, and the host. */
function place(request: Json, method: string): Target {
  const inUrl = placeInUrl(text(request.url), method);
  const target = text(request._target);
  const { path, query } = target === '' ? inUrl : splitTarget(target, method);
  return { path, query, host: request._host === undefined ? inUrl.host : text(request._host) || null };
}

/** A fragment is never sent. URLs without a scheme and a host (`/api/users`) come from recorders that see the server only. */
function placeInUrl(url: string, method: string): Target {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined && !['http', 'https', 'ws', 'wss'].includes(scheme))
    reject(`request.url ${quote(url)} should be an HTTP URL: the browser sent nothing over the network for it`);
  return splitTarget(url.replace(/#.*$/s, ''), method);
}

/** Without the pseudo headers of HTTP/2 (`:path`): they are parts of the request line. `:authority` stands for Host. */
function headers(message: Json): IncomingHeader[] {
  const all = array(message.headers).map((h) => ({ name: text(object(h).name), value: text(object(h).value) }));
  const named = all.filter(({ name }) => name !== '' && !name.startsWith(':'));
  const authority = header(all, ':authority');
  return authority !== null && header(named, 'host') === null ? [{ name: 'Host', value: authority }, ...named] : named;
}

/**
 * `bodySize` counts the bytes of the body that were received. Chrome writes 0 for what came out of a cache, and -1 where it did not
 * count: then the size of the content is the best answer, and after it the Content-Length. 204 and 304 have no body.
 */
function size(method: string, status: number | null, response: Json, responseHeaders: IncomingHeader[]): number | null {
  const received = number(response.bodySize) ?? -1;
  const content = number(object(response.content).size) ?? -1;
  if (received > 0) return received;
  if (status === 204 || status === 304) return 0;
  if (content > 0) return content;
  if (received === 0) return 0;
  return announcedSize(method, status, responseHeaders) ?? (content === 0 && status !== null ? 0 : null);
}

function requestBody(request: Json): IncomingBody | null {
  const post = object(request.postData);
  const body = text(post.text);
  if (body === '') return null;
  const facts = { mediaType: text(post.mimeType), sizeBytes: number(request.bodySize) };
  return post.encoding === 'base64' ? bytesBody(Buffer.from(body, 'base64'), facts) : textBody(body, facts);
}

function responseBody(response: Json): IncomingBody | null {
  const content = object(response.content);
  const body = text(content.text);
  if (body === '') return null;
  const facts = { mediaType: text(content.mimeType), sizeBytes: number(content.size) };
  return content.encoding === 'base64' ? bytesBody(Buffer.from(body, 'base64'), facts) : textBody(body, facts);
}
