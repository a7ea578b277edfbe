import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losslessText, shownText } from '../../../subgraph/ingest/readers/bytes.ts';
import { detectFormat, lines, READERS, readerFor, unpack } from '../../../subgraph/ingest/readers/index.ts';
import { FORMATS, type ReadRecord } from '../../../subgraph/ingest/readers/reader.type.ts';
import { data, readAll, reasons } from './support.ts';

const stream = (...chunks: (Buffer | string)[]) => Readable.from(chunks.map((c) => Buffer.from(c)));
async function split(input: Readable) {
  const all = [];
  for await (const line of lines(input)) all.push(line);
  return all;
}
function percentDecoded(text: string): Buffer {
  const parts = text.split(/(%[0-9A-F]{2})/);
  return Buffer.concat(parts.map((p) => (p.startsWith('%') ? Buffer.from(p.slice(1), 'hex') : Buffer.from(p))));
}
/** A chunk per byte. */
const drip = (bytes: Buffer) => stream(...Array.from(bytes, (b) => Buffer.from([b])));

describe('unpack', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
  const whole = async (input: Readable) => Buffer.concat(await unpack(input).toArray()).toString();

  it('gunzips one member or several, passes the rest through', async () => {
    expect(await whole(stream(gzipSync(text)))).toBe(text);
    expect(await whole(stream(gzipSync(text), gzipSync('more\n')))).toBe(`${text}more\n`);
    expect(await whole(drip(gzipSync('a\nb')))).toBe('a\nb');
    expect(await whole(stream(text))).toBe(text);
    expect(await whole(stream('\x1f'))).toBe('\x1f');
    expect(await whole(stream())).toBe('');
  });

  const ZSTD = Buffer.from(
    // `printf 'a\\nb\\n' | zstd -19`, with its checksum
    'KLUv/QRoIQAAYQpiCiVQsyM=',
    'base64',
  );
  /** A frame of one block, as it would be written without packing. */
  const frame = (flags: number, header: number[], block: number[]) =>
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, flags, ...header, ...block]);

  it('unpacks zstd, of one frame or several, with skippable ones between', async () => {
    expect(await whole(stream(ZSTD))).toBe('a\nb\n');
    const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    expect(await whole(drip(Buffer.concat([ZSTD, skipped, ZSTD])))).toBe('a\nb\na\nb\n');
    // A block of one byte that is repeated.
    const repeated = frame(0, [0x58], [0x03, 0x00, 0x10, 0x61]);
    expect((await whole(stream(repeated))).length).toBe(131_072);
  });

  it('says what is wrong with zstd that is cut, damaged, or wants more memory than it gets', async () => {
    const problem = async (...chunks: Buffer[]) => (await split(unpack(stream(...chunks)))).at(-1)?.problem;
    expect(await problem(ZSTD.subarray(0, -2))).toMatch('ends too early');
    expect(await problem(ZSTD, Buffer.from('junk'))).toMatch('something else follows');
    // A window of 2 GiB, or content of as much in one segment; a block above 128 KiB; a dictionary.
    const tooMuch = 'a window of more than 8 MiB';
    expect(await problem(frame(0, [0xa8], [1, 0, 0]))).toMatch(tooMuch);
    expect(await problem(frame(0xa0, [0, 0, 0, 0x7f], [1, 0, 0]))).toMatch(tooMuch);
    expect(await problem(frame(0, [0x58], [0x09, 0x00, 0x10]))).toMatch('a block of another kind or size');
    expect(await problem(frame(1, [0x58, 7], [1, 0, 0]))).toMatch('it needs a dictionary');
  });

  it('says when something else than padding follows', async () => {
    const packed = gzipSync('a\nb\n');
    const [a, b, junk, ...more] = await split(unpack(stream(packed, 'junk')));
    expect([a?.text, b?.text, more]).toEqual(['a', 'b', []]);
    expect(junk?.problem).toContain('damaged');
    expect((await split(unpack(drip(Buffer.concat([packed, Buffer.from('junk')]))))).map(({ text }) => text)).toEqual([
      'a',
      'b',
      '',
    ]);
    expect((await split(unpack(stream(Buffer.concat([packed, Buffer.alloc(512)]))))).map(({ text }) => text)).toEqual([
      'a',
      'b',
    ]);
  });

  it('gives all of a file that something else follows, though it is a single piece', async () => {
    const [a, b, junk, ...more] = await split(unpack(stream(Buffer.concat([gzipSync('a\nb\n'), Buffer.from('junk')]))));
    expect([a?.text, b?.text, more]).toEqual(['a', 'b', []]);
    expect(junk?.problem).toBe('the gzip file is damaged (something else follows the packed data): get it again');
    const half = Buffer.concat([gzipSync('a\nb\n'), gzipSync('c\n').subarray(0, 11)]);
    const cut = await split(unpack(stream(half)));
    expect(cut.map(({ problem }) => problem !== undefined)).toEqual([false, false, true]);
    expect(cut[2]?.problem).toContain('ends too early');
  });

  it('reads what programs put into a header, and checks the sum at the end', async () => {
    const bare = gzipSync('a\nb\n');
    const [data, flags] = [bare.subarray(10), 3];
    const header = Buffer.from(bare.subarray(0, 10));
    header[flags] = 4 + 8 + 16 + 2;
    const fields = [
      Buffer.from([3, 0, 1, 2, 3]),
      Buffer.from('access.log\0'),
      Buffer.from('a comment\0'),
      Buffer.from([9, 9]),
    ];
    const full = Buffer.concat([header, ...fields, data]);
    expect(await whole(stream(full))).toBe('a\nb\n');
    expect(await whole(drip(full))).toBe('a\nb\n');
    const wrong = Buffer.from(bare);
    wrong[wrong.length - 8]! ^= 1;
    const read = await split(unpack(stream(wrong)));
    expect(read.map(({ text }) => text)).toEqual(['a', 'b', '']);
    expect(read[2]?.problem).toContain('its checksum is another');
    for (const [at, value] of [
      [2, 7],
      [flags, 0x40],
    ] as const) {
      const strange = Buffer.from(bare);
      strange[at] = value;
      expect((await split(unpack(stream(strange))))[0]?.problem).toContain('unknown header');
    }
  });

  it('unpacks members and padding wherever they are cut into pieces', async () => {
    const member = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(member, fc.nat({ max: 3 })), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 }),
        async (members, sizes) => {
          const packed = Buffer.concat(members.flatMap(([text, zeros]) => [gzipSync(text), Buffer.alloc(zeros)]));
          const pieces: Buffer[] = [];
          for (let at = 0, n = 0; at < packed.length; n++) {
            const size = sizes[n % sizes.length]!;
            pieces.push(packed.subarray(at, at + size));
            at += size;
          }
          expect(await whole(stream(...pieces))).toBe(members.map(([text]) => text).join(''));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives everything before the place where a file was cut or damaged', async () => {
    const packed = gzipSync(text);
    const cut = await split(unpack(stream(packed.subarray(0, packed.length - 100))));
    expect(cut.length).toBeGreaterThan(10_000);
    expect(cut.slice(0, -1).every((line) => line.problem === undefined)).toBe(true);
    expect(cut.at(-1)?.problem).toContain('ends too early');
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length - 2000, packed.length - 1000);
    expect((await split(unpack(stream(damaged)))).at(-1)?.problem).toContain('damaged');
  });

  it('ends a cut document with one rejection', async () => {
    const entry = JSON.stringify({ path: '/', method: 'GET', time: 1700000000, filler: 'x'.repeat(1000) });
    const packed = gzipSync(`[${Array.from({ length: 500 }, () => entry).join()}]`, { level: 0 });
    const records = await readAll(readerFor('recorded'), unpack(stream(packed.subarray(0, packed.length / 2))));
    expect(records.length).toBeGreaterThan(200);
    expect(reasons(records)).toEqual([expect.stringContaining('gzip file ends too early')]);
  });

  it('does not take other errors for damage', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('disk'));
      },
    });
    await expect(split(unpack(broken))).rejects.toThrow('disk');
  });
});

