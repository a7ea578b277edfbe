import { lines } from '../input.ts';
import type { Json } from '../json-document.ts';
import { jsonObject, shareOfEntries } from '../json-lines.ts';
import type { Reader, ReadRecord } from '../reader.type.ts';
import { type Clock, record, rejected } from '../record.ts';
import type { LineFormats } from './bodies.ts';
import { otlpRecords } from './records.ts';

/** What the `file` exporter of a Collector writes: a message of logs or traces a line, as JSON. A record is a log record or a span. */
export function otlpReader(formats: LineFormats, now: Clock = Date.now): Reader {
  return {
    format: 'otlp',
    byLine: true,
    detect: (head) => (/^\ufeff?\s*\{\s*"resource(?:Logs|Spans)"\s*:/.test(head) ? 1 : shareOfEntries(head, isMessage)),
    async *read(input): AsyncGenerator<ReadRecord> {
      for await (const { number, text, problem } of lines(input)) {
        if (problem !== undefined) {
          yield rejected(number, text, problem);
          continue;
        }
        let message: Json = {};
        const read = record(number, text, () => {
          message = jsonObject(text);
          return {} as never;
        });
        if ('rejected' in read) yield read;
        else if (!isMessage(message)) yield rejected(number, text, 'it holds neither resourceLogs nor resourceSpans');
        else for await (const { isHttp: _, ...each } of otlpRecords(message, number, now(), formats)) yield each;
      }
    },
  };
}

function isMessage(entry: Json): boolean {
  return 'resourceLogs' in entry || 'resourceSpans' in entry;
}
