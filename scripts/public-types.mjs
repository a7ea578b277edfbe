import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const IMPORTED = /(?:from |import\()(["'])(\.\.?\/[^"']+)\1/g;

/**
 * Writes into `dist` of a package the declarations of an entry and of what its types are made of, and no others: a host need not have
 * the packages that only the inside is typed by.
 */
export function writePublicTypes(folder, entry) {
  const out = mkdtempSync(join(tmpdir(), 'api-sessions-types-'));
  try {
    const args = ['-p', join(folder, 'tsconfig.json'), '--declaration', '--emitDeclarationOnly', '--outDir', out];
    const { stdout } = spawnSync(process.execPath, [TSC, ...args], { cwd: folder, encoding: 'utf8' });
    const reached = reachedFrom(join(out, `${entry}.d.ts`));
    // The inside may have types that cannot be declared; the build has checked everything else.
    for (const line of stdout.split('\n')) {
      const [, source] = /^(\S+)\.ts\(\d/.exec(line) ?? [];
      if (source && reached.has(join(out, `${source}.d.ts`))) throw new Error(line);
    }
    for (const file of reached) {
      const text = readFileSync(file, 'utf8').replace(IMPORTED, (all, _quote, path) => all.replace(path, asJs(path)));
      writeFileSync(file, text);
      cpSync(file, join(folder, 'dist', relative(out, file)));
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The declarations that one imports, through others too. */
function reachedFrom(file, reached = new Set()) {
  if (reached.has(file)) return reached;
  if (!existsSync(file)) throw new Error(`no types were made for ${file}`);
  reached.add(file);
  for (const [, , path] of readFileSync(file, 'utf8').matchAll(IMPORTED)) {
    reachedFrom(join(dirname(file), asJs(path).replace(/\.js$/, '.d.ts')), reached);
  }
  return reached;
}

const asJs = (path) => path.replace(/\.ts$/, '.js');
