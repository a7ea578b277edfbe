/**
 * A segment of a specification's path: the texts around its parameters. `users` is [users], `{id}` is ['', ''],
 * `{name}.json` is ['', .json].
 */
export type Pieces = readonly string[];

/**
 * The segments of a path, of a request or of a specification, as they are compared: percent-encoding is undone, and
 * matrix parameters, empty segments and the trailing slash do not count.
 */
export function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    const matrix = raw.indexOf(';');
    const bare = matrix < 0 ? raw : raw.slice(0, matrix);
    if (bare !== '') segments.push(decoded(bare));
  }
  return segments;
}

export function piecesOf(segment: string): Pieces {
  return segment.split(/\{[^{}]*\}/);
}

/** Which segment is asked first: a text, then patterns with much text, the bare parameter last. */
export function bySpecificity(one: Pieces, other: Pieces): number {
  const isPattern = (pieces: Pieces) => Number(pieces.length > 1);
  const text = (pieces: Pieces) => pieces.join('');
  return (
    isPattern(one) - isPattern(other) ||
    text(other).length - text(one).length ||
    other.length - one.length ||
    compare(one.join('{}'), other.join('{}'))
  );
}

/** Each parameter takes one character or more. In linear time, whatever an attacker puts into the path. */
export function fits(pieces: Pieces, segment: string): boolean {
  const [first = '', ...others] = pieces;
  if (others.length === 0) return segment === first;
  const last = others.pop() ?? '';
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  const end = segment.length - last.length;
  let at = first.length;
  for (const piece of others) {
    const found = segment.indexOf(piece, at + 1);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at < end;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Percent-encoding undone; a text that is not encoded well stays as it is. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
