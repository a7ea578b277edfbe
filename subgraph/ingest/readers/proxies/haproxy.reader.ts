import { finish } from '../finish.ts';
import { lineRecords } from '../line-records.ts';
import type { Reader, ReadRequest } from '../reader.type.ts';
import { type Clock, quote, reject } from '../record.ts';
import { requestLine } from '../request-line.ts';
import { shareOfLines } from '../share-of-lines.ts';
import { dateOf, monthNumber } from '../times.ts';

/** The HTTP log of HAProxy (`option httplog`), and the same with the TLS fields of `option httpslog` after it. */
export function haproxyReader(now: Clock = Date.now): Reader {
  return {
    format: 'haproxy',
    byLine: true,
    detect: (head) => shareOfLines(head, (line) => LINE.test(line)),
    read: (input) => lineRecords(input, (line) => parse(line, now())),
  };
}

/**
 * `client:port [accept date] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes cookie cookie state connections queues {headers}
 * "request"`. What clients choose (cookies, captured headers, the request) stands after everything that is read but the request, which
 * is what stands between the first quote and the last.
 */
const LINE =
  /^(\S+):\d+ \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(\.\d{1,6})?\] \S+ \S+\/\S+ (?:[-+]?\d+\/){4}(\+?-?\d+) (-?\d+) (\+?\d+) \S+ \S+ ([\w-]{4}) [\d/+]+ [\d/]+ [^"]*"(.*)"/;

function parse(line: string, now: number): ReadRequest {
  const m = LINE.exec(line);
  if (!m)
    return reject(`${quote(line)} should read client:port [time] frontend backend/server times status ... "request"`);
  const [, client, day, month, year, hour, minute, second, fraction, total, status, size, state, request] = m;
  return {
    hint: 'the times of HAProxy do not say their zone: they are taken as UTC',
    request: finish(
      {
        time: dateOf(`${day}/${month}/${year}`, [year!, monthNumber(month!), day!, hour!, minute!, second!], fraction),
        ...requestLine(request!),
        ip: client!,
        status: Number(status) > 0 ? Number(status) : null,
        // With a "+" (option logasap) the log was written before the end was known.
        durationMs: /^\d/.test(total!) ? Number(total) : null,
        sizeBytes: /^\d/.test(size!) ? Number(size) : null,
        // The proxy refused the request itself (R) or held it in a tarpit (T).
        blocked: /^P[RT]/.test(state!),
      },
      now,
    ),
  };
}