describe('lines', () => {
  it('numbers lines and leaves blank ones out', async () => {
    expect(await split(stream('\ufeffa\r\n\n \nb\r\nlast'))).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
      { number: 5, text: 'last' },
    ]);
    expect(await split(stream(''))).toEqual([]);
  });

  it('shows what is no UTF-8, and replaces what PostgreSQL cannot hold', async () => {
    expect((await split(stream(Buffer.from([0x61, 0xff, 0x00, 0x62]))))[0]?.text).toBe('a%FF\ufffdb');
    expect((await split(drip(Buffer.from('é😀\n'))))[0]?.text).toBe('é😀');
  });

  it('shows each byte that is no UTF-8 as a URL would, and loses none', async () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    );
    const bytes = fc.array(part, { maxLength: 6 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(losslessText(one) === losslessText(other)).toBe(one.equals(other));
        const shown = shownText(losslessText(one));
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        if (isUtf8(one)) expect(shown).toBe(one.toString());
        // read as in a URL, it is the bytes again
        if (!one.includes('%')) expect(percentDecoded(shown)).toEqual(one);
      }),
      { numRuns: 500 },
    );
    expect(shownText(losslessText(Buffer.from('caf\xe9\xff \xed\xa0\x80', 'latin1')))).toBe('caf%E9%FF %ED%A0%80');
  });

  it('reads a file whose lines end with CR alone', async () => {
    const three = [
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
      { number: 3, text: 'c' },
    ];
    expect(await split(stream('a\rb\rc'))).toEqual(three);
    expect(await split(drip(Buffer.from('a\rb\rc\r')))).toEqual(three);
    const long = 'x'.repeat(1000);
    const many = Array.from({ length: 3000 }, (_, i) => `${i} ${long}`);
    expect((await split(stream(many.join('\r')))).map(({ text }) => text)).toEqual(many);
    // longer than a line may be, and joined to a file of another machine
    expect((await split(stream(`${many.join('\r')}\r\ny\nz`))).map(({ text }) => text)).toEqual([...many, 'y', 'z']);
  });

  it('leaves a CR inside a line alone where lines end with LF: clients can send one', async () => {
    expect((await split(drip(Buffer.from('a\rb\r\nc\rd\n')))).map(({ text }) => text)).toEqual(['a\rb', 'c\rd']);
  });

  it('reads the same, however the bytes arrive', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\r', '\n', '\r\n', '\0', '\ufeff', 'é', ' '), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (pieces, keepBlank) => {
        const bytes = Buffer.from(pieces.join(''));
        const all = async (input: Readable) => {
          const found = [];
          for await (const line of lines(input, { keepBlank })) found.push(line);
          return found;
        };
        expect(await all(drip(bytes))).toEqual(await all(stream(bytes)));
      }),
    );
  });

  it('drops the NULs that copytruncate and crashes leave around lines', async () => {
    const gap = Buffer.alloc(3_000_000);
    expect(await split(stream(gap, 'a\n', gap, 'b\0\0\n\0\0\n', 'c', gap.subarray(0, 4096)))).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
      { number: 4, text: 'c' },
    ]);
  });

  it('skips a line that is too long in bounded memory', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const [first, long, last, ...more] = await split(
      stream('a\n', ...Array.from({ length: 400 }, () => chunk), '\nb\n'),
    );
    expect([first, last, more]).toEqual([{ number: 1, text: 'a' }, { number: 3, text: 'b' }, []]);
    expect(long).toMatchObject({ number: 2, problem: expect.stringContaining('longer than') });
    expect(long?.text).toHaveLength(4096);
    expect((await split(stream('y'.repeat(1_048_576))))[0]?.problem).toBeUndefined();
    expect((await split(stream('y'.repeat(1_048_577))))[0]?.problem).toBeDefined();
  });
});

