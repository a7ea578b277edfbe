type Part = { any: true } | { any: false; character: string | null };

/**
 * What `ILIKE pattern` under the collation C answers, without a database: `%` is any text, `_` one character, a
 * backslash takes the meaning from what follows it; the case of A to Z does not count. Takes at most length of pattern
 * times length of text steps.
 */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const parts = partsOf(foldCase(pattern));
  return (text) => matches(parts, [...foldCase(text)]);
}

function partsOf(pattern: string): Part[] {
  return [...pattern.matchAll(/\\(.)|(.)/gsu)].map(([, escaped, plain]): Part => {
    if (escaped !== undefined) return { any: false, character: escaped };
    if (plain === '%') return { any: true };
    return { any: false, character: plain === '_' ? null : plain! };
  });
}

function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let at = 0;
  let part = 0;
  // Where to go on when what follows the last `%` does not fit: it takes one character more.
  let retry: { part: number; at: number } | null = null;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted?.any) {
      retry = { part: part + 1, at };
      part += 1;
    } else if (wanted && (wanted.character === null || wanted.character === text[at])) {
      part += 1;
      at += 1;
    } else if (retry) {
      retry = { part: retry.part, at: retry.at + 1 };
      ({ part, at } = retry);
    } else return false;
  }
  return parts.slice(part).every(({ any }) => any);
}

function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
