import type { Readable } from 'node:stream';
import { shareOfLines } from '../share-of-lines.ts';

/** What another log puts in front of each line. */
export interface Prefix {
  readonly name: PrefixName;
  /** Completes "after": "the prefix of ...". */
  readonly description: string;
  /** What stands after it; null: the line has none. */
  rest(line: Buffer): Rest | null;
}

export interface Rest {
  bytes: Buffer;
  /** The line goes on in the next one. */
  goesOn: boolean;
}

export type PrefixName = 'syslog' | 'cri' | 'docker' | 'compose';

const whole = (bytes: Buffer): Rest => ({ bytes, goesOn: false });

/** What stands after a pattern over the beginning of a line, of which each byte is a character. */
function after(pattern: RegExp): (line: Buffer) => Buffer | null {
  return (line) => {
    const found = pattern.exec(line.subarray(0, 1_024).toString('latin1'));
    return found ? line.subarray(found[0].length) : null;
  };
}

/** RFC 3164 (`<34>Oct 11 22:14:15 host tag[7]: `, also with an RFC 3339 time), and RFC 5424 (`<165>1 time host app 7 id [data] `). */
const SYSLOG_3164 = after(
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)) [\w.:-]{1,255} [\w./-]{1,64}(?:\[\d{1,10}\])?: ?/,
);
const SYSLOG_5424 = after(
  /^<\d{1,3}>1 \d{4}-\d\d-\d\dT\S{1,40} \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-|(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])+) ?(?:\xef\xbb\xbf)?/,
);
const CRI = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) std(?:out|err) ([FP])(?::\w+)* /;
const COMPOSE = after(/^(?:\x1b\[\d{1,3}(?:;\d{1,3})*m)?[\w.-]{1,128} +\| (?:\x1b\[0m)?/);

export const PREFIXES: readonly Prefix[] = [
  {
    name: 'docker',
    description: "Docker's own files (json-file)",
    rest(line) {
      if (!/^\{"log":"/.test(line.subarray(0, 8).toString('latin1'))) return null;
      try {
        const { log, stream } = JSON.parse(line.toString('utf8')) as { log: unknown; stream: unknown };
        if (typeof log !== 'string' || typeof stream !== 'string') return null;
        return { bytes: Buffer.from(log.replace(/\r?\n$/, '')), goesOn: !log.endsWith('\n') };
      } catch {
        return null;
      }
    },
  },
  {
    name: 'cri',
    description: 'containers of Kubernetes (CRI)',
    rest(line) {
      const found = CRI.exec(line.subarray(0, 128).toString('latin1'));
      return found ? { bytes: line.subarray(found[0].length), goesOn: found[1] === 'P' } : null;
    },
  },
  {
    name: 'syslog',
    description: 'syslog',
    rest(line) {
      const rest = SYSLOG_5424(line) ?? SYSLOG_3164(line);
      return rest && whole(rest);
    },
  },
  {
    name: 'compose',
    description: 'Docker Compose',
    rest(line) {
      const rest = COMPOSE(line);
      return rest && whole(rest);
    },
  },
];

/** So many of the first lines must have it. Some programs write a line without. */
const SHARE = 0.8;

/** The prefix that the first lines have; null: none. @param head the beginning of the unpacked input */
export function prefixOf(head: Buffer): Prefix | null {
  const text = head.toString('latin1');
  return (
    PREFIXES.find(({ rest }) => shareOfLines(text, (line) => rest(Buffer.from(line, 'latin1')) !== null) >= SHARE) ??
    null
  );
}

const LF = 10;
/** A line that is longer goes on as it is: its reader says that it is too long. */
const LONGEST = 2 * 1024 * 1024;

/**
 * The lines of an input without their prefix. As many lines as before, so that their numbers are those of the file: of a line that
 * was written in pieces the last one has all of it, and the others are blank. A line without the prefix stays as it is.
 */
export async function* peeled(input: Readable | AsyncIterable<Buffer>, { rest }: Prefix): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  let begun: Buffer[] = [];
  const take = (line: Buffer): Buffer => {
    const found = rest(line);
    if (!found) {
      const all = Buffer.concat([...begun, line]);
      begun = [];
      return all;
    }
    begun.push(found.bytes);
    if (found.goesOn && begun.reduce((sum, each) => sum + each.length, 0) <= LONGEST) return Buffer.alloc(0);
    const all = Buffer.concat(begun);
    begun = [];
    return all;
  };
  const NEWLINE = Buffer.from('\n');
  for await (const piece of input as AsyncIterable<Buffer>) {
    const out: Buffer[] = [];
    let from = 0;
    for (let to = piece.indexOf(LF); to >= 0; to = piece.indexOf(LF, from)) {
      out.push(take(Buffer.concat([...held, piece.subarray(from, to)])), NEWLINE);
      held = [];
      length = 0;
      from = to + 1;
    }
    if (from < piece.length) {
      const part = piece.subarray(from);
      length += part.length;
      if (length > LONGEST) {
        out.push(...held, part);
        held = [];
      } else held.push(part);
    }
    if (out.length > 0) yield Buffer.concat(out);
  }
  const last = held.length > 0 ? take(Buffer.concat(held)) : Buffer.alloc(0);
  if (begun.length > 0 || last.length > 0) yield Buffer.concat([...begun, last]);
}
