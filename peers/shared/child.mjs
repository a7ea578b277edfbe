import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** How long a process may take to end before it is killed. */
const PATIENCE_MS = 5_000;

/** A process of node that runs as long as this one. */
export class Child {
  #process;
  #said = '';
  #ended;

  /** Its errors go where ours go; what it says is kept, to wait for. */
  constructor(args, env) {
    this.#process = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text) => {
      this.#said = (this.#said + text).slice(-10_000);
    });
    this.#ended = new Promise((resolve) => this.#process.once('close', resolve));
  }

  get pid() {
    return this.#process.pid;
  }

  /** Resolves when it is gone, for whatever reason. */
  get ended() {
    return this.#ended;
  }

  /** The first match of what it says, as soon as it has said it. */
  async says(pattern) {
    for (;;) {
      const found = pattern.exec(this.#said);
      if (found) return found;
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
        throw new Error(`it ended at its start: ${this.#said}`);
      }
      await new Promise((resolve) => {
        this.#process.stdout.once('data', resolve);
        this.#process.once('close', resolve);
      });
    }
  }

  async stop() {
    this.#process.kill('SIGTERM');
    const killing = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(killing);
  }
}

/** A port that nothing listened on a moment ago: the given one, or any; rejects when the given one is taken. */
export function freePort(port = 0) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}
