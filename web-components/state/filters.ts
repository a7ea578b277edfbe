import type { SessionDimension, SessionFilter, SessionRequestFilter } from '../data/documents.generated.ts';

/** The general filters, by the names that links use. */
export type FilterId =
  | 'type'
  | 'code'
  | 'method'
  | 'ip'
  | 'flow'
  | 'user'
  | 'role'
  | 'request'
  | 'attack'
  | 'endpoint'
  | 'endpoint-id'
  | 'host'
  | 'application'
  | 'country'
  | 'source'
  | 'malicious'
  | 'blocked'
  | 'risk'
  | 'rogue'
  | 'sensitive'
  | 'time-taken'
  | 'size'
  | 'deviation'
  | 'parameter'
  | 'session'
  | 'status'
  | 'requests'
  | 'attacks'
  | 'endpoints'
  | 'length';

/** A value of a filter; null: "no value". */
export type FilterValue = string | null;

/** Text conditions of one filter: values of one list OR, the two lists AND. */
export interface Condition {
  readonly only: readonly FilterValue[];
  readonly not: readonly FilterValue[];
}

export type FilterKind =
  /** Several values out of those that the server knows. */
  | 'values'
  /** Several values that are typed. */
  | 'typed'
  /** One search text. */
  | 'search'
  /** One of two: yes or no, blocked or not. */
  | 'flag'
  /** `from..to`, both inside, one may be missing. */
  | 'range';

export interface FilterDefinition {
  readonly id: FilterId;
  readonly kind: FilterKind;
  /** A fact of one request, or of the whole session: the latter never hides requests. */
  readonly of: 'request' | 'session';
  /** Whose values the server lists. */
  readonly dimension?: SessionDimension;
  /** "No value" is a value of it. */
  readonly nullable?: boolean;
  /** The only values that it takes: of a flag, two. */
  readonly choices?: readonly string[];
  /** Beside those of the server, other values may be typed: CIDR blocks, 4xx. */
  readonly open?: boolean;
  /** Has "exclude". */
  readonly excludable: boolean;
  /** Whether the text is a value of it. */
  accepts(text: string): boolean;
  /** The condition of a request or of a session for these values. */
  toFilter(values: readonly FilterValue[]): SessionRequestFilter & SessionFilter;
}

// What the server refuses in any text is refused here too: a link with it would only lead to an error.
const anything = (text: string) => text !== '' && text.length <= 1000 && !text.includes('\0') && text.isWellFormed();
const oneOf = (...choices: string[]) => ({ choices, accepts: (text: string) => choices.includes(text) });
const isCode = (text: string) => /^[1-5](\d\d|xx)$/.test(text);

const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

/** An address, or a CIDR block. */
function isIp(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.split('/');
  const isV4 = IPV4.test(address);
  const isV6 = /^[0-9a-f:.]*$/i.test(address) && address.includes(':') && URL.canParse(`http://[${address}]`);
  return (isV4 || isV6) && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128);
}

