// Builds the documentation as a site, into site/dist: `npm run docs`.
//   tsx site/scripts/build.mjs [--out FOLDER]
// Its pages are the Markdown of the repository and what is generated of manifest, schema and commands; examples run on answers
// that a server with the demo traffic gives while it is built.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementsOf } from '../../web-components/scripts/framework-types.mjs';
import { analyzeElements } from '../../web-components/scripts/manifest.mjs';
import { writeCommandPage } from './command-pages.mjs';
import { codeOf, writeElementPages } from './element-pages.mjs';
import { gather } from './gather.mjs';
import { writeGraphPages } from './graph-pages.mjs';
import { record } from './record.mjs';

const SITE = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOT = dirname(SITE);
const PAGES = join(SITE, 'pages');
const PUBLIC = join(PAGES, 'public');
const EXAMPLES = join(SITE, 'examples');
/** Pictures that pages show, where they stand in the site. */
const ASSETS = { 'docs/README-picture.png': '/console.png' };

const place = process.argv.indexOf('--out');
const target = resolve(place < 0 ? join(SITE, 'dist') : process.argv[place + 1]);
const vitepress = join(SITE, 'node_modules/vitepress/bin/vitepress.js');

try {
  if (!existsSync(vitepress)) throw new Error('run "npm ci --prefix site" first');
  runNode(join(ROOT, 'scripts/build.mjs'));
  rmSync(PAGES, { recursive: true, force: true });
  mkdirSync(PUBLIC, { recursive: true });

  const live = join(PUBLIC, 'live');
  cpSync(EXAMPLES, live, { recursive: true });
  cpSync(join(ROOT, 'subgraph/dist/console/api-sessions.js'), join(live, 'api-sessions.js'));
  cpSync(join(SITE, 'icon.svg'), join(PUBLIC, 'icon.svg'));
  for (const [file, link] of Object.entries(ASSETS)) cpSync(join(ROOT, file), join(PUBLIC, link));
  await Promise.all([record(ROOT, live, join(PUBLIC, 'pictures')), writeCommandPage(ROOT, PAGES)]);

  cpSync(join(SITE, 'index.md'), join(PAGES, 'index.md'));
  gather(ROOT, PAGES, ASSETS, (name) => codeOf(EXAMPLES, name));
  writeGraphPages(ROOT, PAGES);
  writeElementPages(elementsOf(analyzeElements()), EXAMPLES, PAGES);
  runNode(vitepress, 'build', SITE, '--outDir', target);
  console.log(
    `site: ${readdirSync(target, { recursive: true }).filter((name) => name.endsWith('.html')).length} pages in ${target}`,
  );
} catch (error) {
  console.error(`site: ${error.message}`);
  process.exitCode = 1;
}

function runNode(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.slice(0, 2).join(' ')} failed\n${stdout}${stderr}`);
}
