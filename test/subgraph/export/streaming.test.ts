import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DATABASES } from '../../support/database.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { givenGraph, openGraph } from '../../support/graph.ts';
import { repeatRequest } from '../../support/many-requests.ts';
import { type Statement, statementsOf } from '../../support/statements.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Large sessions over a real connection: memory, readers that are slow or go away, and failures in the middle.

/** The embedded database reads a few thousand rows a second. */
const MANY = { PostgreSQL: 100_000, embedded: 20_000 };
/** Rows that one statement of the export reads. */
const PAGE = 500;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.each(DATABASES)('on the %s database', (kind) => {
  const many = MANY[kind];
  const { database, graph } = givenGraph(kind);
  let tenant: string;
  beforeAll(async () => {
    await graph.app.listen({ port: 0, host: '127.0.0.1' });
    tenant = newTenant();
    const time = '2024-05-12T10:00:00Z';
    for (const [id, count] of [
      ['many', many],
      ['some', many / 5],
    ] as const) {
      await importLines(database, tenant, [{ id, sid: id, time, path: `/${id}?page=1`, status: 200, durationMs: 3 }]);
      await repeatRequest(database, tenant, id, count - 1);
    }
    await database.pool.query('ANALYZE request');
  }, 600_000);
  let said: ReturnType<typeof vi.spyOn>;
  beforeEach(() => {
    said = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => said.mockRestore());

  const linkTo = async (request: string, format = 'CSV', { app } = graph) => {
    const sessionId = await sessionOf(graph, tenant, request);
    const { url } = await exportSession(graph, tenant, { sessionId, format });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}${url}`;
  };
  const open = async (url: string): Promise<IncomingMessage> => (await once(get(url), 'response'))[0];
  const total = async (request: string) => {
    const data = await graph.query<{ request: { session: { requests: { totalCount: { value: number } } } } }>(
      tenant,
      'query ($id: ID!) { request(id: $id) { session { requests { totalCount { value } } } } }',
      { id: request },
    );
    return data.request.session.requests.totalCount.value;
  };
  /** Reads the rest, and how many lines that are; looks on at every half megabyte. */
  const read = async (response: IncomingMessage, look = () => {}) => {
    let [lines, bytes] = [0, 0];
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (const byte of chunk) if (byte === 10) lines += 1;
      if (Math.floor(bytes / 500_000) < Math.floor((bytes + chunk.length) / 500_000)) look();
      bytes += chunk.length;
    }
    return { lines, bytes };
  };
  const memoryInUse = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const pagesOf = (statements: Statement[]) => statements.filter(({ text }) => text.includes('"sessionKey"')).length;

  test('five times the requests take no more memory, and all of them arrive', async () => {
    const growth = async (request: string) => {
      const response = await open(await linkTo(request));
      const before = memoryInUse();
      let peak = 0;
      const { lines } = await read(response, () => {
        peak = Math.max(peak, memoryInUse());
      });
      expect(lines).toBe(1 + (await total(request)));
      return peak - before;
    };
    await growth('some');
    const small = await growth('some');
    const large = await growth('many');
    // What a few pages take: below that, other things of this process count for more. The whole file is 14 MB.
    const PAGES = 3_000_000;
    expect(large).toBeLessThan(2 * Math.max(small, PAGES));
  }, 300_000);

  test('a reader that stops is not read ahead for, and gets the rest when it goes on', async () => {
    // 16 MB: more than the buffers of both sides hold.
    const [request, rows] = kind === 'PostgreSQL' ? ['some', many / 5] : ['many', many];
    const url = await linkTo(request, 'JSON');
    let response!: IncomingMessage;
    const statements = await statementsOf(async () => {
      response = await open(url);
      response.pause();
      await wait(1_000);
    });
    let pages = pagesOf(statements);
    expect(pages).toBeGreaterThan(0);
    // Until it stands still.
    for (let more = 1; more > 0; pages += more) more = pagesOf(await statementsOf(() => wait(1_000)));
    expect(pages).toBeLessThan(rows / PAGE / 2);
    expect((await read(response)).lines).toBe(rows);
  }, 300_000);

  test('when the reader goes away, the server stops reading', async () => {
    const url = await linkTo('many', 'JSON');
    const statements = await statementsOf(async () => {
      const response = await open(url);
      await once(response, 'data');
      response.destroy();
      await wait(1_500);
    });
    expect(pagesOf(statements)).toBeGreaterThan(0);
    expect(pagesOf(statements)).toBeLessThan(many / PAGE / 2);
    expect(said).not.toHaveBeenCalled();
  });

  /** A link to a server whose database fails at the n-th statement of the download. */
  const failingAt = async (n: number) => {
    let left = Number.POSITIVE_INFINITY;
    const query = (...statement: [never]) => {
      left -= 1;
      return left === 0 ? Promise.reject(new Error('the database is gone')) : database.questions.query(...statement);
    };
    const questions = new Proxy(database.questions, {
      get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)),
    });
    const failing = await openGraph({ ...database, questions });
    await failing.app.listen({ port: 0, host: '127.0.0.1' });
    const url = await linkTo('many', 'CSV', failing);
    left = n;
    return { url, close: () => failing.app.close() };
  };

  test('a failure in the middle breaks the connection: no reader takes it for a whole file', async () => {
    const { url, close } = await failingAt(6);
    await expect(open(url).then(read)).rejects.toThrow(/aborted|ECONNRESET/);
    expect(said).toHaveBeenCalledWith(
      expect.stringContaining('a file broke off: Error: the database is gone (request '),
    );
    await close();
  });

  test('a failure before the first row is an answer, and no file', async () => {
    const { url, close } = await failingAt(2);
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-disposition')]).toEqual([500, null]);
    expect(await response.json()).toEqual({
      statusCode: 500,
      error: 'Internal Server Error',
      message: 'Internal error',
    });
    await close();
  });

  test('HTTP/1.0, where the end of the connection is the end of the file, is refused', async () => {
    const { port, pathname } = new URL(await linkTo('some'));
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`GET ${pathname} HTTP/1.0\r\nHost: localhost\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.[01] 505 /);
    expect(text).toContain('a proxy in front must speak it too');
  });

  test('a session that is dropped while it is read makes no whole file', async () => {
    const lost = newTenant();
    // Long rows: what the buffers of the connection hold would be sent before anything is dropped.
    const path = `/${'x'.repeat(1_500)}`;
    await importLines(database, lost, [{ id: 'lost', sid: 'lost', time: '2024-05-12T10:00:00Z', path }]);
    await repeatRequest(database, lost, 'lost', many / 2);
    const sessionId = await sessionOf(graph, lost, 'lost');
    const { url } = await exportSession(graph, lost, { sessionId, format: 'CSV' });
    const response = await open(new URL(url!, await linkTo('many')).href);
    response.pause();
    await wait(500);
    // Both at once: between the two it would be a session without requests, and a short file whole.
    await database.pool.query(
      'WITH gone AS (DELETE FROM request WHERE tenant = $1) DELETE FROM session WHERE tenant = $1',
      [lost],
    );
    await expect(read(response)).rejects.toThrow(/aborted|ECONNRESET/);
    expect(said).toHaveBeenCalledWith(
      expect.stringContaining(`a file broke off: Error: session ${sessionId} was removed`),
    );
  });

  test('a reader that stops does not keep the server from stopping', async () => {
    const stopping = await openGraph(database);
    await stopping.app.listen({ port: 0, host: '127.0.0.1' });
    const response = await open(await linkTo('many', 'HAR', stopping));
    response.pause();
    await wait(300);
    await stopping.app.close();
    await expect(read(response)).rejects.toThrow(/aborted|ECONNRESET/);
  });
});
