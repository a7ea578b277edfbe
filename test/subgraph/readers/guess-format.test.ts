import { describe, expect, it } from 'vitest';
import { guessFormat } from '../../../subgraph/ingest/readers/guess-format.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';

const CASES: [what: RegExp, head: string][] = [
  [
    /Fastly/,
    '2021-11-12T16:59:46+00:00 192.0.2.1  {     "timestamp": "2021", "request_method": "GET", "response_status": 404 }\n',
  ],
  [/log of Zeek other than http\.log/, '#separator \\x09\n#set_separator\t,\n#path\tconn\n'],
  [/log of Zeek other than http\.log/, '{"ts":1,"uid":"C","id.orig_h":"192.0.2.1","proto":"tcp"}\n'],
  [/error log of nginx/, '2022/01/01 10:00:00 [error] 7#7: *1 open() failed\n'],
  [/error log of Apache/, '[Thu Jun 09 06:07:04.123 2022] [error] [client 192.0.2.1] File does not exist\n'],
  [/OpenAPI/, 'openapi: 3.0.3\ninfo: {}\n'],
  [/over several lines.*jq -c/, '{\n  "time": "2026-01-31T12:00:00Z",\n  "method": "GET",\n  "path": "/"\n}\n'],
  [/array of JSON objects/, '[{"a":1}]'],
  [/JSON lines of another shape/, '{"a":1}\n'],
  [/access log whose lines/, 'Jan 1 10:00:00 web nginx: "GET / HTTP/1.1" 200\n'],
  [/HTML/, '<html>'],
  [/zip file/, 'PK\u0003\u0004'],
  [/UTF-16/, '\u00ff\u00feh\u0000'],
  [/tar archive/, `${'x'.repeat(257)}ustar`],
];

describe('a file of no format that is read', () => {
  it.each(CASES)('is told by its beginning: %s', (what, head) => {
    expect(detectFormat(head)).toBeNull();
    expect(guessFormat(Buffer.from(head, 'latin1'))).toMatch(what);
  });

  it('may be anything', () => {
    expect(guessFormat(Buffer.from('hello\nworld\n'))).toBeNull();
    // long heads that almost fit: no pattern may try every place again
    for (const text of ['{"', '[{"a":', ' [', '1.1.1.1:1 [', '\\"', 'a:1 [01/Jan/2020:1] '])
      guessFormat(Buffer.from(text.repeat(65_536 / text.length)));
  });
});
