// What runs of Prisma's client, beside the code that it generated: of 72 MB of @prisma/client, which serve five databases in two forms of
// module, this is 5. So @prisma/client is needed to build, and not to install.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('@prisma/client/package.json'));
const IMPORTED = /(["'])@prisma\/client\/runtime\/([\w.-]+)\1/g;

/** Copies into `generated`, the compiled client, what it imports of Prisma's runtime, and has it import the copies. */
export function bringPrismaRuntime(generated) {
  const runtime = join(generated, 'runtime');
  mkdirSync(runtime, { recursive: true });
  for (const path of readdirSync(generated, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    const file = join(generated, path);
    const up = '../'.repeat(path.split(/[\\/]/).length - 1) || './';
    const text = readFileSync(file, 'utf8').replace(IMPORTED, (_all, quote, name) => {
      const module = name.endsWith('.mjs') ? name : `${name}.mjs`;
      cpSync(join(PACKAGE, 'runtime', module), join(runtime, module));
      return `${quote}${up}runtime/${module}${quote}`;
    });
    writeFileSync(file, text);
  }
  cpSync(join(PACKAGE, 'LICENSE'), join(runtime, 'LICENSE'));
  // Their maps stay behind.
  for (const name of readdirSync(runtime)) {
    if (!/\.m?js$/.test(name)) continue;
    const text = readFileSync(join(runtime, name), 'utf8');
    writeFileSync(join(runtime, name), text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n'));
  }
}
