import type { IncomingHeader, IncomingRequest } from '../../incoming.type.ts';
import { announcedSize, header } from '../headers.ts';
import { type Json, number, object } from '../json-document.ts';

/** What is needed of an entry to say how large its response was. */
interface SizedResponse extends Pick<IncomingRequest, 'method' | 'status'> {
  response: Json;
  headers: readonly IncomingHeader[];
  /** Name of the program that wrote the archive. */
  creator: string;
}

/**
 * Bytes of the body that were received: `bodySize`, as far as the writer counted it. Chrome writes 0 for what came out of a cache, it
 * and others -1 where they did not count: then the Content-Length of a packed body, whose content is larger, else the size of the
 * content, else the Content-Length. 204 and 304 have no body.
 */
export function responseSize({ method, status, response, headers, creator }: SizedResponse): number | null {
  const received = receivedBody(response, headers, creator);
  if (received > 0) return received;
  if (status === 204 || status === 304) return 0;
  const announced = announcedSize(method, status, headers);
  const packed = !/^(?:identity)?$/i.test(header(headers, 'content-encoding')?.trim() ?? '');
  const content = object(response.content);
  const saved = number(content.compression);
  const size = (number(content.size) ?? -1) - Math.max(saved ?? 0, 0);
  if (packed && saved === null && announced !== null && announced > 0) return announced;
  if (size > 0) return size;
  if (received === 0) return 0;
  return announced ?? (size === 0 && status !== null ? 0 : null);
}

/**
 * `bodySize`, -1: not counted. That of Firefox is what came over the network, headers included; where it did not count those, it does
 * not know the size of the body. What equals the Content-Length is the body, whoever says so.
 */
function receivedBody(response: Json, headers: readonly IncomingHeader[], creator: string): number {
  const size = number(response.bodySize) ?? -1;
  if (size <= 0 || !/^firefox\b/i.test(creator) || header(headers, 'content-length')?.trim() === String(size))
    return size;
  const head = number(response.headersSize) ?? -1;
  return head < 0 || head > size ? -1 : size - head;
}
