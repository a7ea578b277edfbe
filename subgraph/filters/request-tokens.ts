import { type Sql, sql } from '../db/sql.ts';
import { ENDPOINT_FACTS, endpointFacts } from './endpoint-condition.ts';
import type { RequestFilter, StringMatch } from './filter.type.ts';
import { MANY_TOKENS, presentTokens } from './present-tokens.ts';
import { splitAddresses } from './request-condition.ts';
import { ofPlainFields, spelledAsStored } from './request-fields.ts';
import { overflowToken, type PairKind, pairToken, type TokenKind, token, tokenPrefix } from './tokens.ts';

/** What the tokens of a part say about "one of its requests meets this filter". */
interface RequestTokens {
  /** Conditions on `session AS s` that a part with such a request always meets. */
  necessary: Sql[];
  /** Conditions that prove such a request, provided that the period holds the whole part; null: tokens prove nothing. */
  exact: Sql[] | null;
}

// More pairs than this cost more in the index than the requests that they spare.
const MAX_PAIRS = 64;

/** One list of values of which a request must have one, by the tokens that stand for them. */
interface Asked {
  kinds: TokenKind[];
  tokens: string[];
}

/** @param tenant whose endpoints the facts are looked up among */
export function requestTokens(tenant: string, filter: RequestFilter): RequestTokens {
  const asked = askedOf(filter);
  const pairs = asked.flatMap((first, index) => asked.slice(index + 1).flatMap((second) => pairOf(first, second)));
  const counters = [
    filter.malicious === true && !filter.includeFalsePositives && sql`s.malicious_count > 0`,
    filter.blocked === true && sql`s.blocked_count > 0`,
  ].filter((condition) => !!condition);
  const endpoints = endpointTokens(tenant, filter);
  return {
    necessary: [
      ...[...asked, ...pairs].map((each) => mayHave(tenant, each)),
      ...counters,
      ...(endpoints ? [endpoints.mayHave] : []),
    ],
    exact: exactOf(tenant, filter, asked, pairs, counters, endpoints?.has),
  };
}

/** Facts of endpoints are asked by the tokens of the endpoints that have them now. */
function endpointTokens(tenant: string, filter: RequestFilter): { has: Sql; mayHave: Sql } | null {
  const facts = endpointFacts(filter);
  if (!facts) return null;
  const tokens = sql`SELECT coalesce(array_agg(${tokenPrefix('ENDPOINT')} || endpoint.id), '{}')
    FROM endpoint WHERE endpoint.tenant = ${tenant} AND ${facts}`;
  return {
    has: sql`s.tokens && (${tokens})`,
    mayHave: sql`s.tokens && ((${tokens}) || ${[overflowToken('ENDPOINT')]}::text[])`,
  };
}

/** A part that overflowed may have any value. */
function mayHave(tenant: string, { kinds, tokens }: Asked): Sql {
  const [kind] = kinds;
  const present = kinds.length === 1 && tokens.length > MANY_TOKENS ? presentTokens(tenant, kind!, tokens) : null;
  if (present) return sql`s.tokens && (${present} || ${kinds.map(overflowToken)}::text[])`;
  return sql`s.tokens && ${asStored(tenant, kinds, [...tokens, ...kinds.map(overflowToken)])}`;
}

function has(tenant: string, { kinds, tokens }: Asked): Sql {
  return sql`s.tokens && ${asStored(tenant, kinds, tokens)}`;
}

/** Endpoints are asked for by former ids too. */
function asStored(tenant: string, kinds: readonly TokenKind[], tokens: readonly string[]): Sql {
  if (!kinds.includes('ENDPOINT')) return sql`${tokens}::text[]`;
  return sql`with_current_endpoints(${tenant}, ${tokenPrefix('ENDPOINT')}, ${tokens}::text[])`;
}

/** Tokens prove a filter of no condition, of facts of the endpoint, of one listed condition, or of two that have pairs. */
function exactOf(
  tenant: string,
  filter: RequestFilter,
  asked: Asked[],
  pairs: Asked[],
  counters: Sql[],
  endpoints: Sql | undefined,
): Sql[] | null {
  const conditions = Object.entries(filter).filter(
    ([name, value]) => value != null && name !== 'includeFalsePositives',
  ).length;
  // Codes and code classes are one condition of two fields.
  const listed = asked.length + (filter.statuses && filter.statusClasses ? 1 : 0);
  if (conditions === 0) return [];
  if (conditions === 1 && counters.length === 1) return counters;
  if (endpoints && conditions === ENDPOINT_FACTS.filter((name) => filter[name] != null).length) return [endpoints];
  if (conditions !== listed) return null;
  const proof = asked.length === 1 ? asked[0] : asked.length === 2 && pairs.length === 1 ? pairs[0] : undefined;
  // The value `*` is spelled like an overflow, which proves nothing.
  return proof && !proof.kinds.some((kind) => proof.tokens.includes(overflowToken(kind))) ? [has(tenant, proof)] : null;
}

