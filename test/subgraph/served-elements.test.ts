import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, givenDatabase } from '../support/graph.ts';

// The elements, as they are built, for pages of the console and of others.

const URL_PATH = '/api-sessions.js';
const folder = mkdtempSync(join(tmpdir(), 'console-'));
const text = `export const words = ${JSON.stringify('say it again, '.repeat(1_000))};\n`;
writeFileSync(join(folder, 'api-sessions.js'), text);

const database = givenDatabase('embedded');
let app: FastifyInstance;
beforeAll(async () => {
  app = await createTestServer(database, { consoleDirectory: folder });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (headers: Record<string, string>, url = URL_PATH) => app.inject({ url, headers });

test('are where the README says, and there alone', async () => {
  expect(readFileSync('README.md', 'utf8')).toContain(`<script type="module" src="${URL_PATH}"></script>`);
  const { statusCode, headers, body } = await get({});
  expect([statusCode, body]).toEqual([200, text]);
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  // Beside another address of the same module a page would have everything twice.
  expect((await get({}, '/console/api-sessions.js')).statusCode).toBe(404);
});

test.each([
  ['br', 'gzip, deflate, br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['gzip', 'br;q=0, gzip;q=0.5', gunzipSync],
  [undefined, 'identity', (bytes: Buffer) => bytes],
  [undefined, 'compress', (bytes: Buffer) => bytes],
])('are packed by %s for who takes "%s", and kept like others', async (encoding, accepted, unpack) => {
  const { headers, rawPayload } = await get({ 'accept-encoding': accepted });
  expect(headers['content-encoding']).toBe(encoding);
  expect(unpack(rawPayload).toString()).toBe(text);
  if (encoding) expect(rawPayload.length).toBeLessThan(text.length / 10);
  expect(String(headers.vary).toLowerCase()).toBe('accept-encoding');
  const again = await get({ 'accept-encoding': accepted, 'if-none-match': String(headers.etag) });
  expect([again.statusCode, again.body, again.headers['content-encoding']]).toEqual([304, '', undefined]);
});

test('answers of GraphQL go out as they are', async () => {
  const accepting = { 'accept-encoding': 'br, gzip', 'content-type': 'application/json' };
  const asked = '{ __schema { types { name description } } }';
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: accepting, payload: { query: asked } });
  expect([answer.headers['content-encoding'], answer.json().errors]).toEqual([undefined, undefined]);
});
