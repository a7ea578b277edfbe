import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { NameProposals } from '../../../subgraph/commands/propose-names.ts';
import { readerFor } from '../../../subgraph/ingest/readers/index.ts';
import type { Format } from '../../../subgraph/ingest/readers/reader.type.ts';
import { loadSessionsConfig, type SessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';

// What an import says of users and roles that nobody has configured: a proposal, and nothing is taken.

const UNCONFIGURED = loadSessionsConfig(null);
type Parameter = SessionsConfig['context'][number];

/** Reads to the end, as an import does. */
async function proposed(format: Format, input: Readable, context: readonly Partial<Parameter>[] = []) {
  const proposals = new NameProposals({ ...UNCONFIGURED, context: context as Parameter[] });
  const reader = proposals.watch(readerFor(format));
  let records = 0;
  for await (const _ of reader.read(input)) records += 1;
  return { sentences: proposals.sentences(), records };
}

const recorded = () => createReadStream('test/data/api-traffic-jwt-sessions.json.gz').pipe(createGunzip());
/** Requests of four people, each with a claim of theirs; `more` is what the source says itself. */
const signedIn = (more: object = {}) => {
  const token = (claims: object) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  const lines = Array.from({ length: 40 }, (_, n) =>
    JSON.stringify({
      time: new Date(Date.UTC(2024, 4, 12) + n * 1000).toISOString(),
      method: 'GET',
      path: '/',
      content: {
        requestHeaders: [
          { name: 'Authorization', value: `Bearer ${token({ sub: `person-${n % 4}`, roles: ['clerk'] })}` },
        ],
      },
      ...more,
    }),
  );
  return Readable.from([Buffer.from(lines.join('\n'))]);
};

test('of real traffic, the claims that name people are proposed, as a configuration would name them', async () => {
  const { sentences, records } = await proposed('recorded', recorded());
  expect(records).toBe(123);
  expect(sentences).toEqual([
    'no user is configured, and none was taken: REQUEST_JWT username in REQUEST_COOKIE refreshToken (in 100 % of requests), REQUEST_JWT username in REQUEST_HEADER access-token (in 93 % of requests) may name it; suggest-keys says how to configure it',
  ]);
});

test('users and roles are proposed each for itself, and no value of anybody is told', async () => {
  const { sentences } = await proposed('ndjson', signedIn());
  expect(sentences).toHaveLength(2);
  expect(sentences[0]).toContain(
    'no user is configured, and none was taken: REQUEST_JWT sub in REQUEST_HEADER authorization',
  );
  expect(sentences[1]).toContain(
    'no role is configured, and none was taken: REQUEST_JWT roles in REQUEST_HEADER authorization',
  );
  expect(sentences.join()).not.toMatch(/person-|clerk/);
});

test.each([
  ['a user is configured', [{ type: 'user' as const }], {}, ['role']],
  ['both are', [{ type: 'user' as const }, { type: 'role' as const }], {}, []],
  ['the source says the user', [], { user: 'mara' }, ['role']],
  ['the source says the role', [], { role: 'clerk' }, ['user']],
])('nothing is proposed for what is known: %s', async (_what, context, more, left) => {
  const { sentences } = await proposed('ndjson', signedIn(more), context);
  expect(sentences.map((sentence) => sentence.split(' ')[1])).toEqual(left);
});

test('a log that has none of them is imported without a word', async () => {
  const text = '192.0.2.7 - - [12/May/2024:10:00:00 +0000] "GET /?page=2 HTTP/1.1" 200 12 "-" "curl/8"\n';
  const { sentences } = await proposed('combined', Readable.from([Buffer.from(text.repeat(20))]));
  expect(sentences).toEqual([]);
});
