import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli, DATA, type Outcome, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Whatever is wrong at the start is said in one line; nothing keeps running, nothing stays behind.

const SHOP_LOG = join(DATA, 'access-nginx-shop-2019-sample.log.gz');
const COMMANDS = [['serve'], ['import', SHOP_LOG]];

beforeAll(buildCli);

let place: Place;
beforeEach(async () => {
  place = await Place.on('embedded', null);
});
afterEach(() => place.remove());

function expectOneLine({ code, signal, stdout, stderr }: Outcome, line: RegExp, exitCode = 1): void {
  expect({ code, signal, stdout }).toEqual({ code: exitCode, signal: null, stdout: '' });
  expect(stderr).toMatch(/^api-sessions: [^\n]+\n$/);
  expect(stderr).toMatch(line);
}

/** Sockets of embedded databases lie in the temporary folder, which is the one of the place. */
function expectNothingLeft(): void {
  expect(readdirSync(place.folder).filter((name) => name.startsWith('api-sessions-'))).toEqual([]);
  expect(place.held()).toBeNull();
}

async function listening<S extends Server>(server: S): Promise<{ port: number; close(): void }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

describe('a wrong environment', () => {
  test.each([
    ['PORT', 'abc', /PORT must be a number from 0 to 65535, not "abc"/],
    ['QUERY_TIMEOUT_MS', '30s', /QUERY_TIMEOUT_MS must be a number of milliseconds, or 0 for none, not "30s"/],
    ['REQUEST_TIMEOUT_MS', '-1', /REQUEST_TIMEOUT_MS must be a number of milliseconds, or 0 for none, not "-1"/],
    ['BODY_TIMEOUT_MS', '0', /BODY_TIMEOUT_MS must be a number of milliseconds, 100 or more, not "0"/],
    ['MAX_QUESTIONS', '0', /MAX_QUESTIONS must be a number, 1 or more, not "0"/],
    ['MAX_WAITING_QUESTIONS', 'many', /MAX_WAITING_QUESTIONS must be a number, 0 or more, not "many"/],
    ['RATE_LIMIT_PER_MINUTE', '1.5', /RATE_LIMIT_PER_MINUTE must be a number, 0 or more, not "1.5"/],
    ['SHUTDOWN_TIMEOUT_MS', '0', /SHUTDOWN_TIMEOUT_MS must be a number of milliseconds, 100 or more, not "0"/],
    ['SESSIONS_CORS_ORIGINS', '*', /SESSIONS_CORS_ORIGINS must be origins with commas, .* not "\*"/],
    [
      'SESSIONS_CORS_ORIGINS',
      'https://console.example.com/',
      /SESSIONS_CORS_ORIGINS must be origins .* not "https:\/\/console\.example\.com\/"/,
    ],
    ['HOST', '0.0.0.0', /HOST=0\.0\.0\.0 .* set SESSIONS_API_TOKEN/],
    ['SESSIONS_HASH_SECRET', 'short', /SESSIONS_HASH_SECRET must have at least 16 characters/],
    ['SESSIONS_CONFIG', '/no/such/file.json', /\/no\/such\/file\.json/],
    [
      'SESSIONS_PUBLIC_URL',
      'sessions.example.com',
      /SESSIONS_PUBLIC_URL must read like https:\/\/sessions\.example\.com\/path, not/,
    ],
    ['DATABASE_URL', 'mysql://localhost/x', /DATABASE_URL must begin with postgresql:\/\//],
    ['MODE', 'alone', /MODE must be standalone or federated, not "alone"/],
    ['MODE', 'federated', /MODE=federated needs SESSIONS_GATEWAY_SECRET/],
    ['SESSIONS_GATEWAY_SECRET', 'short', /SESSIONS_GATEWAY_SECRET must be a secret of at least 16 ASCII/],
    ['SESSIONS_GATEWAY_SECRET', `${'a'.repeat(16)},short`, /SESSIONS_GATEWAY_SECRET must be a secret of at least 16/],
    ['SESSIONS_GATEWAY_SECRET', Array(3).fill('a'.repeat(16)).join(), /SESSIONS_GATEWAY_SECRET must be .* or two/],
    ['SESSIONS_GATEWAY_AUTH', 'jwt', /SESSIONS_GATEWAY_AUTH must be secret or hmac, not "jwt"/],
    [
      'SESSIONS_BUSINESS_FLOW_TYPE',
      'my flow',
      /SESSIONS_BUSINESS_FLOW_TYPE must be a capital letter .*, not "my flow"/,
    ],
    ['SESSIONS_BUSINESS_FLOW_TYPE', 'Session', /SESSIONS_BUSINESS_FLOW_TYPE must be a name .* "Session" is taken/],
    ['SESSIONS_ATTACK_INTERFACE', 'yes', /SESSIONS_ATTACK_INTERFACE must be 0 or 1, not "yes"/],
    ['SESSIONS_AUTH_DIRECTIVES', 'on', /SESSIONS_AUTH_DIRECTIVES must be 0 or 1, not "on"/],
    ['SESSIONS_ATTACK_INTERFACE', '1', /SESSIONS_ATTACK_INTERFACE needs MODE=federated/],
  ])('%s=%s', async (name, value, line) => {
    expectOneLine(await place.run(['serve'], { env: { [name]: value }, here: true }), line);
    expectNothingLeft();
  });

  test.each(COMMANDS)('DATABASE_URL without SESSIONS_HASH_SECRET: %s', async (...args) => {
    const env = { DATABASE_URL: 'postgresql://127.0.0.1:1/x', SESSIONS_HASH_SECRET: '' };
    expectOneLine(await place.run(args, { env }), /SESSIONS_HASH_SECRET must be set with DATABASE_URL/);
  });

  test('a port in use: one line, the lock is let go, and the next start works', async () => {
    const { port, close } = await listening(createServer());
    expectOneLine(
      await place.run(['serve'], { env: { PORT: String(port), DEMO: '0' } }),
      new RegExp(`port ${port} is in use \\(PORT\\)`),
    );
    expectNothingLeft();
    close();
    const { server } = await place.serve();
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expectNothingLeft();
  });

  test('wrong arguments are one line too, and nothing of them reaches the terminal as a command', async () => {
    for (const [args, line] of [
      [['import', '--format', 'nginx', SHOP_LOG], /'nginx' is invalid\. It must be one of ndjson, combined, otlp, har/],
      [['import', '--tenant', 'bad tenant!', SHOP_LOG], /'bad tenant!' is invalid\. It must be 1 to 64 letters/],
      [['import'], /missing required argument 'file'/],
      [['imprt\u001b[2J'], /unknown command 'imprt\\u001b\[2J'/],
    ] as const) {
      expectOneLine(await place.run(args), line, 2);
    }
  });
});

describe('a database that is none', () => {
  const at = (url: string) => ({ env: { DATABASE_URL: url } });

  test.each(COMMANDS)('nobody answers: %s', async (...args) => {
    const { port, close } = await listening(createServer());
    close();
    expectOneLine(
      await place.run(args, at(`postgresql://me:pass-word@127.0.0.1:${port}/x`)),
      new RegExp(`no PostgreSQL server answers there \\(DATABASE_URL, 127\\.0\\.0\\.1:${port}/x\\)`),
    );
  });

  test('an HTTP server answers', async () => {
    const { port, close } = await listening(createHttpServer());
    const outcome = await place.run(['serve'], at(`postgresql://me:pass-word@127.0.0.1:${port}/x`));
    expectOneLine(outcome, /what answers there is not a PostgreSQL server/);
    expect(outcome.stderr).not.toContain('pass-word');
    close();
  });

  test('the password is wrong', async () => {
    const { port, close } = await listening(createServer(refusePassword));
    const outcome = await place.run(['serve'], at(`postgresql://me:pass-word@127.0.0.1:${port}/x`));
    expectOneLine(outcome, /the server refuses this user and password/);
    expect(outcome.stderr).not.toContain('pass-word');
    close();
  });

  test('it is no address at all', async () => {
    expectOneLine(await place.run(['serve'], at('postgresql://[')), /DATABASE_URL/);
  });
});

/** As much of PostgreSQL as it takes to ask for a password and not to like it. */
function refusePassword(socket: Socket): void {
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write(message('R', Buffer.from([0, 0, 0, 3])));
    socket.once('data', () =>
      socket.end(message('E', Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0'))),
    );
  });
}

describe.runIf(DATABASES.includes('PostgreSQL'))('a wrong database of a PostgreSQL server', () => {
  let server: Place;
  beforeEach(async () => {
    server = await Place.on('PostgreSQL', null);
  });
  afterEach(() => server.remove());

  function changed(change: (url: URL) => void) {
    const url = new URL(server.env.DATABASE_URL!);
    change(url);
    return { env: { DATABASE_URL: url.href } };
  }

  test('it does not exist', async () => {
    const outcome = await server.run(
      ['serve'],
      changed((url) => {
        url.pathname = '/no_such_database';
      }),
    );
    expectOneLine(outcome, /the database does not exist \(DATABASE_URL, .*\/no_such_database\)/);
  });

  test('the user does not exist', async () => {
    const outcome = await server.run(
      ['serve'],
      changed((url) => {
        url.username = 'nobody_knows_me';
      }),
    );
    expectOneLine(outcome, /the server refuses this user and password/);
  });

  test('it holds tables of another program, and keeps no trace of the attempt', async () => {
    const tables = `SELECT string_agg(relname, ' ') AS names FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`;
    await server.query('CREATE TABLE session (sid text, data json)');
    for (const args of COMMANDS) {
      expectOneLine(await server.run(args), /tables of another program \(relation "session" already exists\)/);
    }
    expect(await server.query(tables)).toEqual([{ names: 'session' }]);
  });

  test('it belongs to another program that uses Prisma', async () => {
    await server.run(['migrate']);
    await server.query(`UPDATE "_prisma_migrations" SET migration_name = 'their_' || migration_name`);
    expectOneLine(await server.run(['serve']), /tables of another program \(migration their_\d+/);
  });

  test('its schema is newer than the code', async () => {
    await server.run(['migrate']);
    await server.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at)
       VALUES ('1', '', '29990101000000_of_the_future', now())`,
    );
    for (const args of COMMANDS) {
      expectOneLine(
        await server.run(args),
        /schema is newer than this version of api-sessions \(it has the migration 29990101000000_of_the_future\)/,
      );
    }
  });

  test('a migration of it was changed, or has failed', async () => {
    await server.run(['migrate']);
    await server.query(`UPDATE "_prisma_migrations" SET checksum = 'other'`);
    expectOneLine(await server.run(['migrate']), /was changed after it was applied/);
    await server.query(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    expectOneLine(await server.run(['migrate']), /failed before: repair it with "prisma migrate resolve"/);
  });
});

describe('a data folder that cannot be used', () => {
  test.each(COMMANDS)('it is a file: %s', async (...args) => {
    writeFileSync(place.dataDirectory, '');
    const env = { SESSIONS_HASH_SECRET: '' };
    expectOneLine(await place.run(args, { env }), /the data folder \S+\/data \(DATA_DIR\) is not a folder/);
  });

  test('it is read-only', async () => {
    // For root everything is writable: then somebody else starts.
    const user = process.getuid?.() === 0 ? userNobody() : {};
    chmodSync(place.folder, 0o755);
    mkdirSync(place.dataDirectory);
    chmodSync(place.dataDirectory, 0o555);
    for (const args of COMMANDS) {
      for (const DATA_DIR of [place.dataDirectory, join(place.dataDirectory, 'new')]) {
        expectOneLine(
          await place.run(args, { ...user, env: { DATA_DIR } }),
          /cannot write to the data folder \S+ .*EACCES/,
        );
      }
    }
    expect(readdirSync(place.dataDirectory)).toEqual([]);
  });

  test('what lies in it is no database', async () => {
    const postgres = join(place.dataDirectory, 'postgres');
    mkdirSync(postgres, { recursive: true });
    writeFileSync(join(postgres, 'PG_VERSION'), '9.6\n');
    expectOneLine(await place.run(['serve']), /the embedded database in \S+\/data\/postgres does not start/);
    expectNothingLeft();
  });

  test('another process holds it: a second server is refused, and the first works on', async () => {
    const { server, address } = await place.serve();
    expectOneLine(await place.run(['serve']), new RegExp(`is held by process ${server.pid}: stop it, or use another`));
    expect((await fetch(`${address}/health`)).status).toBe(200);
    expect(place.held()?.pid).toBe(server.pid);
    await server.kill('SIGTERM');
    expectNothingLeft();
  });

  test('the holder was killed: of all that come then, one takes over', async () => {
    const { server } = await place.serve();
    await server.kill('SIGKILL');
    expect(place.held()?.pid).toBe(server.pid);
    const heirs = [1, 2, 3].map(() => place.start(['serve'], { env: { DEMO: '0' } }));
    const heir = await Promise.any(heirs.map((each) => each.says(/API Sessions:/).then(() => each)));
    const others = heirs.filter((each) => each !== heir);
    for (const other of others) expectOneLine(await other.ended, new RegExp(`is held by process ${heir.pid}`));
    expect(await heir.kill('SIGTERM')).toMatchObject({ code: 0 });
    expect(place.held()).toBeNull();
  });

  test('its making was cut short: it is made anew', async () => {
    const postgres = join(place.dataDirectory, 'postgres');
    mkdirSync(postgres, { recursive: true });
    writeFileSync(join(postgres, 'PG_VERSION'), '17\n');
    writeFileSync(`${postgres}.unfinished`, '');
    expect(await place.run(['migrate'])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(place.dataDirectory).sort()).toEqual(['postgres']);
  });
});

function userNobody(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
