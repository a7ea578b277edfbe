import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { completionCommand, SHELLS, type Shell } from './commands/completion.command.ts';
import type { FlowsCommandOptions } from './commands/flows.command.ts';
import type { ImportCommandOptions } from './commands/import.command.ts';
import type { MigrateCommandOptions } from './commands/migrate.command.ts';
import type { OpenapiCommandOptions } from './commands/openapi.command.ts';
import type { OutboxCommandOptions } from './commands/outbox.command.ts';
import type { RetentionCommandOptions } from './commands/retention.command.ts';
import type { SchemaCommandOptions } from './commands/schema.command.ts';
import type { SettleCommandOptions } from './commands/settle.command.ts';
import type { SuggestKeysOptions } from './commands/suggest-keys.command.ts';
import { addTokenCommands } from './commands/token.options.ts';
import type { VerifyCommandOptions } from './commands/verify.command.ts';
import { CONFIGURATION } from './configuration.ts';
import { readEnv } from './env.ts';
import { EXIT, EXIT_CODES } from './exit-codes.ts';
import { MODES, type Mode } from './federation/mode.ts';
import { type TrustedProxies, trustedProxy } from './ingest/client-address.ts';
import { DURATION_UNITS, type DurationUnit } from './ingest/readers/access-log/duration.ts';
import { type LogFormat, parseLogFormat } from './ingest/readers/access-log/format.ts';
import { FORMAT_DESCRIPTIONS, FORMATS, type Format } from './ingest/readers/reader.type.ts';
import { isoTime } from './ingest/readers/times.ts';
import { StartupError } from './startup-error.ts';
import { MOST_DAYS } from './values/days-kept.ts';
import { APP_ROLE_RULE, isAppRoleName, isName, NAME_RULE } from './values/names.ts';
import { printable } from './values/printable.ts';
import { VERSION } from './version.ts';

/** Where it lies, in the repository and where the package is installed. */
const FLOWS_SCHEMA = join(import.meta.dirname, 'business-flows/flows.schema.json');

const FORMAT_HELP = FORMATS.map((format) => `  ${format.padEnd(20)}${FORMAT_DESCRIPTIONS[format]}`).join('\n');

