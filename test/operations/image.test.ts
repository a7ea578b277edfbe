import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentOf, type Stage, said, stagesOf } from './dockerfile.ts';

// No engine is needed to know that the image works: its steps are done in plain folders, as they stand in the Dockerfile, and what
// comes out is started as nobody in particular, who may write nothing but temporary files and the data.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [build, image] = stagesOf(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) as [Stage, Stage];
/** `node` in the image. */
const NOBODY = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

let place: string;
let installed: string;
let started: ChildProcess | undefined;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'api-sessions-image-'));
  chmodSync(place, 0o755);
});
afterAll(() => {
  started?.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

/** Does what a stage does to its files, in a folder; gives what the commands said. */
function make(stage: Stage, into: string, from: Record<string, string>): string {
  mkdirSync(into, { recursive: true });
  let heard = '';
  for (const { instruction, text } of stage.steps) {
    if (instruction === 'COPY') copy(text, into, from);
    // Folders of the image outside of the application are made by the test, where it may.
    if (instruction === 'RUN' && !text.startsWith('mkdir /data')) heard += run(text, into);
  }
  return heard;
}

function copy(text: string, into: string, from: Record<string, string>): void {
  const [, stage, rest] = /^(?:--from=(\w+) )?(.*)$/.exec(text)!;
  const words = rest!.split(' ');
  const target = words.pop()!;
  for (const word of words) {
    const source = stage ? word.replace('/app', from[stage]!) : join(ROOT, word);
    const isFolder = statSync(source).isDirectory();
    const to = isFolder || !target.endsWith('/') ? join(into, target) : join(into, target, basename(source));
    const destination = target === './' ? join(into, basename(source)) : to;
    mkdirSync(join(destination, isFolder ? '.' : '..'), { recursive: true });
    // Without what .dockerignore leaves out; between stages nothing is left out, and links are enough.
    const command = stage
      ? `cp -al ${source}${isFolder ? '/.' : ''} ${destination}`
      : `tar -C ${join(source, isFolder ? '.' : '..')} ${IGNORED} -cf - ${isFolder ? '.' : basename(source)} | tar -C ${isFolder ? destination : join(destination, '..')} -xf -`;
    run(command, ROOT);
  }
}

const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const IGNORED = ignored
  .filter((line) => line.startsWith('**/'))
  .map((line) => `--exclude=${line.replace('**/', '')}`)
  .join(' ');

function run(command: string, cwd: string): string {
  const { PATH = '', HOME = '', npm_config_registry: registry } = process.env;
  const env = { PATH, HOME, ...(registry ? { npm_config_registry: registry } : {}) };
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout + stderr;
}

describe('the image', () => {
  test('is built from a clean copy, without an install script, and without a warning of engines', () => {
    const built = join(place, 'build');
    const heard = make(build, built, {});
    expect(heard).not.toMatch(/EBADENGINE|npm error/);
    installed = join(place, 'app');
    make(image, installed, { build: built });
    expect(existsSync(join(installed, 'node_modules/vite'))).toBe(false);
    expect(existsSync(join(installed, 'node_modules/fastify'))).toBe(true);
  }, 900_000);

  test('serves as a user without rights, says that it lives, and ends when it is told to', async () => {
    const [data, temporary] = ['data', 'tmp'].map((name) => {
      const folder = join(place, name);
      mkdirSync(folder);
      if (NOBODY.uid) chownSync(folder, NOBODY.uid, NOBODY.gid);
      return folder;
    });
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      ...environmentOf(image),
      DATA_DIR: data!,
      TMPDIR: temporary!,
      PORT: '0',
      SESSIONS_API_TOKEN: 'a token of this test',
    };
    const [program, ...args] = [...JSON.parse(said(image, 'ENTRYPOINT')!), ...JSON.parse(said(image, 'CMD')!)];
    started = spawn(program, args, { cwd: installed, env, ...NOBODY, stdio: 'pipe' });
    let output = '';
    for (const stream of [started.stdout!, started.stderr!]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    await expect.poll(() => /API Sessions: http/.test(output) || started?.exitCode !== null).toBe(true);
    const [, port = 'none'] = /API Sessions: http:\/\/[^:]+:(\d+)/.exec(output) ?? [];
    expect(port, output).not.toBe('none');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/graphql?query={__typename}`)).status).toBe(401);

    const [, health = ''] = / CMD (\[.*\])$/.exec(said(image, 'HEALTHCHECK')!) ?? [];
    const [look, ...how] = JSON.parse(health);
    const isWell = () => spawnSync(look, how, { env: { PATH, PORT: port }, ...NOBODY }).status;
    expect(isWell()).toBe(0);
    const ended = new Promise((resolve) => started!.once('exit', resolve));
    started.kill('SIGTERM');
    expect(await ended, output).toBe(0);
    expect(isWell()).toBe(1);
  });

  test('runs as nobody in particular, keeps its own files from it, and holds no secret', () => {
    expect(said(image, 'USER')).toBe('node');
    expect(environmentOf(image)).toEqual({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '4000',
      DEMO: '0',
      DATA_DIR: '/data',
    });
    expect(JSON.stringify([build, image])).not.toMatch(/--chown=node|chmod 777|SECRET|TOKEN|PASSWORD/);
    for (const folder of ['.git', 'test', '.data']) expect(ignored).toContain(folder);
  });
});
