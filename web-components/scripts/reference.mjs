// The reference of the elements in README.md, from the manifest.

const START = '<!-- reference: written by scripts/build.mjs -->';
const END = '<!-- end of reference -->';

/** The text with the reference of these elements between the two marks. */
export function withReference(text, elements) {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error('README.md has no place for the reference');
  const section = (element) => `### \`<${element.tagName}>\`\n\n${line(element.description)}\n\n${tablesOf(element)}`;
  return `${text.slice(0, start)}${START}\n\n${elements.map(section).join('\n')}\n${text.slice(end)}`;
}

/** The tables of an element: what it takes, fires and lets others style. */
export function tablesOf({ members, attributes, events, slots = [], cssParts = [], cssProperties = [] }) {
  const fields = members.filter(({ kind, static: isStatic }) => kind === 'field' && !isStatic);
  const methods = members.filter(({ kind, static: isStatic }) => kind === 'method' && !isStatic);
  const attributeOf = ({ name }) => attributes.find(({ fieldName }) => fieldName === name)?.name;
  const property = (field) => {
    const attribute = attributeOf(field);
    const names = attribute && attribute !== field.name ? `\`${attribute}\`, \`${field.name}\`` : `\`${field.name}\``;
    return [names, notes(field, attribute), field.description];
  };
  return `${table(['Attribute, property', 'Notes', 'Description'], fields.map(property))}
${table(
  ['Method', 'Description'],
  methods.map(({ name, description }) => [`\`${name}()\``, description]),
)}
${table(
  ['Event', 'Class', 'Description'],
  events.map((event) => [`\`${event.name}\``, `\`${event.type.text}\``, event.description]),
)}
${table(
  ['Slot', 'Description'],
  slots.map(({ name, description }) => [name ? `\`${name}\`` : '(default)', description]),
)}
${table(
  ['Part', 'Description'],
  cssParts.map(({ name, description }) => [`\`${name}\``, description]),
)}
${table(
  ['Token', 'Description'],
  cssProperties.map(({ name, description }) => [`\`${name}\``, description]),
)}`.replace(/\n{3,}/g, '\n\n');
}

function notes({ readonly, type, default: initial }, attribute) {
  const text = [readonly ? 'read only' : attribute ? '' : 'property only', type?.text === 'boolean' ? 'boolean' : ''];
  if (initial && /^('.+'|\d+)$/.test(initial)) text.push(`default \`${initial.replaceAll("'", '')}\``);
  return text.filter(Boolean).join(', ');
}

function table(headings, rows) {
  if (rows.length === 0) return '';
  const row = (cells) => `| ${cells.map((cell) => line(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n')}\n`;
}

const line = (text) => text.replace(/\s*\n\s*/g, ' ');
