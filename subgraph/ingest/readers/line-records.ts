import type { Readable } from 'node:stream';
import { lines } from './input.ts';
import type { ReadRecord, ReadRequest } from './reader.type.ts';
import { record, rejected } from './record.ts';

/**
 * The records of a log of which each line is a request by itself.
 * @param parse throws what `reject` does: what is wrong in the line
 */
export async function* lineRecords(input: Readable, parse: (line: string) => ReadRequest): AsyncGenerator<ReadRecord> {
  for await (const { number, text, problem, identity } of lines(input)) {
    if (problem !== undefined) {
      yield rejected(number, text, problem);
      continue;
    }
    let hint: string | undefined;
    const read = () => {
      const found = parse(text);
      hint = found.hint;
      return found.request;
    };
    const made = record(number, text, read, identity);
    yield hint === undefined || 'rejected' in made ? made : { ...made, hint };
  }
}
