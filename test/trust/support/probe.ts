import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a probe heard, in milliseconds. */
export interface Probed {
  asked: number;
  failed: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Asks an address in a process of its own until it is ended, which tells how that went. */
export async function probe(url: string, { pauseMs = 25, query }: { pauseMs?: number; query?: string } = {}) {
  const args = [join(import.meta.dirname, 'probe.mjs'), url, String(pauseMs)];
  if (query) args.push(JSON.stringify({ query }));
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  return {
    async end(): Promise<Probed> {
      child.stdin.end();
      await closed;
      return JSON.parse(text) as Probed;
    },
  };
}
