import { createHmac } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../../subgraph/db/database.ts';
import { createExportLinks } from '../../../subgraph/export/export-link.ts';
import { createServer } from '../../../subgraph/server.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { givenGraph, openGraph } from '../../support/graph.ts';
import { importLines, newTenant, TEST_SECRET } from '../../support/traffic.ts';

// Who may fetch a file, and for how long.

const { database, graph } = givenGraph('embedded');
afterEach(() => void vi.useRealTimers());

/** A tenant with one session, and a link to its file. */
async function newLink(format = 'CSV') {
  const tenant = newTenant();
  await importLines(database, tenant, [{ id: 'first', sid: 'one', time: '2024-05-12T10:00:00Z' }]);
  const sessionId = await sessionOf(graph, tenant, 'first');
  const { url, expiresAt, filename } = await exportSession(graph, tenant, { sessionId, format });
  return { tenant, sessionId, url: url!, expiresAt: expiresAt!, filename: filename! };
}

const get = (url: string, headers: Record<string, string> = {}) => graph.app.inject({ url, headers });

test.each([
  ['CSV', 'text/csv; charset=utf-8; header=present', 'csv'],
  ['JSON', 'application/x-ndjson', 'jsonl'],
  ['HAR', 'application/json', 'har'],
])('a %s is offered as a file, kept by nobody, and taken for nothing else', async (format, type, extension) => {
  const { url, filename, sessionId } = await newLink(format);
  expect(filename).toBe(`session-${sessionId}.${extension}`);
  expect(filename).toMatch(/^[\w.-]+$/);
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'content-disposition': `attachment; filename="${filename}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
});

test('a browser needs nothing but the link, also where the server wants a token', async () => {
  const { url } = await newLink();
  const locked = await openGraph(database, { host: '0.0.0.0', apiToken: 'a token of sixteen' });
  expect((await locked.app.inject({ url })).statusCode).toBe(200);
  expect((await locked.app.inject({ method: 'POST', url: '/graphql', payload: {} })).statusCode).toBe(401);
  await locked.app.close();
});

test('a link outlives a restart with the same secret, and no other', async () => {
  const { url } = await newLink();
  const restarted = await openGraph(database);
  expect((await restarted.app.inject({ url })).statusCode).toBe(200);
  const stranger = await openGraph(database, { secret: 'a secret of someone else' });
  expect((await stranger.app.inject({ url })).statusCode).toBe(403);
  await Promise.all([restarted.app.close(), stranger.app.close()]);
});

test('a link that was changed in any place is refused, and says nothing of the secret', async () => {
  const { url, tenant } = await newLink();
  const token = url.slice('/export/'.length);
  const [payload = '', signature = ''] = token.split('.');
  const changed = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  const other = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), tenant: newTenant() };
  const forged = Buffer.from(JSON.stringify(other)).toString('base64url');
  const wrong = [
    ...Array.from({ length: token.length }, (_, at) => changed(token, at)),
    '',
    '.',
    payload,
    `${payload}.`,
    `.${signature}`,
    `${token}A`,
    `${token}.${signature}`,
    `${forged}.${signature}`,
    // Signed, but with a key that anybody can make.
    `${payload}.${createHmac('sha256', '').update(payload).digest('base64url')}`,
    `${payload}.${createHmac('sha256', TEST_SECRET).update(payload).digest('base64url')}`,
  ];
  for (const each of wrong) {
    const answer = await get(`/export/${each}`);
    expect(answer.statusCode, each).toBe(403);
    expect(answer.headers['cache-control']).toBe('no-store');
  }
  expect((await get('/export/x')).json()).toEqual({
    statusCode: 403,
    error: 'Forbidden',
    message: 'this link was not made by this server, or was changed: ask for another',
  });
  expect(Buffer.from(payload, 'base64url').toString()).toContain(tenant);
  expect(Buffer.from(payload, 'base64url').toString()).not.toContain(TEST_SECRET);
});

test('after five minutes it is refused', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const now = Date.now();
  const { url, expiresAt } = await newLink();
  expect(Date.parse(expiresAt) - now).toBeGreaterThanOrEqual(300_000);
  expect(Date.parse(expiresAt) - now).toBeLessThan(360_000);
  vi.setSystemTime(Date.parse(expiresAt) - 1);
  expect((await get(url)).statusCode).toBe(200);
  vi.setSystemTime(Date.parse(expiresAt));
  const late = await get(url);
  expect(late.statusCode).toBe(410);
  expect(late.json().message).toBe('this link has expired: ask for another');
});

test('behind a proxy that sets the tenant, links of another one lead nowhere', async () => {
  const { url, tenant } = await newLink();
  expect((await get(url, { 'x-sessions-tenant': tenant })).statusCode).toBe(200);
  const foreign = await get(url, { 'x-sessions-tenant': newTenant() });
  expect([foreign.statusCode, foreign.json().message]).toEqual([
    403,
    'this link was not made by this server, or was changed: ask for another',
  ]);
});

test('when the session is gone, so is its file', async () => {
  const { url, tenant } = await newLink();
  for (const table of ['request', 'session']) {
    await database.pool.query(`DELETE FROM ${table} WHERE tenant = $1`, [tenant]);
  }
  const answer = await get(url);
  expect([answer.statusCode, answer.json().message]).toEqual([404, 'the session is no longer kept']);
});

test('links begin with the public address, where the server knows it', async () => {
  const { tenant, sessionId } = await newLink();
  const publicUrl = 'https://sessions.example.com/api';
  const known = await openGraph(database, { publicUrl });
  const { url } = await exportSession(known, tenant, { sessionId, format: 'CSV' });
  expect(url).toMatch(/^https:\/\/sessions\.example\.com\/api\/export\/[\w.-]+$/);
  expect((await get(url!.slice(publicUrl.length))).statusCode).toBe(200);
  await known.app.close();
});

test('what fails before the first byte is an error that tells nothing of the inside', async () => {
  const broken = { ...database, questions: { query: () => Promise.reject(new Error('SELECT secret FROM /etc')) } };
  const app = await createServer({
    database: broken as unknown as Database,
    host: '127.0.0.1',
    apiToken: null,
    secret: TEST_SECRET,
    production: false,
  });
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const answer = await app.inject({ url: (await newLink()).url });
  expect([answer.statusCode, answer.json()]).toEqual([
    500,
    { statusCode: 500, error: 'Internal Server Error', message: 'Internal error' },
  ]);
  expect(said).toHaveBeenCalledOnce();
  said.mockRestore();
  await app.close();
});

test('a link is read as it was signed', () => {
  const links = createExportLinks(TEST_SECRET);
  const link = {
    tenant: 't',
    actor: 'alice',
    scopes: ['sessions:read' as const, 'sessions:export' as const],
    sessionId: 's.20240512',
    format: 'HAR' as const,
    period: { from: new Date('2024-05-12T10:00:00.001Z'), to: null },
    filter: { users: { anyOf: ['=é\u{1f600}', null] }, statuses: [null, 200] },
    newestSeq: '9007199254740993',
    expiresAt: new Date('2024-05-12T11:00:00Z'),
  };
  expect(links.read(links.sign(link))).toEqual(link);
  expect(links.sign(link)).toMatch(/^[\w-]+\.[\w-]{43}$/);
});

const MUTATION = 'mutation { exportSession(input: { sessionId: "x", format: CSV }) { __typename } }';

test('a mutation is answered to a POST of JSON only: no link, image or form of another site can send one', async () => {
  const ask = (options: object) => graph.app.inject({ url: '/graphql', ...options });
  const json = { 'content-type': 'application/json' };
  const allowed = await ask({ method: 'POST', headers: json, payload: { query: MUTATION } });
  expect(allowed.json()).toEqual({ data: { exportSession: { __typename: 'SessionsNotFoundError' } } });

  const query = `/graphql?query=${encodeURIComponent(MUTATION)}`;
  // Even a script that may send headers cannot GET it.
  const got = await ask({ url: query, headers: { 'apollo-require-preflight': 'yes' } });
  expect([got.statusCode, got.headers.allow]).toEqual([405, 'POST']);
  const form = `query=${encodeURIComponent(MUTATION)}`;
  for (const refused of [
    { url: query },
    { url: query, method: 'POST' },
    { method: 'POST', headers: { 'content-type': 'text/plain' }, payload: JSON.stringify({ query: MUTATION }) },
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: form },
    { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' },
  ]) {
    const answer = await ask(refused);
    expect(answer.statusCode, JSON.stringify(refused)).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('exportSession":');
  }
});
