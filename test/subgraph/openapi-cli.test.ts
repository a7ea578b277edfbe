import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli, DATA, type Outcome, Place } from '../support/cli.ts';
import { DATABASES } from '../support/database.ts';

// `api-sessions openapi`, `api-sessions flows` and `import --openapi`, as a person runs them.

const FUZZING = 'demo/traffic/fuzzing.ndjson.gz';
const VAMPI = join(DATA, 'openapi/vampi.openapi.yml');
const CRAPI = join(DATA, 'openapi/crapi.openapi.json');
const ENDPOINTS = 'SELECT path_template AS path, rogue FROM endpoint ORDER BY method, path_template COLLATE "C"';

beforeAll(buildCli);

// Each test starts a dozen processes.
describe.each(DATABASES)('on the %s database', { timeout: 300_000 }, (kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(kind);
  });
  afterEach(() => place.remove());

  const file = (name: string, content: string | object) => {
    const path = join(place.folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const ok = ({ code, stdout, stderr }: Outcome) => {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const refused = ({ code, stdout, stderr }: Outcome, line: RegExp, exitCode = 1) => {
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(/^api-sessions: [^\n]+\n$/);
    expect(stderr).toMatch(line);
  };

  test('specifications at the import and later: the same endpoints; listed, versioned, removed', async () => {
    await place.import([FUZZING, '--openapi', VAMPI, CRAPI, '--host', 'vampi:5000']);
    const named = await place.query(ENDPOINTS);
    expect(named).toContainEqual({ path: '/users/v1/{username}', rogue: null });
    expect(ok(await place.run(['openapi', '--remove', 'VAmPI', 'OWASP crAPI API']))).toBe(
      'no specification is loaded\n369 requests have another endpoint now\n19 endpoints: 0 shadow, 0 zombie\n',
    );
    expect(ok(await place.run(['openapi', VAMPI, CRAPI, '--host', 'vampi:5000']))).toMatch(
      /^OWASP crAPI API 1-oas3: 88 operations on localhost:8888, vampi:5000\nVAmPI 0\.1: 28 operations on localhost:5000, vampi:5000\n369 requests/,
    );
    expect(await place.query(ENDPOINTS)).toEqual(named);
    const small = file(
      'small.yaml',
      'openapi: 3.1.0\ninfo: { title: VAmPI, version: "2" }\npaths: { /me: { get: {} } }',
    );
    const result = JSON.parse(ok(await place.run(['openapi', '--json', '--host', 'vampi:5000', small])));
    expect(result).toMatchObject({ moved: 0, endpoints: { all: 14, shadow: 0, zombie: 13 } });
    expect(ok(await place.run(['openapi']))).toMatch(/^VAmPI 2: 1 operations on vampi:5000\n.*\nVAmPI 0\.1 \(older\)/);
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0, requests: 1843 });
  });

  test('a specification that cannot be read changes nothing', async () => {
    await place.import([FUZZING]);
    const before = await place.query(ENDPOINTS);
    const damaged = file('petstore.yaml', 'openapi: 3.0.0\npaths:\n  /pets: [\n');
    const line = /petstore\.yaml:4:1: not YAML/;
    refused(await place.run(['openapi', VAMPI, damaged]), line);
    refused(await place.run(['import', '--json', FUZZING, '--openapi', VAMPI, damaged]), line);
    refused(
      await place.run(['openapi', file('old.json', { swagger: '2.0' })]),
      /old\.json: \/swagger says Swagger 2\.0/,
    );
    refused(await place.run(['openapi', join(place.folder, 'none.yaml')]), /cannot read .*none\.yaml: ENOENT/);
    refused(await place.run(['openapi', VAMPI, VAMPI]), /are both version "0\.1" of "VAmPI": load one of them with/);
    refused(await place.run(['openapi', VAMPI, CRAPI, '--name', 'x']), /--name and --version are for one file/, 2);
    refused(await place.run(['openapi', '--remove', 'Nobody']), /no specification is named "Nobody".*there is none/);
    expect(await place.query('SELECT count(*)::int AS n FROM specification')).toEqual([{ n: 0 }]);
    expect(await place.query(ENDPOINTS)).toEqual(before);
  });

  test('flows: put in force, shown, replaced; a wrong file changes nothing', async () => {
    await place.import([FUZZING]);
    const demo = JSON.parse(readFileSync('demo/flows.json', 'utf8')) as { endpoints: object[] };
    expect(ok(await place.run(['flows', 'demo/flows.json']))).toBe(
      'in force, in place of the former file: 2 flows of your own, 27 rules, 16 endpoint entries (4 apply now)\n4 of 19 endpoints have a flow\n',
    );
    await place.run(['openapi', VAMPI, '--host', 'vampi:5000']);
    expect(JSON.parse(ok(await place.run(['flows', '--json', 'demo/flows.json'])))).toEqual({
      flows: 2,
      rules: 27,
      entries: 16,
      entriesThatApply: 7,
      endpoints: 14,
      withFlow: 10,
    });
    const shown = JSON.parse(ok(await place.run(['flows'])));
    expect(shown.endpoints).toEqual(demo.endpoints);
    refused(
      await place.run(['flows', file('f.json', { rules: [{ flow: 'X', path: 'y' }] })]),
      /f\.json: \/rules\/0\/flow "X"/,
    );
    refused(await place.run(['flows', join(place.folder, 'none.json')]), /cannot read .*none\.json: ENOENT/);
    expect(JSON.parse(ok(await place.run(['flows'])))).toEqual(shown);
    ok(await place.run(['flows', file('empty.json', {})]));
    expect(await place.query(`SELECT count(*)::int AS n FROM endpoint WHERE business_flows <> '{}'`)).toEqual([
      { n: 0 },
    ]);
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
  });

  test('a run that is killed is completed by the next', async () => {
    const log = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify({
        time: '2024-05-12T10:00:00Z',
        method: 'GET',
        host: 'a.example',
        path: `/users/u${index % 60}/x`,
        ip: `10.0.${index % 200}.1`,
      }),
    ).join('\n');
    await place.import([file('log.ndjson', log)]);
    const users = file('users.yaml', 'openapi: 3.0.0\npaths: { "/users/{name}/x": { get: {} } }');
    const running = place.start(['openapi', users]);
    await place.until(running, `SELECT count(*)::int AS n FROM setting WHERE name LIKE 'endpoints to be named%'`, 1);
    await running.kill('SIGKILL');
    expect(ok(await place.run(['openapi']))).toMatch(/\n1 endpoints: 0 shadow, 0 zombie\n$/);
    expect(await place.query(ENDPOINTS)).toEqual([{ path: '/users/{name}/x', rogue: null }]);
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0, requests: 10_000 });
  });
});
