// What editors and language models read of the elements, from the custom elements manifest: custom data of VS Code, web-types of
// JetBrains' editors, llms.txt.
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';

/** Writes the files of editors into the folder. */
export function writeEditorData(manifest, outdir, { name, version }) {
  const { log } = console;
  // One of the two says what it has written whatever it is told, in the middle of the output of `npm pack`.
  console.log = () => {};
  try {
    generateVsCodeCustomElementData(manifest, { outdir });
    generateJetBrainsWebTypes(manifest, { outdir, packageJson: false, packageName: name, packageVersion: version });
  } finally {
    console.log = log;
  }
}

/** The text of llms.txt (llmstxt.org): what the package is, how a page uses it, each element in brief. */
export function llmsText(elements, { name, description, homepage }) {
  return `# ${name}

> ${description}

A page that has the server of api-sessions needs three lines:

\`\`\`html
<script type="module" src="api-sessions.js"></script>
<sessions-provider endpoint="/graphql"></sessions-provider>
<session-explorer></session-explorer>
\`\`\`

Values that are no texts are properties. Texts of elements are attributes. Events bubble and cross shadow roots. Colours and sizes are
custom properties. What a page may rely on is listed here and in \`dist/custom-elements.json\`; everything else may change.

## Elements

${elements.map(brief).join('\n\n')}

## More

- [README](${homepage}): embedding, plugins, theming, frameworks
- \`dist/custom-elements.json\`: the manifest of the elements
- \`dist/documents.json\`: the operations that the elements send
`;
}

function brief({ tagName, description, attributes, events, slots = [], cssParts = [], cssProperties = [] }) {
  const list = (title, items, nameOf = (item) => `\`${item.name}\``) =>
    items.length === 0
      ? []
      : [`- ${title}: ${items.map((item) => `${nameOf(item)} (${oneLine(item.description)})`).join(', ')}`];
  return [
    `### \`<${tagName}>\``,
    '',
    oneLine(description),
    '',
    ...list('Attributes', attributes),
    ...list('Events', events),
    ...list('Slots', slots, ({ name }) => (name ? `\`${name}\`` : 'default')),
    ...list('Parts', cssParts),
    ...list('Tokens', cssProperties),
  ].join('\n');
}

const oneLine = (text = '') => text.replace(/\s+/g, ' ').replace(/\.$/, '').trim();
