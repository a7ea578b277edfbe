import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for each time, answered with 304 while nothing has changed.
  'cache-control': 'no-cache',
};

interface ServeOptions {
  headers?: Record<string, string>;
  /** Changes the text before it is served. */
  edit?: (text: string) => string;
}

/** Serves one file at one path. It is read when first asked for and kept: a handful of files, none of which changes. */
export function serveFile(
  app: FastifyInstance,
  path: string,
  file: string,
  { headers, edit }: ServeOptions = {},
): void {
  let loaded: Promise<{ body: string; etag: string }> | undefined;
  const load = async () => {
    const text = await readFile(file, 'utf8');
    const body = edit ? edit(text) : text;
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
  };

  app.get(path, async (request, reply) => {
    loaded ??= load();
    const { body, etag } = await loaded;
    reply.headers({ ...SECURITY_HEADERS, ...headers, etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(body);
  });
}
