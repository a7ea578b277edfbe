/**
 * A small API with documented flaws (see plan.md), to record traffic of. For this machine only: it listens on the loopback
 * interface, and is no part of what is shipped.
 *
 *     npx tsx demo/shop/api.ts <port>
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { PAGE, SCRIPT } from './page.ts';
import { openStore, type Role } from './store.ts';

interface Call {
  db: PGlite;
  /** Of the path, in order. */
  ids: string[];
  query: URLSearchParams;
  body: Record<string, string>;
  user: { id: number; email: string; role: Role } | null;
}

interface Reply {
  status?: number;
  /** A text is sent as it is, with this media type; anything else as JSON. */
  type?: string;
  body: unknown;
  /** Tells the gateway who has signed in. */
  token?: string;
}

type Route = [method: string, path: string, handler: (call: Call) => Promise<Reply> | Reply, role?: 'any' | Role];

/** Token -> account. Tokens live as long as the process. */
const tokens = new Map<string, NonNullable<Call['user']>>();
const rows = async (db: PGlite, sql: string, values: unknown[] = []) =>
  (await db.query<Record<string, unknown>>(sql, values)).rows;

async function login({ db, body }: Call): Promise<Reply> {
  const [found] = await rows(db, 'SELECT * FROM account WHERE email = $1', [body.email ?? '']);
  // Flaw: says which of the two is wrong, and knows no limit.
  if (!found) return { status: 400, body: { error: 'Username does not exist' } };
  if (found.password !== body.password) return { status: 400, body: { error: 'Password is not correct' } };
  const token = randomUUID();
  tokens.set(token, { id: Number(found.id), email: String(found.email), role: found.role as Role });
  return { body: { token, account: found.id }, token };
}

async function order({ db, ids }: Call): Promise<Reply> {
  // Flaw: whose order it is, nobody asks.
  const [found] = await rows(db, 'SELECT * FROM shop_order WHERE id = $1', [Number(ids[0]) || 0]);
  return found ? { body: found } : { status: 404, body: { error: 'no such order' } };
}

const ROUTES: Route[] = [
  ['GET', '/', () => ({ type: 'text/html', body: PAGE })],
  ['GET', '/app.js', () => ({ type: 'text/javascript', body: SCRIPT })],
  ['POST', '/api/v2/login', login],
  ['POST', '/api/v2/logout', () => ({ body: { done: true } }), 'any'],
  // Flaw: sends as many as somebody asks for, and they cost money.
  ['POST', '/api/v2/sms-codes', ({ body }) => ({ status: 202, body: { sentTo: body.phone ?? '' } })],
  [
    'POST',
    '/api/v2/accounts',
    ({ body }) => ({
      status: body.email ? 201 : 400,
      body: { email: body.email ?? null, role: body.role ?? 'customer' },
    }),
  ],
  [
    'GET',
    '/api/v2/accounts/{id}',
    async ({ db, ids }) => ({
      body:
        (await rows(db, 'SELECT id, email, role, address FROM account WHERE id = $1', [Number(ids[0]) || 0]))[0] ?? {},
    }),
    'any',
  ],
  ['PUT', '/api/v2/accounts/{id}', ({ ids, body }) => ({ body: { id: ids[0], ...body } }), 'any'],
  ['PUT', '/api/v2/accounts/{id}/payment-method', ({ ids }) => ({ body: { id: ids[0], card: 'kept' } }), 'any'],
  ['POST', '/api/v2/password-resets', ({ body }) => ({ status: 202, body: { sentTo: body.email ?? '' } })],
  [
    'GET',
    '/api/v2/products',
    async ({ db, query }) => ({
      // Flaw: no largest page.
      body: await rows(db, 'SELECT * FROM product ORDER BY id LIMIT $1', [Number(query.get('limit') ?? 20) || 20]),
    }),
  ],
  [
    'GET',
    '/api/v2/products/{id}',
    async ({ db, ids }) => {
      const [found] = await rows(db, 'SELECT * FROM product WHERE id = $1', [Number(ids[0]) || 0]);
      return found ? { body: found } : { status: 404, body: { error: 'no such product' } };
    },
  ],
  // Used by the page, and in no specification.
  [
    'GET',
    '/api/v2/products/{id}/stock',
    ({ ids }) => ({ body: { product: ids[0], stock: (Number(ids[0]) * 7) % 23 } }),
  ],
  [
    'GET',
    '/api/v2/search',
    async ({ db, query }) => ({
      // Flaw: the text becomes a part of the statement.
      body: await rows(
        db,
        `SELECT id, name, price FROM product WHERE name ILIKE '%${query.get('q') ?? ''}%' ORDER BY id LIMIT 20`,
      ),
    }),
  ],
  ['POST', '/api/v2/cart/items', ({ body }) => ({ status: 201, body: { ...body } })],
  ['GET', '/api/v2/cart', () => ({ body: { items: [] } })],
  ['POST', '/api/v2/checkout', () => ({ status: 201, body: { order: 5001 } }), 'any'],
  [
    'POST',
    '/api/v2/payments',
    ({ body }) => ({ status: body.card ? 201 : 402, body: { paid: Boolean(body.card) } }),
    'any',
  ],
  [
    'GET',
    '/api/v2/orders',
    async ({ db, user }) => ({
      body: await rows(db, 'SELECT * FROM shop_order WHERE account_id = $1 LIMIT 10', [user!.id]),
    }),
    'any',
  ],
  ['GET', '/api/v2/orders/{id}', order, 'any'],
  [
    'POST',
    '/api/v2/assistant/messages',
    ({ body }) => ({ body: { answer: `Have a look at our help pages. You asked: ${body.text ?? ''}` } }),
  ],
  [
    'GET',
    '/api/v2/support/accounts',
    async ({ db, query }) => ({
      body: await rows(db, 'SELECT id, email, role FROM account WHERE email LIKE $1', [`${query.get('email') ?? ''}%`]),
    }),
    'support',
  ],
  ['POST', '/api/v2/support/refunds', ({ body }) => ({ status: 201, body: { ...body } }), 'support'],
  [
    'GET',
    '/api/v2/admin/accounts',
    async ({ db }) => ({ body: await rows(db, 'SELECT id, email, role FROM account') }),
    'admin',
  ],
  ['PATCH', '/api/v2/admin/accounts/{id}', ({ ids, body }) => ({ body: { id: ids[0], ...body } }), 'admin'],
  [
    'GET',
    '/api/v2/admin/reports/sales',
    async ({ db, query }) => ({
      // Flaw: a report over any number of days is made while the caller waits.
      body: await rows(
        db,
        `SELECT o.*, p.name, (SELECT count(*) FROM shop_order AS older WHERE older.total < o.total) AS rank
      FROM shop_order AS o JOIN product AS p ON p.id = (o.lines->0->>'product')::int ORDER BY o.id DESC LIMIT $1`,
        [(Number(query.get('days') ?? 1) || 1) * 10],
      ),
    }),
    'admin',
  ],
  // Flaw: left over from a migration, asks for no token, and nobody has written it down.
  ['GET', '/api/v2/internal/accounts-export', async ({ db }) => ({ body: await rows(db, 'SELECT * FROM account') })],
  // The version before, still there.
  ['POST', '/api/v1/login', login],
  ['GET', '/api/v1/orders/{id}', order],
  [
    'GET',
    '/api/v1/products',
    async ({ db, query }) => ({
      body: await rows(
        db,
        `SELECT id, name FROM product WHERE name >= '${query.get('name') ?? ''}' ORDER BY name LIMIT 20`,
      ),
    }),
  ],
];

