// A Node server with a sign-in of its own, in which API Sessions is mounted at /sessions-api. To be copied from; the tests run it.
import { createServer as createHttpServer } from 'node:http';
import { createServer } from '@api-sessions/subgraph';

const MOUNTED_AT = '/sessions-api';

/** In the place of your sign-in: who has which cookie. */
const USERS = new Map([
  ['user=ann', { tenant: 'default', actor: 'ann@example.com', scopes: ['sessions:read', 'sessions:content'] }],
  ['user=bob', { tenant: 'another', actor: 'bob@example.com', scopes: ['sessions:read'] }],
]);

const sessions = await createServer({
  dataDirectory: process.env.DATA_DIR,
  publicUrl: MOUNTED_AT,
  viewer: (request) => USERS.get(request.headers.cookie) ?? null,
});

const server = createHttpServer((request, response) => {
  if (request.url.startsWith(`${MOUNTED_AT}/`)) {
    request.url = request.url.slice(MOUNTED_AT.length);
    sessions.handle(request, response);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain' }).end('the pages of the host');
});

server.listen(process.env.PORT ?? 8080, '127.0.0.1', () => {
  console.log(`host: http://127.0.0.1:${server.address().port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    await sessions.close();
  });
}