/** The two ends of `1..2`; null: no range. A missing end is unbounded, not both. */
export function parseRange(text: string): { gte?: number; lte?: number } | null {
  const parts = /^(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?$/.exec(text);
  if (!parts || (parts[1] === undefined && parts[2] === undefined)) return null;
  const [gte, lte] = [parts[1], parts[2]].map((part) => (part === undefined ? undefined : Number(part)));
  // A bound that is no number any more would be no bound.
  if (gte === Number.POSITIVE_INFINITY || lte === Number.POSITIVE_INFINITY) return null;
  if (gte !== undefined && lte !== undefined && gte > lte) return null;
  return { ...(gte !== undefined && { gte }), ...(lte !== undefined && { lte }) };
}

const isRange = (text: string) => parseRange(text) !== null;
/** GraphQL's Int has 32 bits. */
const isWholeRange = (text: string) => {
  const range = parseRange(text);
  return range !== null && [range.gte, range.lte].every((end = 0) => Number.isInteger(end) && end <= 2 ** 31 - 1);
};

/** `name` or `name=value`. */
function parameter(text: string): SessionRequestFilter {
  const at = text.indexOf('=');
  if (at < 0) return { parameter: { name: text } };
  return { parameter: { name: text.slice(0, at), value: { anyOf: [text.slice(at + 1)] } } };
}

function codes(values: readonly FilterValue[]): SessionRequestFilter {
  const classes = values.filter((value) => value?.endsWith('xx')).map((value) => Number(value![0]));
  const statuses = values
    .filter((value) => !value?.endsWith('xx'))
    .map((value) => (value === null ? null : Number(value)));
  return { ...(statuses.length > 0 && { statuses }), ...(classes.length > 0 && { statusClasses: classes }) };
}

const strings = (values: readonly FilterValue[]): string[] => values.filter((value) => value !== null);
type Only<T> = readonly T[];

const request = { of: 'request', excludable: true } as const;
const session = { of: 'session', excludable: false } as const;
const flag = (yes: string, no: string) => ({ kind: 'flag', excludable: false, ...oneOf(yes, no) }) as const;

/** All of them, in the order in which menus and links have them. */
export const FILTERS: readonly FilterDefinition[] = [
  {
    ...request,
    id: 'type',
    kind: 'values',
    dimension: 'ATTACK_TYPE',
    accepts: anything,
    toFilter: (values) => ({ attackTypes: strings(values) }),
  },
  {
    ...request,
    id: 'code',
    kind: 'values',
    dimension: 'STATUS',
    nullable: true,
    open: true,
    accepts: isCode,
    toFilter: codes,
  },
  {
    ...request,
    id: 'method',
    kind: 'values',
    dimension: 'METHOD',
    accepts: anything,
    toFilter: (values) => ({ methods: strings(values) }),
  },
  {
    ...request,
    id: 'ip',
    kind: 'values',
    dimension: 'IP',
    nullable: true,
    open: true,
    accepts: isIp,
    toFilter: (ips) => ({ ips }),
  },
  {
    ...request,
    id: 'flow',
    kind: 'values',
    dimension: 'BUSINESS_FLOW',
    nullable: true,
    accepts: anything,
    toFilter: (businessFlows) => ({ businessFlows }),
  },
  {
    id: 'user',
    kind: 'values',
    of: 'session',
    excludable: true,
    dimension: 'USER',
    nullable: true,
    accepts: anything,
    toFilter: (anyOf) => ({ users: { anyOf } }),
  },
  {
    id: 'role',
    kind: 'values',
    of: 'session',
    excludable: true,
    dimension: 'ROLE',
    nullable: true,
    accepts: anything,
    toFilter: (anyOf) => ({ roles: { anyOf } }),
  },
  { ...request, id: 'request', kind: 'typed', accepts: anything, toFilter: (values) => ({ ids: strings(values) }) },
  {
    ...request,
    id: 'attack',
    kind: 'typed',
    accepts: anything,
    toFilter: (values) => ({ attackIds: strings(values) }),
  },
  {
    ...request,
    id: 'endpoint',
    kind: 'search',
    accepts: (text) => anything(text) && text.trim() !== '',
    toFilter: ([endpoint]) => ({ endpoint }),
  },
  {
    ...request,
    id: 'endpoint-id',
    kind: 'values',
    dimension: 'ENDPOINT',
    accepts: anything,
    toFilter: (endpointIds) => ({ endpointIds }),
  },
  {
    ...request,
    id: 'host',
    kind: 'values',
    dimension: 'HOST',
    nullable: true,
    accepts: anything,
    toFilter: (hosts) => ({ hosts }),
  },
  {
    ...request,
    id: 'application',
    kind: 'values',
    dimension: 'APPLICATION',
    nullable: true,
    accepts: anything,
    toFilter: (applications) => ({ applications }),
  },
  {
    ...request,
    id: 'country',
    kind: 'values',
    dimension: 'COUNTRY',
    nullable: true,
    accepts: anything,
    toFilter: (countries) => ({ countries }),
  },
  {
    ...request,
    id: 'source',
    kind: 'values',
    dimension: 'SOURCE_TAG',
    nullable: true,
    accepts: anything,
    toFilter: (sourceTags) => ({ sourceTags }),
  },
  {
    ...request,
    ...flag('yes', 'no'),
    id: 'malicious',
    toFilter: ([value]) => ({ malicious: value === 'yes' }),
  },
  {
    ...request,
    ...flag('yes', 'no'),
    id: 'blocked',
    toFilter: ([value]) => ({ blocked: value === 'yes' }),
  },
  {
    ...request,
    id: 'risk',
    kind: 'values',
    dimension: 'ENDPOINT_RISK_LEVEL',
    nullable: true,
    ...oneOf('LOW', 'MEDIUM', 'HIGH'),
    toFilter: (values) => ({ endpointRiskLevels: values as Only<'LOW' | null> }),
  },
  {
    ...request,
    id: 'rogue',
    kind: 'values',
    dimension: 'ROGUE',
    nullable: true,
    ...oneOf('SHADOW', 'ZOMBIE', 'ORPHAN'),
    toFilter: (values) => ({ rogue: values as Only<'SHADOW' | null> }),
  },
  {
    ...request,
    id: 'sensitive',
    kind: 'values',
    dimension: 'SENSITIVE_DATA',
    nullable: true,
    ...oneOf('PII', 'CREDENTIALS', 'FINANCIAL', 'MEDICAL', 'TECHNICAL'),
    toFilter: (values) => ({ sensitiveData: values as Only<'PII' | null> }),
  },
  {
    ...request,
    id: 'time-taken',
    kind: 'range',
    excludable: false,
    accepts: isRange,
    toFilter: ([value]) => ({ durationMs: parseRange(value!) }),
  },
  {
    ...request,
    id: 'size',
    kind: 'range',
    excludable: false,
    accepts: isRange,
    toFilter: ([value]) => ({ sizeBytes: parseRange(value!) }),
  },
  {
    ...request,
    id: 'deviation',
    kind: 'values',
    dimension: 'DEVIATION',
    ...oneOf('DURATION', 'SIZE'),
    toFilter: (values) => ({ deviations: values as Only<'SIZE'> }),
  },
  {
    ...request,
    id: 'parameter',
    kind: 'search',
    accepts: (text) => anything(text) && !text.startsWith('='),
    toFilter: ([value]) => parameter(value!),
  },
  { ...session, id: 'session', kind: 'typed', accepts: anything, toFilter: (values) => ({ keys: strings(values) }) },
  {
    ...session,
    ...flag('blocked', 'not-blocked'),
    id: 'status',
    toFilter: ([value]) => ({ blocked: value === 'blocked' }),
  },
  {
    ...session,
    id: 'requests',
    kind: 'range',
    accepts: isWholeRange,
    toFilter: ([value]) => ({ requestCount: parseRange(value!) }),
  },
  {
    ...session,
    id: 'attacks',
    kind: 'range',
    accepts: isWholeRange,
    toFilter: ([value]) => ({ attackCount: parseRange(value!) }),
  },
  {
    ...session,
    id: 'endpoints',
    kind: 'range',
    accepts: isWholeRange,
    toFilter: ([value]) => ({ endpointCount: parseRange(value!) }),
  },
  {
    ...session,
    id: 'length',
    kind: 'range',
    accepts: isRange,
    toFilter: ([value]) => ({ durationMs: parseRange(value!) }),
  },
];

const BY_ID = new Map<string, FilterDefinition>(FILTERS.map((definition) => [definition.id, definition]));

/** Undefined: no filter has this name. */
export const findFilter = (id: string): FilterDefinition | undefined => BY_ID.get(id);

export function filterOf(id: FilterId): FilterDefinition {
  return BY_ID.get(id)!;
}

/** Holds one value at most. */
export const isSingle = ({ kind }: FilterDefinition): boolean =>
  kind === 'search' || kind === 'flag' || kind === 'range';
