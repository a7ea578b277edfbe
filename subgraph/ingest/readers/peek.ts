import { Readable } from 'node:stream';
import { pieces } from './input.ts';

/** An input that was looked into, to be read from its beginning. */
interface Peeked {
  /** Its first character that is no blank; empty: there is none, or a long blank beginning. */
  first: string;
  input: Readable;
}

const LONG = 1_048_576;

/** Looks at the beginning of an input. What is wrong with its bytes is thrown where it is read. */
export async function peek(input: Readable): Promise<Peeked> {
  const source = pieces(input);
  const head: Buffer[] = [];
  let length = 0;
  let first = '';
  let failure: unknown = null;
  try {
    while (first === '' && length < LONG) {
      const next = await source.next();
      if (next.done) break;
      head.push(next.value);
      length += next.value.length;
      first = next.value.toString('latin1').replace(/^(?:\xef\xbb\xbf)?\s*/, '')[0] ?? '';
    }
  } catch (error) {
    failure = error;
  }
  // one piece at a time: a stream that fails throws away what it has read ahead
  return { first, input: Readable.from(again(head, failure, source), { highWaterMark: 1 }) };
}

async function* again(head: Buffer[], failure: unknown, source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  if (failure !== null) throw failure;
  yield* source;
}
