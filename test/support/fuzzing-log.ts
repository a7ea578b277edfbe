import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Line } from './traffic.ts';

const LOG = new URL('../data/restler-network-log.txt.gz', import.meta.url);
const DAY = 86_400_000;
const LONGEST_PATH = 8192;
/** The cookie value that makes all of it one session. */
const SESSION = 'fuzzing-run';
/** The attack that the answers with a server error are put under: the log itself says nothing of attacks. */
export const SERVER_ERRORS = 'fuzzing-server-errors';

/** A line of our NDJSON, of a request that was answered. */
export interface FuzzingLine extends Line {
  method: string;
  path: string;
  status: number;
  durationMs: number;
  sizeBytes: number;
}

export interface FuzzingLog {
  readonly lines: readonly FuzzingLine[];
  /** Of each line, the sequence of requests that the fuzzer made it in; null: one of its checkers made it. */
  readonly sequences: readonly (string | null)[];
  /** How many there were of what made no line, by the reason. */
  readonly leftOut: {
    /** No answer came; the fuzzer sent it again. */
    readonly unanswered: number;
    /** What was sent is no HTTP request any more: a line break or a blank in the middle of its address. */
    readonly noRequest: number;
    /** What came back is no HTTP response. */
    readonly noResponse: number;
    /** Its address is longer than an import takes. */
    readonly tooLong: number;
  };
}

/**
 * The log of a fuzzer as our NDJSON: every request that was answered, all in one session, moved by whole days so that the
 * last one is of the given day. An answer with a server error (5xx) becomes a detection of ours, and says so in its tag.
 * @param day milliseconds since 1970 at the beginning of a UTC day
 */
export function readFuzzingLog(day: number): FuzzingLog {
  const text = gunzipSync(readFileSync(LOG)).toString();
  const leftOut = { unanswered: 0, noRequest: 0, noResponse: 0, tooLong: 0 };
  const lines: FuzzingLine[] = [];
  const sequences: (string | null)[] = [];
  let sent: { at: number; message: string } | undefined;
  for (const [, time, verb, literal] of text.matchAll(/^(\S+ \S+): (Sending|Received): (.*)$/gm)) {
    const at = Date.parse(`${time!.replace(' ', 'T')}Z`);
    const message = unescaped(literal!);
    if (verb === 'Sending') {
      if (sent) leftOut.unanswered += 1;
      sent = { at, message };
    } else if (sent) {
      const line = lineOf(sent, { at, message });
      if (typeof line === 'string') leftOut[line] += 1;
      else {
        lines.push(line);
        sequences.push(header(split(sent.message)[0], 'x-restler-sequence-id') ?? null);
      }
      sent = undefined;
    }
  }
  if (sent) leftOut.unanswered += 1;
  const last = Math.max(...lines.map(({ time }) => Date.parse(time)));
  const shift = day - Math.floor(last / DAY) * DAY;
  for (const line of lines) line.time = new Date(Date.parse(line.time) + shift).toISOString();
  return { lines, sequences, leftOut };
}

interface Message {
  readonly at: number;
  readonly message: string;
}

function lineOf(sent: Message, answer: Message): FuzzingLine | 'noRequest' | 'noResponse' | 'tooLong' {
  const [head, body] = split(sent.message);
  const [, method, target] = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.[01](?:\r\n|$)/.exec(head) ?? [];
  if (!method || !target) return 'noRequest';
  const [answerHead, answerBody] = split(answer.message);
  const [, code] = /^HTTP\/1\.[01] (\d{3}) [A-Z ]+(?:\r\n|$)/.exec(answerHead) ?? [];
  if (!code) return 'noResponse';
  const status = Number(code);
  const [path, query] = target.split(/\?(.*)/s);
  if (path!.length > LONGEST_PATH) return 'tooLong';
  return {
    time: new Date(sent.at).toISOString(),
    method,
    host: header(head, 'host'),
    path: path!,
    query,
    status,
    durationMs: answer.at - sent.at,
    sizeBytes: Number(header(answerHead, 'content-length') ?? Buffer.byteLength(answerBody)),
    parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: SESSION }],
    ...(status >= 500 && {
      detections: [
        {
          type: 'scanner',
          attackId: SERVER_ERRORS,
          ...(body !== '' && { payload: body }),
          tags: [{ key: 'made by', value: 'the tests: the fuzzer provoked a server error' }],
        },
      ],
      content: { requestBody: { text: body }, responseBody: { text: answerBody } },
    }),
  };
}

/** The inside of a Python string literal with its escapes. */
function unescaped(literal: string): string {
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/g, (_, hex?: string, unicode?: string, char?: string) =>
      char === undefined ? String.fromCharCode(Number.parseInt((hex ?? unicode)!, 16)) : (plain[char] ?? char),
    );
}

function split(message: string): [head: string, body: string] {
  const end = message.indexOf('\r\n\r\n');
  return end < 0 ? [message, ''] : [message.slice(0, end), message.slice(end + 4)];
}

const header = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();
