import type { Readable } from 'node:stream';
import type { IncomingRequest } from '../incoming.type.ts';
import type { DurationUnit } from './access-log/duration.ts';
import type { LogFormat } from './access-log/format.ts';

/** One record of an input file, in the order of the file. */
export type ReadRecord =
  | {
      /** 1-based number of the line (line formats) or of the record (documents such as HAR). */
      line: number;
      /** The record's own bytes as text: what identifies it, and what `--rejects` writes out. */
      raw: string;
      /** What identifies it in place of `raw`, where bytes that are no UTF-8 only show in it (`%E9`). */
      identity?: string;
      request: IncomingRequest;
      /** What the record holds and does not explain, and how the person who imports can: the same text for all of a kind. */
      hint?: string;
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

/** A request, and what its record leaves open. */
export type ReadRequest = Pick<Extract<ReadRecord, { request: IncomingRequest }>, 'request' | 'hint'>;

/** What the person who imports says about a log that does not say it itself. */
export interface AccessLogFacts {
  /** The format of its lines, as the server was told it; without it they are common, combined, or as the file says itself. */
  logFormat?: LogFormat;
  /** Unit of a duration that does not say its own. */
  durationUnit?: DurationUnit;
  /** When raw requests were sent. */
  time?: Date;
}

/** Reads one log format. Never throws for bad content: a bad record is a rejected record. */
export interface Reader {
  /** The value of `--format`. */
  readonly format: Format;
  /** Each record is a line that is known by itself: a file that grows can be followed, and lines can be pushed. */
  readonly byLine: boolean;
  /**
   * How likely it is that a file that begins so is of this format, 0 (no) to 1 (certain). Of a log of lines, how many of
   * the first ones are of it.
   * `head` is at most the first 64 KiB of the (unpacked) file as text; its last line may be cut.
   */
  detect(head: string): number;
  /** Records of an unpacked stream of bytes, with back-pressure and constant memory. Blank lines are skipped, uncounted. */
  read(input: Readable, facts?: AccessLogFacts): AsyncIterable<ReadRecord>;
  /** Of a log whose records are of several lines that lie apart: how it is read as it grows. Its records are those of `read`, wherever it is cut. */
  readonly inStretches?: {
    /** Milliseconds of silence after which no more lines come to those that wait. */
    readonly patienceMs: number;
    /** @param waiting what a reader before this one held; null: nothing. @throws it is not what one did */
    reader(waiting: unknown): StretchReader;
  };
}

/** Reads one stretch of a log after the other, and holds lines to which others may come. */
export interface StretchReader {
  /** @param linesBefore of the file, before the first one of the input */
  read(input: Readable, linesBefore: number): AsyncIterable<ReadRecord>;
  /** What it holds, when nothing comes to it any more. */
  rest(): AsyncIterable<ReadRecord>;
  /** What it holds now, as JSON; never changed later. */
  waiting(): { transactions: readonly { lines: readonly unknown[] }[] };
}

/** What `--help` says of each format, in its order. */
export const FORMAT_DESCRIPTIONS = {
  ndjson: 'one JSON object per line, or an array of them, as docs/import-formats.md describes it',
  combined: 'access log of Apache, nginx, IIS and others: common, combined or W3C extended log format',
  otlp: 'OTLP logs and traces of OpenTelemetry as JSON, a message a line',
  har: 'HTTP archive (HAR 1.2) of a browser, a proxy or an API client',
  modsecurity: 'ModSecurity or Coraza audit log as JSON, one transaction per line',
  'modsecurity-serial': 'ModSecurity audit log in its own format, parts A to Z',
  recorded: 'JSON array of recorded request and response pairs',
  'nginx-json': 'access log of nginx written as JSON (escape=json)',
  'nginx-proxy-manager': 'access log of Nginx Proxy Manager',
  envoy: 'access log of Envoy, Istio and Envoy Gateway, JSON or text',
  traefik: 'JSON access log of Traefik',
  caddy: 'JSON access log of Caddy',
  haproxy: 'HTTP log of HAProxy (option httplog)',
  'aws-alb': 'access log of an AWS Application Load Balancer',
  'aws-waf': 'log of AWS WAF',
  cloudfront: 'standard log of AWS CloudFront, also without its header',
  zeek: 'http.log of Zeek, with tabs or as JSON',
  suricata: 'EVE log of Suricata: http, with alerts as detections',
  restler: 'network log of the fuzzer RESTler',
  raw: 'requests as they were sent (GET / HTTP/1.1 and headers), ### between several; needs --time',
} as const;
export type Format = keyof typeof FORMAT_DESCRIPTIONS;
export const FORMATS = Object.keys(FORMAT_DESCRIPTIONS) as readonly Format[];
