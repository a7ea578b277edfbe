import { DIMENSION_TABLE, DIMENSIONS, type Dimension, type TokenSource } from './dimensions.ts';

/**
 * Tokens: what a session part keeps of its requests so that an index can answer filters. One per value of a dimension
 * (`m:POST`), and one per pair of method, code and attack type of one and the same request (`ms:POST␟403`).
 * Imports write them, filters ask for them, `verify` recomputes them: this file is the one place that spells them.
 */

/** Tokens that stand for no dimension: two values of one request, and its attacks. */
const OTHERS = {
  ATTACK_ID: 'x',
  METHOD_STATUS: 'ms',
  METHOD_ATTACK_TYPE: 'ma',
  STATUS_ATTACK_TYPE: 'sa',
} as const;

export type TokenKind = Dimension | keyof typeof OTHERS;
export type PairKind = Exclude<keyof typeof OTHERS, 'ATTACK_ID'>;

/** A part with more values than this of one kind keeps the overflow token ("may contain any") in place of them all. */
const MAX_TOKENS_PER_KIND = 64;

// A value may hold any printable character, never this one (readers replace control characters in no field, but an
// equal spelling of two pairs would only cost a look at the requests, never a wrong answer).
export const PAIR_SEPARATOR = '\u001f';

/** The dimensions that have tokens, with their prefixes. */
const KEPT = DIMENSIONS.flatMap((dimension) => {
  const { kept } = DIMENSION_TABLE[dimension];
  return kept ? [{ dimension, ...kept }] : [];
});

const PREFIXES = new Map<TokenKind, string>([
  ...KEPT.map(({ dimension, token }) => [dimension, token] as const),
  ...(Object.entries(OTHERS) as [TokenKind, string][]),
]);
if (new Set(PREFIXES.values()).size < PREFIXES.size) throw new Error('two kinds of tokens have one prefix');

/** What all tokens of a kind begin with. Throws for a dimension that has none. */
export function tokenPrefix(kind: TokenKind): string {
  const prefix = PREFIXES.get(kind);
  if (prefix === undefined) throw new Error(`${kind} has no tokens`);
  return `${prefix}:`;
}

/** @param value the value; null: "no value" */
export function token(kind: TokenKind, value: string | number | null): string {
  return `${tokenPrefix(kind)}${value ?? ''}`;
}

export function pairToken(kind: PairKind, first: string | number | null, second: string | number | null): string {
  return `${tokenPrefix(kind)}${first ?? ''}${PAIR_SEPARATOR}${second ?? ''}`;
}

/** The token of "no value" of a dimension; null: a request always has one, or needs none. */
export function noValueToken(dimension: Dimension): string | null {
  return DIMENSION_TABLE[dimension].kept?.nullable ? token(dimension, null) : null;
}

/** The token that stands for all values of a kind of which there were too many. */
export function overflowToken(kind: TokenKind): string {
  return `${tokenPrefix(kind)}*`;
}

/** The tokens of one request, without repeats. */
export function tokensOf(request: TokenSource): string[] {
  const { method, status } = request;
  return [
    ...KEPT.flatMap(({ token: prefix, of }) => of(request).map((value) => `${prefix}:${value ?? ''}`)),
    pairToken('METHOD_STATUS', method, status),
    ...request.attackIds.map((id) => token('ATTACK_ID', id)),
    ...request.attackTypes.flatMap((type) => [
      pairToken('METHOD_ATTACK_TYPE', method, type),
      pairToken('STATUS_ATTACK_TYPE', status, type),
    ]),
  ];
}

/**
 * Joins the tokens of a part with new ones. The result depends on the set of requests alone, not on their order:
 * where a kind has too many values, its overflow token replaces them all but "no value".
 */
export function mergeTokens(known: readonly string[], added: Iterable<string>): string[] {
  const kinds = new Map<string, Set<string>>();
  for (const list of [known, added]) {
    for (const each of list) {
      const kind = each.slice(0, each.indexOf(':'));
      const values = kinds.get(kind);
      if (values) values.add(each);
      else kinds.set(kind, new Set([each]));
    }
  }
  return [...kinds]
    .flatMap(([kind, values]) => {
      const [overflow, none] = [`${kind}:*`, `${kind}:`];
      if (values.size <= MAX_TOKENS_PER_KIND && !values.has(overflow)) return [...values];
      // Whether some request has no value stays known: it is one token whatever the values.
      return values.has(none) ? [overflow, none] : [overflow];
    })
    .sort();
}
