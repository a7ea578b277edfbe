import { expect, test } from 'vitest';
import { neutralCell } from '../../subgraph/export/formats/neutral-cell.ts';
import { printable } from '../../subgraph/values/printable.ts';
import { printable as inElements } from '../../web-components/shared/printable.ts';

test('the terminal, a cell and the elements show the same of every character', () => {
  const differ: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const text = `a${String.fromCodePoint(code)}b`;
    if (printable(text) !== inElements(text)) differ.push(code.toString(16));
  }
  expect(differ).toEqual([]);
});

test('no control of direction stays in a cell, and what was there can be read', () => {
  for (const control of ['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069', '\u{e0041}']) {
    const escaped = `\\u${control.length > 1 ? '{e0041}' : control.charCodeAt(0).toString(16).padStart(4, '0')}`;
    expect(neutralCell(`cod.${control}exe`)).toBe(`cod.${escaped}exe`);
  }
});
