import { EXIT, type ExitCode } from './exit-codes.ts';

/** Stops a command or the server with one clear line for the operator; never carries a stack or a password. */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';

  constructor(
    message: string,
    /** With which the process ends. */
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
  }
}
