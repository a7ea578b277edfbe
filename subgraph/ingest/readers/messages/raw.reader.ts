import type { Readable } from 'node:stream';
import { bytesBody } from '../body.ts';
import { damageOf } from '../damage.ts';
import { finish } from '../finish.ts';
import { header } from '../headers.ts';
import { pieces } from '../input.ts';
import type { Reader, ReadRecord } from '../reader.type.ts';
import { type Clock, quote, record, reject, rejected } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { parseMessage } from './http-message.ts';

/** Requests as they were sent, as proxies and editors keep them: one, or several with lines `###` between them. */
export function rawReader(now: Clock = Date.now): Reader {
  return {
    format: 'raw',
    byLine: false,
    detect: (head) => (/^[A-Z]{3,10} \S+ HTTP\/\d(?:\.\d)?\r?\n[A-Za-z0-9-]+:[^\n]*\n/.test(head) ? 0.9 : 0),
    async *read(input, { time } = {}): AsyncGenerator<ReadRecord> {
      const { bytes, problem } = await allOf(input);
      let line = 1;
      for (const part of partsOf(bytes)) {
        const text = part.toString('utf8');
        const at = line + leadingLines(text);
        line += text.split('\n').length;
        if (text.trim() === '') continue;
        const read = () => parse(part, time ?? reject('a raw request has no time: say one (--time)'), now());
        yield record(at, text.trim(), read, part.toString('latin1').trim());
      }
      if (problem !== null) yield { ...rejected(line, '', problem), brokeOff: true } as ReadRecord;
    },
  };
}

const MOST = 64 * 1024 * 1024;

async function allOf(input: Readable): Promise<{ bytes: Buffer; problem: string | null }> {
  const all: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of pieces(input)) {
      length += piece.length;
      if (length > MOST) return { bytes: Buffer.alloc(0), problem: `the file is longer than ${MOST} bytes: split it` };
      all.push(piece);
    }
  } catch (error) {
    const problem = damageOf(error);
    if (problem === null) throw error;
    return { bytes: Buffer.concat(all), problem };
  }
  return { bytes: Buffer.concat(all), problem: null };
}

/** Between lines that begin with `###`; what stands in such a line after it is a comment. */
function* partsOf(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1');
  let from = 0;
  for (const { index, 0: whole } of text.matchAll(/(?:^|(?<=\n))###[^\n]*\n?/g)) {
    yield bytes.subarray(from, index);
    from = index + whole.length;
  }
  yield bytes.subarray(from);
}

const leadingLines = (text: string) => /^(?:\s*\n)?/.exec(text)![0].split('\n').length - 1;

function parse(bytes: Buffer, time: Date, now: number) {
  const trimmed = bytes.subarray(bytes.length - Buffer.from(bytes.toString('latin1').trimStart(), 'latin1').length);
  const { start, headers, body } = parseMessage(trimmed);
  if (!/ HTTP\/\d/.test(start)) reject(`request line ${quote(start)} should read METHOD target HTTP/version`);
  const target = requestLine(start);
  const content = withoutEnd(body);
  return finish(
    {
      time,
      ...target,
      host: target.host ?? header(headers, 'host'),
      requestHeaders: headers,
      requestBody: content.length === 0 ? null : bytesBody(content, { mediaType: header(headers, 'content-type') }),
    },
    now,
  );
}

/** The line break that an editor puts at the end, or before the next `###`, is not of the body. */
function withoutEnd(body: Buffer): Buffer {
  return body.subarray(0, /\s*$/.exec(body.toString('latin1'))!.index);
}
