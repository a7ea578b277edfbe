import type { IncomingHeader } from '../../incoming.type.ts';

/** A request or a response as it was sent, taken apart. */
export interface HttpMessage {
  /** Request line or status line. */
  start: string;
  headers: IncomingHeader[];
  body: Buffer;
}

/** Lines may end with LF alone, as editors leave them; a header may go on in the next line (RFC 9112, 5.2). */
export function parseMessage(bytes: Buffer): HttpMessage {
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text.trimEnd();
  const [start = '', ...lines] = Buffer.from(head, 'latin1')
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  return {
    start,
    headers: lines.flatMap((line) => {
      const [, name, value] = /^([^:\s]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value: value! }];
    }),
    body: end ? bytes.subarray(end.index + end[0].length) : Buffer.alloc(0),
  };
}
