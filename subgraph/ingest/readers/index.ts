import { combinedReader } from './combined.reader.ts';
import { harReader } from './har.reader.ts';
import { modsecurityReader } from './modsecurity/modsecurity.reader.ts';
import { modsecuritySerialReader } from './modsecurity/serial.reader.ts';
import { ndjsonReader } from './ndjson.reader.ts';
import type { Format, Reader } from './reader.type.ts';
import { recordedReader } from './recorded.reader.ts';

export { DamagedInput, damageOf } from './damage.ts';
export { lines, unpack } from './input.ts';

/** One per format, in the order of `--help`. */
export const READERS: readonly Reader[] = [
  ndjsonReader(),
  combinedReader(),
  harReader(),
  modsecurityReader(),
  modsecuritySerialReader(),
  recordedReader(),
];

export function readerFor(format: Format): Reader {
  return READERS.find((reader) => reader.format === format)!;
}

/** The format that a file is most likely of, by the beginning of its text; null: it looks like none of them. */
export function detectFormat(head: string): Format | null {
  const [best] = READERS.map(({ format, detect }) => ({ format, likely: detect(head) })).sort(
    (a, b) => b.likely - a.likely,
  );
  return best && best.likely >= 0.4 ? best.format : null;
}
