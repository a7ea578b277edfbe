import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../../support/cli.ts';

// What somebody meets who has installed the command and types it anywhere: nothing here needs a database, or the repository.

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BIN = join(ROOT, 'subgraph/bin/api-sessions.mjs');
let elsewhere: string;

beforeAll(() => {
  buildCli();
  elsewhere = mkdtempSync(join(tmpdir(), 'api-sessions-elsewhere-'));
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

function type(args: readonly string[], env: Record<string, string> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  return spawnSync(process.execPath, [BIN, ...args], { cwd: elsewhere, env: { PATH, HOME, ...env }, encoding: 'utf8' });
}

test('it says its version, which is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'subgraph/package.json'), 'utf8'));

  for (const option of ['--version', '-V']) expect(type([option])).toMatchObject({ status: 0, stdout: `${version}\n` });
  // Of a specification, where a command has an option of this name.
  expect(type(['openapi', '--version']).stderr).toMatch(/'--version <version>' argument missing/);
});

test.each([
  [['imprt'], "unknown command 'imprt' (Did you mean import?) (see api-sessions --help)"],
  [['import'], "missing required argument 'file' (see api-sessions import --help)"],
  [
    ['import', '--formt', 'har', 'x'],
    "unknown option '--formt' (Did you mean --format?) (see api-sessions import --help)",
  ],
  [['token', 'create'], "required option '--tenant <tenants>' not specified (see api-sessions token create --help)"],
  [['import', '-', '-'], 'standard input (-) can be read once only (see api-sessions import --help)'],
  [
    ['completion', 'tcsh'],
    "command-argument value 'tcsh' is invalid for argument 'shell'. It must be one of bash, zsh, fish. (see api-sessions completion --help)",
  ],
])('%j is a mistake, and the help that is named is that of the command', (args, message) => {
  expect(type(args)).toMatchObject({ status: 2, stdout: '', stderr: `api-sessions: ${message}\n` });
  const [, named = ''] = /\(see api-sessions ?(.*?) ?--help\)$/.exec(message)!;

  const help = type([...named.split(' ').filter(Boolean), '--help']);

  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain(`Usage: api-sessions ${named}`.trim());
});

test('files that a help names are there, wherever it is asked for', () => {
  const { stdout } = type(['flows', '--help']);
  const [, file = ''] = /\(([^()]+flows\.schema\.json)\)/.exec(stdout.replace(/\s*\n\s*/g, '')) ?? [];

  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('$schema');
});

test('with NO_COLOR nothing is coloured, whatever else is set; without it neither, for it is read by programs too', () => {
  const settings: Record<string, string>[] = [{ NO_COLOR: '1', FORCE_COLOR: '1' }, { FORCE_COLOR: '1' }, {}];
  for (const env of settings) {
    for (const args of [['--help'], ['import', '--help'], ['imprt']]) {
      const { stdout, stderr } = type(args, env);
      expect(stdout + stderr).not.toContain('\u001b');
    }
  }
});

/** What bash offers for a line, the last word of which is being typed. */
function offered(...words: string[]): string[] {
  writeFileSync(join(elsewhere, 'completion.bash'), type(['completion', 'bash']).stdout);
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `source completion.bash; COMP_WORDS=(api-sessions ${line}); COMP_CWORD=${words.length}; _api_sessions; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: elsewhere, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test('a shell completes commands, commands of commands and their options', () => {
  expect(offered('im')).toEqual(['import']);
  expect(offered('token', '')).toEqual(expect.arrayContaining(['create', 'list', 'revoke']));
  expect(offered('token', 'create', '--')).toEqual(expect.arrayContaining(['--tenant', '--actor', '--scopes']));
  expect(offered('import', 'access.log', '--dr')).toEqual(['--dry-run']);
  expect(offered('import', '--format', 'serve', '--dr')).toEqual(['--dry-run']);
  // A file: the shell's own business.
  expect(offered('import', 'acc')).toEqual([]);
  expect(type(['completion', 'zsh']).stdout).toContain('bashcompinit');
  expect(type(['completion', 'fish']).stdout).toContain(
    "complete -c api-sessions -n '__fish_use_subcommand' -a import ",
  );
});
