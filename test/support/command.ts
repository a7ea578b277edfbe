import { Console } from 'node:console';
import { Readable, Writable } from 'node:stream';
import { main } from '../../subgraph/cli.ts';

/** What a command line left. */
export interface CommandOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let isRunning = false;

/** One at a time: a process has one standard output, and one environment. */
export const isCommandRunning = (): boolean => isRunning;

/**
 * Runs a command line in the process of the test. It reads and writes what it would as a process of its own; to load its modules
 * and the embedded database once more takes a second of processor time, which most tests of commands do not need.
 */
export async function runCommand(
  args: readonly string[],
  env: Record<string, string>,
  input: string | Buffer,
): Promise<CommandOutcome> {
  if (isRunning) throw new Error('a command runs already in this process');
  isRunning = true;
  const stdout = new Kept();
  const stderr = new Kept();
  const undo = [
    replaced(process, 'stdout', stdout),
    replaced(process, 'stderr', stderr),
    replaced(process, 'stdin', Readable.from(input.length > 0 ? [Buffer.from(input)] : [])),
    replaced(process, 'env', { PATH: process.env.PATH, ...env }),
    replaced(globalThis, 'console', new Console(stdout, stderr)),
    listenersKept(),
  ];
  const { exitCode } = process;
  process.exitCode = undefined;
  try {
    await main([process.execPath, 'api-sessions', ...args]);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.exitCode = exitCode;
    for (const each of undo.toReversed()) each();
    isRunning = false;
  }
}

/** What is written to it. */
class Kept extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

/** Puts a value in the place of a property; what it returns puts the property back. */
function replaced<Owner extends object>(owner: Owner, name: keyof Owner & string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, enumerable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
}

/** A process that ends takes what listens to its signals along. */
function listenersKept(): () => void {
  const before = SIGNALS.map((signal) => new Set(process.listeners(signal)));
  return () => {
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]!.has(listener)) process.off(signal, listener);
      }
    }
  };
}
