import { type Command, InvalidArgumentError } from 'commander';
import { SCOPES, type Scope } from '../auth/scope.type.ts';
import type { Env } from '../env.ts';
import { isName, NAME_RULE } from '../values/names.ts';

/** `api-sessions token create | list | revoke`. */
export function addTokenCommands(program: Command, env: () => Env): void {
  const token = program.command('token').description('make, list and revoke access tokens for programs');
  token
    .command('create')
    .description('make a token; its secret is printed now and never again')
    .requiredOption('--tenant <tenants>', 'accounts that it is for, with commas', tenantsOf)
    .requiredOption('--actor <name>', 'who asks with it, as the audit trail names it', nameOf)
    .requiredOption('--scopes <scopes>', `what it may do, with commas: ${SCOPES.join(', ')}`, scopesOf)
    .option('--expires <time>', 'how long it is good for, in hours or days: 12h, 90d; at most 366d', expiryOf, 90 * DAY)
    .option('--json', 'print the result as one JSON object')
    .action(async (options) => (await commands()).createTokenCommand(env(), options));
  token
    .command('list')
    .description('list the tokens, without their secrets')
    .option('--tenant <tenant>', 'only those for this account', nameOf)
    .option('--json', 'print them as one JSON array')
    .action(async (options) => (await commands()).listTokensCommand(env(), options));
  token
    .command('revoke')
    .description('end a token at once, and for ever')
    .argument('<id>', 'its id, as "token list" shows it')
    .action(async (id: string) => (await commands()).revokeTokenCommand(env(), id));
}

/** Loaded when one is run. */
const commands = () => import('./token.command.ts');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAX_EXPIRY = 366 * DAY;

function nameOf(text: string): string {
  if (!isName(text)) throw new InvalidArgumentError(`It ${NAME_RULE}.`);
  return text;
}

const listOf = (text: string) => [...new Set(text.split(',').map((each) => each.trim()))];

const tenantsOf = (text: string): string[] => listOf(text).map(nameOf);

function scopesOf(text: string): Scope[] {
  return listOf(text).map((each) => {
    const scope = SCOPES.find((known) => known === each);
    if (!scope) throw new InvalidArgumentError(`"${each}" is no scope; they are ${SCOPES.join(', ')}.`);
    return scope;
  });
}

/** In milliseconds. */
function expiryOf(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})(h|d)$/.exec(text) ?? [];
  const ms = Number(count) * (unit === 'h' ? HOUR : DAY);
  if (count === undefined || ms > MAX_EXPIRY)
    throw new InvalidArgumentError('It must be hours or days, as in 12h or 90d, at most 366d.');
  return ms;
}
