import { bytesBody } from '../body.ts';
import { finish } from '../finish.ts';
import { announcedSize, header } from '../headers.ts';
import { type Line, lines } from '../input.ts';
import type { Reader, ReadRecord } from '../reader.type.ts';
import { type Clock, record, reject, rejected } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { isoTime } from '../times.ts';
import { parseMessage } from './http-message.ts';

/**
 * The network log of the fuzzer RESTler (`network.testing.*.txt`). A record is what was sent with what was received next; sent again
 * without an answer between, it had none. The other lines of the log are its own account, and no records.
 */
export function restlerReader(now: Clock = Date.now): Reader {
  return {
    format: 'restler',
    byLine: false,
    detect: (head) => (MESSAGE_IN_TEXT.test(head) ? 0.95 : 0),
    async *read(input): AsyncGenerator<ReadRecord> {
      let sent: Line | null = null;
      for await (const line of lines(input)) {
        if (line.problem !== undefined) {
          yield rejected(line.number, line.text, line.problem);
          continue;
        }
        const kind = MESSAGE.exec(line.text)?.[2];
        if (kind === 'Sending') {
          if (sent) yield recordOf(sent, null, now);
          sent = line;
        } else if (kind === 'Received' && sent) {
          yield recordOf(sent, line, now);
          sent = null;
        }
      }
      if (sent) yield recordOf(sent, null, now);
    },
  };
}

const MESSAGE = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}): (Sending|Received): (.*)$/s;
const MESSAGE_IN_TEXT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}: Sending: ['"]/m;
const HINT = 'the times of RESTler do not say their zone: they are taken as UTC';

function recordOf(sent: Line, answer: Line | null, now: Clock): ReadRecord {
  const raw = answer ? `${sent.text}\n${answer.text}` : sent.text;
  const made = record(sent.number, raw, () => parse(sent.text, answer?.text ?? null, now()));
  return 'rejected' in made ? made : { ...made, hint: HINT };
}

function parse(sent: string, answer: string | null, now: number) {
  const [at, bytes] = messageOf(sent);
  const { start, headers, body } = parseMessage(bytes);
  const target = requestLine(start);
  const received = answer === null ? null : messageOf(answer);
  const response = received && parseMessage(received[1]);
  // What is no HTTP (a server that answers with a page alone) says no status.
  const [, code] = /^HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(response?.start ?? '') ?? [];
  const known = code === undefined ? null : response;
  const status = code === undefined ? null : Number(code);
  const mediaType = (of: typeof headers) => ({ mediaType: header(of, 'content-type') });
  return finish(
    {
      time: at,
      ...target,
      host: target.host ?? header(headers, 'host'),
      status,
      durationMs: received && status !== null ? received[0].getTime() - at.getTime() : null,
      sizeBytes: known ? (announcedSize(target.method, status, known.headers) ?? known.body.length) : null,
      requestHeaders: headers,
      requestBody: body.length > 0 ? bytesBody(body, mediaType(headers)) : null,
      responseHeaders: known?.headers ?? [],
      responseBody: known && known.body.length > 0 ? bytesBody(known.body, mediaType(known.headers)) : null,
    },
    now,
  );
}

function messageOf(line: string): [time: Date, message: Buffer] {
  const [, time, , literal] =
    MESSAGE.exec(line) ?? reject('the line should read time: Sending: or Received: and a text');
  return [isoTime(`${time!.replace(' ', 'T')}Z`), unquoted(literal!.trimEnd())];
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** The text of a literal of Python (`repr`), in UTF-8: `\xe9` is the character, as Python has it in a text. */
function unquoted(literal: string): Buffer {
  const [, inside] = /^b?(?:'(.*)'|"(.*)")$/s.exec(literal) ? [null, literal.replace(/^b?['"]|['"]$/g, '')] : [];
  if (inside === undefined || inside === null) return reject('what was sent should stand in quotes');
  return Buffer.from(
    inside.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs, (_, x, u, long, char?: string) =>
      char === undefined ? String.fromCodePoint(Number.parseInt(x ?? u ?? long, 16)) : (ESCAPES[char] ?? char),
    ),
  );
}
