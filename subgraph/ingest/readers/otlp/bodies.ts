import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { guessFormat } from '../guess-format.ts';
import { peeled, prefixOf } from '../prefixes/prefix.ts';
import { FORMATS, type Format, type Reader, type ReadRecord } from '../reader.type.ts';
import { quote, rejected } from '../record.ts';
import { type Attribute, firstText } from './attributes.ts';

/** Readers of logs, for lines that come as the bodies of log records. */
export interface LineFormats {
  readerFor(format: Format): Reader;
  /** Null: it looks like none. */
  detectFormat(head: string): { format: Format } | null;
}

/** A log record whose body is a text, perhaps a line of a log. */
export interface Body {
  /** The whole record, which is what it is known by. */
  raw: string;
  text: string;
  /** Lines of one file are of one format. */
  source: string;
  /** As the attribute says; null: that is to be found out. */
  format: string | null;
  /** Somebody sends it as a line of a log: what cannot be read of it is refused, and not passed over. */
  isLine: boolean;
  /** Service that sends it; null: it says none. */
  application: string | null;
}

/** Names the format of bodies, of a log record or its resource. */
const FORMAT = 'sessions.format';

type Attributes = ReadonlyMap<string, Attribute>;

/** @param raw the whole record */
export function bodyOf(text: string, raw: string, attributes: Attributes, resource: Attributes): Body {
  const file = firstText(attributes, 'log.file.path', 'log.file.name');
  const format = firstText(attributes, FORMAT) ?? firstText(resource, FORMAT);
  const source = JSON.stringify([file, format, ...resource]);
  const application = firstText(resource, 'service.name');
  return { raw, text, source, format, isLine: file !== null || format !== null, application };
}

/**
 * Reads bodies that are lines of logs: of the format that their attribute names, else of the one that those of their file look like.
 * @param line number that all records have
 * @returns what each is; left out: no line of a log, or nothing by itself (a header, a piece of the next one)
 */
export async function readBodies(
  bodies: readonly Body[],
  line: number,
  formats: LineFormats,
): Promise<Map<Body, ReadRecord>> {
  const sources = new Map<string, Body[]>();
  const read = new Map<Body, ReadRecord>();
  for (const body of bodies) {
    const group = sources.get(body.source) ?? [];
    sources.set(body.source, group);
    if (/[\r\n]/.test(body.text.trimEnd())) {
      if (body.isLine)
        read.set(body, rejected(line, body.raw, 'the body has several lines: send each as a log record'));
    } else group.push(body);
  }
  for (const group of sources.values()) {
    if (group.length === 0) continue;
    for await (const [body, record] of recordsOf(group, formats)) {
      const { raw } = body;
      if ('rejected' in record) read.set(body, { ...record, line, raw });
      else {
        const { identity: _, request, ...rest } = record;
        read.set(body, {
          ...rest,
          line,
          raw,
          request: { ...request, application: request.application ?? body.application },
        });
      }
    }
  }
  return read;
}

const HEAD = 65_536;

/** @param group of one file, in its order */
async function* recordsOf(group: readonly Body[], formats: LineFormats): AsyncGenerator<[Body, ReadRecord]> {
  const bytes = Buffer.from(group.map(({ text }) => `${text.trimEnd()}\n`).join(''));
  const prefix = prefixOf(bytes);
  const stream = () => Readable.from(prefix ? peeled(Readable.from([bytes]), prefix) : [bytes]);
  const { format, problem } = await formatOf(group[0]!, stream, formats);
  if (format === null) {
    for (const body of group) if (body.isLine) yield [body, rejected(0, body.raw, problem)];
    return;
  }
  for await (const record of formats.readerFor(format).read(stream())) {
    // Of a line in pieces the end may be in another message.
    const body = group[record.line - 1] ?? group.at(-1)!;
    yield [body, record];
  }
}

/** Of which each record is a line, but those that hold many. */
function isOfLines(format: Format, { readerFor }: LineFormats): boolean {
  return readerFor(format).byLine && format !== 'otlp';
}

/** What the bodies of one file are; where that is not sure, why they are not read. */
async function formatOf(
  { format }: Body,
  stream: () => Readable,
  formats: LineFormats,
): Promise<{ format: Format; problem?: never } | { format: null; problem: string }> {
  const known = FORMATS.filter((each) => isOfLines(each, formats));
  const names = known.join(', ');
  if (format !== null) {
    const named = known.find((each) => each === format);
    return named
      ? { format: named }
      : { format: null, problem: `${FORMAT} ${quote(format)} should be one of ${names}` };
  }
  const head = (await buffer(stream())).subarray(0, HEAD);
  const detected = formats.detectFormat(head.toString('utf8'))?.format;
  if (detected && isOfLines(detected, formats)) return { format: detected };
  const guess = detected ?? guessFormat(head) ?? 'no log that we know';
  const problem = `the format of the bodies of this file is not recognised: it looks like ${guess}. Say it by the attribute ${FORMAT}, one of ${names}`;
  return { format: null, problem };
}
