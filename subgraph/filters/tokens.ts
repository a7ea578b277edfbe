/**
 * Tokens: what a session part keeps of its requests so that an index can answer filters. One per value of a request
 * field (`m:POST`), and one per pair of method, code and attack type of one and the same request (`ms:POST␟403`).
 * Imports write them, filters ask for them, `verify` recomputes them: this file is the one place that spells them.
 */

/** The fields of a stored request that tokens are made of. */
export interface TokenSource {
  method: string;
  status: number | null;
  host: string | null;
  application: string | null;
  ip: string | null;
  countryCode: string | null;
  sourceTags: readonly string[];
  user: string | null;
  role: string | null;
  endpointId: string;
  attackTypes: readonly string[];
  attackIds: readonly string[];
  deviations: readonly string[];
}

/** Prefix of each kind of token. */
export const TOKEN = {
  method: 'm',
  status: 's',
  statusClass: 'k',
  host: 'h',
  application: 'p',
  endpoint: 'e',
  ip: 'i',
  country: 'c',
  sourceTag: 't',
  user: 'u',
  role: 'r',
  attackType: 'a',
  attackId: 'x',
  deviation: 'd',
  methodStatus: 'ms',
  methodAttack: 'ma',
  statusAttack: 'sa',
} as const;
export type TokenKind = keyof typeof TOKEN;

/** A part with more values than this of one kind keeps the overflow token ("may contain any") in place of them all. */
export const MAX_TOKENS_PER_KIND = 64;

// A value may hold any printable character, never this one (readers replace control characters in no field, but an
// equal spelling of two pairs would only cost a look at the requests, never a wrong answer).
const PAIR_SEPARATOR = '\u001f';

/** @param value the value; null: "no value" */
export function token(kind: TokenKind, value: string | number | null): string {
  return `${TOKEN[kind]}:${value ?? ''}`;
}

export function pairToken(
  kind: 'methodStatus' | 'methodAttack' | 'statusAttack',
  first: string | number | null,
  second: string | number | null,
): string {
  return `${TOKEN[kind]}:${first ?? ''}${PAIR_SEPARATOR}${second ?? ''}`;
}

/** The token that stands for all values of a kind of which there were too many. */
export function overflowToken(kind: TokenKind): string {
  return `${TOKEN[kind]}:*`;
}

/** 1 to 5; null: no response. */
export function statusClass(status: number | null): number | null {
  return status === null ? null : Math.floor(status / 100);
}

/** The tokens of one request, without repeats. */
export function tokensOf(request: TokenSource): string[] {
  const { method, status } = request;
  return [
    token('method', method),
    token('status', status),
    token('statusClass', statusClass(status)),
    pairToken('methodStatus', method, status),
    token('host', request.host),
    token('application', request.application),
    token('endpoint', request.endpointId),
    token('ip', request.ip),
    token('country', request.countryCode),
    token('user', request.user),
    token('role', request.role),
    ...(request.sourceTags.length === 0 ? [token('sourceTag', null)] : []),
    ...request.sourceTags.map((tag) => token('sourceTag', tag)),
    ...request.attackIds.map((id) => token('attackId', id)),
    ...request.deviations.map((metric) => token('deviation', metric)),
    ...request.attackTypes.flatMap((type) => [
      token('attackType', type),
      pairToken('methodAttack', method, type),
      pairToken('statusAttack', status, type),
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