function program(): Command {
  const command = new Command('api-sessions')
    .description('The session around a malicious API request.')
    .version(VERSION, '-V, --version', 'print the version')
    // In front of a command: `openapi --version` is that of a specification.
    .enablePositionalOptions()
    .addHelpText('after', `${EXIT_CODES}\n\n${CONFIGURATION}`)
    // thrown, so that every mistake in a command line ends with the same code
    .exitOverride();
  command
    .command('serve')
    .description('run the server')
    .action(async () => {
      const env = readEnv();
      // Loaded when needed: GraphQL doubles the time that every other command takes to start.
      const { serve } = await import('./main.ts');
      await serve(env);
    });
  command
    .command('import')
    .description('import log files; "-" reads standard input, gzip is recognised')
    .argument('<file...>', 'files to import, in this order')
    .option('--format <format>', `one of ${FORMATS.join(', ')}; recognised when not given`, formatOf)
    .option('--tenant <tenant>', 'account that the requests belong to', tenantOf, 'default')
    .option('--host <host>', 'host of records that name none')
    .option('--application <application>', 'application of records that name none')
    .option('--config <file>', 'grouping configuration (default: SESSIONS_CONFIG, else the built-in grouping)')
    .option(
      '--log-format <format>',
      "format of an access log: nginx's log_format or Apache's LogFormat, as it stands in the server's configuration",
      logFormatOf,
    )
    .option(
      '--duration-unit <unit>',
      'unit of a duration that an access log does not tell: us, ms or s',
      durationUnitOf,
    )
    .option('--time <time>', 'when raw requests were sent, which do not say it: RFC 3339, with its zone', timeOf)
    .option(
      '--trusted-proxies <networks>',
      'proxies in front of the API, as addresses or CIDRs separated by commas (default: trustedProxies of the configuration)',
      trustedProxiesOf,
    )
    .option('--geoip <file>', 'countries of addresses (MMDB), where a record names none')
    .option('--asn <file>', 'networks or anonymous addresses (MMDB): source tags, where a record has none')
    .option(
      '--openapi <file...>',
      'API specifications to load first, as "api-sessions openapi --host" does (after the logs)',
    )
    .option('--dry-run', 'store nothing: print what sessions the configuration would make of the files')
    .option(
      '--follow',
      'go on with what is written to the file, through rotation and truncation, until SIGTERM or SIGINT',
    )
    .option('--place <file>', 'where --follow keeps how far it is (default: in DATA_DIR)')
    .option(
      '--keep-old',
      'import also what is older than is kept ("retention"), and keep it as long as if it were of today',
    )
    .option('--json', 'print the summary as one JSON object')
    .option('--rejects <file>', 'write rejected records there, one JSON object a line: file, line, reason, raw')
    .addHelpText('after', `\nFormats:\n${FORMAT_HELP}\n${EXIT_CODES}`)
    .action(async (files: string[], options: ImportCommandOptions) => {
      const env = readEnv();
      const { importCommand } = await import('./commands/import.command.ts');
      await importCommand(env, files, options);
    });
  command
    .command('suggest-keys')
    .description('say which parameters of traffic would make sessions, and name users and roles; nothing is stored')
    .argument('<file...>', 'files to read, as import does; - for standard input')
    .option('--format <format>', `one of ${FORMATS.join(', ')}; recognised when not given`, formatOf)
    .option('--json', 'print the figures as one JSON object')
    .action(async (files: string[], options: SuggestKeysOptions) => {
      const { suggestKeysCommand } = await import('./commands/suggest-keys.command.ts');
      await suggestKeysCommand(files, options);
    });
  command
    .command('openapi')
    .description('load OpenAPI 3.0 or 3.1 files, which name endpoints, and print what is loaded')
    .argument('[file...]', 'JSON or YAML files; of one title the last loaded is current, the others are remembered')
    .option('--tenant <tenant>', 'account that they belong to', tenantOf, 'default')
    .option('--host <host>', 'host that they apply to, beside those that their servers name')
    .option('--name <name>', 'name of the specification in place of its title')
    .option('--version <version>', 'version in place of its own')
    .option('--remove <name...>', 'remove specifications with all their versions')
    .option('--json', 'print the result as one JSON object')
    .action(async (files: string[], options: OpenapiCommandOptions) => {
      const env = readEnv();
      const { openapiCommand } = await import('./commands/openapi.command.ts');
      await openapiCommand(env, files, options);
    });
  command
    .command('flows')
    .description('put a file of business flows and endpoint facts in force, or print the one in force')
    .argument('[file]', `JSON file (${FLOWS_SCHEMA}); it replaces all that the former one said`)
    .option('--tenant <tenant>', 'account that it is for', tenantOf, 'default')
    .option('--json', 'print the result as one JSON object')
    .action(async (file: string | undefined, options: FlowsCommandOptions) => {
      const env = readEnv();
      const { flowsCommand } = await import('./commands/flows.command.ts');
      await flowsCommand(env, file, options);
    });
  command
    .command('outbox')
    .description('show how deliveries of actions stand, and the dead letters; send dead letters again')
    .option('--tenant <tenant>', 'account that they belong to', tenantOf, 'default')
    .option('--resend <id...>', 'let these dead letters be tried again; "all" takes every one')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: OutboxCommandOptions) => {
      const env = readEnv();
      const { outboxCommand } = await import('./commands/outbox.command.ts');
      await outboxCommand(env, options);
    });
  addTokenCommands(command, readEnv);
  command
    .command('sign-out')
    .description('end every sign-in of somebody at the console by an identity provider, in all browsers')
    .argument('<actor>', 'who, as the audit trail names them')
    .action(async (actor: string) => {
      const env = readEnv();
      const { signOutCommand } = await import('./commands/sign-out.command.ts');
      await signOutCommand(env, actor);
    });
  command
    .command('migrate')
    .description('bring the database schema up to date')
    .option(
      '--app-role <name>',
      'set up a role of PostgreSQL for the server, which sees one tenant at a time (row-level security); as the owner of the tables',
      appRoleOf,
    )
    .action(async (options: MigrateCommandOptions) => {
      const env = readEnv();
      const { migrateCommand } = await import('./commands/migrate.command.ts');
      await migrateCommand(env, options);
    });
  command
    .command('settle')
    .description('judge again which requests stand out, wherever that is due, and compute the risk scores that wait')
    .option('--tenant <tenant>', 'account that they belong to (default: every one)', tenantOf)
    .option('--json', 'print the result as one JSON object')
    .action(async (options: SettleCommandOptions) => {
      const env = readEnv();
      const { settleCommand } = await import('./commands/settle.command.ts');
      await settleCommand(env, options);
    });
  command
    .command('retention')
    .description('say how long requests are kept; decide it, and drop at once what is older')
    .addOption(
      new Option('--days <days>', `keep so many days, 1 to ${MOST_DAYS}; older ones are dropped for good`)
        .argParser(daysOf)
        .conflicts('everything'),
    )
    .option('--everything', 'drop nothing any more')
    .option('--json', 'print the result as one JSON object')
    .action(async (options: RetentionCommandOptions) => {
      const env = readEnv();
      const { retentionCommand } = await import('./commands/retention.command.ts');
      await retentionCommand(env, options);
    });
  command
    .command('verify')
    .description('recompute every derived number from the requests, check the audit trails, and report differences')
    .option('--json', 'print the summary as one JSON object')
    .option(
      '--audit-heads <file>',
      'compare the heads of audit trails with those that this file has from before, then write those of now: keep it elsewhere',
    )
    .action(async (options: VerifyCommandOptions) => {
      const env = readEnv();
      const { verifyCommand } = await import('./commands/verify.command.ts');
      await verifyCommand(env, options);
    });
  command
    .command('schema')
    .description('print the GraphQL schema that a gateway composes')
    .option('--mode <mode>', `${MODES.join(' or ')} (default: MODE, else standalone)`, modeOf)
    .action(async (options: SchemaCommandOptions) => {
      const env = readEnv();
      const { schemaCommand } = await import('./commands/schema.command.ts');
      await schemaCommand(env, options);
    });
  command
    .command('completion')
    .description('print what a shell needs to complete commands and options')
    .argument('<shell>', `one of ${SHELLS.join(', ')}`, shellOf)
    .addHelpText('after', `\nIn the file that your shell reads at its start:\n  source <(api-sessions completion bash)`)
    .action((shell: Shell) => completionCommand(command, shell));
  nameErrors(command);
  return command;
}

