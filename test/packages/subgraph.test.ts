import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Running } from '../federation/support/processes.ts';
import { compilers, HOSTS, hostsMissing, install, newFolder, pack, run, write } from './support.ts';

// The subgraph as a stranger has it: installed from the registry's tarball, run with npx, mounted in a server of their own.

let folder: string;
const running: Running[] = [];

beforeAll(() => {
  folder = newFolder();
  const { tarball } = pack('subgraph');
  install(folder, { '@api-sessions/subgraph': `file:${tarball}` });
  rmSync(dirname(tarball), { recursive: true, force: true });
}, 300_000);

afterAll(async () => {
  await Promise.all(running.map((each) => each.kill()));
  rmSync(folder, { recursive: true, force: true });
});

function start(args: string[], env: Record<string, string>): Running {
  const process_ = new Running(process.execPath, args, env);
  running.push(process_);
  return process_;
}

interface Body {
  data?: { sessions: { totalCount: { value: number } } };
  errors?: { extensions: { code: string } }[];
}

async function ask(address: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const COUNT = '{ sessions { totalCount { value } } }';

test('it installs 150 MB at most', () => {
  const [kib] = run('du', ['-sk', '--apparent-size', 'node_modules'], folder).split('\t');
  const [onDisk] = run('du', ['-sk', 'node_modules'], folder).split('\t');

  expect(Math.max(Number(kib), Number(onDisk)) / 1024).toBeLessThanOrEqual(150);
});

test('`serve` shows the demo and says where; a server of somebody else then shows the same to whom it knows', async () => {
  const env = { DATA_DIR: join(folder, '.data'), PORT: '0' };
  const bin = join(folder, 'node_modules/@api-sessions/subgraph/bin/api-sessions.mjs');
  const serving = start([bin, 'serve'], env);
  const [, console_ = ''] = await serving.says(/API Sessions: (http:\S+)\/ /);
  await serving.says(/api-sessions import /);
  expect(serving.said).toContain('demo traffic imported: 15474 requests in 1601 sessions');
  expect(await (await fetch(`${console_}/`)).text()).toContain('<session-explorer');
  expect((await ask(`${console_}/graphql`, COUNT)).body).toEqual({
    data: { sessions: { totalCount: { value: 1601 } } },
  });
  expect(await serving.interrupt()).toBe(0);

  cpSync(join(HOSTS, 'node-server/server.mjs'), join(folder, 'server.mjs'));
  const host = start([join(folder, 'server.mjs')], env);
  const [, address = ''] = await host.says(/host: (http:\S+)/);
  const graphql = `${address}/sessions-api/graphql`;
  expect(await (await fetch(address)).text()).toBe('the pages of the host');
  const [nobody, ann, bob] = await Promise.all([
    ask(graphql, COUNT),
    ask(graphql, COUNT, { cookie: 'user=ann' }),
    ask(graphql, COUNT, { cookie: 'user=bob' }),
  ]);
  expect(nobody).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  expect(ann.body.data?.sessions.totalCount.value).toBe(1601);
  expect(bob.body.data?.sessions.totalCount.value).toBe(0);

  expect(await host.interrupt()).toBe(0);
});

test.skipIf(hostsMissing())(
  'its types are whole: a host compiles without skipLibCheck, on TypeScript 5.4 and the newest',
  () => {
    write(
      folder,
      'host.ts',
      `import type { GraphQLSchema } from 'graphql';
     import { createSchema, createServer, migrate, type SessionsServer, type Viewer } from '@api-sessions/subgraph';

     const ann: Viewer = { tenant: 'default', actor: 'ann', scopes: ['sessions:read'] };
     export const server: Promise<SessionsServer> = createServer({
       dataDirectory: 'data',
       viewer: (request) => (request.headers.cookie ? ann : null),
     });
     export const schema: Promise<GraphQLSchema> = createSchema({ face: 'subgraph', mode: 'federated' });
     export const applied: Promise<string[]> = migrate({ databaseUrl: 'postgresql://localhost/sessions' });
     // @ts-expect-error somebody must say who asks
     createServer({ dataDirectory: 'data' });
     // @ts-expect-error no such mode
     createSchema({ mode: 'alone' });
    `,
    );
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      lib: ['es2022'],
      types: ['node'],
      typeRoots: [join(HOSTS, 'node_modules/@types')],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    };
    write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions, files: ['host.ts'] }));

    for (const compiler of compilers()) run(process.execPath, [compiler, '-p', folder], folder);
  },
);
