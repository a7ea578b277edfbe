#!/usr/bin/env node
// Prints what is shipped with the server and the elements, as CycloneDX (JSON): from the lock file, nothing need be installed.
//   npm run -s sbom > api-sessions.cdx.json
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { name, version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
if (status !== 0) {
  process.stderr.write(`sbom: npm failed\n${stderr}`);
  process.exit(1);
}
const bom = JSON.parse(stdout);
// npm names it as the folder is named.
bom.metadata.component = {
  ...bom.metadata.component,
  type: 'application',
  name,
  version,
  licenses: [{ license: { id: license } }],
};
// Needed to build; its runtime is inside what is built (scripts/prisma-runtime.mjs).
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const prisma = lock.packages['node_modules/@prisma/client'];
bom.components.push({
  'bom-ref': `@prisma/client@${prisma.version}`,
  type: 'library',
  group: '@prisma',
  name: 'client',
  version: prisma.version,
  purl: `pkg:npm/%40prisma/client@${prisma.version}`,
  licenses: [{ license: { id: prisma.license } }],
});
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
