import { expect, test } from 'vitest';
import { ATTACK_TYPES, attackTypeOf } from '../../subgraph/attacks/attack-types.ts';
import { de } from '../../web-components/i18n/de.ts';
import { en } from '../../web-components/i18n/en.ts';
import { attackName } from '../../web-components/shared/attack-name.ts';

/** English in German too. */
const SAME = ['credential_stuffing', 'scraping'];

test('every attack type has a German name, or is called so in German', () => {
  const unnamed = ATTACK_TYPES.filter(({ code, label }) => attackName(de, code, label) === label);
  expect(unnamed.map(({ code }) => code)).toEqual(SAME);
  expect(attackName(de, 'ptrav', 'Path traversal')).toBe('Pfadausbruch');
  expect(attackName(en, 'ptrav', 'Path traversal')).toBe('Path traversal');
  // Audit logs name types that are not of the vocabulary.
  expect(attackName(de, 'protocol_violation', attackTypeOf('protocol_violation').label)).toBe('Protokollverstoß');
  expect(attackName(de, 'session_fixation', attackTypeOf('session_fixation').label)).toBe('Session-Fixation');
});

test('a code that nobody knows is called by its words; one that is made up stays as it came', () => {
  expect(attackTypeOf('protocol_violation').label).toBe('Protocol violation');
  expect(attackTypeOf('my-own-rule2').label).toBe('My own rule2');
  for (const code of ['942100', '<b>x</b>', 'a__b', 'Größe', 'a b', '']) expect(attackTypeOf(code).label).toBe(code);
  expect(attackName(de, 'constructor', 'Constructor')).toBe('Constructor');
});
