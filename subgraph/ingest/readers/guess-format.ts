import { firstObject } from './first-object.ts';

type Guess = readonly [what: string, fits: (head: string) => boolean];

const begins = (pattern: RegExp) => (head: string) => pattern.test(head);
/** JSON lines, or an array, whose first object has these properties. */
const has =
  (...names: string[]) =>
  (head: string) => {
    const { properties } = firstObject(head.slice(Math.max(head.indexOf('{'), 0))) ?? {};
    return names.every((name) => properties?.has(name));
  };

/** What a file is by its first bytes, as latin1. */
const PACKED: readonly Guess[] = [
  ['a zip file: unpack it', begins(/^PK\x03\x04/)],
  ['an xz file: unpack it', begins(/^\xfd7zXZ\0/)],
  ['a bzip2 file: unpack it', begins(/^BZh[1-9]/)],
  ['a tar archive: unpack it', (head) => head.slice(257, 262) === 'ustar'],
  ['a network capture, which is not read', begins(/^(?:\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x0a\x0d\x0d\x0a)/)],
  ['text in UTF-16: convert it to UTF-8', begins(/^(?:\xff\xfe|\xfe\xff)/)],
];

/** Logs that are well known and not read, the most particular first. */
const LOGS: readonly Guess[] = [
  ['a JSON log of Fastly', (head) => has('request_method', 'response_status')(head) || has('fastly_server')(head)],
  ['a log of Zeek other than http.log', (head) => has('id.orig_h')(head) || /^#separator /.test(head)],
  ['an error log of nginx', begins(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] /)],
  ['an error log of Apache', begins(/^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d [\d:.]+ \d{4}\] \[/)],
  ['an OpenAPI specification: "api-sessions openapi" loads it', begins(/^\s*(?:\{\s*)?"?openapi"?\s*:/)],
  ['a JSON document over several lines: write one object a line (jq -c does)', begins(/^\ufeff?\s*\{\s*\n/)],
  ['an array of JSON objects of another shape', begins(/^\ufeff?\s*\[\s*\{/)],
  ['JSON lines of another shape', begins(/^\ufeff?\s*\{/)],
  ['JSON lines after the prefix of another log', begins(/^[^{}\n]{1,200}\s\{\s*"/)],
  [
    'an access log whose lines do not begin as those of Apache and nginx do',
    begins(/^[^\n]{0,4000}[A-Z]{3,10} \S{1,4000} HTTP\/\d/),
  ],
  ['HTML or XML', begins(/^\ufeff?\s*<[!?a-z]/i)],
];

/**
 * What a file that is of none of our formats most likely is, in words that complete "it looks like"; null: no idea.
 * @param head the beginning of the unpacked file
 */
export function guessFormat(head: Buffer): string | null {
  const bytes = head.toString('latin1');
  const text = head.toString('utf8');
  const [what] = PACKED.find(([, fits]) => fits(bytes)) ?? LOGS.find(([, fits]) => fits(text)) ?? [];
  return what ?? null;
}
