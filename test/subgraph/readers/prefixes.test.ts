import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peeled, prefixOf } from '../../../subgraph/ingest/readers/prefixes/prefix.ts';

// What syslog and containers put in front of each line of a log.

const LINE = '192.0.2.7 - - [12/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8"';

async function withoutPrefix(text: string, pieces = 1): Promise<string | null> {
  const bytes = Buffer.from(text);
  const prefix = prefixOf(bytes);
  if (!prefix) return null;
  const size = Math.ceil(bytes.length / pieces);
  const chunks = Array.from({ length: pieces }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const out: Buffer[] = [];
  for await (const each of peeled(Readable.from(chunks), prefix)) out.push(each);
  return Buffer.concat(out).toString();
}

describe('the prefix of each line is taken off:', () => {
  test.each([
    ['syslog, RFC 3164', `<190>May 12 10:00:01 web-1 nginx[77]: ${LINE}\n`],
    ['syslog as rsyslog writes files', `May  2 10:00:01 web-1 nginx: ${LINE}\n`],
    ['syslog with an RFC 3339 time', `2024-05-12T10:00:01.123456+02:00 web-1 nginx[7]: ${LINE}\n`],
    ['syslog, RFC 5424', `<190>1 2024-05-12T10:00:01Z web-1 nginx 77 - [a@1 b="c \\" ]"] ${LINE}\n`],
    ['Kubernetes', `2024-05-12T10:00:01.493035218+01:00 stdout F ${LINE}\n`],
    ['Docker', `${JSON.stringify({ log: `${LINE}\n`, stream: 'stdout', time: '2024-05-12T10:00:01.1Z' })}\n`],
    ['Docker Compose', `web-1  | ${LINE}\n`],
    ['Docker Compose in colours', `\u001b[36mweb-1  | \u001b[0m${LINE}\n`],
  ])('%s', async (_, text) => {
    expect(await withoutPrefix(text.repeat(3))).toBe(`${LINE}\n`.repeat(3));
  });
});

test.each([
  ['an access log', `${LINE}\n`],
  ['our own', '{"time":"2025-01-01T00:00:00Z","method":"GET","path":"/"}\n'],
  ['a log of Zeek', '#separator \\x09\n#fields\tts\n'],
  ['nothing', ''],
])('%s has none', (_, text) => {
  expect(prefixOf(Buffer.from(text))).toBeNull();
});

test('a line that was written in pieces is one, and numbers stay those of the file', async () => {
  const line = (flag: string, text: string) => `2024-05-12T10:00:01.4Z stdout ${flag} ${text}\n`;
  const text = `${line('F', 'one')}${line('P', 'two, ')}${line('P', 'and ')}${line('F', 'more')}${line('F', 'three')}`;
  expect(await withoutPrefix(text)).toBe('one\n\n\ntwo, and more\nthree\n');
  const docker = (log: string) => `${JSON.stringify({ log, stream: 'stdout', time: 't' })}\n`;
  expect(await withoutPrefix(`${docker('one\n')}${docker('tw')}${docker('o\n')}`)).toBe('one\n\ntwo\n');
});

test('a line without it stays as it is', async () => {
  const text = Array.from({ length: 9 }, (_, i) => `web-1 | line ${i}`).join('\n');
  expect(await withoutPrefix(`${text}\nsomething else\n`)).toMatch(/line 8\nsomething else\n$/);
});

test('however the bytes come in pieces, the lines are the same', async () => {
  const text = Array.from({ length: 7 }, (_, i) => `May 12 10:00:0${i} web nginx: é ${'x'.repeat(i * 3)}`).join('\n');
  const whole = await withoutPrefix(text);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 120 }), async (pieces) => {
      expect(await withoutPrefix(text, pieces)).toBe(whole);
    }),
    { numRuns: 30 },
  );
});
