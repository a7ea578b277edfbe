import { LogHeader } from '../access-log/header.ts';
import { readAccessLog } from '../combined.reader.ts';
import type { Reader } from '../reader.type.ts';
import type { Clock } from '../record.ts';
import { shareOfLines } from '../share-of-lines.ts';

/** Standard logs of AWS CloudFront whose header is gone; with it they are a W3C extended log that says itself what it has. */
export function cloudfrontReader(now: Clock = Date.now): Reader {
  return {
    format: 'cloudfront',
    byLine: true,
    detect: (head) =>
      shareOfLines(head, (line) => /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d+-[A-Z]\d+\t/.test(line)),
    read(input, facts = {}) {
      const header = new LogHeader();
      header.takes('#Version: 1.0');
      header.takes(`#Fields: ${FIELDS}`);
      return readAccessLog(input, now, facts, header);
    },
  };
}

/** As CloudFront documents them, in the order that a line has. */
const FIELDS =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query ' +
  'cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ' +
  'ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte ' +
  'x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end';
