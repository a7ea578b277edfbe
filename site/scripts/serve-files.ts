import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Serves the files of a folder on a free port of this machine, a page with or without its `.html`.
 * @param answer answers in the place of a file, and says so by true
 * @returns its address, and how to end it
 */
export async function serveFiles(
  folder: string,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<{ address: string; close(): void }> {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://site').pathname));
    const name = path.endsWith('/') ? `${path}index.html` : extname(path) ? path : `${path}.html`;
    try {
      const body = readFileSync(join(folder, name));
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
