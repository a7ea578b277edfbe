import type { Readable } from 'node:stream';
import type { IncomingRequest } from '../incoming.type.ts';

/** One record of an input file, in the order of the file. */
export type ReadRecord =
  | {
      /** 1-based number of the line (line formats) or of the record (documents such as HAR). */
      line: number;
      /** The record's own bytes as text: what identifies it, and what `--rejects` writes out. */
      raw: string;
      request: IncomingRequest;
      /** Properties of the record that its format does not have, by their path: what they hold is lost. None: left out. */
      unknown?: readonly string[];
    }
  | {
      line: number;
      raw: string;
      /** Why it was rejected, in words for the person who made the file: what is wrong and what would be right. */
      rejected: string;
      /** The input was cut or damaged here: there may be more that could not be read. */
      brokeOff?: true;
    };

/** Reads one log format. Never throws for bad content: a bad record is a rejected record. */
export interface Reader {
  /** The value of `--format`. */
  readonly format: Format;
  /** One line for `--help`. */
  readonly description: string;
  /**
   * How likely it is that a file that begins so is of this format, 0 (no) to 1 (certain).
   * `head` is at most the first 64 KiB of the (unpacked) file as text; its last line may be cut.
   */
  detect(head: string): number;
  /** Records of an unpacked stream of bytes, with back-pressure and constant memory. Blank lines are skipped, uncounted. */
  read(input: Readable): AsyncIterable<ReadRecord>;
}

export const FORMATS = ['combined', 'ndjson', 'har', 'modsecurity', 'modsecurity-serial', 'recorded'] as const;
/** `recorded`: an array of request/response pairs as a traffic recorder writes them. */
export type Format = (typeof FORMATS)[number];
