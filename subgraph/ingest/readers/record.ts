import type { IncomingRequest } from '../incoming.type.ts';
import type { ReadRecord } from './reader.type.ts';

/** The time of day; tests put their own. */
export type Clock = () => number;

/** Why a record is not accepted, in words for the person who made the file. Caught by {@link record}. */
class Rejection extends Error {
  override readonly name = 'Rejection';
}

export function reject(reason: string): never {
  throw new Rejection(reason);
}

/**
 * Makes the record of one piece of the file: accepted, or rejected for the reason that `read` throws.
 * @param identity its text without loss, where `raw` only shows bytes that are no UTF-8
 */
export function record(line: number, raw: string, read: () => IncomingRequest, identity?: string): ReadRecord {
  try {
    const request = read();
    // no log line begins so: it is the identity of no other one
    const bytes = identity === undefined ? {} : { identity: `bytes ${JSON.stringify(identity)}` };
    return { line, raw: clean(raw), ...bytes, request };
  } catch (error) {
    if (error instanceof Rejection) return rejected(line, raw, error.message);
    throw error;
  }
}

export function rejected(line: number, raw: string, reason: string): ReadRecord {
  return { line, raw: clean(raw), rejected: clean(reason) };
}

/** The part of a value that fits into a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

/** PostgreSQL text holds neither U+0000 nor lone surrogates: both become U+FFFD. */
export function clean(text: string): string {
  // the plain class is quick and also finds whole pairs; the one with the flag finds lone surrogates only
  return /[\0\ud800-\udfff]/.test(text) ? text.replace(/\0|\p{Surrogate}/gu, '\ufffd') : text;
}
