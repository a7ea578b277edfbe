import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cpuBetween, cpuOf } from '../../bench/serving/cpu.ts';
import { ask, openAgent, sendAll } from '../../bench/serving/load-generator.ts';
import { topOf } from '../../bench/serving/profile.ts';
import { reportOf } from '../../bench/serving/report.ts';
import { readServingOptions } from '../../bench/serving/serving-options.ts';

/** A server that answers with what is given, one after the other, and then with the last. */
async function answering(...answers: string[]) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(answers[Math.min(asked++, answers.length - 1)]));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const agent = openAgent();
  const close = () => {
    agent.destroy();
    server.close();
  };
  return { load: { url, headers: {}, bodies: ['{}'] }, agent, close };
}

test('answers are counted as long as they are the same', async () => {
  const { load, agent, close } = await answering('{"data":1}');
  const { answered, seconds } = await ask(() => sendAll(load, agent), 3, 0.05);
  expect(answered).toBeGreaterThanOrEqual(3);
  expect(seconds).toBeGreaterThanOrEqual(0.05);
  close();
});

test('another answer, or one with errors, ends the bench: its rate would say nothing', async () => {
  const shorter = await answering('{"data":[1,2]}', '{"data":[]}');
  await expect(ask(() => sendAll(shorter.load, shorter.agent), 1, 0.05)).rejects.toThrow(
    'another answer than before: {"data":[]}',
  );
  shorter.close();
  const failing = await answering('{"errors":[{"message":"OVERLOADED"}]}');
  await expect(ask(() => sendAll(failing.load, failing.agent), 1, 0.05)).rejects.toThrow('OVERLOADED');
  failing.close();
});

test('CPU is what the processes of a family took between two looks, those among them that began since', () => {
  expect(
    cpuBetween(
      new Map([
        [1, 100],
        [2, 7],
      ]),
      new Map([
        [1, 130],
        [3, 5],
      ]),
    ),
  ).toBe(350);
});

test.runIf(process.platform === 'linux')('the CPU of this process is counted', () => {
  const before = cpuOf(process.pid);
  const until = process.cpuUsage().user + 100_000;
  while (process.cpuUsage().user < until) Math.sqrt(until);
  expect(cpuBetween(before, cpuOf(process.pid))).toBeGreaterThan(50);
});

test('the report tells the median of the runs, and how it stands to PostGraphile', () => {
  const served = { question: 'nested', clients: 8, serverMs: 1.5, databaseMs: 0.5 };
  const report = reportOf(
    [
      { ...served, server: 'PostGraphile', rates: [90, 100, 400] },
      { ...served, server: 'ours', rates: [60, 70, 50] },
    ],
    'PostGraphile',
  );
  expect(report).toContain('| nested | 8 | ours | 60.0 | 20.0 | 0.60 | 1.5 | 0.5 |');
});

test('a profile is told by what took most itself, without what waited', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-sessions-profile-'));
  const file = join(folder, 'a.cpuprofile');
  const node = (id: number, functionName: string, url = '') => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const nodes = [
    node(1, '(idle)'),
    node(2, 'load', 'file:///x/node_modules/graphql/a.js'),
    node(3, '(garbage collector)'),
  ];
  writeFileSync(file, JSON.stringify({ nodes, samples: [1, 2, 3, 2], timeDeltas: [1000, 10, 20, 10 + 40] }));
  expect(topOf(file, 10)).toEqual(['75.0 %  load graphql/a.js:10', '25.0 %  (garbage collector)']);
  rmSync(folder, { recursive: true });
});

test('a mistake in an option is named', () => {
  expect(readServingOptions(['--clients', '1,8', '--beside', 'before=../old']).beside).toEqual([
    { name: 'before', root: '../old' },
  ]);
  expect(() => readServingOptions(['--clients', '1,x'])).toThrow('--clients: x is not a number from 1 on');
  expect(() => readServingOptions(['--beside', 'x'])).toThrow('--beside: x is not NAME=DIR');
});
