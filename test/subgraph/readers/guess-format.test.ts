import { describe, expect, it } from 'vitest';
import { guessFormat } from '../../../subgraph/ingest/readers/guess-format.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';

const CASES: [what: RegExp, head: string][] = [
  [
    /Traefik/,
    '{"ClientAddr":"192.0.2.1:1","DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"/","time":"2021-12-08T14:02:43Z"}\n',
  ],
  [
    /Caddy/,
    '{"level":"info","ts":1693840791.7,"logger":"http.log.access","request":{"remote_ip":"192.0.2.1","method":"GET","uri":"/","path":"/","time":1}}\n',
  ],
  [
    /Envoy/,
    '2025-12-31T17:37:40.4+01:00 stdout F {":authority":"www.example.com","method":"GET","response_code":200,"response_flags":"-"}\n',
  ],
  [/Envoy/, '{"response_flags":"-","response_code":200,"method":"GET"}\n'],
  [
    /Fastly/,
    '2021-11-12T16:59:46+00:00 192.0.2.1  {     "timestamp": "2021", "request_method": "GET", "response_status": 404 }\n',
  ],
  [
    /AWS load balancer/,
    'https 2023-04-26T12:22:55.463821Z app/x/490d 192.0.2.1:44740 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET https://a/ HTTP/1.1"\n',
  ],
  [/CloudFront/, '2024-03-12\t15:22:28\tCDG50-P2\t703\t192.0.2.1\tGET\n'],
  [
    /HAProxy/,
    '192.0.2.1:14853 [14/Jan/2015:12:48:57.127] https-in~ back/node_8002 170/0/0/3/173 200 739 - - --NN 0/0/0/0/0 0/0 "GET / HTTP/1.1"\n',
  ],
  [/log of Zeek/, '#separator \\x09\n#set_separator\t,\n'],
  [/JSON log of Zeek/, '{"ts":1,"uid":"C","id.orig_h":"192.0.2.1","method":"GET"}\n'],
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
