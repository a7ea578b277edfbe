import { ACTION_NAMES } from '../actions/action-names.ts';
import { MODES } from '../federation/mode.ts';
import { StartupError } from '../startup-error.ts';
import type { SessionsServerOptions } from './mounting.type.ts';

const NAMES = [
  'databaseUrl',
  'dataDirectory',
  'viewer',
  'hashSecret',
  'mode',
  'gatewaySecret',
  'actions',
  'publicUrl',
  'queryTimeoutMs',
  'development',
] as const satisfies (keyof SessionsServerOptions)[];

/** @throws StartupError that names the option and says what would be right */
export function checkOptions(options: SessionsServerOptions): void {
  const unknown = Object.keys(options).find((name) => !NAMES.some((known) => known === name));
  if (unknown) throw new StartupError(`createServer: there is no option "${unknown}"; there are ${NAMES.join(', ')}`);
  const { viewer, databaseUrl, hashSecret, gatewaySecret, mode } = options;
  if (typeof viewer !== 'function') {
    throw new StartupError('createServer: viewer must be a function that says who sends a request');
  }
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new StartupError('createServer: databaseUrl must begin with postgresql://');
  }
  if (databaseUrl !== undefined && hashSecret === undefined) {
    throw new StartupError('createServer: hashSecret must be given with databaseUrl: session keys are hashed with it');
  }
  for (const [name, secret] of Object.entries({ hashSecret, gatewaySecret })) {
    if (secret !== undefined && secret.length < 16) {
      throw new StartupError(`createServer: ${name} must have 16 characters or more`);
    }
  }
  if (mode !== undefined && !MODES.includes(mode))
    throw new StartupError(`createServer: mode must be ${MODES.join(' or ')}`);
  const unknownAction = options.actions?.find((name) => !ACTION_NAMES.includes(name));
  if (unknownAction !== undefined) {
    throw new StartupError(
      `createServer: actions: there is no "${unknownAction}"; there are ${ACTION_NAMES.join(', ')}`,
    );
  }
  if (mode === 'federated' && gatewaySecret === undefined) {
    throw new StartupError('createServer: mode "federated" needs gatewaySecret, which the gateway then sends');
  }
}
