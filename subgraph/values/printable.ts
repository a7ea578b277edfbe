// What an attacker writes into a log to make a line read as something else. The same as in web-components/shared/printable.ts.
// Unicode 15: Cc, Cf, Zl, Zp, private use, unpaired surrogates, and what shows as nothing.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** Text for a terminal or a cell: control, bidirectional and invisible characters are shown as escapes, `\u202e`. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0)!;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
