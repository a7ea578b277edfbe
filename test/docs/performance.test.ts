import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HELP, OTHERS, readOptions } from '../../bench/options.ts';
import { questionsOf } from '../../bench/questions/index.ts';
import { readServingOptions, SERVING_HELP } from '../../bench/serving/serving-options.ts';

// What docs/performance.md says of the bench is so.

const PAGE = readFileSync('docs/performance.md', 'utf8');

test('its commands are understood', () => {
  const commands = [...PAGE.matchAll(/npm run bench -- ([^\n`]+)/g)].map(([, rest]) => rest!.trim().split(' '));
  expect(commands.length).toBeGreaterThan(4);
  for (const [first = '', ...rest] of commands) {
    if (first.startsWith('--')) expect(first === '--help' || readOptions([first, ...rest])).toBeTruthy();
    else expect(['compare', ...OTHERS]).toContain(first);
    if (first === 'serving' && rest[0] !== '--help') expect(readServingOptions(rest)).toBeTruthy();
  }
});

test('its table has every question, and no other', () => {
  const facts = {
    tenant: 'bench',
    from: '2025-01-06T00:00:00.000Z',
    to: '2025-01-13T00:00:00.000Z',
    days: 7,
    largest: { id: 'key.20250106', part: 1, day: '2025-01-06' },
    requestId: 'r1',
    attackId: 'a1',
    endpointIds: ['e1'],
    attackIds: ['a1'],
    code: () => null,
  };
  const table = PAGE.split('## The questions')[1]!.split('\n## ')[0]!;
  const named = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual([...questionsOf(facts).map(({ name }) => name), 'import'].toSorted());
});

test('the options that it names are those of the help', () => {
  const options = [...PAGE.matchAll(/(?<=[\s`])--[a-z][a-z-]+/g)].map(([option]) => option);
  expect(
    options.filter((option) => !`${HELP}${SERVING_HELP}`.includes(option) && !['--help', '--prefix'].includes(option)),
  ).toEqual([]);
});
