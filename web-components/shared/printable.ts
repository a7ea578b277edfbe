// Control characters, bidirectional controls, zero-width and other invisible ones: what an attacker writes to make a line
// read as something else. Unicode 15: Cc, Cf, Zl, Zp, private use, unpaired surrogates, and what shows as nothing.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** A text of somebody else's for a single line: what cannot be seen is written as its code, `\u202e`. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** The same for a text of several lines: line feeds and tabs stay, a carriage return only where a line feed follows. */
export function printableBlock(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLE, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
