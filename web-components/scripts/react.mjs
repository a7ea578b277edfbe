#!/usr/bin/env node
// Writes generated/react.ts and generated/react/, the React entries, from the custom elements manifest. A part of the build of the package, and all
// that type checks and examples in this repository need of it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementsOf, reactSources } from './framework-types.mjs';
import { analyzeElements } from './manifest.mjs';

const GENERATED = join(dirname(dirname(fileURLToPath(import.meta.url))), 'generated');

export function writeReactEntry(elements) {
  for (const [name, source] of reactSources(elements)) {
    const file = join(GENERATED, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === source) continue;
    mkdirSync(dirname(file), { recursive: true });
    // In one step: others may be reading it.
    writeFileSync(`${file}.${process.pid}`, source);
    renameSync(`${file}.${process.pid}`, file);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeReactEntry(elementsOf(analyzeElements()));
