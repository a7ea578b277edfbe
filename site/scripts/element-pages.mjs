import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesOf } from '../../web-components/scripts/reference.mjs';
import { ELEMENTS } from '../map.ts';
import { writePage } from './gather.mjs';

/** Writes a page for each element: what it is, at work on recorded answers, the code of that, and its reference. */
export function writeElementPages(elements, examples, target) {
  const byTag = new Map(elements.map((element) => [element.tagName, element]));
  for (const tag of ELEMENTS) {
    writePage(
      target,
      `/elements/${tag}`,
      `---
aside: false
---

# ${tag}

${flowing(byTag.get(tag).description)}

<Live name="${tag}" title="${tag} with the demo traffic" />

${codeOf(examples, tag)}

## Reference

${inTables(tablesOf(byTag.get(tag)))}
`,
    );
  }
  writePage(target, '/elements/', gallery(byTag));
}

/** The code of an example as a host would write it: its markup, and the modules that it brings along. */
export function codeOf(examples, name) {
  const text = readFileSync(join(examples, `${name}.html`), 'utf8');
  const [, body] = /<body>\n([\s\S]*?)\n {2}<\/body>/.exec(text);
  const [, head] = /<head>\n([\s\S]*?)\n {2}<\/head>/.exec(text);
  // What makes the recorded answers, and our look of examples, is no part of what a host writes.
  const lines = head.split('\n').filter((line) => /<script type="module"|<link rel="stylesheet"/.test(line));
  const own = lines.filter((line) => !line.includes('example.css')).map((line) => line.trim());
  const modules = [...`${own.join('\n')}\n${body}`.matchAll(/(?:src|href)="([\w-]+\.(?:js|css))"/g)]
    .map(([, file]) => file)
    .filter((file) => file !== 'api-sessions.js');
  const markup = `${own.join('\n')}\n\n${body.replace(/^ {4}/gm, '')}`;
  const files = modules.map((file) => fence(file.split('.').pop(), readFileSync(join(examples, file), 'utf8'), file));
  return [fence('html', markup, 'The page'), ...files].join('\n\n');
}

const fence = (language, text, title) => `\`\`\`${language} [${title}]\n${text.trimEnd()}\n\`\`\``;

function gallery(byTag) {
  const entries = ELEMENTS.map(
    (tag) => `## [\`<${tag}>\`](/elements/${tag})

${flowing(byTag.get(tag).description)}

<Picture name="${tag}" alt="${tag} with the demo traffic" />`,
  );
  return `---
aside: false
---

# Elements

Each is at work on its own page, with attributes, events, slots, parts and tokens. They register themselves by
\`import '@api-sessions/elements/define'\`, or with the file \`/api-sessions.js\` of a server.

${entries.join('\n\n')}
`;
}

const flowing = (text) => escaped(text.replace(/\s*\n\s*/g, ' '));
/** Vue reads tags and braces that stand outside of code. */
const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, place) => (place % 2 === 1 ? part : part.replace(/[<>{}]/g, (sign) => `&#${sign.charCodeAt(0)};`)))
    .join('');
const inTables = (text) => text.split('\n').map(escaped).join('\n');