/** One line for what is wrong, and where the help of this very command is. */
function nameErrors(command: Command): void {
  command.configureOutput({
    outputError: (text, write) => {
      const problem = text
        .replace(/^error: /, '')
        .trim()
        .replace('\n', ' ');
      write(`api-sessions: ${printable(problem)} (see ${pathOf(command)} --help)\n`);
    },
  });
  for (const each of command.commands) nameErrors(each);
}

/** As it is typed. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function formatOf(text: string): Format {
  const format = FORMATS.find((each) => each === text);
  if (!format) throw new InvalidArgumentError(`It must be one of ${FORMATS.join(', ')}.`);
  return format;
}

function logFormatOf(text: string): LogFormat {
  try {
    return parseLogFormat(text);
  } catch (error) {
    throw error instanceof StartupError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}

function durationUnitOf(text: string): DurationUnit {
  if (!Object.hasOwn(DURATION_UNITS, text)) throw new InvalidArgumentError('It must be us, ms or s.');
  return text as DurationUnit;
}

function timeOf(text: string): Date {
  try {
    return isoTime(text);
  } catch (error) {
    throw new InvalidArgumentError(`${error instanceof Error ? error.message : error}.`);
  }
}

function trustedProxiesOf(text: string): TrustedProxies {
  return text.split(',').map((each) => {
    const proxy = trustedProxy(each);
    if (proxy === null)
      throw new InvalidArgumentError(`"${each.trim()}" is no address and no network such as 10.0.0.0/8.`);
    return proxy;
  });
}

function daysOf(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`It must be a number of days from 1 to ${MOST_DAYS}.`);
  return days;
}

function shellOf(text: string): Shell {
  const shell = SHELLS.find((each) => each === text);
  if (!shell) throw new InvalidArgumentError(`It must be one of ${SHELLS.join(', ')}.`);
  return shell;
}

function modeOf(text: string): Mode {
  const mode = MODES.find((each) => each === text);
  if (!mode) throw new InvalidArgumentError(`It must be ${MODES.join(' or ')}.`);
  return mode;
}

function appRoleOf(text: string): string {
  if (!isAppRoleName(text)) throw new InvalidArgumentError(`It ${APP_ROLE_RULE}.`);
  return text;
}

function tenantOf(text: string): string {
  if (!isName(text)) throw new InvalidArgumentError(`It ${NAME_RULE}`);
  return text;
}

/** Runs a command line; an expected failure is one line and an exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const api = program();
  let running = api.name();
  api.hook('preAction', (_program, command) => {
    running = pathOf(command);
  });
  try {
    await api.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error, running);
  }
}

/** Says what went wrong, where that is not done yet. */
function exitCodeOf(error: unknown, running: string): number {
  // it has printed its error, or the help that was asked for
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof StartupError) {
    const help = error.exitCode === EXIT.usage ? ` (see ${running} --help)` : '';
    console.error(printable(`api-sessions: ${error.message}${help}`));
    return error.exitCode;
  }
  console.error(error);
  return EXIT.failed;
}

/** Whoever reads our output may have seen enough (`api-sessions schema | head`). */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