const PATTERNS = ROUTES.map(([method, path, handler, role]) => ({
  method,
  pattern: new RegExp(`^${path.replace(/\{id\}/g, '([^/]+)')}$`),
  handler,
  role,
}));

async function answer(db: PGlite, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url!.replace(/^\/+/, '/'), 'http://shop');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const there = PATTERNS.filter(({ pattern }) => pattern.test(url.pathname));
  const route = there.find(({ method }) => method === request.method);
  if (!route)
    return {
      status: there.length > 0 ? 405 : 404,
      body: { error: there.length > 0 ? 'not this method' : 'not found' },
    };
  const user = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '') ?? null;
  if (route.role && !user) return { status: 401, body: { error: 'sign in first' } };
  if (route.role && route.role !== 'any' && user!.role !== route.role && user!.role !== 'admin') {
    return { status: 403, body: { error: `for ${route.role} only` } };
  }
  const ids = route.pattern.exec(url.pathname)!.slice(1);
  const body = parseBody(Buffer.concat(chunks).toString(), request.headers['content-type'] ?? '');
  return route.handler({ db, ids, query: url.searchParams, body, user });
}

function parseBody(text: string, type: string): Record<string, string> {
  if (!type.includes('json')) return Object.fromEntries(new URLSearchParams(text));
  const parsed: unknown = text ? JSON.parse(text) : {};
  return parsed && typeof parsed === 'object' ? (parsed as Record<string, string>) : {};
}

function send(response: ServerResponse, { status = 200, type, body, token }: Reply): void {
  const text = type ? String(body) : JSON.stringify(body);
  const who = token ? tokens.get(token) : undefined;
  response.writeHead(status, {
    'content-type': type ?? 'application/json',
    'content-length': Buffer.byteLength(text),
    // For the gateway, which takes it off.
    ...(who ? { 'x-signed-in': `${token} ${who.role} ${who.email}` } : {}),
  });
  response.end(text);
}

export async function serveApi(port: number): Promise<void> {
  const db = await openStore();
  createServer((request, response) => {
    // Flaw: an error of the database is shown as it is.
    answer(db, request)
      .catch((error: Error) => ({ status: 500, body: { error: error.message } }))
      .then((reply) => send(response, reply));
  }).listen(port, '127.0.0.1', () => console.log('shop: ready'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await serveApi(Number(process.argv[2]));
