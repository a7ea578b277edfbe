import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { SOURCES } from '../map.ts';

/** Where files of the repository that are no page are read. */
const REPOSITORY = 'https://github.com/api-sessions/api-sessions/blob/main';

const pageOf = new Map(SOURCES.map(({ source, link }) => [source, link]));

/**
 * Writes the pages that are made of files of the repository.
 * @param assets pictures that they show, by their paths in the repository: where each stands in the site
 * @param codeOf the code of an example, where a page has the mark `<!-- live: NAME -->`
 * @throws when one links to what is not there
 */
export function gather(root, target, assets, codeOf) {
  for (const { source, link } of SOURCES) {
    const text = readFileSync(join(root, source), 'utf8');
    const live = text.replace(
      /^<!-- live: ([\w-]+) -->$/gm,
      (_all, name) => `<Live name="${name}" title="${name}" />\n\n${codeOf(name)}`,
    );
    writePage(target, link, withLinks(root, source, live, assets));
  }
}

export function writePage(target, link, text) {
  const file = join(target, link.endsWith('/') ? `${link}index.md` : `${link}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The text with links as the site has them: to another page of it, else to the file in the repository. */
function withLinks(root, source, text, assets) {
  return outsideOfCode(text, (prose) =>
    prose.replace(/\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/g, (_all, path, anchor = '') => {
      const file = posix.join(posix.dirname(source), path).replace(/\/$/, '');
      if (!existsSync(join(root, file))) throw new Error(`${source} links to ${path}, which is not there`);
      if (assets[file]) return `](${assets[file]})`;
      const page = pageOf.get(file) ?? (file === 'docs/decisions' ? '/decisions/0001-identity-of-requests' : null);
      return `](${page ?? `${REPOSITORY}/${file}`}${anchor})`;
    }),
  );
}

/** Changes what is neither a fenced block nor code in a line. */
function outsideOfCode(text, change) {
  return text
    .split(/(^```[\s\S]*?^```$|`[^`\n]+`)/m)
    .map((part, place) => (place % 2 === 0 ? change(part) : part))
    .join('');
}
