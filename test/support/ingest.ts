import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';

// Whoever sends lines over HTTP, on connections that are cut, slow, or silent.

export type Headers = Record<string, string>;

/** Where a server listens, on a free port. */
export async function listening(app: FastifyInstance): Promise<string> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

export interface Ingested {
  status: number;
  headers: IncomingMessage['headers'];
  /** The answer, or each of its lines. */
  body: ReturnType<typeof JSON.parse>;
}

/** A request whose body is sent bit by bit. */
export function begin(origin: string, tenant: string, headers: Headers = {}, path = '/ingest') {
  const sent: ClientRequest = request(`${origin}${path}`, {
    method: 'POST',
    agent: false,
    headers: { 'x-sessions-tenant': tenant, 'content-type': 'application/x-ndjson', ...headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
  answered.catch(() => {});
  return {
    sent,
    answered,
    /** Resolves when the connection takes more. */
    write: (chunk: string | Buffer) => new Promise<void>((resolve) => sent.write(chunk, () => resolve())),
    async end(chunk: string | Buffer = ''): Promise<Ingested> {
      sent.end(chunk);
      return heard(await answered);
    },
    heard: async () => heard(await answered),
    cut: () => sent.destroy(),
  };
}

async function heard(response: IncomingMessage): Promise<Ingested> {
  const body = await text(response);
  const isLines = response.headers['content-type']?.startsWith('application/x-ndjson');
  return {
    status: response.statusCode!,
    headers: response.headers,
    body: isLines
      ? body
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : JSON.parse(body),
  };
}

/** Sends a body at once. */
export function ingest(
  origin: string,
  tenant: string,
  body: string | Buffer,
  headers: Headers = {},
  path = '/ingest',
): Promise<Ingested> {
  return begin(origin, tenant, headers, path).end(body);
}

/** How many lines of a stream are acknowledged. */
export async function acknowledged(origin: string, tenant: string, key: string): Promise<number> {
  const headers = { 'x-sessions-tenant': tenant, 'idempotency-key': key };
  const response = await fetch(`${origin}/ingest`, { headers });
  return ((await response.json()) as { acknowledged: number }).acknowledged;
}

/**
 * Sends a stream whose connection breaks again and again, after as many bytes as `cuts` say, and goes on each time where the server says.
 * @returns how often it was sent
 */
export async function sendCut(
  origin: string,
  tenant: string,
  key: string,
  lines: readonly string[],
  cuts: readonly number[],
): Promise<number> {
  for (let times = 0; ; times++) {
    const offset = await acknowledged(origin, tenant, key);
    const rest = Buffer.from(
      lines
        .slice(offset)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const sending = begin(origin, tenant, { 'idempotency-key': key, 'x-sessions-offset': String(offset) });
    const cut = cuts[times];
    if (cut === undefined || cut >= rest.length) {
      const { status, body } = await sending.end(rest);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return times + 1;
    }
    await sending.write(rest.subarray(0, cut));
    sending.cut();
  }
}
