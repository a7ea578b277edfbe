import type { Readable } from 'node:stream';
import type { IncomingBody, IncomingHeader, IncomingRequest } from '../../incoming.type.ts';
import { textBody } from '../body.ts';
import { finish } from '../finish.ts';
import { announcedSize, header } from '../headers.ts';
import { lines } from '../input.ts';
import type { Reader, ReadRecord } from '../reader.type.ts';
import { type Clock, quote, record, reject, rejected } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { clfTime } from '../times.ts';
import { denied, detectionsOf, parseMessage } from './rules.ts';

/** The serial audit log in ModSecurity's own format, versions 2 and 3. A record is a transaction, `line` that of its part A. */
export function modsecuritySerialReader(now: Clock = Date.now): Reader {
  return {
    format: 'modsecurity-serial',
    byLine: false,
    detect: (head) => (/(?:^|[\r\n])-{2,3}[\w@-]{4,64}?-{1,3}A--(?:\r\n?|\n)\[/.test(head) ? 1 : 0),
    read: (input) => read(input, now),
  };
}

/** `--622ca252-A--` in version 2, `---uhBr3CdI---A--` in version 3. */
const BOUNDARY = /^-{2,3}([\w@]{4,64})-{1,3}([A-Z])--$/;

/** Characters of one transaction; the engine's own limits for bodies lie below it. */
const LIMIT = 4 * 1_048_576;

/** Request body, response body, and request body without files: what the two sides of the connection wrote themselves. */
const FOREIGN = new Set(['C', 'E', 'I']);

interface Transaction {
  id: string;
  line: number;
  raw: string[];
  /** The lines once more, as what tells them apart; null: that is what `raw` holds. */
  identity: string[] | null;
  length: number;
  parts: Map<string, string[]>;
  part: string;
  /** Why it cannot be used. */
  problem?: string;
}

/**
 * A boundary counts only with the id of its transaction, which a client cannot know: a body that holds the text of an audit log must
 * not become a transaction of its own. Outside of bodies, the part A of another id ends a transaction that was not finished.
 */
async function* read(input: Readable, now: Clock): AsyncGenerator<ReadRecord> {
  let open: Transaction | null = null;
  let stray: { line: number; text: string } | null = null;
  const unfinished = (t: Transaction, why: string) => rejected(t.line, t.raw.join('\n').slice(0, 4096), why);
  const CUT = 'the transaction ends too early: its part Z is missing';
  for await (const { number, text, problem, identity } of lines(input, { keepBlank: true })) {
    if (problem !== undefined && open) {
      // a line that is too long spoils its transaction, and that one only
      open.problem = problem;
      continue;
    }
    if (problem !== undefined) {
      if (stray) yield rejected(stray.line, stray.text, STRAY);
      stray = null;
      yield rejected(number, text, problem);
      continue;
    }
    const [, id, part] = BOUNDARY.exec(text) ?? [];
    if (open && id === open.id && part !== undefined) {
      open.raw.push(text);
      open.identity?.push(text);
      open.part = part;
      if (part === 'Z') {
        const whole: Transaction = open;
        open = null;
        yield whole.problem
          ? unfinished(whole, whole.problem)
          : record(whole.line, whole.raw.join('\n'), () => parse(whole.parts, now()), whole.identity?.join('\n'));
      } else if (!open.parts.has(part)) open.parts.set(part, []);
    } else if (part === 'A' && id !== undefined && !(open && FOREIGN.has(open.part))) {
      if (open) yield unfinished(open, CUT);
      if (stray) yield rejected(stray.line, stray.text, STRAY);
      stray = null;
      open = { id, line: number, raw: [text], identity: null, length: 0, parts: new Map([['A', []]]), part: 'A' };
    } else if (open) {
      open.length += text.length + 1;
      if (open.length > LIMIT) open.problem ??= `the transaction is longer than ${LIMIT} characters`;
      if (open.problem) continue;
      if (identity !== undefined) open.identity ??= [...open.raw];
      open.identity?.push(identity ?? text);
      open.raw.push(text);
      open.parts.get(open.part)?.push(text);
    } else if (text.trim() !== '') stray ??= { line: number, text: text.slice(0, 4096) };
  }
  if (stray) yield rejected(stray.line, stray.text, STRAY);
  // the file ends inside of it
  if (open) yield { ...unfinished(open, open.problem ?? CUT), brokeOff: true };
}
const STRAY =
  'the text from here to the next transaction belongs to none: a transaction begins with a line like --622ca252-A--';

function parse(parts: Map<string, string[]>, now: number): IncomingRequest {
  const a = parts.get('A')?.[0] ?? '';
  const [, time, ip] = /^\[([^\]]+)\] \S+ (\S+)/.exec(a) ?? [];
  if (time === undefined || ip === undefined)
    return reject(`part A ${quote(a)} should read: [01/May/2018:08:05:00 +0200] id address port address port`);
  const [line = '', ...head] =
    parts.get('B') ?? reject('the transaction should have a part B, its request line and headers');
  const target = requestLine(line);
  const requestHeaders = headers(head);
  const [statusLine = '', ...responseHead] = parts.get('F') ?? [];
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(statusLine)?.[1];
  const responseHeaders = headers(responseHead);
  const trailer = parts.get('H') ?? [];
  const messages = trailer.flatMap(
    (t) => parseMessage(/^(?:Message: |(?=ModSecurity: ))(.*)$/s.exec(t)?.[1] ?? '') ?? [],
  );
  const blocked = trailer.some((t) => /^Action: Intercepted/.test(t)) || messages.some(denied);
  // microseconds from the arrival of the request to the writing of the log
  const duration = trailer.map((t) => /^Stopwatch: \d+ (\d{1,15}) /.exec(t)?.[1]).find((d) => d !== undefined);
  return finish(
    {
      time: clfTime(time),
      ...target,
      host: target.host ?? header(requestHeaders, 'host'),
      status: status === undefined || status === '000' ? null : Number(status),
      durationMs: duration === undefined ? null : Number(duration) / 1000,
      sizeBytes: announcedSize(target.method, status === undefined ? null : Number(status), responseHeaders),
      ip,
      blocked,
      detections: detectionsOf(messages, blocked),
      requestHeaders,
      requestBody: body(parts.get('C') ?? parts.get('I'), requestHeaders),
      responseHeaders,
      responseBody: body(parts.get('E'), responseHeaders),
    },
    now,
  );
}

function headers(head: string[]): IncomingHeader[] {
  return head.flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

/** The engine puts an empty line after each part. */
function body(part: string[] | undefined, headers: IncomingHeader[]): IncomingBody | null {
  if (!part) return null;
  const text = (part.at(-1) === '' ? part.slice(0, -1) : part).join('\n');
  return text === '' ? null : textBody(text, { mediaType: header(headers, 'content-type') });
}
