import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Exchange } from './gateway.ts';

export const RECORDING = join(import.meta.dirname, 'recording.ndjson.gz');

/** What the gateway saw, in order of time, unchanged. */
export function readRecording(): Exchange[] {
  const lines = gunzipSync(readFileSync(RECORDING)).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Exchange);
}
