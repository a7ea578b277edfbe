// Measures the store beside its floor and beside ClickHouse: docs/performance.md.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { NoPostgres } from '../test/support/postgres-cluster.ts';
import type { Result } from './measure/result.type.ts';
import { BadOption, HELP, OTHERS, readOptions } from './options.ts';
import { compareText } from './report/compare.ts';
import { run } from './run.ts';
import { NoClickHouse } from './store/clickhouse.ts';

const [command = '', ...rest] = process.argv.slice(2);
try {
  if (command === '--help') console.log(HELP);
  else if (OTHERS.includes(command)) {
    const script = new URL(`${command}.ts`, import.meta.url).pathname;
    const { status } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', script, ...rest], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  } else if (command === 'compare') {
    const [before, after] = rest;
    if (!before || !after) throw new BadOption('compare takes two files: before.json after.json');
    const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Result;
    console.log(compareText(read(before), read(after)));
  } else if (command !== '' && !command.startsWith('-')) throw new BadOption(`there is no ${command}`);
  else await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof BadOption) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
  } else if (error instanceof NoClickHouse || error instanceof NoPostgres) {
    console.error(error.message);
    process.exitCode = 1;
  } else throw error;
}
// ClickHouse leaves threads behind that would hold the process up.
process.exit();
