import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema } from 'graphql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { exportSession, sessionOf } from '../support/export.ts';
import { generateQuery } from '../support/generated-query.ts';
import { createTestServer, onDatabases } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';
import { askOver } from '../support/under-load.ts';
import { measured, sized } from './support/measured.ts';

// What clients send, right or wrong, is no reason for a server to fail.

const LIST = '{ sessions { nodes { id } totalCount { value } } }';
const CONTENT_TYPES = [
  'application/json',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/x-ndjson',
  'application/json; charset=utf-16',
  'nonsense',
];
const PATHS = ['/graphql', '/graphql', '/graphql', '/ingest/projections/endpoints', '/auth/sign-in', '/export/x'];
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '[[[[[[[[[[',
  '"text"',
  '{"query":',
  '{"query":1}',
  '{"query":"{"}',
  '{"query":"{ nothing }"}',
  '{"query":"query ($a: Int!) { sessions(first: $a) { nodes { id } } }","variables":[]}',
  '{"query":"{ sessions { nodes { id } } }","variables":"x","operationName":7}',
  '{"query":"{ sessions { nodes { id } } }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
  '{"__proto__":{"query":"{"},"constructor":1}',
  '\u0000\u0001\ufffd',
  '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
  'query=%7B%7D',
];

/** Broken in a place that follows from the number. */
function broken(n: number): string {
  const body = BODIES[n % BODIES.length]!;
  const cut = (n * 7) % (body.length + 1);
  return n % 3 === 0 ? body : body.slice(0, cut) + String.fromCharCode(n % 256) + body.slice(cut);
}

onDatabases(({ kind, database, graph }) => {
  const listening = async () => {
    const app = await createTestServer(database, { bodyTimeoutMs: 1_000, requestTimeoutMs: 30_000 });
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  };

  if (kind === 'embedded')
    test('malformed bodies in all kinds of content are refused, and nothing of them stays', {
      timeout: 900_000,
    }, async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      onTestFinished(() => void vi.restoreAllMocks());
      const origin = await listening();
      const statuses = new Map<number, number>();
      const send = async (n: number) => {
        const response = await fetch(`${origin}${PATHS[n % PATHS.length]}`, {
          method: n % 5 === 4 ? 'PUT' : 'POST',
          headers: { 'content-type': CONTENT_TYPES[n % CONTENT_TYPES.length]! },
          body: broken(n),
        });
        await response.text();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        expect(response.status, `body ${n}`).toBeLessThan(500);
      };
      const all = sized(800, 20_000);
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const heap = () => {
        collect();
        return process.memoryUsage().heapUsed / 2 ** 20;
      };
      const heaps: number[] = [];
      for (let n = 0; n < all; n += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, index) => send(n + index)));
        if (n % (all / 10) === 0) {
          globalThis.gc?.();
          heaps.push(heap());
        }
      }
      expect((await askOver(origin, newTenant(), LIST)).errors).toEqual([]);
      measured(
        `${all} malformed bodies in ${CONTENT_TYPES.length} content types`,
        `0 x 5xx (${[...statuses]
          .sort(([a], [b]) => a - b)
          .map(([status, count]) => `${count} x ${status}`)
          .join(', ')}), heap ${Math.round(heaps[1]!)} to ${Math.round(heaps.at(-1)!)} MB`,
      );
    });

  test('valid queries, whatever they are, are answered or refused by their cost', { timeout: 900_000 }, async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 60 }, (_, index) => ({
      id: `r${index}`,
      sid: `${index % 7}`,
      time: `2024-05-12T10:00:${String(index).padStart(2, '0')}Z`,
      path: `/${index % 5}`,
      detections: index % 4 === 0 ? [{ type: 'sqli', attackId: 'att-1', parameter: 'ARGS:q' }] : [],
    }));
    await importLines(database, tenant, lines);
    const sessionId = [await sessionOf(graph, tenant, 'r0'), await sessionOf(graph, tenant, 'r1'), 'unknown.20240512'];
    const ids = { id: [...sessionId, 'r0', 'r1'], sessionId, requestId: ['r0', 'r3', 'x'], attackId: ['att-1', 'x'] };
    const schema = buildSchema(readFileSync('test/data/contract.graphql', 'utf8'), { assumeValid: true });
    const origin = await listening();
    const times: number[] = [];
    const ended = new Map<string, number>();
    const all = sized(40, 2_000);
    for (let seed = 0; seed < all; seed += 1) {
      const query = generateQuery(schema, seed, ids);
      const begun = performance.now();
      const { status, errors } = await askOver(origin, tenant, query);
      times.push(performance.now() - begun);
      expect(status, query).toBeLessThan(500);
      for (const { extensions } of errors) {
        expect(['INTERNAL_SERVER_ERROR', 'DATABASE_UNAVAILABLE'], query).not.toContain(extensions.code);
      }
      const end = errors[0]?.extensions.code ?? 'answered';
      ended.set(end, (ended.get(end) ?? 0) + 1);
    }
    expect(ended.get('answered') ?? 0).toBeGreaterThan(all / 4);
    const p99 = times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)]!;
    measured(
      `${all} generated valid queries, ${kind}`,
      `0 x 5xx (${[...ended].map(([end, count]) => `${count} ${end}`).join(', ')}), p99 ${Math.round(p99)} ms`,
    );
  });

  if (kind === 'embedded')
    test('connections that never finish what they began keep nobody else out, and end', async () => {
      const origin = await listening();
      const { hostname, port } = new URL(origin);
      const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":`;
      const many = sized(60, 400);
      const sockets = Array.from({ length: many }, (_, n): Socket => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        socket.resume().write([head, 'POST /gra', head.slice(0, 60), ''][n % 4]! || 'G');
        return socket;
      });
      await Promise.all(sockets.map((socket) => (socket.connecting ? once(socket, 'connect') : undefined)));
      for (let n = 0; n < 20; n += 1) expect((await askOver(origin, newTenant(), LIST)).errors).toEqual([]);
      await Promise.all(sockets.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
      measured(`${many} half-open connections`, 'all others answered, all of them closed by the server');
    });

  test('readers that do not read a file keep nobody else waiting', { timeout: 300_000 }, async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 4_000 }, (_, index) => ({
      id: `f${index}`,
      sid: 'one',
      time: new Date(Date.UTC(2024, 4, 12, 10) + index * 1_000).toISOString(),
      path: `/${'x'.repeat(400)}${index}`,
    }));
    await importLines(database, tenant, lines);
    const origin = await listening();
    const { hostname, port } = new URL(origin);
    const sessionId = await sessionOf(graph, tenant, 'f0');
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'JSON' });
    const readers = Array.from({ length: 5 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(`GET ${url} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
      return socket.pause();
    });
    onTestFinished(() => {
      for (const reader of readers) reader.destroy();
    });
    await Promise.all(readers.map((reader) => once(reader, 'readable')));
    for (let n = 0; n < sized(10, 200); n += 1) expect((await askOver(origin, tenant, LIST)).errors).toEqual([]);
    // The sixth is told so.
    expect((await fetch(`${origin}${url}`)).status).toBe(503);
    measured(`slow readers of files, ${kind}`, '5 of one address held, questions answered, the sixth told 503');
  });
});
