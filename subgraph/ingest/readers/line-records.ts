import type { Readable } from 'node:stream';
import { type Line, lines } from './input.ts';
import type { ReadRecord, ReadRequest } from './reader.type.ts';
import { record, rejected } from './record.ts';

/**
 * The records of a log of which each line is a request by itself.
 * @param parse throws what `reject` does: what is wrong in the line
 */
export async function* lineRecords(input: Readable, parse: (line: string) => ReadRequest): AsyncGenerator<ReadRecord> {
  for await (const line of lines(input)) yield lineRecord(line, parse);
}

/** The record of one line. */
export function lineRecord(
  { number, text, problem, identity }: Line,
  parse: (line: string) => ReadRequest,
): ReadRecord {
  if (problem !== undefined) return rejected(number, text, problem);
  let hint: string | undefined;
  const read = () => {
    const found = parse(text);
    hint = found.hint;
    return found.request;
  };
  const made = record(number, text, read, identity);
  return hint === undefined || 'rejected' in made ? made : { ...made, hint };
}
