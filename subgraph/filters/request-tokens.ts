import { type Sql, sql } from '../db/sql.ts';
import { endpointFacts } from './endpoint-condition.ts';
import type { RequestFilter } from './filter.type.ts';
import { MANY_TOKENS, presentTokens } from './present-tokens.ts';
import { splitAddresses } from './request-condition.ts';
import { overflowToken, pairToken, TOKEN, type TokenKind, token } from './tokens.ts';

/** What the tokens of a part say about "one of its requests meets this filter". */
export interface RequestTokens {
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
    exact: exactOf(filter, asked, pairs, counters, endpoints?.has),
  };
}

/** Facts of endpoints are asked by the tokens of the endpoints that have them now. */
function endpointTokens(tenant: string, filter: RequestFilter): { has: Sql; mayHave: Sql } | null {
  const facts = endpointFacts(filter);
  if (!facts) return null;
  const tokens = sql`SELECT coalesce(array_agg(${`${TOKEN.endpoint}:`} || endpoint.id), '{}')
    FROM endpoint WHERE endpoint.tenant = ${tenant} AND ${facts}`;
  return {
    has: sql`s.facets && (${tokens})`,
    mayHave: sql`s.facets && ((${tokens}) || ${[overflowToken('endpoint')]}::text[])`,
  };
}

/** A part that overflowed may have any value. */
function mayHave(tenant: string, { kinds, tokens }: Asked): Sql {
  const [kind] = kinds;
  const present = kinds.length === 1 && tokens.length > MANY_TOKENS ? presentTokens(tenant, kind!, tokens) : null;
  if (present) return sql`s.facets && (${present} || ${kinds.map(overflowToken)}::text[])`;
  return sql`s.facets && ${[...tokens, ...kinds.map(overflowToken)]}::text[]`;
}

function has({ tokens }: Asked): Sql {
  return sql`s.facets && ${tokens}::text[]`;
}

const FACTS = ['businessFlows', 'endpointRiskLevels', 'rogue', 'sensitiveData'] as const;

/** Tokens prove a filter of no condition, of facts of the endpoint, of one listed condition, or of two that have pairs. */
function exactOf(
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
  if (endpoints && conditions === FACTS.filter((name) => filter[name] != null).length) return [endpoints];
  if (conditions !== listed) return null;
  const proof = asked.length === 1 ? asked[0] : asked.length === 2 && pairs.length === 1 ? pairs[0] : undefined;
  // The value `*` is spelled like an overflow, which proves nothing.
  return proof && !proof.kinds.some((kind) => proof.tokens.includes(overflowToken(kind))) ? [has(proof)] : null;
}

function askedOf(filter: RequestFilter): Asked[] {
  const lists: [TokenKind, readonly (string | null)[] | null | undefined][] = [
    ['method', filter.methods],
    ['host', filter.hosts?.map((host) => host?.toLowerCase() ?? null)],
    ['application', filter.applications],
    ['endpoint', filter.endpointIds],
    ['ip', addressesOf(filter.ips)],
    ['country', filter.countries],
    ['sourceTag', filter.sourceTags],
    ['user', onlyAnyOf(filter.users)],
    ['role', onlyAnyOf(filter.roles)],
    ['attackType', filter.includeFalsePositives ? null : filter.attackTypes],
    ['attackId', filter.attackIds],
    ['deviation', filter.deviations],
  ];
  return [
    ...lists.flatMap(([kind, values]) =>
      values ? [{ kinds: [kind], tokens: values.map((value) => token(kind, value)) }] : [],
    ),
    ...statusesOf(filter),
  ];
}

function statusesOf({ statuses, statusClasses }: RequestFilter): Asked[] {
  if (!statuses && !statusClasses) return [];
  return [
    {
      kinds: [...(statuses ? (['status'] as const) : []), ...(statusClasses ? (['statusClass'] as const) : [])],
      tokens: [
        ...(statuses ?? []).map((status) => token('status', status)),
        ...(statusClasses ?? []).map((each) => token('statusClass', each)),
      ],
    },
  ];
}

/** Null where a CIDR block is among them: no token stands for a block. */
function addressesOf(ips: RequestFilter['ips']): (string | null)[] | null {
  if (!ips) return null;
  const { addresses, blocks } = splitAddresses(ips);
  return blocks.length > 0 ? null : [...addresses, ...(ips.includes(null) ? [null] : [])];
}

function onlyAnyOf(match: RequestFilter['users']): (string | null)[] | null {
  return match?.anyOf && match.contains == null && match.present == null ? match.anyOf : null;
}

const PAIRS: [TokenKind, TokenKind, 'methodStatus' | 'methodAttack' | 'statusAttack'][] = [
  ['method', 'status', 'methodStatus'],
  ['method', 'attackType', 'methodAttack'],
  ['status', 'attackType', 'statusAttack'],
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
