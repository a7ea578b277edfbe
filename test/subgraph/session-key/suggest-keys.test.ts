import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { suggestKeysCommand } from '../../../subgraph/commands/suggest-keys.command.ts';
import { readerFor } from '../../../subgraph/ingest/readers/index.ts';
import { KeySuggester } from '../../../subgraph/ingest/suggest/suggest-keys.ts';

// Which parameters of traffic would make sessions: those that separate, and persist.

async function printed(file: string): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await suggestKeysCommand([file], {});
  const text = log.mock.calls.map(([line]) => line).join('\n');
  log.mockRestore();
  return text;
}

async function suggested(lines: readonly object[]) {
  const suggester = new KeySuggester();
  const text = lines.map((line, n) =>
    JSON.stringify({
      time: new Date(Date.UTC(2024, 4, 12) + n * 1_000).toISOString(),
      method: 'GET',
      path: '/',
      ...line,
    }),
  );
  for await (const record of readerFor('ndjson').read(Readable.from([Buffer.from(text.join('\n'))])))
    if ('request' in record) suggester.add(record.request);
  return suggester.result();
}
const headers = (given: Record<string, string>) => ({
  content: { requestHeaders: Object.entries(given).map(([name, value]) => ({ name, value })) },
});

test('of real traffic, the session cookie comes first, and the token that is renewed in it behind; no value is printed', async () => {
  const text = await printed('test/data/api-traffic-jwt-sessions.json.gz');
  expect(text.split('\n')).toEqual([
    '123 requests. What makes sessions of them, the best first:',
    '  0.98 REQUEST_COOKIE JSESSIONID: in 100 % of requests, 3 values, 0 of one request',
    '  0.98 REQUEST_COOKIE refreshToken: in 100 % of requests, 3 values, 0 of one request',
    '  0.44 REQUEST_HEADER access-token: in 93 % of requests, 6 values, 0 of one request; renewed inside REQUEST_COOKIE JSESSIONID',
    'What names the user:',
    '  0.98 REQUEST_JWT username in REQUEST_COOKIE refreshToken: in 100 % of requests, 3 values, 0 of one request',
    '  0.91 REQUEST_JWT username in REQUEST_HEADER access-token: in 93 % of requests, 3 values, 0 of one request',
    'A sessions.config.json to begin with; "import --dry-run" says what it makes of them:',
    '{"groupBy":[{"source":"REQUEST_COOKIE","name":"JSESSIONID"}],"context":[{"source":"REQUEST_JWT","name":"username","token":{"source":"REQUEST_COOKIE","name":"refreshToken"},"type":"user"}]}',
  ]);
});

test('of a log that has none, none is proposed', async () => {
  const text = await printed('test/data/access-apache-combined-blog-2015.log.gz');
  expect(text).not.toContain('sessions.config.json');
});

test('what all requests share separates nothing, and what each has of its own does not persist', async () => {
  const { keys } = await suggested(
    Array.from({ length: 60 }, (_, n) =>
      headers({ 'x-tenant-key': 'k1234567890abc', 'x-nonce': `n${n}n1234567890`, 'x-visit': `v${n % 4}v1234567890` }),
    ),
  );
  expect(keys.map(({ name, values }) => [name, values])).toEqual([['x-visit', 4]]);
});

test('users and roles are proposed out of claims, query and body, where they tell people apart', async () => {
  const jwt = (claims: object) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const { users, roles } = await suggested(
    Array.from({ length: 40 }, (_, n) =>
      headers({
        authorization: `Bearer ${jwt({ sub: `user${n % 5}`, roles: n % 5 === 0 ? ['admin', 'staff'] : ['staff'], exp: n })}`,
      }),
    ),
  );
  const token = { source: 'REQUEST_HEADER', name: 'authorization' };
  expect(users).toMatchObject([{ source: 'REQUEST_JWT', name: 'sub', token, values: 5, requests: 40 }]);
  expect(roles).toMatchObject([{ source: 'REQUEST_JWT', name: 'roles', token, values: 2 }]);
});
