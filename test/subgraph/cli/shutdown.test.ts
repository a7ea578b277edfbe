import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES, type DatabaseKind } from '../../support/database.ts';

// A server that is told to end finishes what it has accepted, and ends whatever its clients do.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function given(kind: DatabaseKind, env: Record<string, string> = {}) {
  const place = await Place.on(kind);
  places.push(place);
  return { place, ...(await place.serve({ DEMO: '0', ...env })) };
}

const QUESTION = JSON.stringify({ query: '{ sessions(first: 1) { nodes { id } } }' });

/** Asks on a kept connection: the answer, whole, and whether its connection closes with it. */
function ask(address: string, agent: Agent): Promise<{ body: string; closes: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const asked = request(`${address}/graphql`, { method: 'POST', agent, headers }, (answer: IncomingMessage) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ body, closes: answer.headers.connection === 'close' })).on('error', reject);
    });
    asked.on('error', reject).end(QUESTION);
  });
}

test('at load, nothing that was accepted is lost, and connections that are kept hear that they close', async () => {
  const { server, address } = await given('embedded');
  let answered = 0;
  const last: boolean[] = [];
  /** Asks until nobody listens any more. */
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let closes = false; ; ) {
      try {
        const answer = await ask(address, agent);
        expect(JSON.parse(answer.body)).toEqual({ data: { sessions: { nodes: [] } } });
        answered += 1;
        ({ closes } = answer);
      } catch (error) {
        // Any other end would be that of a question which it had accepted.
        expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
        last.push(closes);
        return;
      }
    }
  };
  const clients = Array.from({ length: 8 }, client);
  await expect.poll(() => answered).toBeGreaterThan(100);
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  await Promise.all(clients);
  expect(last).toEqual(Array.from({ length: 8 }, () => true));
});

test('a client that never ends its question does not keep it', async () => {
  const { server, address } = await given('embedded', { SHUTDOWN_TIMEOUT_MS: '6000' });
  const { port, hostname } = new URL(address);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n';
  // What it expects tells when the server reads the body.
  socket.write(`${head}expect: 100-continue\r\n\r\n{"query"`);
  await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 100 /);
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  await closed;
});

test.runIf(DATABASES.includes('PostgreSQL'))('nor does a database that does not answer, which is said', async () => {
  const { place, server, address } = await given('PostgreSQL', { SHUTDOWN_TIMEOUT_MS: '1000', QUERY_TIMEOUT_MS: '0' });
  const held = place.query('BEGIN; LOCK TABLE session; SELECT pg_sleep(60)').catch(() => {});
  const isWaiting = `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`;
  const isHeld = `SELECT count(*)::int AS n FROM pg_locks WHERE relation = 'session'::regclass AND granted AND mode = 'AccessExclusiveLock'`;
  await place.until(server, isHeld, 1);
  const answer = ask(address, new Agent()).catch((error: NodeJS.ErrnoException) => error.code);
  await place.until(server, isWaiting, 1);
  expect(await server.kill('SIGTERM')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^api-sessions: not everything had ended after 1000 ms \(SHUTDOWN_TIMEOUT_MS\)\n$/),
  });
  expect(await answer).toBe('ECONNRESET');
  await place.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()`,
  );
  await held;
});
