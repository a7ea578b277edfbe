import { existsSync, realpathSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { EXIT } from '../exit-codes.ts';
import type { AccessLogFacts, Format } from '../ingest/readers/reader.type.ts';
import { StartupError } from '../startup-error.ts';
import { openInput } from './import-input.ts';

/** What of the options decides whether files fit. */
interface Checked extends AccessLogFacts {
  format?: Format;
  rejects?: string;
}

/** Before anything is imported: a wrong file in the middle of a list must not leave half of it done. */
export async function checkFiles(files: readonly string[], options: Checked): Promise<void> {
  const { format, rejects } = options;
  if (format) checkFacts(format, options);
  if (files.filter((file) => file === '-').length > 1)
    throw new StartupError('standard input (-) can be read once only', EXIT.usage);
  for (const file of files.filter((each) => each !== '-')) {
    try {
      await access(file, constants.R_OK);
      const stats = statSync(file);
      if (stats.isDirectory()) throw new StartupError(`${file} is a folder: name the files in it`);
      if (rejects && existsSync(rejects) && realpathSync(rejects) === realpathSync(file)) {
        throw new StartupError(
          `--rejects ${rejects} would overwrite what is to be imported: name another file`,
          EXIT.usage,
        );
      }
      // Not of a pipe, which can be read once only.
      if (!format && stats.isFile()) {
        const { input, format: found } = await openInput(file, undefined);
        input.destroy();
        checkFacts(found, options, file);
      }
    } catch (error) {
      if (error instanceof StartupError) throw error;
      throw new StartupError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
}

/** What is said of logs of one format must not be lost on a file of another, and raw requests have no time but this. */
export function checkFacts(format: Format | null, facts: AccessLogFacts, file?: string): void {
  if (format === null) return;
  for (const [option, { fact, formats, what }] of Object.entries(FACTS)) {
    const { logFormat } = facts;
    const fits =
      formats.includes(format) && (fact !== 'logFormat' || !logFormat?.properties === (format === 'combined'));
    if (facts[fact] === undefined || fits) continue;
    throw new StartupError(`${option} is for ${what} only${file ? `: ${file} is` : ', not for'} ${format}`, EXIT.usage);
  }
  if (format === 'raw' && facts.time === undefined)
    throw new StartupError(
      `raw requests have no time${file ? ` (${file})` : ''}: say one by --time, such as --time 2026-01-31T12:00:00Z`,
      EXIT.usage,
    );
}

const ACCESS_LOGS: readonly Format[] = ['combined', 'nginx-json', 'cloudfront'];
const FACTS: Record<string, { fact: keyof AccessLogFacts; formats: readonly Format[]; what: string }> = {
  '--log-format': { fact: 'logFormat', formats: ACCESS_LOGS, what: 'access logs (combined, nginx-json)' },
  '--duration-unit': { fact: 'durationUnit', formats: ACCESS_LOGS, what: 'access logs (combined, nginx-json)' },
  '--time': { fact: 'time', formats: ['raw'], what: 'raw requests (raw)' },
};
