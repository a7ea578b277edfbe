import pg from 'pg';
import { afterEach, beforeEach, describe, expect, type MockInstance, onTestFinished, test, vi } from 'vitest';
import { factsOf } from '../../subgraph/logging/error-facts.ts';
import { inRequest, type LogFields, type LogLevel, log, TEXT, useLog } from '../../subgraph/logging/log.ts';
import { buildCli, Place } from '../support/cli.ts';
import { givenDatabase, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What the operator reads of a failure leads to what its client was told, and back; nothing of anybody's traffic is in it.

interface Line extends LogFields {
  level: LogLevel;
  message: string;
  requestId: string;
}

let lines: (Line & { error: unknown })[];
beforeEach(() => {
  lines = [];
  useLog('debug', {
    write: (level, message, fields, error) =>
      lines.push({ level, message, ...fields, error } as (typeof lines)[number]),
  });
});
afterEach(() => useLog('info', TEXT));

describe('an answer and its lines', () => {
  const database = givenDatabase('embedded');

  test('have an id of ours together; what a client sends for one is a remark', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [{ time: '2026-11-20T12:00:00Z', sid: 's', id: 'one' }]);
    const graph = await openGraph(database);
    onTestFinished(() => graph.app.close());
    const ask = async (headers: Record<string, string>) =>
      graph.app.inject({
        method: 'POST',
        url: '/graphql?secret=42',
        headers: { 'x-sessions-tenant': tenant, ...headers },
        payload: { query: '{ sessions { nodes { id } } }', variables: { password: 'hunter2' } },
      });
    const ids = [];
    for (const foreign of ['trace-7', 'trace-7', 'a\u202e"b', 'x'.repeat(200)]) {
      const { headers } = await ask({ 'x-request-id': foreign });
      ids.push(headers['x-request-id']);
    }
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
    const answered = lines.filter(({ message }) => message === 'answered');
    expect(answered.map(({ requestId }) => requestId)).toEqual(ids);
    expect(answered.map(({ clientRequestId }) => clientRequestId)).toEqual([
      'trace-7',
      'trace-7',
      undefined,
      undefined,
    ]);
    expect(answered[0]).toMatchObject({ level: 'debug', method: 'POST', route: '/graphql', status: 200 });
    expect(JSON.stringify(lines)).not.toMatch(/secret|hunter2|42/);
  });

  test('a failure has the id in its error and in its line; a mistake of the client says itself what is wrong', async () => {
    const tenant = newTenant();
    const graph = await openGraph({
      ...database,
      questions: new Proxy(database.questions, {
        get: (target, name) => {
          if (name !== 'query') return Reflect.get(target, name);
          return async () => {
            throw new TypeError('cannot read "eve@example.com" of undefined');
          };
        },
      }),
    });
    onTestFinished(() => graph.app.close());
    const { errors } = await graph.ask(tenant, '{ sessions { nodes { id } } }');
    expect(errors).toMatchObject([{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    const { requestId } = errors![0]!.extensions as unknown as { requestId: string };
    const [line] = lines.filter(({ level }) => level === 'error');
    expect(line).toMatchObject({ message: 'a field was not answered', requestId, error: { type: 'TypeError' } });
    expect(line!.error).toMatchObject({ message: 'cannot read … of undefined', stack: expect.arrayContaining([]) });
    const mistake = await graph.ask(tenant, '{ sessions(first: 0) { nodes { id } } }');
    expect(mistake.errors?.[0]?.extensions).not.toHaveProperty('requestId');
  });
});

describe('of an error', () => {
  test('there is what kind it is, and where; not what the database or a parser repeat of a value', () => {
    const refused = Object.assign(
      new pg.DatabaseError('invalid input syntax for type uuid: "eve\'s secret"', 1, 'error'),
      {
        code: '22P02',
        detail: 'Key (mail)=(eve@example.com) already exists.',
        where: 'unnamed portal parameter $1 = secret',
      },
    );
    const raw = Object.assign(
      new Error('\nInvalid `prisma.$queryRaw()` invocation:\n\n\nRaw query failed. SELECT secret'),
      {
        name: 'PrismaClientKnownRequestError',
        code: 'P2010',
        meta: {
          driverAdapterError: { cause: { originalCode: '42P01', originalMessage: 'relation "secret" does not exist' } },
        },
      },
    );
    const unparsed = (() => {
      try {
        return JSON.parse('{"password": hunter2}');
      } catch (error) {
        return error;
      }
    })();
    const facts = [refused, raw, unparsed, 'secret', null].map(factsOf);
    expect(facts.map(({ type, code, message }) => [type, code, message])).toEqual([
      ['error', '22P02', 'invalid input syntax for type uuid: …'],
      ['PrismaClientKnownRequestError', '42P01', 'relation … does not exist'],
      ['SyntaxError', undefined, expect.any(String)],
      ['string', undefined, 'it was no error'],
      ['object', undefined, 'it was no error'],
    ]);
    expect(JSON.stringify(facts)).not.toMatch(/secret|eve@|eve's|hunter2/);
    expect(facts[0]!.stack[0]).toMatch(/^ {4}at /);
  });
});

describe('as text', () => {
  let said: MockInstance;
  beforeEach(() => {
    said = vi.spyOn(console, 'error').mockImplementation(() => {});
    useLog('warn', TEXT);
  });
  afterEach(() => said.mockRestore());

  test('a line cannot be made to look like two, and what is below the level is left out', () => {
    log.info('not this');
    inRequest('abc', () => log.warn('lost\n2026 all is well', new Error('a\u001b[2K"x"')));
    expect(said.mock.calls).toHaveLength(1);
    expect(said.mock.calls[0]![0].split('\n    at ')[0]).toBe(
      'lost\\u000a2026 all is well: Error: a\\u001b[2K… (request abc)',
    );
  });
});

test('LOG_FORMAT=json: every line of a server is an object, from its start on', async () => {
  buildCli();
  const place = await Place.on('embedded');
  const { server, address } = await place.serve({ DEMO: '0', LOG_FORMAT: 'json', LOG_LEVEL: 'debug' });
  const { headers } = await fetch(`${address}/health/live?token=secret`);
  await server.says(/"answered"/);
  const { stdout, stderr } = await server.kill('SIGTERM');
  const written = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of written)
    expect(line).toMatchObject({
      time: expect.stringMatching(/Z$/),
      level: expect.any(String),
      msg: expect.any(String),
    });
  expect(written.at(-1)).toMatchObject({
    msg: 'answered',
    route: '/health/live',
    requestId: headers.get('x-request-id'),
  });
  expect(stdout).not.toContain('secret');
  expect(stderr).toBe('');
  await place.remove();
});