type Values = readonly (string | number | null)[] | null;

/**
 * The values of a field that tokens stand for, and their kind; null: no token stands for it. A function would be called
 * with any field's value, so that its parameters are checked as those of a method.
 */
type Tokens<Name extends keyof RequestFilter> = {
  kind: TokenKind;
  of(value: NonNullable<RequestFilter[Name]>, filter: RequestFilter): Values;
} | null;

/** Of all fields, complete by type: one that is forgotten would leave its index unused. */
const TOKENS: { [Name in keyof Required<RequestFilter>]: Tokens<Name> } = {
  // Found by an index of their own (session-condition.ts).
  ids: null,
  // Texts, numbers and parameters: the requests are looked at.
  endpoint: null,
  durationMs: null,
  sizeBytes: null,
  parameter: null,
  userAgent: null,
  endpointIds: { kind: 'ENDPOINT', of: (ids) => ids },
  statuses: { kind: 'STATUS', of: (statuses) => statuses },
  statusClasses: { kind: 'STATUS_CLASS', of: (classes) => classes },
  ips: { kind: 'IP', of: addressesOf },
  users: { kind: 'USER', of: onlyAnyOf },
  roles: { kind: 'ROLE', of: onlyAnyOf },
  attackTypes: { kind: 'ATTACK_TYPE', of: (types, filter) => (filter.includeFalsePositives ? null : types) },
  attackIds: { kind: 'ATTACK_ID', of: (ids) => ids },
  deviations: { kind: 'DEVIATION', of: (metrics) => metrics },
  ...ofPlainFields((field) => ({
    kind: field.dimension as TokenKind,
    of: (values: (string | null)[]) => spelledAsStored(field, values),
  })),
  // Those of the endpoints that have the facts (endpointTokens), and counters of the part.
  businessFlows: null,
  endpointRiskLevels: null,
  endpointConfirmations: null,
  endpointKinds: null,
  rogue: null,
  sensitiveData: null,
  malicious: null,
  blocked: null,
  // Whether one of several requests may be there is not asked of tokens.
  anyOf: null,
  not: null,
  // Of an open session, which is not looked for.
  inSequence: null,
  includeFalsePositives: null,
};

function askedOf(filter: RequestFilter): Asked[] {
  const asked = Object.entries(TOKENS).flatMap(([name, tokens]): Asked[] => {
    const value = filter[name as keyof RequestFilter];
    const values = value == null ? null : (tokens as Tokens<never>)?.of(value as never, filter);
    return values ? [{ kinds: [tokens!.kind], tokens: values.map((each) => token(tokens!.kind, each)) }] : [];
  });
  return joinStatuses(asked);
}

/** Codes and their classes are ORed: one of either. */
function joinStatuses(asked: Asked[]): Asked[] {
  const isStatus = ({ kinds }: Asked) => kinds[0] === 'STATUS' || kinds[0] === 'STATUS_CLASS';
  const statuses = asked.filter(isStatus);
  if (statuses.length < 2) return asked;
  const joined = { kinds: statuses.flatMap(({ kinds }) => kinds), tokens: statuses.flatMap(({ tokens }) => tokens) };
  return [...asked.filter((each) => !isStatus(each)), joined];
}

/** Null where a CIDR block is among them: no token stands for a block. */
function addressesOf(ips: readonly (string | null)[]): Values {
  const { addresses, blocks } = splitAddresses(ips);
  return blocks.length > 0 ? null : [...addresses, ...(ips.includes(null) ? [null] : [])];
}

function onlyAnyOf(match: StringMatch): Values {
  return match.anyOf && match.contains == null && match.present == null ? match.anyOf : null;
}

const PAIRS: [TokenKind, TokenKind, PairKind][] = [
  ['METHOD', 'STATUS', 'METHOD_STATUS'],
  ['METHOD', 'ATTACK_TYPE', 'METHOD_ATTACK_TYPE'],
  ['STATUS', 'ATTACK_TYPE', 'STATUS_ATTACK_TYPE'],
];

function pairOf(one: Asked, other: Asked): Asked[] {
  if (one.tokens.length * other.tokens.length > MAX_PAIRS || one.kinds.length > 1 || other.kinds.length > 1) return [];
  for (const [firstKind, secondKind, kind] of PAIRS) {
    const first = [one, other].find(({ kinds }) => kinds[0] === firstKind);
    const second = [one, other].find(({ kinds }) => kinds[0] === secondKind);
    if (!first || !second) continue;
    const values = ({ tokens }: Asked) => tokens.map((each) => each.slice(each.indexOf(':') + 1));
    const tokens = values(first).flatMap((a) => values(second).map((b) => pairToken(kind, a, b)));
    return [{ kinds: [kind], tokens }];
  }
  return [];
}
