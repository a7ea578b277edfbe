import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neutralCell } from '../../../subgraph/export/formats/neutral-cell.ts';
import { fileOf, readCsv } from '../../support/export.ts';
import { FORMULAS, opensAsText } from '../../support/formulas.ts';
import { givenGraph } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// No cell of a CSV is taken for a formula. What spreadsheets do with the file of these vectors was looked at by hand, as
// docs/decisions/0020-export.md tells.

const { database, graph } = givenGraph('embedded');

test('there are 24 ways to write a formula, each of which is one without us', () => {
  expect(FORMULAS).toHaveLength(24);
  expect(FORMULAS.filter((text) => opensAsText(text))).toEqual([]);
});

test('whatever an attacker writes into a field opens as text, and can still be read', async () => {
  const tenant = newTenant();
  await importLines(
    database,
    tenant,
    FORMULAS.map((text, index) => ({
      id: `r${index}`,
      sid: 'one',
      time: `2024-05-12T10:00:${String(index).padStart(2, '0')}Z`,
      path: `/${text}`,
      host: text,
      user: text,
      role: text,
      application: text,
      sourceTags: [text, 'vpn', text],
      detections: [
        { type: text, attackId: text },
        { type: 'sqli', attackId: text },
      ],
    })),
  );
  const [names, ...rows] = readCsv(await fileOf(graph, tenant, 'r0', 'CSV'));
  expect(rows).toHaveLength(FORMULAS.length);
  for (const row of rows) {
    for (const [index, cell] of row.entries()) expect(opensAsText(cell), `${names![index]} ${cell}`).toBe(true);
  }
  expect(rows.flat().filter((cell) => cell.includes('HYPERLINK'))).not.toEqual([]);
});

test('no text becomes a formula, by whatever separator its cell is cut and whatever is stripped from it', () => {
  const piece = fc.constantFrom(...'=+-@;,|\'" \t\r\n\0ａ＝＋－＠﹦1A(\u00a0\u200b\ufeff\u3000');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: piece }), fc.string({ unit: 'binary' })), (text) => {
      const cell = neutralCell(text);
      expect(opensAsText(cell)).toBe(true);
      // Once is enough: what is neutral stays as it is.
      expect(neutralCell(cell)).toBe(cell);
    }),
    { numRuns: 5_000 },
  );
});

test('plain texts stay as they are', () => {
  for (const text of [
    '/users/7?a=b',
    'alice@example.com',
    'a-b',
    '1+1',
    'GET',
    'tor;vpn',
    'ü',
    "O'Brien",
    '/a;b=c',
    '',
  ]) {
    expect(neutralCell(text)).toBe(text);
  }
});

test('control characters are shown, not dropped: nothing comes to the front because of them', () => {
  expect(neutralCell('\0=1')).toBe('\\u0000=1');
  expect(neutralCell('a\r\n=1\tb')).toBe('a\\u000d\\u000a=1\\u0009b');
});