describe('formats', () => {
  it('has a reader for each', () => {
    expect(READERS.map(({ format }) => format).sort()).toEqual([...FORMATS].sort());
    for (const format of FORMATS) expect(readerFor(format).format).toBe(format);
  });

  it.each([
    ['access-apache-combined-blog-2015.log.gz', 'combined'],
    ['access-nginx-combined-erddap-api-2024-05-12_18.log.gz', 'combined'],
    ['access-nginx-shop-2019-sample.log.gz', 'combined'],
    ['api-traffic-jwt-sessions.json.gz', 'recorded'],
    ['har/api-client-session.har.gz', 'har'],
    ['har/browser-news-site.har.gz', 'har'],
    ['modsecurity-audit/modsec_audit.log', 'modsecurity-serial'],
    ['modsecurity-audit/modsec_audit_v3.log', 'modsecurity-serial'],
    ['modsecurity-audit/modsec_audit_v2_json.log', 'modsecurity'],
  ])('recognises %s', async (name, format) => {
    let head = '';
    for await (const chunk of data(name)) {
      head += chunk;
      if (head.length > 65_536) break;
    }
    expect(detectFormat(head.slice(0, 65_536))?.format).toBe(format);
  });

  it('recognises our own, and nothing in other text', () => {
    expect(detectFormat('{"time":"2025-01-01T00:00:00Z","method":"GET","path":"/"}\n')?.format).toBe('ndjson');
    for (const other of ['', 'hello\nworld', '{"a":1}', '[1,2]', '<html>', '\0\0'])
      expect(detectFormat(other)).toBeNull();
  });
});

describe('any bytes', () => {
  const snippets = fc.constantFrom(
    '192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /',
    '" 200 1 "-" "',
    '\\x00\\xff\\',
    '{"time":"2025-01-01T00:00:00Z","method":"GET","path":"/"',
    '{"log":{"version":"1.2","entries":[{"request":{"url":"/","method":"GET"},"startedDateTime":"2025-01-01T00:00:00Z"}',
    '[{"path":"/\\u0000\\ud800","method":"GET","time":1700000000',
    '{"transaction":{"time_stamp":"Mon Jan  1 02:00:00 2024","request":{"method":"GET","uri":"/"}}',
    '--622ca252-A--\n[01/May/2018:08:05:00 +0200] u 192.0.2.1 1\n--622ca252-B--\nGET / HTTP/1.1\n--622ca252-Z--\n',
    '}',
    ']',
    ',',
    '"',
    '\r\n',
    '\n',
    ' ',
    '\0',
  );
  const bytes = fc
    .array(
      fc.oneof(
        snippets.map((s) => Buffer.from(s)),
        fc.uint8Array({ maxLength: 20 }).map((a) => Buffer.from(a)),
      ),
      { maxLength: 12 },
    )
    .map((parts) => Buffer.concat(parts));

  it.each(READERS.map((reader) => [reader.format, reader] as const))('never break the %s reader', async (_, reader) => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (input, slowly) => {
        const records: ReadRecord[] = await readAll(reader, slowly ? drip(input) : stream(input));
        for (const record of records) {
          expect('request' in record).not.toBe('rejected' in record);
          expect(holdsBadText(record)).toBe(false);
          if ('rejected' in record) expect(record.rejected).not.toBe('');
        }
        expect(reader.detect(input.toString())).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });
});

function holdsBadText(value: unknown): boolean {
  if (typeof value === 'string') return /\0|\p{Surrogate}/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsBadText);
}
