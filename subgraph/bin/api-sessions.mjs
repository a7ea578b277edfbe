#!/usr/bin/env node
// The command `api-sessions`: nothing but the way into the compiled CLI, so that it can be committed and linked before a build.
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);

if (existsSync(cli)) {
  const { main } = await import(cli.href);
  await main(process.argv);
} else {
  process.stderr.write(
    'api-sessions is not built yet: run "npm ci" and "npm run build" in the root of the repository.\n',
  );
  process.exitCode = 1;
}
