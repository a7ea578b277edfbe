import { finish } from '../finish.ts';
import { lineRecords } from '../line-records.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { shareOfLines } from '../share-of-lines.ts';
import { isoTime } from '../times.ts';

/** The access log of an AWS Application Load Balancer. */
export function awsAlbReader(now: Clock = Date.now): Reader {
  return {
    format: 'aws-alb',
    byLine: true,
    detect: (head) => shareOfLines(head, (line) => BEGIN.test(line)),
    read: (input) => lineRecords(input, (line) => ({ request: parse(line, now()) })),
  };
}

const BEGIN = /^(?:https?|h2|grpcs?|wss?) \d{4}-\d\d-\d\dT\S+ \S+ \S+:\d+ /;

/** A field between blanks, or in quotes that no quote stands in: the balancer escapes those of clients. */
const FIELD = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** The fields that are read, by their place; those after the 20th came later, one by one. */
const PLACE = {
  time: 1,
  client: 3,
  times: [5, 6, 7],
  status: 8,
  sentBytes: 11,
  request: 12,
  agent: 13,
  domain: 18,
  created: 21,
  actions: 22,
};

function parse(line: string, now: number) {
  const fields = [...line.matchAll(FIELD)].map(([, quoted, plain]) => (quoted ?? plain)!);
  const at = (place: number) => (fields[place] === '-' ? null : (fields[place] ?? null));
  if (!BEGIN.test(line) || fields.length < 14)
    reject(`${quote(line)} should read type time balancer client:port target times status ... "request" "agent"`);
  const request = at(PLACE.request) ?? reject('request line is empty: the client sent no request');
  const agent = at(PLACE.agent);
  const target = requestLine(request);
  return finish(
    {
      // When the request came; the first time of a line is that of its answer.
      time: isoTime(at(PLACE.created) ?? at(PLACE.time) ?? ''),
      ...target,
      host: target.host ?? at(PLACE.domain),
      ip: at(PLACE.client),
      status: wholeOf(at(PLACE.status)),
      durationMs: durationOf(PLACE.times.map(at)),
      sizeBytes: wholeOf(at(PLACE.sentBytes)),
      // "waf" as the last action: the web application firewall refused it.
      blocked: /(?:^|,)waf$/.test(at(PLACE.actions) ?? ''),
      requestHeaders: agent === null ? [] : [{ name: 'User-Agent', value: agent }],
    },
    now,
  );
}

function wholeOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Three parts in seconds; -1 of one: the connection ended before it. */
function durationOf(parts: readonly (string | null)[]): number | null {
  const seconds = parts.map(Number);
  if (seconds.some((each) => Number.isNaN(each) || each < 0)) return null;
  return Math.round(seconds.reduce((sum, each) => sum + each, 0) * 1e6) / 1000;
}
