import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
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
  // Also of an answer without content, which is for whoever was sent the packed file.
  vary: 'accept-encoding',
};

/**
 * Files of this scope go out packed. GraphQL does not, whose answers mix secrets with what an asker chooses, nor do exports,
 * whose broken end must be seen.
 */
export async function compressFiles(scope: FastifyInstance): Promise<void> {
  await scope.register(compress, {
    encodings: ['br', 'gzip'],
    globalDecompression: false,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  });
}

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
    // Weak: the bytes depend on how they are packed.
    return { body, etag: `W/"${createHash('sha256').update(body).digest('base64url')}"` };
  };

  app.get(path, async (request, reply) => {
    loaded ??= load();
    const { body, etag } = await loaded;
    reply.headers({ ...SECURITY_HEADERS, ...headers, etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(body);
  });
}
