import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const PEERS = join(import.meta.dirname, '../../../peers');
export const HIVE = join(PEERS, 'node_modules/@graphql-hive/gateway/dist/bin.js');

/** Whether the gateways cannot be started here, which is said loudly. On CI that is an error. */
export function gatewaysMissing(): boolean {
  if (existsSync(HIVE)) return false;
  const missing =
    'the gateways are not installed ("npm ci --prefix peers"): all tests of real gateways and of their demo';
  if (process.env.CI) throw new Error(`CI runs everything, but would have to skip this: ${missing}`);
  process.stderr.write(`SKIPPED: ${missing}\n`);
  return true;
}

/** A process with what it says. */
export class Running {
  said = '';
  readonly ended: Promise<number | null>;
  private readonly process: ChildProcess;

  constructor(command: string, args: readonly string[], env: Record<string, string> = {}) {
    const { PATH = '', HOME = '' } = process.env;
    // A group of its own, as a terminal has one: a signal reaches what it started too.
    this.process = spawn(command, args, {
      env: { PATH, HOME, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** The first match in what it says, as soon as it is there. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said);
      if (found) return found;
      if (this.hasEnded) throw new Error(`it ended before it said ${pattern}: ${this.said}`);
      await new Promise<void>((resolve) => {
        this.process.stdout!.once('data', () => resolve());
        this.process.stderr!.once('data', () => resolve());
        this.process.once('close', () => resolve());
      });
    }
  }

  /** What Ctrl-C does in a terminal; resolves with the exit code. */
  interrupt(): Promise<number | null> {
    if (!this.hasEnded) process.kill(-this.process.pid!, 'SIGINT');
    return this.ended;
  }

  /** At once: these processes keep nothing, and a gateway waits for seconds until every client has let go. */
  async kill(): Promise<void> {
    if (!this.hasEnded) process.kill(-this.process.pid!, 'SIGKILL');
    await this.ended;
  }
}
