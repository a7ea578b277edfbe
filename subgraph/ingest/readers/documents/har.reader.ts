import type { IncomingBody, IncomingHeader, IncomingRequest } from '../../incoming.type.ts';
import { bytesBody, textBody } from '../body.ts';
import { finish } from '../finish.ts';
import { header } from '../headers.ts';
import { array, type Elements, type Json, number, object, readElements, statusOf, text } from '../json-document.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { splitTarget, type Target } from '../request-line.ts';
import { isoTime } from '../times.ts';
import { names, unknownProperties } from '../unknown-properties.ts';
import { responseSize } from './har-size.ts';

/** HAR 1.2, as browsers, proxies and API clients save it. A record is an entry, counted from 1. */
export function harReader(now: Clock = Date.now): Reader {
  return {
    format: 'har',
    byLine: false,
    detect: (head) =>
      /^\ufeff?\s*\{[^[]*"log"\s*:\s*\{/.test(head) ? (/"entries"|"creator"/.test(head) ? 1 : 0.7) : 0,
    read: (input) => readElements(input, HAR, (entry, marks) => parse(entry, marks, now())),
  };
}

const HAR: Elements = {
  elements: '$.log.entries.*',
  marks: ['$.log.version', '$.log.creator'],
  opens: '{',
  shape: 'a HAR document, with its entries at log.entries',
  unknown: unknownIn,
};

/** The properties of HAR 1.2, and those of our own exports that are read. */
const ENTRY = names('pageref startedDateTime time request response cache timings serverIPAddress connection comment');
const REQUEST = names(
  'method url httpVersion cookies headers queryString postData headersSize bodySize comment _target _host',
);
const RESPONSE = names(
  'status statusText httpVersion cookies headers content redirectURL headersSize bodySize comment',
);
const CONTENT = names('size compression mimeType text encoding comment');
const POSTED = names('mimeType text encoding comment');

function unknownIn(entry: Json): string[] {
  const [request, response] = [object(entry.request), object(entry.response)];
  const posted = object(request.postData);
  return [
    ...unknownProperties(entry, ENTRY),
    ...unknownProperties(request, REQUEST, 'request'),
    // the fields of a form, which its text has as well: alone they are lost
    ...unknownProperties(text(posted.text) === '' ? posted : { ...posted, params: null }, POSTED, 'request.postData'),
    ...unknownProperties(response, RESPONSE, 'response'),
    ...unknownProperties(object(response.content), CONTENT, 'response.content'),
  ];
}

function parse(entry: Json, marks: Json, now: number): IncomingRequest {
  const request = object(entry.request);
  const response = object(entry.response);
  const requestHeaders = headers(request);
  const responseHeaders = headers(response);
  const method = text(request.method);
  const target = place(request, method);
  const status = statusOf(response.status);
  return finish(
    {
      // serverIPAddress is the address of the API, not of the client: a HAR does not say the latter
      time: isoTime(text(entry.startedDateTime)),
      method,
      protocol: text(request.httpVersion),
      ...target,
      host: target.host ?? header(requestHeaders, 'host'),
      status,
      durationMs: number(entry.time),
      sizeBytes: responseSize({
        method,
        status,
        response,
        headers: responseHeaders,
        creator: text(object(marks.creator).name),
      }),
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
