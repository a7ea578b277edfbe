import { COUNTED_DIMENSIONS, type Dimension } from '../filters/dimensions.ts';
import { noValueToken, overflowToken, tokenPrefix } from '../filters/tokens.ts';

/** How often a value occurs: requests with it, and (attack types only) detections of it. */
export interface ValueCount {
  requests: number;
  detections: number;
}

/**
 * The tokens of a session part, and beside each how many requests have it. A dimension with an overflow token has its
 * values in `session_value`, and only there. Tokens that are no value of a counted dimension have 0.
 */
export interface KeptTokens {
  tokens: string[];
  requests: number[];
  /** Detections of each; null: no token is an attack type. */
  detections: number[] | null;
}

const DIMENSION_OF = new Map(COUNTED_DIMENSIONS.map((dimension) => [tokenPrefix(dimension), dimension]));

/** The counted value that a token stands for; null: it stands for none, or for too many. */
export function valueOfToken(token: string): { dimension: Dimension; value: string } | null {
  const prefix = token.slice(0, token.indexOf(':') + 1);
  const dimension = DIMENSION_OF.get(prefix);
  if (!dimension || token === noValueToken(dimension) || token === overflowToken(dimension)) return null;
  return { dimension, value: token.slice(prefix.length) };
}

/** The dimensions of which a part has too many values for its tokens. */
export function overflowedIn(tokens: readonly string[]): Set<Dimension> {
  const all = new Set(tokens);
  return new Set(COUNTED_DIMENSIONS.filter((dimension) => all.has(overflowToken(dimension))));
}

/** @param countOf of a value of a counted dimension */
export function keptTokens(
  tokens: string[],
  countOf: (dimension: Dimension, value: string, token: string) => ValueCount,
): KeptTokens {
  const counts = tokens.map((token) => {
    const value = valueOfToken(token);
    return value ? countOf(value.dimension, value.value, token) : { requests: 0, detections: 0 };
  });
  const detections = counts.map((count) => count.detections);
  return {
    tokens,
    requests: counts.map(({ requests }) => requests),
    detections: detections.some((count) => count > 0) ? detections : null,
  };
}

/** A value of a session part that has a token of its own. */
export interface TokenValue extends ValueCount {
  token: string;
  dimension: Dimension;
  value: string;
}

export function valuesOfTokens({ tokens, requests, detections }: KeptTokens): TokenValue[] {
  return tokens.flatMap((token, place) => {
    const value = valueOfToken(token);
    return value ? [{ token, ...value, requests: requests[place]!, detections: detections?.[place] ?? 0 }] : [];
  });
}
