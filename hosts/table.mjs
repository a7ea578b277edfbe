// The table of hosts in README.md, measured: npm run table --prefix hosts -- <address of an API Sessions server> [Next] [Nuxt]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHost, LIGHT, layOut, linesOf, sizeOf } from './build.mjs';
import { HEAVY, startHeavy } from './heavy.mjs';
import { lookAt, openBrowser, serveHost } from './look.mjs';

const [graph, ...heavy] = process.argv.slice(2);
const unknown = heavy.filter((name) => !HEAVY.includes(name));
if (!URL.canParse(graph ?? '') || unknown.length > 0) {
  console.error(`usage: npm run table --prefix hosts -- http://localhost:4000 [${HEAVY.join('] [')}]`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'api-sessions-hosts-'));
const browser = await openBrowser(process.env.CHROMIUM_PATH || '/usr/bin/chromium');
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

try {
  const elements = fileURLToPath(new URL('../web-components', import.meta.url));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: elements });
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  layOut(folder, tarball);
  row('Host', 'Lines', 'Loaded at the start, without the framework', 'Warnings', 'Questions');
  row('---', '---:', '---:', '---:', '---:');
  for (const host of LIGHT) {
    const built = await buildHost(folder, host);
    const { address, close } = await serveHost(built, new URL('/graphql', graph));
    try {
      const { complaints, asked } = await lookAt(browser, address);
      for (const said of [...built.warnings, ...complaints]) console.error(`${host.name}: ${said}`);
      const size = kib(await sizeOf(folder, host));
      row(host.name, linesOf(host), size, built.warnings.length + complaints.length, asked.length);
    } finally {
      close();
    }
  }
  for (const name of heavy) {
    const { address, warnings, lines, size, close } = await startHeavy(name, folder, tarball, graph);
    try {
      const { complaints, asked } = await lookAt(browser, address);
      for (const said of [...warnings, ...complaints]) console.error(`${name}: ${said}`);
      row(name, lines, kib(size), warnings.length + complaints.length, asked.length);
    } finally {
      await close();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
