/**
 * The gateway in front of the shop: tells sessions and users, knows where a client is, stops some requests, and writes down
 * every request with its answer. What it stops, and why, is in `verdict`; plan.md says it in words.
 */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { Places } from '../../subgraph/ingest/places.ts';
import { tagsOf } from './networks.ts';
import type { Role } from './store.ts';

/** A line of recording.ndjson.gz: times, durations and sizes are those of the recording. */
export interface Exchange {
  /** The stretch of the plan that it belongs to. */
  block: string;
  time: string;
  durationMs: number;
  method: string;
  target: string;
  requestHeaders: [name: string, value: string][];
  requestBody: string;
  status: number;
  responseHeaders: [name: string, value: string][];
  /** Its first 2,048 characters. */
  responseBody: string;
  sizeBytes: number;
  /** The stand-in for loopback, see plan.md. */
  ip: string;
  country: string | null;
  sourceTags: string[];
  application: string;
  session: string | null;
  user: string | null;
  role: Role | 'guest';
  stopped?: Verdict;
}

/** Why a request was stopped. */
export interface Verdict {
  status: number;
  type: 'blocked_source' | 'rate_limit' | 'vpatch';
  rule: string;
  payload?: string;
  parameter?: string;
}

/** What every actor of the recording says of itself; taken off before anything is passed on or written down. */
export const ADDRESS_HEADER = 'x-forwarded-for';
export const BLOCK_HEADER = 'x-demo-block';
const SESSION_COOKIE = 'sid';
const KEPT_BODY = 2048;
const MINUTE = 60_000;
/** Attempts of one address in a minute, by what it asks for. */
const LIMITS: [method: string, path: string, attempts: number][] = [
  ['POST', '/api/v2/login', 30],
  ['POST', '/api/v2/sms-codes', 10],
];
/** The hole in the search of the current version; the former one was forgotten. */
const PATCHED = { path: '/api/v2/search', parameter: 'q', pattern: /'|--|\bunion\b|\bselect\b/i };

export interface Gateway {
  server: Server;
  exchanges: Exchange[];
}

export function openGateway(port: number, apiPort: number, places: Places): Promise<Gateway> {
  const exchanges: Exchange[] = [];
  const users = new Map<string, { user: string; role: Role }>();
  const attempts = new Map<string, number[]>();

  const server = createServer(async (incoming, outgoing) => {
    const started = performance.now();
    const time = new Date();
    const body = await readAll(incoming);
    const { [ADDRESS_HEADER]: address, [BLOCK_HEADER]: block } = incoming.headers;
    const ip = String(address ?? '127.0.0.1');
    const url = new URL(`http://shop${incoming.url!.startsWith('/') ? incoming.url : '/'}`);
    const sourceTags = tagsOf(ip);
    const token = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];
    const known = new RegExp(`(?:^|; ?)${SESSION_COOKIE}=([^;]+)`).exec(incoming.headers.cookie ?? '')?.[1];
    // A page opens a session; a client that only calls the API has the one that it brings, or none.
    const opened = !known && incoming.method === 'GET' && url.pathname === '/' ? randomUUID() : undefined;
    const session = known ?? opened ?? null;

    const stopped = verdict(attempts, incoming.method!, url, ip, sourceTags, time.getTime());
    const answer = stopped
      ? {
          status: stopped.status,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from('{"error":"blocked"}'),
        }
      : await pass(apiPort, incoming, body);
    const [signedIn, role, email] = String(answer.headers['x-signed-in'] ?? '').split(' ');
    if (signedIn) users.set(signedIn, { user: email!, role: role as Role });
    const who = users.get(token ?? '') ?? users.get(signedIn ?? '');

    const responseHeaders = Object.entries({
      'content-type': String(answer.headers['content-type'] ?? ''),
      ...(session ? { 'x-session': session } : {}),
      ...(opened ? { 'set-cookie': `${SESSION_COOKIE}=${opened}; HttpOnly; SameSite=Lax` } : {}),
    }).filter(([, value]) => value !== '');
    outgoing.writeHead(answer.status, [...responseHeaders.flat(), 'content-length', String(answer.body.length)]);
    outgoing.end(incoming.method === 'HEAD' ? undefined : answer.body);
    exchanges.push({
      block: String(block ?? 'none'),
      time: time.toISOString(),
      durationMs: Math.round((performance.now() - started) * 10) / 10,
      method: incoming.method!,
      target: incoming.url!,
      requestHeaders: pairs(incoming.rawHeaders).filter(
        ([name]) => ![ADDRESS_HEADER, BLOCK_HEADER].includes(name.toLowerCase()),
      ),
      requestBody: body.toString(),
      status: answer.status,
      responseHeaders,
      responseBody: answer.body.toString().slice(0, KEPT_BODY),
      sizeBytes: incoming.method === 'HEAD' ? 0 : answer.body.length,
      ip,
      country: places.countryOf(ip),
      sourceTags,
      application: applicationOf(url.pathname),
      session,
      user: who?.user ?? null,
      role: who?.role ?? 'guest',
      ...(stopped ? { stopped } : {}),
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ server, exchanges })));
}

function verdict(
  attempts: Map<string, number[]>,
  method: string,
  { pathname, searchParams }: URL,
  ip: string,
  tags: string[],
  now: number,
): Verdict | undefined {
  if (tags.includes('tor')) return { status: 403, type: 'blocked_source', rule: 'Exits of Tor are kept out' };
  const limit = LIMITS.find(([limited, path]) => limited === method && path === pathname);
  if (limit) {
    const key = `${ip} ${pathname}`;
    const recent = (attempts.get(key) ?? []).filter((at) => now - at < MINUTE);
    attempts.set(key, [...recent, now]);
    if (recent.length >= limit[2]) {
      return {
        status: 429,
        type: 'rate_limit',
        rule: `More than ${limit[2]} of one address in a minute: ${limit[0]} ${limit[1]}`,
      };
    }
  }
  const value = pathname === PATCHED.path ? searchParams.get(PATCHED.parameter) : null;
  if (value !== null && PATCHED.pattern.test(value)) {
    return {
      status: 403,
      type: 'vpatch',
      rule: 'Search takes no SQL',
      payload: value,
      parameter: `ARGS:${PATCHED.parameter}`,
    };
  }
  return undefined;
}

function applicationOf(path: string): string {
  if (path.startsWith('/api/v1/')) return 'Shop (former version)';
  return /^\/api\/v2\/(admin|support)\//.test(path) ? 'Back office' : 'Shop';
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

function pass(port: number, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { [ADDRESS_HEADER]: _address, [BLOCK_HEADER]: _block, ...headers } = incoming.headers;
  return new Promise((resolve) => {
    const outgoing = forward(
      {
        host: '127.0.0.1',
        port,
        method: incoming.method,
        path: incoming.url!,
        headers: { ...headers, connection: 'close' },
      },
      async (answer) => resolve({ status: answer.statusCode!, headers: answer.headers, body: await readAll(answer) }),
    );
    outgoing.on('error', () => resolve({ status: 502, headers: {}, body: Buffer.from('') }));
    outgoing.end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, raw[index + 1]!]] : []));
}
