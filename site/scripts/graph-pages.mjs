import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import graphql from 'graphql';
import { GRAPH } from '../map.ts';
import { writePage } from './gather.mjs';

const ROOTS = { queries: 'Query', mutations: 'Mutation' };
const KINDS = {
  objects: ['ObjectTypeDefinition'],
  interfaces: ['InterfaceTypeDefinition', 'UnionTypeDefinition'],
  inputs: ['InputObjectTypeDefinition'],
  enums: ['EnumTypeDefinition'],
  scalars: ['ScalarTypeDefinition', 'DirectiveDefinition'],
};
/** What Federation adds for gateways, and no client asks for. */
const OF_GATEWAYS = /^(_.*|link__.*|federation__.*)$/;

/** Writes the reference of the graph from its schema: a page for each kind of definition, which link to one another. */
export function writeGraphPages(root, target) {
  const { definitions } = graphql.parse(readFileSync(join(root, 'subgraph/schema.graphql'), 'utf8'));
  const named = definitions.filter(({ name }) => name && !OF_GATEWAYS.test(name.value));
  const links = new Map();
  for (const { kind, name } of named) {
    const [page] = Object.entries(KINDS).find(([, kinds]) => kinds.includes(kind)) ?? [];
    if (page) links.set(name.value, `/graph/${page}#${name.value.toLowerCase()}`);
  }
  for (const [page, title] of Object.entries(GRAPH)) {
    const ofRoot = named.find(({ name }) => name.value === ROOTS[page]);
    const sections = ofRoot
      ? ofRoot.fields.filter(({ name }) => !OF_GATEWAYS.test(name.value)).map((field) => fieldSection(field, links))
      : named
          .filter(({ kind, name }) => KINDS[page].includes(kind) && !Object.values(ROOTS).includes(name.value))
          .toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1))
          .map((definition) => typeSection(definition, links));
    const intro = ofRoot ? prose(ofRoot.description) : '';
    writePage(target, `/graph/${page}`, `---\noutline: 2\n---\n\n# ${title}\n\n${intro}\n\n${sections.join('\n\n')}\n`);
  }
}

/** A question or a change: what it gives, and what it takes. */
function fieldSection(field, links) {
  return `## ${field.name.value}

${prose(field.description)}

Gives ${typeText(field.type, links)}${deprecation(field)}.

${table(
  ['Argument', 'Type', 'Meaning'],
  (field.arguments ?? []).map((each) => row(each, links)),
)}`;
}

function typeSection(definition, links) {
  const { kind, name, description, fields = [], values = [], types = [], interfaces = [] } = definition;
  const parts = [
    `## ${kind === 'DirectiveDefinition' ? '@' : ''}${name.value} {#${name.value.toLowerCase()}}`,
    prose(description),
    interfaces.length > 0 ? `Is a ${interfaces.map((each) => typeText(each, links)).join(', ')}.` : '',
    types.length > 0 ? `One of ${types.map((each) => typeText(each, links)).join(', ')}.` : '',
    kind === 'EnumTypeDefinition'
      ? table(
          ['Value', 'Meaning'],
          values.map((value) => [code(value.name.value), cell(value)]),
        )
      : table(
          [kind.startsWith('Input') ? 'Field' : 'Field', 'Type', 'Meaning'],
          [...fields, ...(definition.arguments ?? [])].map((field) => row(field, links)),
        ),
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** A field or an argument, with those that it takes. */
function row(field, links) {
  const initial = field.defaultValue ? ` = ${graphql.print(field.defaultValue)}` : '';
  const taken = (field.arguments ?? []).map(
    (each) => `${code(each.name.value)} ${typeText(each.type, links)}: ${cell(each)}`,
  );
  const meaning = [cell(field), ...taken].filter(Boolean).join('<br>');
  return [code(field.name.value), typeText(field.type, links) + (initial && ` ${code(initial.trim())}`), meaning];
}

/** A type as the schema writes it, with a link to what it is made of. */
function typeText(type, links) {
  const text = graphql.print(type);
  const name = /\w+/.exec(text)[0];
  const link = links.get(name);
  return link ? `[${code(text)}](${link})` : code(text);
}

function deprecation({ directives = [] }) {
  const found = directives.find(({ name }) => name.value === 'deprecated');
  const reason = found?.arguments?.find(({ name }) => name.value === 'reason')?.value.value;
  return found ? `; **deprecated**${reason ? `: ${escaped(reason)}` : ''}` : '';
}

const cell = (node) => `${prose(node.description).replace(/\s*\n\s*/g, ' ')}${deprecation(node).replace(/^; /, ' ')}`;
const prose = (description) => escaped(description?.value ?? '');
const code = (text) => `\`${text}\``;
/** Descriptions are plain text with code in backticks: what else Markdown and Vue would read in them stands as it is. */
const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, place) =>
      place % 2 === 1 ? part : part.replace(/[<>{}[\]*_|]/g, (sign) => `&#${sign.charCodeAt(0)};`),
    )
    .join('');

function table(headings, rows) {
  if (rows.length === 0) return '';
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const safe = (text) => text.replaceAll(/(?<!\\)\|/g, '\\|');
  return [line(headings), line(headings.map(() => '---')), ...rows.map((cells) => line(cells.map(safe)))].join('\n');
}
