import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ATTACK_TYPES } from '../../subgraph/attacks/attack-types.ts';
import { BUILT_IN_FLOWS } from '../../subgraph/business-flows/built-in-flows.ts';
import { RISK_BOUNDS } from '../../subgraph/filters/endpoint-condition.ts';
import { SESSION_RISK_BOUNDS } from '../../subgraph/filters/risk-condition.ts';

// docs/semantics.md repeats vocabularies and bounds for its readers: what the code says and what it says are compared.

const text = readFileSync(join(import.meta.dirname, '../../docs/semantics.md'), 'utf8');
const vocabularies = text.slice(text.indexOf('## Vocabularies'));

/** The codes of the list item that begins with these words. */
function codesAfter(words: string): string[] {
  const item = vocabularies.slice(vocabularies.indexOf(`${words}:`) + words.length);
  const end = item.search(/\.(\s|$)/);
  return [...item.slice(0, end).matchAll(/`([a-z_]+)`/g)].map(([, code]) => code!);
}

test.each([
  ['INPUT_VALIDATION', 'Input validation'],
  ['PER_REQUEST', 'Other types of one request'],
  ['GRAPHQL', 'GraphQL'],
  ['API_SPECIFICATION', 'API specification'],
  ['BEHAVIOURAL', 'Behaviour'],
  ['BOT', 'Bots'],
  ['AI', 'AI'],
])('the attack types of %s are those of the page', (category, words) => {
  const known = ATTACK_TYPES.filter((type) => type.category === category).map(({ code }) => code);
  expect(codesAfter(words)).toEqual(known);
});

test('every business flow that always exists is named', () => {
  for (const { code } of BUILT_IN_FLOWS) expect(text).toContain(`\`${code}\``);
});

test('the bounds of both risks are those of the filters', () => {
  expect(text).toContain(`below ${RISK_BOUNDS.medium} \`LOW\`, below ${RISK_BOUNDS.high} \`MEDIUM\``);
  expect(text.replace(/\s+/g, ' ')).toContain(
    `below ${SESSION_RISK_BOUNDS.medium} \`LOW\`, below ${SESSION_RISK_BOUNDS.high} \`MEDIUM\``,
  );
});
