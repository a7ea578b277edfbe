import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Result, SizeMeasured } from '../../bench/measure/result.type.ts';

// The bench as it is run, small, on the embedded database and without ClickHouse: every machine has that.

const folder = mkdtempSync(join(tmpdir(), 'api-sessions-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: string[]) =>
  execFileSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], { encoding: 'utf8', stdio: 'pipe' });

const SMALL = ['--embedded', '--no-clickhouse', '--runs', '2', '--keep', folder];

test('sizes are loaded, measured and told with their growth; a store is used again as it was loaded', () => {
  const out = join(folder, 'out');
  const read = () => JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8')) as Result;
  bench(...SMALL, '--requests', '300', '--more', '100', '--only', 'export,import', '--out', out);
  const [alone] = read().sizes;
  expect([alone!.requests, alone!.questions.length, alone!.refused, alone!.more!.requests]).toEqual([300, 1, [], 100]);

  const text = bench(...SMALL, '--requests', '300,600', '--more', '0', '--only', 'page-risk', '--out', out);
  expect(text).toContain('## From 300 to 600 requests, 2.0 times as many');
  expect(readFileSync(join(out, 'bench.md'), 'utf8').trim()).toBe(text.trim());
  const [again] = read().sizes;
  const requestsOf = ({ tables }: SizeMeasured) => tables.find(({ table }) => table === 'request');
  expect(again!.load).toEqual(alone!.load);
  // What was imported to be measured is not in it.
  expect(requestsOf(again!)).toEqual(requestsOf(alone!));
});

test('recorded logs are loaded for the bytes that a request takes', () => {
  const text = bench(...SMALL, '--corpus', 'real', '--requests', '500');
  expect(text).toMatch(/## 500 requests\n/);
  expect(text).toMatch(/`request` \| \d+ \| \d+ \| [\d,]+ \|/);
});

test('a mistake on the command line is named, with what there is', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', '--requests', 'x'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('--requests: x is not a whole number from 100 on\n\nnpm run bench -- [options]');
});
